import { type Plan, carryOut, emptyPlan, planTransaction } from './effects.js';
import {
  type CheckContext,
  type IdentifiedSubmission,
  checkBalance,
  checkDoubleSpending,
  checkForks,
  checkIdentifications,
  checkOrigins,
  checkValidity,
  failure,
} from './five-checks.js';
import { blockDigest } from './hashes.js';
import type { CryptoPort, Directory, LedgerSwitches } from './ports.js';
import type { LinkedSegment } from './segments.js';
import { isSubmission } from './shapes.js';
import { IDENTIFIED_TWICE, type ShardLedger, pinsOf } from './shard-ledger.js';
import type { CheckFailure, MicroBlockResult, MicroBlockSubmission, PinnedBlock, RepeatedMicroBlock } from './types.js';

/**
 * One ordered micro block on the shard's ledger (SEED A5; paper A, IV.B): all five checks on all its transactions, and
 * only then all their effects. A failed one leaves the ledger as it was. A micro block that was validated before is
 * answered again without effect, because its owner sends until `Pri[M_k(f)]` comes (misdeed 2 of a primary).
 *
 * `submission` may be any data. Every replica that applies the same submissions in the same order gets the same ledger
 * and the same results.
 */
export function applyMicroBlock(
  ledger: ShardLedger,
  submission: unknown,
  port: CryptoPort,
  directory: Directory,
  switches: LedgerSwitches,
): MicroBlockResult {
  if (!isSubmission(submission)) return failure(1, 'malformed');
  const context: CheckContext = { ledger, port, directory, switches };
  const known = knownMicroBlock(context, submission);
  if (known !== null) return known;
  const identified = checkIdentifications(context, submission);
  if ('code' in identified) return identified;
  const fault = checkValidity(context, submission, identified) ?? checkForks(context, identified);
  if (fault !== null) return fault;
  const plan = planTransactions(context, submission, identified);
  if ('code' in plan) return plan;

  const { block } = submission.micro;
  const micro = blockDigest(port, submission.micro);
  const { spent, created } = carryOut(ledger, plan, port);
  const pinned = [...identified.counterparties.values()].flatMap((segment) => pinSegment(ledger, segment));
  pinned.push(...pinSegment(ledger, identified.own), ...pinMicroBlock(ledger, block.owner, block.index, micro));
  return { code: 'validated', micro, owner: block.owner, index: block.index, transactions: block.transactions, spent, created, pinned };
}

/** Checks 3 to 5 transaction by transaction, ascending by (m, n), each against the ledger and those before it. */
function planTransactions(context: CheckContext, submission: MicroBlockSubmission, identified: IdentifiedSubmission): Plan | CheckFailure {
  const plan = emptyPlan();
  for (const placed of identified.pending) {
    const spent = checkDoubleSpending(context, plan, placed);
    if (spent !== null) return spent;
    const reading = checkOrigins(context, plan, placed, submission.proof);
    if ('code' in reading) return reading;
    const balance = checkBalance(placed);
    if (balance !== null) return balance;
    planTransaction(plan, context.port, placed.hash, placed.signed.transaction, reading.reading);
  }
  return plan;
}

/** A micro block at or before its owner's last validated one is that very block, or the chain is forked. */
function knownMicroBlock(context: CheckContext, submission: MicroBlockSubmission): RepeatedMicroBlock | CheckFailure | null {
  const { ledger, port } = context;
  const { owner, index } = submission.micro.block;
  const pins = pinsOf(ledger, owner);
  if (index >= pins.digests.length) return null;
  const micro = blockDigest(port, submission.micro);
  if (pins.digests[index] !== micro) return failure(3, 'forked-chain');
  return index <= pins.lastValidatedMicro ? { code: 'already-validated', micro, owner, index } : null;
}

/** Fixes the segment's blocks that are not fixed yet. The checks have compared the others. */
function pinSegment(ledger: ShardLedger, segment: LinkedSegment): PinnedBlock[] {
  const pins = pinsOf(ledger, segment.owner);
  ledger.chains.set(segment.owner, pins);
  const pinned: PinnedBlock[] = [];
  for (const [offset, digest] of segment.digests.entries()) {
    const index = segment.firstIndex + offset;
    if (index < pins.digests.length) continue;
    pins.digests.push(digest);
    pinned.push({ owner: segment.owner, index, digest });
  }
  for (const { hash, m } of segment.identifications) {
    pins.identified.set(hash, (pins.identified.get(hash) ?? m) === m ? m : IDENTIFIED_TWICE);
  }
  return pinned;
}

function pinMicroBlock(ledger: ShardLedger, owner: string, index: number, digest: string): PinnedBlock[] {
  const pins = pinsOf(ledger, owner);
  pins.lastValidatedMicro = index;
  if (index < pins.digests.length) return [];
  pins.digests.push(digest);
  return [{ owner, index, digest }];
}
