import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import type { EndorsedTransaction, SignedProposal } from '../../../src/core/ledger/endorse-order-validate/types.js';
import type { LedgerTransaction } from '../../../src/core/consensus/committee/transactions.js';
import type { Message } from '../../../src/core/kernel/contract.js';
import { labOptions, namesOf, notesOf, observe } from '../../conformance/lab.js';
import { ROOT } from '../../tui/root.js';

// One honest round of tiny from end to end (SEEDS, "How they fit together"), read off what the nodes really sent.

interface Sent {
  readonly atUs: number;
  readonly from: string;
  readonly to: string;
  readonly message: Message;
}

const options = labOptions('tiny', [], { rounds: 1 });
const nameOf = namesOf(options);
const sent: Sent[] = [];
const run = observe(options, {
  onStep({ node, nowUs, effects }) {
    for (const effect of effects) {
      if (effect.type !== 'send' && effect.type !== 'broadcast') continue;
      const receivers = effect.type === 'send' ? [effect.to] : effect.to;
      for (const to of receivers) sent.push({ atUs: nowUs, from: nameOf(node), to: nameOf(to), message: effect.message });
    }
  },
});

test('the round runs to its end and nothing is violated', async (t) => {
  const { outcome, views } = await run;
  t.is(outcome.ended, 'rounds');
  t.deepEqual(outcome.violations, []);
  for (const view of views) t.is(view.rounds[0]!.phase, 'final');
});

test('the steps of a round come in their order, in every campus', async (t) => {
  const done = await run;
  for (const shard of [0, 1]) {
    const first = (kind: Parameters<typeof notesOf>[1]): number => notesOf(done, kind).find((note) => note.shard === shard && (!('round' in note) || note.round === 0))!.timeUs;
    const inCampus = ({ from }: Sent): boolean => from.startsWith(`c${shard + 1}/`);
    const firstSent = (kind: string): number => sent.find((one) => inCampus(one) && one.message.kind === kind)!.atUs;
    const times = [
      first('market/opened'), firstSent('market/request'), first('market/demand'), firstSent('market/energy-call'), first('market/offers'), first('market/cleared'),
      firstSent('market/task'), firstSent('energy/plug-in'), firstSent('energy/draw-call'), firstSent('energy/draws'), first('market/delivered'), firstSent('settlement/propose'),
      firstSent('settlement/accept'), first('settlement/final'),
    ];
    t.deepEqual(times, times.toSorted((a, b) => a - b));
  }
});

/** Messages in which a party would learn more than its own: what a committee orders is for its members to see. */
const isPrivate = ({ message }: Sent): boolean => !message.kind.startsWith('committee/') && !message.kind.startsWith('ledger/');

/** Every object anywhere in a message that has all of these keys. */
function holding(value: unknown, keys: readonly string[], found: Record<string, unknown>[] = []): Record<string, unknown>[] {
  if (typeof value !== 'object' || value === null) return found;
  if (!Array.isArray(value) && keys.every((key) => Object.hasOwn(value, key))) found.push(value as Record<string, unknown>);
  for (const item of Object.values(value)) holding(item, keys, found);
  return found;
}

test('no message to an EV holds the task of another EV (SEED B1)', async (t) => {
  await run;
  let own = 0;
  for (const one of sent) {
    if (!/\/(ev|split|sybil)-/.test(one.to) || !isPrivate(one)) continue;
    for (const task of holding(one.message, ['ev', 'request', 'energyWh'])) {
      t.is(task['ev'], one.to, one.message.kind);
      own += 1;
    }
  }
  t.true(own > 10);
});

test('no message to a consumer holds the result, session or reading of another one (SEED B1)', async (t) => {
  await run;
  let own = 0;
  for (const one of sent) {
    if (!/\/consumer-/.test(one.to) || !isPrivate(one)) continue;
    for (const result of holding(one.message, ['consumer'])) {
      t.is(result['consumer'], one.to, one.message.kind);
      own += 1;
    }
  }
  t.true(own > 10);
});

test('an exchange is opened the results of its own consumers only; the chains hold commitments', async (t) => {
  await run;
  for (const one of sent) {
    if (/\/exchange-/.test(one.to) && one.message.kind === 'market/results') {
      for (const result of holding(one.message, ['allocations'])) t.is(result['exchange'], one.to);
    }
    if (one.message.kind === 'channel/propose') {
      const { operation, args } = (one.message as unknown as { signed: SignedProposal }).signed.proposal;
      if (operation === 'record-tasks' || operation === 'record-results') t.deepEqual(holding(args, ['energyWh']), []);
    }
  }
});

test('every allocation is delivered, paid exactly, and reported to everybody whom it concerns', async (t) => {
  const done = await run;
  const allocations = notesOf(done, 'market/cleared').flatMap((note) => note.allocations);
  const delivered = notesOf(done, 'market/delivered');
  t.deepEqual(delivered.map((note) => note.request).toSorted(), allocations.map((one) => one.request).toSorted());
  const due = delivered.filter((note) => note.dueMilli > 0);
  const settled = notesOf(done, 'settlement/final');
  t.deepEqual(settled.map((note) => note.amountMilli).toSorted(byNumber), due.map((note) => note.dueMilli).toSorted(byNumber));
  t.true(settled.every((note) => note.outcome === 'committed'));
  let paidMilli = 0;
  for (const world of done.worlds) {
    for (const actor of world.actors.values()) if (actor.kind === 'consumer') paidMilli += actor.buyer.paidMilli;
  }
  t.is(paidMilli, due.reduce((sum, note) => sum + note.dueMilli, 0));
});

const byNumber = (a: number, b: number): number => a - b;

test('the round of one request reads as the transcript says', async (t) => {
  const { records } = await run;
  const kept = notesOf({ records }, 'settlement/began').filter((note) => !note.crossShard && note.shard === 0);
  const cleared = notesOf({ records }, 'market/cleared').find((note) => note.shard === 0)!;
  const buyers = new Set(kept.map((note) => nameOf(note.node)));
  const trade = cleared.allocations.find((one) => buyers.has(one.consumer))!;
  compareTranscript(t, 'tiny-round-campus.txt', transcript(trade));
});

test('the round of one request whose wallet is elsewhere reads as the transcript says', async (t) => {
  const { records } = await run;
  const away = notesOf({ records }, 'settlement/began').filter((note) => note.crossShard && note.shard === 0);
  const cleared = notesOf({ records }, 'market/cleared').find((note) => note.shard === 0)!;
  const buyers = new Set(away.map((note) => nameOf(note.node)));
  const trade = cleared.allocations.find((one) => buyers.has(one.consumer))!;
  compareTranscript(t, 'tiny-round-across.txt', transcript(trade));
});

interface Trade {
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  readonly energyWh: number;
}

/**
 * What was sent for one trade, first sendings only and in their order: who, to whom, what. Times are left out, so that
 * a change of a latency does not change it; gossip is left out, because it is the hashgraph's own matter.
 */
function transcript(trade: Trade): string {
  const lines: string[] = [`request ${trade.request}: ${trade.energyWh} Wh from ${trade.ev}`];
  for (const { from, to, message } of sent) {
    const what = describe(message, trade, from, to);
    if (what === null) continue;
    const line = lineOf(message.kind, from, to, what);
    if (!lines.includes(line)) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}

const committeeOf = (name: string): string => `committee of ${name.split('/')[0]}`;

/** Which member of a committee was asked or answered is the lottery's doing; that its committee did is not. */
function lineOf(kind: string, from: string, to: string, what: string): string {
  if (kind === 'ledger/submit') return `${from} -> ${committeeOf(to)}: ${what}`;
  if (kind === 'ledger/receipt') return `${committeeOf(from)} -> ${to}: ${what}`;
  return `${from} -> ${to}: ${what}`;
}

function describe(message: Message, { consumer, ev }: Trade, from: string, to: string): string | null {
  const campus = consumer.split('/')[0];
  const has = (text: string): boolean => JSON.stringify(message).includes(`"${text}"`);
  switch (message.kind) {
    case 'market/request':
      return from === consumer ? 'signed request' : null;
    case 'channel/propose': {
      const { operation } = (message as unknown as { signed: SignedProposal }).signed.proposal;
      if (!from.startsWith(`${campus}/`)) return null;
      if (operation === 'upload-offer') return from === ev ? 'endorse this offer' : null;
      if (operation === 'upload-requests') return has(consumer) ? 'endorse this request list' : null;
      return from.endsWith('/cs') ? `endorse these ${operation === 'record-tasks' ? 'tasks' : 'results'}` : null;
    }
    case 'channel/submit': {
      const { proposal } = (message as unknown as { transaction: EndorsedTransaction }).transaction;
      const isOurs = proposal.operation === 'upload-offer' ? from === ev : proposal.operation === 'upload-requests' ? has(consumer) : from === `${campus}/cs`;
      return isOurs ? `order ${proposal.operation}` : null;
    }
    case 'market/energy-call':
      return to === ev ? 'energy is asked for' : null;
    case 'market/task':
      return to === ev ? 'task, opened, with its proof' : null;
    case 'market/results':
      return has(consumer) ? 'results of its consumers, opened' : null;
    case 'market/notice':
      return to === consumer ? 'result, opened' : null;
    case 'energy/plan':
    case 'energy/plug-in':
    case 'energy/draw-call':
    case 'energy/draws':
    case 'energy/reading':
      return JSON.stringify(message).includes(`"${ev}/r0/0"`) ? message.kind.slice('energy/'.length) : null;
    case 'energy/reading-ack':
      return has(`${ev}/r0/0`) ? 'reading-ack' : null;
    case 'settlement/propose':
      return from === consumer && to === ev ? 'transaction, signed' : null;
    case 'settlement/accept':
      return from === ev && to === consumer ? 'accepted, with the chain up to it' : null;
    case 'ledger/submit':
    case 'ledger/receipt':
      return describeLedger(message, consumer, ev, from, to);
    default:
      return null;
  }
}

function describeLedger(message: Message, consumer: string, ev: string, from: string, to: string): string | null {
  const { transaction, proof } = message as unknown as { transaction: LedgerTransaction; proof?: { entry: { code: string } } };
  const isOurs =
    transaction.kind === 'micro'
      ? transaction.submission.micro.block.owner === consumer
      : 'cross' in transaction && transaction.cross.signed.transaction.buyer === consumer && transaction.cross.signed.transaction.seller === ev;
  const party = message.kind === 'ledger/submit' ? from : to;
  if (!isOurs || (party !== consumer && party !== ev)) return null;
  return proof ? `receipt of the ${transaction.kind}: ${proof.entry.code}` : `please order this ${transaction.kind}`;
}

/** Compares with the golden text; `UPDATE_TRANSCRIPTS=1` writes it anew. */
function compareTranscript(t: ExecutionContext, name: string, text: string): void {
  const path = join(ROOT, 'fixtures', 'transcripts', name);
  if (process.env['UPDATE_TRANSCRIPTS'] === '1') writeFileSync(path, text);
  t.true(existsSync(path), `${path} is missing; UPDATE_TRANSCRIPTS=1 writes it`);
  t.is(text, readFileSync(path, 'utf8'));
}
