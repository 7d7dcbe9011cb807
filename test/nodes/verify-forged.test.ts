import { randomUUID } from 'node:crypto';
import test from 'ava';
import { auditLine, createAudit } from '../../src/core/audit/audit.js';
import type { FaultKind } from '../../src/core/audit/fault.js';
import type { Audit } from '../../src/core/audit/state.js';
import { createStream, below } from '../../src/core/kernel/random.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';
import { ledgerLine } from '../../src/nodes/ledger-lines.js';
import { labOptions } from '../conformance/lab.js';
import { auditLines, chained, ledgerOf, openLines, signBlock, signedBy, verify, withLedger, writtenRun, type Opened } from './ledgers.js';

// A true ledger, changed in every way that somebody might: each change is found, in the line where it was made or the next.

const options = labOptions('tiny', [], { rounds: 1 });
const written = writtenRun(options);
const lines = written.then(ledgerOf);

/** The audit as it stands before each line, so that a changed line is judged without all those before it. */
const before = lines.then((all) => {
  const audit = createAudit(nodeSuite, false);
  return all.map((line) => {
    const copy = structuredClone({ ...audit, crypto: null }) as unknown as Audit;
    auditLine(audit, line);
    return { ...copy, crypto: audit.crypto };
  });
});

test('a true ledger stays true when it is chained anew', async (t) => {
  t.deepEqual(chained(openLines(await lines)), await lines);
  t.true('end' in auditLines(await lines));
});

const CHANGES = 200;

test(`any of ${CHANGES} random changes of one byte is found where it was made`, async (t) => {
  const all = await lines;
  const audits = await before;
  const seed = Number.parseInt(randomUUID().slice(0, 8), 16);
  t.log(`seed ${seed}`);
  const stream = createStream(nodeSuite, seed, 'verify');
  const bytes = Buffer.from(all.map((line) => `${line}\n`).join(''));
  for (let change = 0; change < CHANGES; change++) {
    const at = below(bytes.length, stream);
    const old = bytes[at]!;
    bytes[at] = (old + 1 + below(255, stream)) % 256;
    const line = bytes.subarray(0, at).filter((byte) => byte === 0x0a).length;
    const start = bytes.subarray(0, at).lastIndexOf(0x0a) + 1;
    const rest = bytes.subarray(start).toString('utf8').split('\n');
    const audit = { ...structuredClone({ ...audits[line]!, crypto: null }), crypto: audits[line]!.crypto } as unknown as Audit;
    const fault = rest[0] === undefined ? null : auditLine(audit, rest[0]);
    // A line break put in leaves a beginning of a line, one taken away joins two: neither is a record.
    t.truthy(fault, `seed ${seed}: byte ${at} of line ${line + 1} from ${old} to ${bytes[at]}`);
    bytes[at] = old;
  }
});

/** One line of each kind of record, and of each kind of transaction that stands in blocks. */
const KINDS = ['genesis', 'ledger/channel-block', 'ledger/openings', 'ledger/block', 'draw', 'micro', 'lock', 'unlock-to-commit', 'announce', 'cutoff'];
const PLACES_A_LINE = 40;

for (const kind of KINDS) {
  test(`every field of a record with ${kind} matters, whatever stands there instead`, async (t) => {
    const all = await lines;
    const audits = await before;
    const line = all.findIndex((text) => text.includes(`"kind":"${kind}"`));
    const opened = openLines(all)[line]!;
    const { prev, line: number } = JSON.parse(all[line]!) as { prev: string | null; line: number };
    const places = leavesOf(opened.record);
    const stride = Math.max(1, Math.floor(places.length / PLACES_A_LINE));
    for (let at = 0; at < places.length; at += stride) {
      const place = places[at]!;
      for (const value of [nextTo(valueAt(opened.record, place)), ...(at % 5 === 0 ? STRANGE : [])]) {
        const record = structuredClone(opened.record);
        if (!put(record, place, value)) continue;
        // Chained anew, so that what finds it is no hash of the line but what the record says.
        const { text } = ledgerLine(prev === null ? null : { hash: prev, line: number - 1 }, opened.shard, opened.timeUs, record);
        const audit = { ...structuredClone({ ...audits[line]!, crypto: null }), crypto: audits[line]!.crypto } as unknown as Audit;
        t.truthy(auditLine(audit, text), `${place.join('.')} = ${JSON.stringify(value)}`);
      }
    }
  });
}

const byHand: readonly (readonly [name: string, edit: (opened: Opened[]) => void, found: readonly FaultKind[]])[] = [
  ['a line is dropped', (opened) => opened.splice(blockAt(opened, 3), 1), ['order', 'chain', 'committee']],
  ['a line stands twice', (opened) => opened.splice(blockAt(opened, 3), 0, structuredClone(opened[blockAt(opened, 3)]!)), ['order']],
  ['two blocks change places', (opened) => swap(opened, blockAt(opened, 2), blockAt(opened, 3)), ['order']],
  ['a channel’s block is dropped', (opened) => opened.splice(indexOfKind(opened, 'ledger/channel-block'), 1), ['order']],
  ['openings are dropped, and what rests on them falls', (opened) => opened.splice(indexOfOpenings(opened, 'boev'), 1), ['energy']],
  ['two signatures change places', (opened) => swapSignatures(opened), ['signature']],
  ['a vote of somebody without a seat', (opened) => strangerVotes(opened), ['quorum']],
  ['a vote is taken away', (opened) => void blockOf(opened, 3).certificate.votes.splice(0, 2), ['quorum']],
  ['a credit change is raised', (opened) => raiseCredit(opened, false), ['merkle-root']],
  ['… and its root put right, which its voters have not signed', (opened) => raiseCredit(opened, true), ['signature']],
  ['a balance of genesis is raised', (opened) => void (opened[0]!.record.content.shards[0].origins[0].amountMilli += 1), ['signature']],
  ['θ is lowered in genesis', (opened) => void (opened[0]!.record.content.rules.thetaP -= 1), ['signature']],
  ['a draw is taken out', (opened) => dropDraw(opened), ['entry', 'merkle-root']],
  ['the price of an opened task', (opened) => void (opened[indexOfOpenings(opened, 'boev')]!.record.openings[0].content.slices[0].priceMilliPerKWh -= 1), ['opening']],
  ['a field that nobody knows', (opened) => void (blockOf(opened, 2).certificate.header.note = 'x'), ['schema']],
  ['a field that is gone', (opened) => void delete blockOf(opened, 2).certificate.header.served, ['schema']],
  ['a record of another campus', (opened) => void (opened[blockAt(opened, 2)]!.shard = 1), ['order', 'quorum']],
  ['a record before its time', (opened) => void (opened[blockAt(opened, 3)]!.timeUs = 0), ['order']],
  ['rules by nobody’s leave', (opened) => forgeRules(opened), ['signature']],
  ['more behind the end', (opened) => void opened.push(structuredClone(opened.at(-1)!)), ['end']],
  ['genesis is not the first line', (opened) => void opened.splice(0, 1), ['genesis']],
];

for (const [name, edit, found] of byHand) {
  test(`found, with all lines chained anew: ${name}`, async (t) => {
    const opened = openLines(await lines);
    edit(opened);
    const fault = auditLines(chained(opened));
    t.true('what' in fault && found.includes(fault.what), JSON.stringify(fault));
  });
}

const byTraitors: readonly (readonly [name: string, edit: (opened: Opened[]) => void, found: readonly FaultKind[]])[] = [
  ['gives its member credit', (opened) => sign(opened, blockWith(opened, 'micro'), (block) => void block.entries[0].credits.push({ change: 1, node: 'c1/ev-01', reason: 'delivered' })), ['credit']],
  ['accepts what it should refuse', (opened) => sign(opened, blockWith(opened, 'micro'), (block) => void (block.transactions[0].submission.micro.signature = '00'.repeat(64)), true), ['entry']],
  ['refuses what it should accept', (opened) => sign(opened, blockWith(opened, 'micro'), (block) => Object.assign(block.entries[0], { code: 'bad-signature', credits: [] })), ['entry']],
  ['attests what its books do not say', (opened) => sign(opened, blockWith(opened, 'lock'), (block) => void (block.entries.find((one: any) => one.kind === 'lock').attests = 'ab'.repeat(32))), ['atomicity']],
  ['makes money of nothing', (opened) => makeMoney(opened), ['entry']],
  ['puts others into office than the draws elect', (opened) => sign(opened, lastOfEpoch(opened), (block) => void (block.certificate.header.handover.committee.members[0].seats += 1)), ['committee']],
  ['hands over another state', (opened) => sign(opened, lastOfEpoch(opened), (block) => void (block.certificate.header.handover.stateRoot = 'cd'.repeat(32))), ['state-root']],
  ['stays in office by dropping draws', (opened) => sign(opened, lastOfEpoch(opened), (block) => Object.assign(block.certificate.header, { handover: null })), ['committee']],
  ['counts service twice', (opened) => sign(opened, blockAt(opened, 3), (block) => void (block.certificate.header.served = blockOf(opened, 0).certificate.header.served.length > 0 ? blockOf(opened, 0).certificate.header.served : ['c1/ev-01', 'c1/ev-01'])), ['credit']],
];

for (const [name, edit, found] of byTraitors) {
  test(`found, though a whole committee signs it: it ${name}`, async (t) => {
    const opened = openLines(await lines);
    edit(opened);
    const fault = auditLines(chained(opened));
    t.true('what' in fault && found.includes(fault.what), JSON.stringify(fault));
  });
}

test('run.json binds genesis, inputs, rules and the last line', async (t) => {
  const path = await written;
  const all = await lines;
  const whatOf = async (ledger: readonly string[], change?: (run: any) => any): Promise<string | undefined> => (await verify(withLedger(path, textOf(ledger), change))).fault?.what;
  t.is(await whatOf(all), undefined);
  t.is(await whatOf(all.slice(0, -1)), 'end', 'the end record is cut off');
  t.is(await whatOf(all.slice(0, 20)), 'end', 'the tail is cut off');
  const cut = openLines(all);
  cut.splice(-3, 2);
  t.is(await whatOf(chained(cut)), 'end', 'lines before the end are cut out and the rest is chained anew');
  t.is(await whatOf(all, (run) => ({ ...run, seed: 8 })), 'genesis');
  t.is(await whatOf(all, (run) => ({ ...run, digest: null })), 'end');
  t.is(await whatOf(all, (run) => ({ ...run, digest: 'ab'.repeat(32) })), 'end');
  t.is((await verify(withLedger(path, textOf(all).slice(0, -1)))).fault?.what, 'unreadable', 'the last line break is missing');
  // Whoever has the CA's key too can make a genesis; θ must still be the scenario's.
  const forged = openLines(all);
  const { content } = forged[0]!.record;
  content.rules.thetaP -= 1;
  forged[0]!.record.signature = signedBy(options, 'ca', 'ledger/genesis', content);
  const ledger = chained(forged);
  const genesis = (JSON.parse(ledger[0]!) as { hash: string }).hash;
  t.is(await whatOf(ledger), 'genesis');
  t.is(await whatOf(ledger, (run) => ({ ...run, ledger: { ...run.ledger, genesis } })), 'genesis');
  // … and even with a scenario to match, the seats that were won under another θ are not those of the draws.
  const fault = auditLines(ledger);
  t.true('what' in fault && (fault.what === 'entry' || fault.what === 'committee'), JSON.stringify(fault));
});

function textOf(ledger: readonly string[]): string {
  return ledger.map((line) => `${line}\n`).join('');
}

function indexOfKind(opened: readonly Opened[], kind: string): number {
  return opened.findIndex(({ record }) => record.kind === kind);
}

function indexOfOpenings(opened: readonly Opened[], contract: string): number {
  return opened.findIndex(({ record }) => record.kind === 'ledger/openings' && record.contract === contract);
}

/** The line of the n-th block of campus 1. */
function blockAt(opened: readonly Opened[], n: number): number {
  return opened.findIndex(({ record, shard }) => shard === 0 && record.kind === 'ledger/block' && record.certificate.header.height === n);
}

function blockOf(opened: readonly Opened[], n: number): any {
  return opened[blockAt(opened, n)]!.record;
}

function blockWith(opened: readonly Opened[], kind: string): number {
  return opened.findIndex(({ record }) => record.kind === 'ledger/block' && record.entries[0]?.kind === kind && record.entries[0].code === 'accepted');
}

function lastOfEpoch(opened: readonly Opened[]): number {
  return opened.findIndex(({ record }) => record.kind === 'ledger/block' && record.certificate.header.handover !== null);
}

function swap(opened: Opened[], a: number, b: number): void {
  [opened[a], opened[b]] = [opened[b]!, opened[a]!];
}

function swapSignatures(opened: Opened[]): void {
  const [first, second] = blockOf(opened, 3).certificate.votes;
  [first.signature, second.signature] = [second.signature, first.signature];
}

function strangerVotes(opened: Opened[]): void {
  const { header, votes } = blockOf(opened, 3).certificate;
  votes[0] = { member: 'c1/consumer-1', signature: signedBy(options, 'c1/consumer-1', 'committee/block', header) };
}

function raiseCredit(opened: Opened[], rooted: boolean): void {
  const block = opened[blockWith(opened, 'micro')]!.record;
  const signatures = block.certificate.votes.map((vote: any) => vote.signature);
  block.entries[0].credits[0].change += 1;
  if (!rooted) return;
  signBlock(options, block);
  block.certificate.votes.forEach((vote: any, at: number) => void (vote.signature = signatures[at]));
}

function dropDraw(opened: Opened[]): void {
  const block = opened.find(({ record }) => record.kind === 'ledger/block' && record.entries.some((one: any) => one.kind === 'draw'))!.record;
  const at = block.entries.findIndex((one: any) => one.kind === 'draw');
  block.entries.splice(at, 1);
  block.transactions.splice(at, 1);
}

function forgeRules(opened: Opened[]): void {
  const rules = structuredClone(opened[0]!.record.content.rules);
  rules.switches.doubleSpending = false;
  const content = { height: 3, rules, shard: 0 };
  const at = blockAt(opened, 3);
  const { timeUs } = opened[at]!;
  opened.splice(at, 0, { record: { content, kind: 'ledger/rules', signature: signedBy(options, 'c1/ev-01', 'ledger/rules', content) }, shard: 0, timeUs });
}

/** A committee of traitors changes a block and signs it; `renamed` gives the first entry the hash of its transaction. */
function sign(opened: Opened[], at: number, edit: (block: any) => unknown, renamed = false): void {
  const block = opened[at]!.record;
  edit(block);
  if (renamed) block.entries[0].transaction = nodeSuite.sha256Text(JSON.stringify(['ledger/transaction', block.transactions[0]]));
  signBlock(options, block);
}

/** Buyer and committee together: the payment takes more out of an origin than it holds. */
function makeMoney(opened: Opened[]): void {
  sign(opened, blockWith(opened, 'micro'), (block) => {
    const { own } = block.transactions[0].submission.proof;
    const one = own.blocks.at(-1).block.identifications[0];
    one.transaction.changeMilli += 1000;
    one.signature = signedBy(options, one.transaction.buyer, 'v2g-tui/individual-chains/transaction', one.transaction);
  }, true);
}

function leavesOf(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [[...path]];
  return Object.entries(value).flatMap(([key, field]) => leavesOf(field, [...path, Array.isArray(value) ? Number(key) : key]));
}

const STRANGE: readonly unknown[] = [null, '', -1, 0.5, 1e21, [], {}, true, '00'.repeat(64)];

/** Another value of the same kind, as near as can be. */
function nextTo(old: unknown): unknown {
  if (typeof old === 'number') return old + 1;
  if (typeof old === 'string') return `${old.slice(0, -1)}${old.endsWith('0') ? '1' : '0'}`;
  return old === null ? 'ab'.repeat(32) : !old;
}

function valueAt(record: any, place: readonly (string | number)[]): unknown {
  return place.reduce((value, key) => value[key], record);
}

/** False when it stood there before. */
function put(record: any, place: readonly (string | number)[], value: unknown): boolean {
  const holder = valueAt(record, place.slice(0, -1)) as any;
  const key = place.at(-1)!;
  if (JSON.stringify(holder[key]) === JSON.stringify(value)) return false;
  holder[key] = value;
  return true;
}
