import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Summary } from '../../src/core/metrics/summary.js';
import { startRun } from '../../src/nodes/coordinator.js';
import { cli, emptyFolder, filesIn } from '../cli/cli.js';
import { labOptions } from '../conformance/lab.js';

// The whole stack through the real command line, on the smallest scenario.

const args = ['run', 'tiny', '--seed', '7', '--rounds', '1'];

test.serial('run --json on one thread and on two prints the digest of the in-process host, and nothing on stderr', async (t) => {
  const [one, two] = ['1', '2'].map((threads) => cli([...args, '--json', '--quiet', '--threads', threads]));
  t.deepEqual([one!.code, two!.code, one!.stderr, two!.stderr], [0, 0, '', '']);
  const { performance: _one, ...first } = JSON.parse(one!.stdout) as Summary;
  const { performance: _two, ...second } = JSON.parse(two!.stdout) as Summary;
  t.deepEqual(first, second);
  t.is(first.digest, (await startRun(labOptions('tiny', [], { rounds: 1 })).done).digest);
  t.deepEqual(first.checkers.violations, []);
  t.true(first.totals.deliveredWh > 0 && first.crossShard.committed > 0 && first.consensus.elections > 0);
});

test.serial('run --out leaves a folder that says what was run and how it ended, and the ledger of every block', (t) => {
  const folder = emptyFolder();
  const done = cli([...args, '--json', '--quiet', '--out', 'result'], '', folder);
  t.is(done.code, 0, done.stderr);
  const summary = JSON.parse(done.stdout) as Summary;
  const names = filesIn(join(folder, 'result'));
  for (const name of ['run.json', 'journal.ndjson', 'ledger.ndjson', 'metrics.csv']) t.true(names.includes(name), name);
  t.true(readFileSync(join(folder, 'result', 'run.json'), 'utf8').includes(summary.digest));
  const ledger = readFileSync(join(folder, 'result', 'ledger.ndjson'), 'utf8').trim().split('\n');
  t.true(ledger.length > 10);
  for (const line of ledger) t.notThrows(() => JSON.parse(line));
  t.is(cli([...args, '--out', 'result'], '', folder).code, 2, 'a folder that is not empty is refused');
});

test.serial('without a terminal the scenario alone runs too, and the summary is text', (t) => {
  const done = cli(['tiny', '--rounds', '1', '--quiet']);
  t.is(done.code, 0, done.stderr);
  t.regex(done.stdout, /^tiny, seed 1: \d+ s of virtual time/);
  t.regex(done.stdout, /Digest +[0-9a-f]{64}\n$/);
});
