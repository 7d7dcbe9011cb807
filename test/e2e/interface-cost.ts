import { fileURLToPath } from 'node:url';
import { spawnSync } from 'node:child_process';
import { shows } from '../tui/terminal.js';
import { startInTerminal, type Journey } from './pty.js';

/**
 * What the interface costs: `node dist/test/e2e/interface-cost.js [scenario] [rounds]`. In a pseudo-terminal: from a key to the screen
 * while the run goes as fast as it can; how long the run takes with the interface and without it.
 */
const [scenario = 'metro-2000', rounds = '1'] = process.argv.slice(2);
const bin = fileURLToPath(new URL('../../../bin/v2g-tui.js', import.meta.url));
const flags = [scenario, '--seed', '7', '--rounds', rounds];

const seconds = (beganMs: number): number => (performance.now() - beganMs) / 1000;

async function keyToScreen(journey: Journey, key: string, seen: (rows: readonly string[]) => boolean): Promise<number> {
  const beganMs = performance.now();
  journey.type(key);
  await journey.screen.until(seen);
  return performance.now() - beganMs;
}

const journey = startInTerminal(process.execPath, [bin, ...flags], { columns: 120, rows: 40 });
await journey.screen.until(shows('LIVE'));
const beganMs = performance.now();
journey.type('++++');
const took: number[] = [];
for (let at = 0; at < 20; at += 1) {
  took.push(await keyToScreen(journey, '?', shows('Looking around')));
  took.push(await keyToScreen(journey, '\u001B', (rows) => !shows('Looking around')(rows)));
  await new Promise((resolve) => setTimeout(resolve, 150));
}
await journey.screen.until(shows('FINISHED'));
const withScreen = seconds(beganMs);
journey.type('q');
await journey.ended;

const bareMs = performance.now();
const bare = spawnSync(process.execPath, [bin, 'run', ...flags, '--json', '--quiet'], { encoding: 'utf8', maxBuffer: 1 << 26 });
const without = (JSON.parse(bare.stdout) as { performance: { wallSeconds: number } }).performance.wallSeconds;

took.sort((a, b) => a - b);
console.log(`key to screen, ${took.length} keys while ${scenario} runs as fast as it can: median ${took[took.length >> 1]!.toFixed(0)} ms, longest ${took.at(-1)!.toFixed(0)} ms (Esc waits for what might follow it)`);
console.log(`${rounds} rounds with the interface ${withScreen.toFixed(1)} s, without ${without.toFixed(1)} s (process ${seconds(bareMs).toFixed(1)} s): ${(100 * (withScreen / without - 1)).toFixed(1)} %`);
