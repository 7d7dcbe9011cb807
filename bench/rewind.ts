import { REWIND_CHECKPOINTS } from '../src/nodes/checkpoint-policy.js';
import { startRun } from '../src/nodes/coordinator.js';
import { runOptions } from '../src/nodes/run-scenario.js';
import { loadScenario } from '../src/nodes/scenario-file.js';

/**
 * What checkpoints cost and what rewinding takes: `node dist/bench/rewind.js [scenario] [virtual minutes] [rewinds]`. Runs that
 * long, then rewinds to times spread evenly over the last hour, in an order that jumps.
 */
const [name = 'campus-4', minutes = '62', count = '24'] = process.argv.slice(2);
const scenario = loadScenario(name, []);
if (!scenario.ok) throw new Error(`no scenario ${name}`);
const endUs = Number(minutes) * 60_000_000;
const options = runOptions(scenario, { seed: 7, threads: 2, rounds: null, untilUs: Number.MAX_SAFE_INTEGER, attacks: [] });
const run = startRun({ ...options, checkpoints: REWIND_CHECKPOINTS, paused: true });
const seconds = (beganMs: number): number => (performance.now() - beganMs) / 1000;

const beganMs = performance.now();
await run.rewind(endUs);
const { count: kept, bytes, tookMs, busyMs, longestGapMs } = run.checkpoints();
console.log(`${name}: ${minutes} virtual minutes in ${seconds(beganMs).toFixed(1)} s; checkpoints took ${(tookMs / 1000).toFixed(1)} s, ${((100 * tookMs) / (busyMs + tookMs)).toFixed(1)} % of it`);
console.log(`${kept} checkpoints kept, at most ${(longestGapMs / 1000).toFixed(2)} s of execution apart, ${(bytes / 1e6).toFixed(0)} MB; resident ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`);

const fromUs = Math.max(0, endUs - 3_600_000_000);
const took: number[] = [];
const cpuSeconds: number[] = [];
for (let at = 0; at < Number(count); at++) {
  // A step that has no divisor in common with the count visits every place once, far from the one before.
  const place = ((at * 7 + 3) % Number(count)) / Number(count);
  const toUs = Math.round(fromUs + place * (endUs - fromUs));
  const rewindMs = performance.now();
  const cpu = process.cpuUsage();
  await run.rewind(toUs);
  const { user, system } = process.cpuUsage(cpu);
  cpuSeconds.push((user + system) / 1e6);
  took.push(seconds(rewindMs));
}
took.sort((a, b) => a - b);
cpuSeconds.sort((a, b) => a - b);
console.log(`${took.length} rewinds over the last hour: median ${took[took.length >> 1]!.toFixed(2)} s, longest ${took.at(-1)!.toFixed(2)} s; processor time of the longest ${cpuSeconds.at(-1)!.toFixed(2)} s`);
run.stop();
await run.done;
