import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { LabCommand } from '../../src/core/scenario/operate.js';
import { verifyFolder } from '../../src/nodes/verify-folder.js';
import { labOptions, withCommands } from '../conformance/lab.js';
import { ledgerOf, verify, withLedger, writtenRun } from './ledgers.js';

// Ledgers as runs write them: every one is right, whoever attacked, and under whatever rules.

const tiny = writtenRun(labOptions('tiny', [], { rounds: 1 }));

test('the ledger of tiny is right, and everything in it was looked at', async (t) => {
  const { fault, remainder, audit, genesis } = await verify(await tiny);
  t.is(fault, null);
  t.is(genesis, JSON.parse(ledgerOf(await tiny)[0]!).hash);
  const { blocks, votes, trades, crossShardTrades, draws, openings, readings, soldWh, offers, requests, elections } = audit.counts;
  for (const count of [blocks, votes, trades, crossShardTrades, draws, openings, readings, soldWh, offers, requests, elections]) t.true(count > 0);
  t.is(readings, trades);
  t.is(remainder!.crossShardUnderWay, 0);
  t.is(remainder!.doubleSpentMilli, 0);
  t.is(remainder!.unseenBlocks, 0);
  const run = JSON.parse(readFileSync(join(await tiny, 'run.json'), 'utf8')) as { digest: string };
  t.is(remainder!.end?.digest, run.digest);
});

test('a run that was killed is right as far as it goes', async (t) => {
  const path = await tiny;
  const lines = ledgerOf(path);
  const unfinished = (run: Record<string, unknown>): Record<string, unknown> => {
    const { version, seed, end, specification, ledger } = run;
    return { version, seed, end, specification, digest: null, ledger: { genesis: (ledger as { genesis: string }).genesis } };
  };
  const whole = await verify(withLedger(path, lines.slice(0, 30).map((line) => `${line}\n`).join(''), unfinished));
  t.is(whole.fault, null);
  t.is(whole.remainder!.end, null);
  t.is(whole.audit.lines, 30);
  const torn = await verify(withLedger(path, `${lines.slice(0, 30).join('\n')}\n${lines[30]!.slice(0, 77)}`, unfinished));
  t.is(torn.fault, null);
  t.is(torn.tornBytes, 77);
  const nothing = await verify(withLedger(path, '', unfinished));
  t.is(nothing.fault?.what, 'genesis');
  const begun = await verify(withLedger(path, `${lines[0]!}\n`, unfinished));
  t.is(begun.fault, null);
});

test('what cannot be read is a fault and no exception', async (t) => {
  t.is((await verify('/nonexistent')).fault?.what, 'unreadable');
  const path = withLedger(await tiny, Buffer.from([0xff, 0xfe, 0x0a]));
  t.is((await verify(path)).fault?.what, 'unreadable');
  for (const text of ['', '{', 'null', '{}', '{"digest":null,"ledger":{}}']) {
    writeFileSync(join(path, 'run.json'), text);
    t.is((await verify(path)).fault?.what, 'unreadable', text);
  }
});

test('genesis is trusted, and a reader who knows the true one can say so', async (t) => {
  const path = await tiny;
  const known = (JSON.parse(ledgerOf(path)[0]!) as { hash: string }).hash;
  t.is((await verifyFolder(path, { genesis: known, trail: false })).fault, null);
  t.is((await verifyFolder(path, { genesis: known.replace(/^./, (digit) => (digit === '0' ? '1' : '0')), trail: false })).fault?.what, 'genesis');
});

const set = (path: string, value: unknown): LabCommand => ({ kind: 'set', path, value });

test('rules that an operator changes are records, and blocks are judged by them', async (t) => {
  const commands = [
    { atUs: 0, command: set('defences.creditSortition', false) },
    { atUs: 0, command: set('defences.signatures', false) },
    { atUs: 12_000_000, command: set('defences.certificates', false) },
    { atUs: 20_000_000, command: set('defences.signatures', true) },
    { atUs: 45_000_000, command: set('defences.certificates', true) },
  ];
  const { fault, audit } = await verify(await writtenRun(withCommands(labOptions('tiny', [], { rounds: 2 }), commands)));
  t.is(fault, null);
  // Per campus: what holds from the start is one record; each later change one more.
  t.is(audit.counts.ruleChanges, 2 * 4);
});

const ATTACKED: readonly (readonly [name: string, level: number, sets: readonly string[]])[] = [
  ['double-spend', 3, []],
  ['double-spend', 3, ['defences.doubleSpending=false', 'market.awayWalletPermille=500']],
  ['fork', 1, []],
  ['tamper', 1, ['defences.signatures=false']],
  ['sybil-split', 8, []],
  ['sybil', 10, ['defences.certificates=false']],
  ['silent', 1, []],
  ['cut', 1, []],
  ['exchange', 1, []],
  ['consumer', 2, []],
];

for (const [name, level, sets] of ATTACKED) {
  test(`attacked by ${name}${sets.length === 0 ? '' : ` with ${sets.join(' and ')}`}, the ledger is right under its rules`, async (t) => {
    const path = await writtenRun(labOptions('tiny', sets, { attacks: [{ fromUs: 0, level, name, toUs: null }], rounds: 2, seed: 5 }));
    const { fault, audit, remainder } = await verify(path);
    t.is(fault, null, fault?.why);
    t.true(audit.counts.blocks > 0);
    if (!sets.includes('defences.doubleSpending=false')) t.is(remainder!.doubleSpentMilli, 0);
  });
}
