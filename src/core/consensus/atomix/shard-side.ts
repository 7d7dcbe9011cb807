import type { AbortContent, AtomixEntry, ShardProof, ShardProofContent } from '../../ledger/individual-chains/cross-shard.js';
import type { CryptoPort, Directory, LedgerSwitches } from '../../ledger/individual-chains/ports.js';
import type { ShardLedger } from '../../ledger/individual-chains/shard-ledger.js';
import type { Hex } from '../../units/hex.js';
import { type CheckedCrossTransaction, checkCrossTransaction } from './cross-transaction.js';
import { createOutputs, inputFault, lockInputs, releaseInputs, spendInputs } from './inputs.js';
import { type ProofSubject, commitProofsFault, proofFault } from './proofs.js';
import type { Aborted, CertificatePort, Committed, LockAnswer, Refusal, RefusalCode } from './types.js';

/** What a shard may ask while it applies an ordered operation. `epoch` is that of the block that orders it. */
export interface AtomixContext {
  readonly port: CryptoPort;
  readonly directory: Directory;
  readonly certificates: CertificatePort;
  readonly switches: LedgerSwitches;
  readonly epoch: number;
}

/**
 * The ordered request to lock a transaction's inputs here (SEED A6; paper A, IV.B: "the leader node of each input shard
 * verifies the validity … and labels the transaction's input as spent"). The answer is the content that the committee
 * certifies. One run gets one kind of answer for ever; asked again in a later epoch, the same answer carries that
 * epoch, so that the present committee can certify it. A run above 1 needs, as `previousAbort`, a certified abort
 * of the run before: nobody can jump to a run whose predecessors might still commit, and what an old run still holds
 * here is given back.
 */
export function lock(ledger: ShardLedger, value: unknown, run: number, previousAbort: unknown, context: AtomixContext): LockAnswer | Refusal {
  const checked = check(value, context);
  if (typeof checked === 'string') return refuse(ledger, null, checked);
  const { hash, participants } = checked;
  if (!Number.isSafeInteger(run) || run < 1) return refuse(ledger, hash, 'malformed');
  if (!participants.inputShards.includes(ledger.shard)) return refuse(ledger, hash, 'not-concerned');
  const entry = ledger.atomix.get(hash);
  if (entry !== undefined && run <= entry.run) return { code: 'proof', content: answerOf(ledger, hash, entry, run, context.epoch), repeated: true };
  if (entry?.phase === 'committed') return refuse(ledger, hash, 'already-committed');
  const fault = run === 1 ? null : previousAbortFault(ledger, checked, run - 1, previousAbort, context);
  if (fault !== null) return refuse(ledger, hash, fault);

  releaseInputs(ledger, checked);
  const reason = inputFault(ledger, checked, context.switches);
  if (reason === null) lockInputs(ledger, checked, run);
  const phase = reason === null ? 'accepted' : 'rejected';
  const answered: AtomixEntry = { run, phase, reason, sinceEpoch: context.epoch, spentMilli: 0, createdMilli: 0 };
  ledger.atomix.set(hash, answered);
  return { code: 'proof', content: answerOf(ledger, hash, answered, run, context.epoch), repeated: false };
}

/**
 * The ordered unlock-to-commit: with one proof of validity from every input shard, all of this run, an input shard
 * turns its locks into spends and an output shard creates its outputs. Delivered again, also after the outputs were
 * spent, it changes nothing (X10, X11).
 */
export function unlockToCommit(ledger: ShardLedger, value: unknown, run: number, proofs: unknown, context: AtomixContext): Committed | Refusal {
  const checked = check(value, context);
  if (typeof checked === 'string') return refuse(ledger, null, checked);
  const { hash, participants } = checked;
  const isInput = participants.inputShards.includes(ledger.shard);
  if (!isInput && !participants.outputShards.includes(ledger.shard)) return refuse(ledger, hash, 'not-concerned');
  const entry = ledger.atomix.get(hash);
  if (entry?.phase === 'committed') {
    if (entry.run !== run) return refuse(ledger, hash, 'already-committed');
    return { code: 'committed', transaction: hash, shard: ledger.shard, run, repeated: true, spent: [], created: [] };
  }
  const fault = commitProofsFault(proofs, subjectOf(checked, run), context.port, context.certificates) ?? ownLockFault(ledger, entry, isInput, run, proofs as ShardProof[], context);
  if (fault !== null) return refuse(ledger, hash, fault);

  const { spent, spentMilli } = spendInputs(ledger, checked);
  const created = createOutputs(ledger, checked, context.port);
  const createdMilli = created.reduce((sum, { amountMilli }) => sum + amountMilli, 0);
  const sinceEpoch = entry?.sinceEpoch ?? null;
  ledger.atomix.set(hash, { run, phase: 'committed', reason: null, sinceEpoch, spentMilli, createdMilli });
  return { code: 'committed', transaction: hash, shard: ledger.shard, run, repeated: false, spent, created };
}

/**
 * The ordered unlock-to-abort: a proof of invalidity of one input shard gives the locks of that run back at every
 * other. It also ends earlier runs, which are all aborted once a later one exists. Before the lock it was meant for
 * (X18), it is remembered, and that run is never locked here. A proof of an older run does nothing (X7, X9).
 */
export function unlockToAbort(ledger: ShardLedger, value: unknown, run: number, proof: unknown, context: AtomixContext): Aborted | Refusal {
  const checked = check(value, context);
  if (typeof checked === 'string') return refuse(ledger, null, checked);
  const { hash, participants } = checked;
  if (!participants.inputShards.includes(ledger.shard)) return refuse(ledger, hash, 'not-concerned');
  const entry = ledger.atomix.get(hash);
  if (entry?.phase === 'committed') return refuse(ledger, hash, 'already-committed');
  if (entry !== undefined && entry.run > run) return refuse(ledger, hash, 'old-run');
  const fault = proofFault(proof, 'abort', subjectOf(checked, run), context.port, context.certificates);
  if (fault !== null) return refuse(ledger, hash, fault);
  const { content } = proof as ShardProof<AbortContent>;
  if (entry !== undefined && entry.run === run && entry.phase === 'aborted') {
    return { code: 'aborted', transaction: hash, shard: ledger.shard, run, repeated: true, released: false };
  }
  const rejectedHere = entry !== undefined && entry.run === run && entry.phase === 'rejected';
  if (content.shard === ledger.shard && !rejectedHere) return refuse(ledger, hash, 'proof-contradicted');

  const released = releaseInputs(ledger, checked);
  ledger.atomix.set(hash, { run, phase: 'aborted', reason: content.reason, sinceEpoch: null, spentMilli: 0, createdMilli: 0 });
  return { code: 'aborted', transaction: hash, shard: ledger.shard, run, repeated: false, released };
}

/** A transaction that holds locks here, for rescuers and for the checker of orphaned locks. */
export interface OpenLock {
  readonly transaction: Hex;
  readonly run: number;
  readonly sinceEpoch: number;
}

/** All open locks of a shard, ascending by transaction hash. It walks every cross-shard entry. */
export function openLocks(ledger: ShardLedger): OpenLock[] {
  const open: OpenLock[] = [];
  for (const [transaction, entry] of ledger.atomix) {
    if (entry.phase === 'accepted') open.push({ transaction, run: entry.run, sinceEpoch: entry.sinceEpoch ?? 0 });
  }
  open.sort((left, right) => (left.transaction < right.transaction ? -1 : 1));
  return open;
}

function check(value: unknown, context: AtomixContext): ReturnType<typeof checkCrossTransaction> {
  return checkCrossTransaction(value, context.port, context.directory, context.switches);
}

function subjectOf(checked: CheckedCrossTransaction, run: number): ProofSubject {
  return { transaction: checked.hash, run, inputShards: checked.participants.inputShards };
}

function refuse(ledger: ShardLedger, transaction: Hex | null, reason: RefusalCode): Refusal {
  const entry = transaction === null ? undefined : ledger.atomix.get(transaction);
  return { code: 'refused', reason, transaction, shard: ledger.shard, run: entry?.run ?? 0 };
}

/** What this shard says to whoever asks for a run that it is at or past. */
function answerOf(ledger: ShardLedger, transaction: Hex, entry: AtomixEntry, run: number, epoch: number): ShardProofContent {
  const { phase, reason } = entry;
  const binding = { transaction, shard: ledger.shard, epoch };
  if (phase === 'aborted') return { kind: 'aborted', ...binding, run: entry.run, reason, laterRun: null };
  // A later run was begun here on a certified abort of the one before it.
  if (run < entry.run) return { kind: 'aborted', ...binding, run: entry.run - 1, reason: null, laterRun: entry.run };
  if (phase === 'rejected') return { kind: 'invalidity', ...binding, run, reason: reason! };
  // Whoever finishes a committed transaction elsewhere needs this shard's validity again (X23).
  return { kind: 'validity', ...binding, run };
}

/** Whether the run before is shown to be aborted, and this shard's own record does not say otherwise. */
function previousAbortFault(ledger: ShardLedger, checked: CheckedCrossTransaction, run: number, value: unknown, context: AtomixContext): RefusalCode | null {
  if (proofFault(value, 'abort', subjectOf(checked, run), context.port, context.certificates) !== null) return 'run-unproven';
  if ((value as ShardProof<AbortContent>).content.shard !== ledger.shard) return null;
  const entry = ledger.atomix.get(checked.hash);
  const agrees = entry !== undefined && entry.run === run && entry.phase !== 'accepted';
  return agrees ? null : 'proof-contradicted';
}

/**
 * Whether this shard's own record agrees with the proofs: an input shard holds the lock of this very run and was asked
 * no later than the epoch its proof claims, which a retired committee cannot make up (X15).
 */
function ownLockFault(
  ledger: ShardLedger,
  entry: AtomixEntry | undefined,
  isInput: boolean,
  run: number,
  proofs: readonly ShardProof[],
  context: AtomixContext,
): RefusalCode | null {
  if (entry !== undefined && (entry.run > run || (entry.run === run && entry.phase === 'aborted'))) return 'old-run';
  if (!isInput) return null;
  if (entry === undefined || entry.run !== run || entry.phase !== 'accepted') return 'not-locked';
  const own = proofs.find(({ content }) => content.shard === ledger.shard)!.content;
  return own.epoch < entry.sinceEpoch! || own.epoch > context.epoch ? 'proof-of-another-epoch' : null;
}
