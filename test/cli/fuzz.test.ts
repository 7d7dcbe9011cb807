import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { RARE_STATES } from '../../src/core/fuzz/coverage.js';
import { packageRoot } from '../../src/nodes/package-root.js';
import { cli, emptyFolder } from './cli.js';

test('fuzz runs the world of a seed and prints what it reached; its scenario gives the same digest to run', (t) => {
  const folder = emptyFolder();
  const fuzzed = cli(['fuzz', '--seeds', '13', '--scenario', 'w.yaml', '--json', '--quiet'], '', folder);
  t.is(fuzzed.code, 0, fuzzed.stderr);
  const report = JSON.parse(fuzzed.stdout) as { worlds: number; failures: unknown[]; coverage: { name: string }[]; digests: Record<string, string> };
  t.deepEqual([report.worlds, report.failures], [1, []]);
  t.deepEqual(report.coverage.map(({ name }) => name), RARE_STATES.map(({ name }) => name));
  t.regex(readFileSync(join(folder, 'w.yaml'), 'utf8'), /^# The world of seed 13/);
  const run = cli(['run', 'w.yaml', '--seed', '13', '--json', '--quiet', '--threads', '1'], '', folder);
  t.is(run.code, 0, run.stderr);
  t.is((JSON.parse(run.stdout) as { digest: string }).digest, report.digests['13']);
});

for (const [flags, expected] of [
  [['--seeds', '9-3'], /--seeds 9-3: expected a seed such as 17 or seeds such as 1-500/],
  [['--seeds', '1-2', '--minutes', '1'], /--seeds and --minutes: expected only one/],
  [['--minutes', 'soon'], /--minutes soon: expected a number above 0/],
  [['--seeds', '1-9', '--scenario', 'w.yaml'], /--scenario: a scenario is written of one world/],
  [['--sedes', '1'], /did you mean --seeds\?/],
] as const) {
  test(`fuzz ${flags.join(' ')} is refused with what is expected`, (t) => {
    const { code, stderr, stdout } = cli(['fuzz', ...flags]);
    t.deepEqual([code, stdout], [2, '']);
    t.regex(stderr, expected);
  });
}

test('an interrupted fuzz prints what is done so far and ends with 130', async (t) => {
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'v2g-tui.js'), 'fuzz', '--minutes', '5', '--threads', '1', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => (stdout += String(data)));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  // It says that it listens.
  child.stderr.once('data', () => child.kill('SIGINT'));
  t.is(await closed, 130);
  t.is((JSON.parse(stdout) as { failures: unknown[] }).failures.length, 0);
});
