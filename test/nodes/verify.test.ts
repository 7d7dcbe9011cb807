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

/** `run.json` as it is before the run ends. */
function unfinished({ version, seed, end, specification, ledger }: Record<string, unknown>): Record<string, unknown> {
  return { digest: null, end, ledger: { genesis: (ledger as { genesis: string }).genesis }, seed, specification, version };
}

test('a run that was killed is right as far as it goes', async (t) => {
  const path = await tiny;
  const lines = ledgerOf(path);
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
  const path = await writtenRun(withCommands(labOptions('tiny', [], { rounds: 2 }), commands));
  const { fault, audit } = await verify(path);
  t.is(fault, null);
  const changes = ledgerOf(path).map((line) => JSON.parse(line) as { record: { kind: string; content: { height: number | null; shard: number; rules: { switches: Record<string, boolean> } } } });
  const ofFirst = changes.filter(({ record }) => record.kind === 'ledger/rules' && record.content.shard === 0).map(({ record }) => record.content);
  t.is(audit.counts.ruleChanges, 2 * ofFirst.length);
  t.deepEqual(ofFirst[0]!.rules.switches, { certificates: true, creditSortition: false, doubleSpending: true, signatures: false });
  t.is(ofFirst[0]!.height, null, 'what holds from the very start');
  t.deepEqual(ofFirst.at(-1)!.rules.switches, { certificates: true, creditSortition: false, doubleSpending: true, signatures: true });
  t.true(ofFirst.length >= 3 && ofFirst.slice(1).every(({ height }) => height !== null));
});

const ATTACKED: readonly (readonly [attacks: Readonly<Record<string, number>>, sets: readonly string[], seed: number])[] = [
  [{ consumer: 1, 'double-spend': 3, exchange: 1, fork: 1, sybil: 10, 'sybil-split': 8 }, [], 5],
  [{ cut: 1, 'double-spend': 4, silent: 1 }, ['market.awayWalletPermille=600'], 9],
  [{ 'double-spend': 4 }, ['defences.doubleSpending=false', 'market.awayWalletPermille=500'], 9],
  [{ sybil: 10, tamper: 1 }, ['defences.certificates=false', 'defences.signatures=false', 'committee.thetaP=2', 'committee.thetaCP=1'], 5],
];

for (const [levels, sets, seed] of ATTACKED) {
  const named = Object.keys(levels).join(', ');
  test(`attacked by ${named}${sets.length === 0 ? '' : ` with ${sets.join(' and ')}`}, the ledger is right under its rules`, async (t) => {
    const attacks = Object.entries(levels).map(([name, level]) => ({ fromUs: 0, level, name, toUs: null }));
    const path = await writtenRun(labOptions('tiny', sets, { attacks, rounds: 2, seed }));
    const { fault, audit, remainder } = await verify(path);
    t.is(fault, null, fault?.why);
    t.true(audit.counts.blocks > 0);
    // Without its defence the second spending is taken, and there may be nothing else to refuse.
    t.true(audit.counts.refused > 0 || sets.includes('defences.doubleSpending=false'));
    t.is(remainder!.doubleSpentMilli > 0, sets.includes('defences.doubleSpending=false'));
  });
}
