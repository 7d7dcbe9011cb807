import { DOMAIN } from './crypto.js';
import { noteAborted, noteCommitted, noteStarted } from './atomicity.js';
import { proofFault, proofsFault, readCrossTrade, type CrossTrade } from './cross-trades.js';
import { auditSale } from './energy.js';
import { expect } from './fault.js';
import type { ShardProof, ShardWord } from './records.js';
import { numberKey, readingKey, type AtomixState, type Audit, type Book, type ShardAudit } from './state.js';
import { create, enterTrade, outputsOf, spend } from './trades.js';
import { accepted, creditDelivery, refused, type Verdict } from './verdict.js';

interface Order {
  readonly cross: unknown;
  readonly run: number;
}

/**
 * The ordered lock (SEED A6): the shard answers with a proof of validity or of invalidity, one kind of answer a run for
 * ever, and holds its inputs when it said valid. A later run needs the certified abort of the run before.
 */
export function auditLock(audit: Audit, shard: ShardAudit, { cross, run, previous }: Order & { readonly previous: unknown }): Verdict {
  const read = readCrossTrade(audit, shard, cross);
  if (typeof read === 'string') return refused(read);
  if (!Number.isSafeInteger(run) || run < 1) return refused('malformed');
  if (!read.inputs.includes(shard.shard)) return refused('not-concerned');
  const { book } = shard;
  const entry = book.atomix.get(read.hash);
  if (entry !== undefined && run <= entry.run) return answer(audit, shard, read, entry, run);
  if (entry?.phase === 'committed') return refused('already-committed');
  const fault = run === 1 ? null : previousFault(audit, shard, read, run - 1, previous);
  if (fault !== null) return refused(fault);
  release(book, read);
  const reason = inputFault(shard, read);
  if (reason === null) hold(shard, read, run);
  const answered: AtomixState = { createdMilli: 0, phase: reason === null ? 'accepted' : 'rejected', reason, run, sinceEpoch: shard.committee.epoch, spentMilli: 0 };
  book.atomix.set(read.hash, answered);
  if (reason === null) noteStarted(audit, shard, read);
  else noteAborted(audit, shard, read, run);
  return answer(audit, shard, read, answered, run);
}

/** The ordered unlock-to-commit: with a proof of validity of every input shard, locks become spends and outputs come into being. */
export function auditCommit(audit: Audit, shard: ShardAudit, { cross, run, proofs }: Order & { readonly proofs: unknown }): Verdict {
  const read = readCrossTrade(audit, shard, cross);
  if (typeof read === 'string') return refused(read);
  const isInput = read.inputs.includes(shard.shard);
  if (!isInput && !read.outputs.includes(shard.shard)) return refused('not-concerned');
  const entry = shard.book.atomix.get(read.hash);
  if (entry?.phase === 'committed') return entry.run === run ? accepted() : refused('already-committed');
  const subject = { hash: read.hash, inputs: read.inputs, run };
  const fault = proofsFault(audit, shard, proofs, subject) ?? lockFault(shard, entry, isInput, run, proofs as ShardProof[]);
  if (fault !== null) return refused(fault);
  commit(audit, shard, read, run, entry?.sinceEpoch ?? null);
  return accepted(creditDelivery(shard, [read.trade.seller]));
}

/** The ordered unlock-to-abort: one certified no of an input shard gives back what any other holds. */
export function auditAbort(audit: Audit, shard: ShardAudit, { cross, run, proof }: Order & { readonly proof: unknown }): Verdict {
  const read = readCrossTrade(audit, shard, cross);
  if (typeof read === 'string') return refused(read);
  if (!read.inputs.includes(shard.shard)) return refused('not-concerned');
  const entry = shard.book.atomix.get(read.hash);
  if (entry?.phase === 'committed') return refused('already-committed');
  if (entry !== undefined && entry.run > run) return refused('old-run');
  const fault = proofFault(audit, shard, proof, 'abort', { hash: read.hash, inputs: read.inputs, run });
  if (fault !== null) return refused(fault);
  if (entry?.run === run && entry.phase === 'aborted') return accepted();
  const content = (proof as ShardProof).content as Exclude<ShardWord, { kind: 'validity' }>;
  const saidSo = entry?.run === run && entry.phase === 'rejected';
  if (content.shard === shard.shard && !saidSo) return refused('proof-contradicted');
  release(shard.book, read);
  shard.book.atomix.set(read.hash, { createdMilli: 0, phase: 'aborted', reason: content.reason, run, sinceEpoch: null, spentMilli: 0 });
  noteAborted(audit, shard, read, run);
  return accepted();
}

/** What the shard says of a run it is at or past; the hash of it is what the entry attests. */
function answer(audit: Audit, shard: ShardAudit, { hash }: CrossTrade, entry: AtomixState, run: number): Verdict {
  const bound = { epoch: shard.committee.epoch, shard: shard.shard, transaction: hash };
  return accepted([], audit.crypto.hash(DOMAIN.shardProof, wordOf(bound, entry, run)));
}

function wordOf(bound: { readonly epoch: number; readonly shard: number; readonly transaction: string }, { phase, reason, run: at }: AtomixState, run: number): object {
  if (phase === 'aborted') return { ...bound, kind: 'aborted', laterRun: null, reason, run: at };
  if (run < at) return { ...bound, kind: 'aborted', laterRun: at, reason: null, run: at - 1 };
  if (phase === 'rejected') return { ...bound, kind: 'invalidity', reason, run };
  return { ...bound, kind: 'validity', run };
}

function previousFault(audit: Audit, shard: ShardAudit, read: CrossTrade, run: number, previous: unknown): string | null {
  if (proofFault(audit, shard, previous, 'abort', { hash: read.hash, inputs: read.inputs, run }) !== null) return 'run-unproven';
  if ((previous as ShardProof).content.shard !== shard.shard) return null;
  const entry = shard.book.atomix.get(read.hash);
  return entry !== undefined && entry.run === run && entry.phase !== 'accepted' ? null : 'proof-contradicted';
}

/** Whether this shard's books agree with the proofs: it holds the lock of this very run since an epoch that the proof may name. */
function lockFault(shard: ShardAudit, entry: AtomixState | undefined, isInput: boolean, run: number, proofs: readonly ShardProof[]): string | null {
  if (entry !== undefined && (entry.run > run || (entry.run === run && entry.phase === 'aborted'))) return 'old-run';
  if (!isInput) return null;
  if (entry?.run !== run || entry.phase !== 'accepted') return 'not-locked';
  const { epoch } = proofs.find(({ content }) => content.shard === shard.shard)!.content;
  return epoch < entry.sinceEpoch! || epoch > shard.committee.epoch ? 'proof-of-another-epoch' : null;
}

/** Why this shard's inputs cannot be had now, or null. */
function inputFault(shard: ShardAudit, read: CrossTrade): string | null {
  const money = read.wallet === shard.shard ? moneyFault(shard, read) : null;
  if (money !== null || read.meter !== shard.shard) return money;
  const use = shard.book.readings.get(readingKey(read.cross.reading.reading));
  if (use === undefined) return null;
  return use.state === 'locked' ? 'reading-locked' : 'reading-consumed';
}

function moneyFault({ book, rules }: ShardAudit, { trade }: CrossTrade): string | null {
  const number = book.numbers.get(numberKey(trade));
  if (number !== undefined) return number.state === 'locked' ? 'number-locked' : 'number-reused';
  for (const { origin, amountMilli } of trade.origins) {
    const active = book.origins.get(origin);
    const known = active ?? book.spent.get(origin);
    if (known === undefined) return 'origin-unvalidated';
    if (active === undefined && rules.switches.doubleSpending) return 'origin-spent';
    if (known.owner !== trade.buyer) return 'origin-of-another';
    if (known.amountMilli !== amountMilli) return 'wrong-amount';
    if (active !== undefined && active.lock !== null) return 'origin-locked';
  }
  return null;
}

function hold({ book, shard }: ShardAudit, { hash, trade, cross, wallet, meter }: CrossTrade, run: number): void {
  if (wallet === shard) {
    for (const { origin } of trade.origins) {
      const active = book.origins.get(origin);
      if (active !== undefined) book.origins.set(origin, { ...active, lock: { run, transaction: hash } });
    }
    book.numbers.set(numberKey(trade), { state: 'locked', transaction: hash });
  }
  if (meter === shard) {
    const { reading } = cross.reading;
    book.readings.set(readingKey(reading), { energyWh: reading.energyWh, state: 'locked', transaction: hash });
  }
}

/** Gives back what this trade holds here, and nothing of others. */
function release(book: Book, { hash, trade, cross }: CrossTrade): void {
  for (const { origin } of trade.origins) {
    const active = book.origins.get(origin);
    if (active?.lock?.transaction === hash) book.origins.set(origin, { ...active, lock: null });
  }
  const number = book.numbers.get(numberKey(trade));
  if (number?.state === 'locked' && number.transaction === hash) book.numbers.delete(numberKey(trade));
  const reading = book.readings.get(readingKey(cross.reading.reading));
  if (reading?.state === 'locked' && reading.transaction === hash) book.readings.delete(readingKey(cross.reading.reading));
}

function commit(audit: Audit, shard: ShardAudit, read: CrossTrade, run: number, sinceEpoch: number | null): void {
  const { book } = shard;
  const { hash, trade, cross, wallet, meter, seller } = read;
  let spentMilli = 0;
  let missingMilli = 0;
  if (wallet === shard.shard) {
    spentMilli = trade.origins.reduce((sum, { origin }) => sum + spend(book, origin, hash), 0);
    book.numbers.set(numberKey(trade), { state: 'used', transaction: hash });
    missingMilli = trade.paidMilli + trade.changeMilli - spentMilli;
    expect(missingMilli === 0 || !shard.rules.switches.doubleSpending, 'money', `trade ${hash} pays ${missingMilli} more than its origins held`);
  }
  if (meter === shard.shard) {
    const { reading } = cross.reading;
    book.readings.set(readingKey(reading), { energyWh: reading.energyWh, state: 'consumed', transaction: hash });
    auditSale(audit, shard, hash, cross.signed, cross.reading);
  }
  let createdMilli = 0;
  for (const [at, output] of outputsOf(audit.crypto, hash, trade).entries()) {
    const isPayment = at === 0 && trade.paidMilli > 0;
    if ((isPayment ? seller : wallet) !== shard.shard) continue;
    expect(!book.origins.has(output.origin) && !book.spent.has(output.origin), 'double-spend', `origin ${output.origin} comes into being a second time`);
    create(book, output);
    createdMilli += output.amountMilli;
  }
  enterTrade(book, hash, trade, 'atomix');
  book.atomix.set(hash, { createdMilli, phase: 'committed', reason: null, run, sinceEpoch, spentMilli });
  noteCommitted(audit, shard, read, run, { createdMilli, missingMilli, spentMilli });
}
