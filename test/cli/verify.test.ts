import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { labOptions } from '../conformance/lab.js';
import { ledgerOf, withLedger, writtenRun } from '../nodes/ledgers.js';
import { cli, emptyFolder } from './cli.js';

// `verify` as a person or a script calls it.

const folder = writtenRun(labOptions('tiny', [], { rounds: 1 }));

interface Listed {
  readonly trade: string;
  readonly crossShard: boolean;
  readonly outcome: string;
  readonly energyWh: number;
  readonly paidMilli: number;
}

test('a right ledger: a table, exit 0, nothing on stderr', async (t) => {
  const done = cli(['verify', await folder]);
  t.is(done.code, 0, done.stderr);
  t.is(done.stderr, '');
  t.regex(done.stdout, /^The ledger is right: \d+ records/);
  for (const word of ['votes', 'elections', 'draws', 'credit changes', 'channel blocks', 'openings', 'readings', 'Genesis', 'Digest']) t.true(done.stdout.includes(word), word);
});

test('--json is one document with every count', async (t) => {
  const done = cli(['verify', await folder, '--json']);
  const told = JSON.parse(done.stdout) as Record<string, unknown>;
  const run = JSON.parse(readFileSync(join(await folder, 'run.json'), 'utf8')) as Record<string, unknown>;
  t.is(told['ok'], true);
  t.is(told['records'], ledgerOf(await folder).length);
  t.is(told['digest'], run['digest']);
  for (const count of ['blocks', 'transactions', 'trades', 'signaturesVerified', 'proofsVerified']) t.true((told[count] as number) > 0, count);
});

test('a wrong ledger: exit 5, and the first bad record by its line, in words', async (t) => {
  const lines = ledgerOf(await folder);
  const at = lines.findIndex((line) => line.includes('"kind":"ledger/block"'));
  const wrong = lines.with(at, lines[at]!.replace(/"timestampUs":(\d+)/, (_, digits: string) => `"timestampUs":${Number(digits) + 1}`));
  const path = withLedger(await folder, `${wrong.join('\n')}\n`);
  const done = cli(['verify', path]);
  t.is(done.code, 5);
  t.is(done.stdout, '');
  t.true(done.stderr.startsWith(`The ledger is wrong: record in line ${at + 1} of campus `), done.stderr);
  const told = JSON.parse(cli(['verify', path, '--json']).stdout) as { ok: boolean; fault: { line: number; what: string; why: string } };
  t.false(told.ok);
  t.is(told.fault.line, at + 1);
  t.is(told.fault.what, 'chain');
});

test('what cannot be read is exit 5, a wrong command line exit 2', async (t) => {
  t.is(cli(['verify', join(emptyFolder(), 'nothing')]).code, 5);
  const empty = emptyFolder();
  writeFileSync(join(empty, 'run.json'), '{');
  t.is(cli(['verify', empty]).code, 5);
  for (const flags of [[], [await folder, '--explain', 'xyz'], [await folder, '--genesis', 'ab'], [await folder, '--list', '--explain', 'abcd'], [await folder, '--nonsense']]) {
    const done = cli(['verify', ...flags]);
    t.is(done.code, 2, flags.join(' '));
    t.regex(done.stderr, /^v2g-tui: /);
  }
});

test('--list lists every trade, and --explain tells each from request to bill', async (t) => {
  const path = await folder;
  const listed = JSON.parse(cli(['verify', path, '--list', '--json']).stdout) as Listed[];
  t.true(listed.some(({ crossShard }) => crossShard) && listed.some(({ crossShard }) => !crossShard));
  t.is(cli(['verify', path, '--list']).stdout.trimEnd().split('\n').length, listed.length + 1);
  for (const wanted of [false, true]) {
    const { trade, paidMilli, outcome } = listed.find(({ crossShard }) => crossShard === wanted)!;
    const told = JSON.parse(cli(['verify', path, '--explain', trade.slice(0, 12), '--json']).stdout) as { trade: string; paidMilli: number; outcome: string; steps: { step: string; says: string; provedBy: string[]; lines: number[] }[] };
    t.is(told.trade, trade);
    t.is(told.paidMilli, paidMilli);
    t.is(told.outcome, outcome);
    const names = told.steps.map(({ step }) => step);
    t.deepEqual(names.slice(0, 5), ['request', 'offer', 'clearing', 'reading', 'transaction']);
    t.is(names.at(-1), 'bill');
    t.true(names.includes(wanted ? 'atomix' : 'committee'));
    t.true(told.steps.every(({ provedBy }) => provedBy.length > 0));
    const lines = ledgerOf(path);
    for (const line of told.steps.flatMap((step) => step.lines)) t.truthy(lines[line - 1]);
    const text = cli(['verify', path, '--explain', trade.slice(0, 12)]).stdout;
    for (const { says } of told.steps) t.true(text.includes(says), says);
  }
});

test('an id that nothing has: exit 2, what ids look like, and how to list them', async (t) => {
  const done = cli(['verify', await folder, '--explain', '0'.repeat(64)]);
  t.is(done.code, 2);
  t.regex(done.stderr, /64 digits.*--list/);
});
