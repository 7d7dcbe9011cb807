import type { Hex } from '../../units/hex.js';
import { claimedMilli, contentFault, hasRepeatedOrigin, isSignedByBuyer, isSignedByChargingPoint, readingFits } from './content.js';
import { type Plan, knownOrigin } from './effects.js';
import { blockDigest, originId, signedReadingHash } from './hashes.js';
import type { CryptoPort, Directory, LedgerSwitches } from './ports.js';
import { type LinkedSegment, type PlacedIdentification, blocksSinceLastMicro, compareWithPins, linkSegment } from './segments.js';
import { type ShardLedger, numberKey, pinsOf, readingKey } from './shard-ledger.js';
import type { ChainSegment, CheckFailure, FailureCode, MicroBlockProof, MicroBlockSubmission, SignedReading } from './types.js';

/** What checks share: the ledger as it is, and what they may ask. */
export interface CheckContext {
  readonly ledger: ShardLedger;
  readonly port: CryptoPort;
  readonly directory: Directory;
  readonly switches: LedgerSwitches;
}

/** A submission whose segments are linked. */
export interface LinkedSubmission {
  readonly own: LinkedSegment;
  readonly counterparties: ReadonlyMap<string, LinkedSegment>;
}

/** What check 1 leaves to the others: the covered transactions that are still to take effect, ascending by (m, n). */
export interface IdentifiedSubmission extends LinkedSubmission {
  readonly pending: readonly PlacedIdentification[];
}

/**
 * SEED A5, check 1: "`Tr(i→j)` has two and only two transaction identifications … Both have the identical
 * transaction." One on the owner's chain, among the blocks the micro block covers, one on the counterparty's. A
 * transaction that took effect before (across shards, or as the owner's sale in a buyer's micro block) has its second
 * identification behind it already.
 */
export function checkIdentifications(context: CheckContext, submission: MicroBlockSubmission): IdentifiedSubmission | CheckFailure {
  const linked = linkSubmission(context, submission);
  if ('code' in linked) return linked;
  const fault = coverageFault(context, submission, linked.own);
  if (fault !== null) return failure(1, fault);
  const { block } = submission.micro;
  const pending: PlacedIdentification[] = [];
  const needed = new Set<string>();
  for (const placed of coveredIdentifications(linked.own)) {
    const code = identificationFault(context, linked, placed);
    if (code !== null) return failure(1, code, placed.hash);
    if (context.ledger.transactions.has(placed.hash)) continue;
    pending.push(placed);
    needed.add(placed.signed.transaction.seller);
  }
  // A segment that proves nothing would fix its owner's chain for no reason.
  const superfluous = [...linked.counterparties.keys()].some((owner) => !needed.has(owner) || owner === block.owner);
  return superfluous ? failure(1, 'malformed') : { ...linked, pending };
}

/**
 * SEED A5, check 2: "All information in the identification is correct and signed by B_i using its private key."
 * Blocks that are fixed already were checked when they were fixed.
 */
export function checkValidity(context: CheckContext, submission: MicroBlockSubmission, identified: IdentifiedSubmission): CheckFailure | null {
  const { ledger, port, directory, switches } = context;
  if (switches.signatures) {
    const { micro } = submission;
    const microDigest = blockDigest(port, micro);
    if (!isSignedBy(context, micro.block.owner, microDigest, micro.signature)) return failure(2, 'bad-signature');
    for (const segment of [identified.own, ...identified.counterparties.values()]) {
      const fixed = pinsOf(ledger, segment.owner).digests.length - segment.firstIndex;
      for (let offset = Math.max(fixed, 0); offset < segment.blocks.length; offset += 1) {
        const signature = segment.blocks[offset]!.signature;
        if (!isSignedBy(context, segment.owner, segment.digests[offset]!, signature)) return failure(2, 'bad-signature');
      }
    }
  }
  for (const { hash, signed } of identified.pending) {
    if (switches.signatures && !isSignedByBuyer(port, directory, signed)) return failure(2, 'bad-signature', hash);
    const fault = contentFault(signed.transaction);
    if (fault !== null) return failure(2, fault, hash);
    if (hasRepeatedOrigin(signed.transaction)) return failure(2, 'wrong-content', hash);
  }
  return null;
}

/** SEED A5, check 3, first sentence: "There [are] no forks." Neither chain has another block where one is fixed. */
export function checkForks(context: CheckContext, identified: LinkedSubmission): CheckFailure | null {
  for (const segment of [identified.own, ...identified.counterparties.values()]) {
    if (compareWithPins(segment, pinsOf(context.ledger, segment.owner)) === 'fork') return failure(3, 'forked-chain');
  }
  return null;
}

/**
 * SEED A5, check 3: no earlier valid transaction of the buyer, `(m', n')` lexicographically before `(m, n)`, shares an
 * origin. Earlier valid ones are the ledger's tombstones and, within this micro block, the plan so far. The defence
 * switch takes away this rule about origins and nothing else: a lock still holds, a number still names one transaction.
 */
export function checkDoubleSpending(context: CheckContext, plan: Plan, placed: PlacedIdentification): CheckFailure | null {
  const { ledger, switches } = context;
  const { transaction } = placed.signed;
  if (ledger.transactions.has(placed.hash)) return failure(3, 'transaction-repeated', placed.hash);
  const key = numberKey(transaction);
  const number = plan.numbers.get(key) ?? ledger.numbers.get(key)?.transaction;
  if (number !== undefined) return failure(3, number === placed.hash ? 'transaction-repeated' : 'number-reused', placed.hash);
  for (const { origin } of transaction.origins) {
    const known = knownOrigin(ledger, plan, origin);
    if (known === null) continue;
    if (known.lockedBy !== null) return failure(3, 'origin-locked', placed.hash);
    if (switches.doubleSpending && known.spentBy !== null) return failure(3, 'double-spend', placed.hash);
  }
  return null;
}

/**
 * SEED A5, check 4: "All origins of the `Tr(i→j)` are validated": the money's, each shown down to the output it is, and
 * the energy's, the meter reading, which no other transaction has sold. Returns the reading.
 */
export function checkOrigins(context: CheckContext, plan: Plan, placed: PlacedIdentification, proof: MicroBlockProof): SignedReading | CheckFailure {
  const { transaction } = placed.signed;
  for (const { origin, amountMilli } of transaction.origins) {
    const known = knownOrigin(context.ledger, plan, origin);
    const shown = proof.origins.some(({ source, position }) => originId(context.port, source, position) === origin);
    if (known === null || !shown) return failure(4, 'origin-unvalidated', placed.hash);
    if (known.owner !== transaction.buyer) return failure(4, 'origin-of-another', placed.hash);
    if (known.amountMilli !== amountMilli) return failure(4, 'wrong-amount', placed.hash);
  }
  const signed = proof.readings.find((reading) => signedReadingHash(context.port, reading) === transaction.reading);
  if (signed === undefined) return failure(4, 'reading-missing', placed.hash);
  const code = readingFault(context, plan, placed, signed);
  return code === null ? signed : failure(4, code, placed.hash);
}

/**
 * SEED A5, check 5: "The value C_p plus the remaining value C_s [is] equal to the sum of the value of all origins", own
 * change included. A buyer whose origins do not cover `C_p` has no funds yet: the transaction stays pending.
 */
export function checkBalance(placed: PlacedIdentification): CheckFailure | null {
  const { transaction } = placed.signed;
  // Check 4 has compared every claimed amount with the ledger's.
  const sum = claimedMilli(transaction);
  if (sum === null) return failure(5, 'wrong-sum', placed.hash);
  if (sum < transaction.paidMilli || transaction.origins.length === 0) return failure(5, 'pending-funds', placed.hash);
  return transaction.paidMilli + transaction.changeMilli === sum ? null : failure(5, 'wrong-sum', placed.hash);
}

export function failure(check: CheckFailure['check'], code: FailureCode, transaction: Hex | null = null): CheckFailure {
  return { code, check, transaction };
}

/** Links the segments of the owner and of each counterparty, all of which must be this shard's parties. */
function linkSubmission(context: CheckContext, submission: MicroBlockSubmission): LinkedSubmission | CheckFailure {
  const { own: ownSegment, counterparties: segments } = submission.proof;
  if (ownSegment.owner !== submission.micro.block.owner) return failure(1, 'malformed');
  const own = linkOne(context, ownSegment);
  if ('code' in own) return own;
  const counterparties = new Map<string, LinkedSegment>();
  for (const segment of segments) {
    const linked = linkOne(context, segment);
    if ('code' in linked) return linked;
    if (counterparties.has(segment.owner)) return failure(1, 'malformed');
    counterparties.set(segment.owner, linked);
  }
  return { own, counterparties };
}

function linkOne(context: CheckContext, segment: ChainSegment): LinkedSegment | CheckFailure {
  const { ledger, port, directory } = context;
  if (directory.publicKeyOf(segment.owner) === null) return failure(1, 'unknown-party');
  if (directory.homeShardOf(segment.owner) !== ledger.shard) return failure(1, 'wrong-shard');
  const linked = linkSegment(port, segment);
  if (linked === null || compareWithPins(linked, pinsOf(ledger, segment.owner)) === 'gap') return failure(1, 'broken-chain');
  return linked;
}

/** Whether the micro block stands right after its owner's segment and covers what it must, no more and no less. */
function coverageFault(context: CheckContext, submission: MicroBlockSubmission, own: LinkedSegment): FailureCode | null {
  const { block } = submission.micro;
  if (block.index !== own.firstIndex + own.blocks.length || block.previous !== own.digests.at(-1)) return 'broken-chain';
  const { lastValidatedMicro } = pinsOf(context.ledger, block.owner);
  // The segment must reach back to the last validated micro block: without it, the first covered block is unknown.
  if (own.firstIndex > lastValidatedMicro + 1) return 'broken-chain';
  const covered = blocksSinceLastMicro(own);
  // Paper A: when a micro block does not reach consensus, none after it does.
  if (covered.firstIndex > lastValidatedMicro + 1) return 'previous-unvalidated';
  if (!sameList(block.energyBlocks, covered.digests)) return 'covered-blocks-differ';
  const transactions = coveredIdentifications(own).map(({ hash }) => hash);
  if (transactions.length === 0) return 'malformed';
  return sameList(block.transactions, transactions) ? null : 'covered-transactions-differ';
}

function coveredIdentifications(own: LinkedSegment): PlacedIdentification[] {
  const { firstIndex } = blocksSinceLastMicro(own);
  return own.identifications.filter(({ m }) => m >= firstIndex);
}

/** Counts the identifications of one transaction on the two chains where it may stand. */
function identificationFault(context: CheckContext, linked: LinkedSubmission, placed: PlacedIdentification): FailureCode | null {
  const { ledger, directory } = context;
  const { buyer, seller } = placed.signed.transaction;
  const { owner } = linked.own;
  if (owner !== buyer && owner !== seller) return 'identification-misplaced';
  const own = countIdentifications(ledger, linked.own, placed.hash);
  if (own !== 1) return 'identified-twice';
  const tombstone = ledger.transactions.get(placed.hash);
  if (tombstone !== undefined) return null;
  // What is sold is validated with the buyer's micro block; what crosses shards is committed by Atomix (SEED A6).
  if (owner !== buyer || directory.homeShardOf(seller) !== ledger.shard) return 'unsettled';
  const counterparty = linked.counterparties.get(seller);
  if (counterparty === undefined) return 'identification-missing';
  const other = countIdentifications(ledger, counterparty, placed.hash);
  if (other > 1) return 'identified-twice';
  if (other === 1) return null;
  const { number } = placed.signed.transaction;
  const differs = counterparty.identifications.some(({ signed: { transaction } }) => transaction.buyer === buyer && transaction.number === number);
  return differs ? 'identification-differs' : 'identification-missing';
}

/** Identifications of a transaction in a segment and in fixed blocks of the same chain outside it. */
function countIdentifications(ledger: ShardLedger, segment: LinkedSegment, hash: Hex): number {
  const shown = segment.identifications.filter((placed) => placed.hash === hash);
  const fixedAt = pinsOf(ledger, segment.owner).identified.get(hash);
  const elsewhere = fixedAt !== undefined && !shown.some(({ m }) => m === fixedAt);
  return shown.length + (elsewhere ? 1 : 0);
}

function readingFault(context: CheckContext, plan: Plan, placed: PlacedIdentification, signed: SignedReading): FailureCode | null {
  const { ledger, port, directory, switches } = context;
  if (switches.signatures && !isSignedByChargingPoint(port, directory, signed)) return 'reading-bad-signature';
  if (!readingFits(directory, placed.signed.transaction, signed.reading)) return 'reading-mismatch';
  if (directory.homeShardOf(signed.reading.chargingPoint) !== ledger.shard) return 'wrong-shard';
  const key = readingKey(signed.reading);
  if (plan.readings.has(key)) return 'reading-reused';
  const use = ledger.readings.get(key);
  if (use === undefined) return null;
  return use.state === 'locked' ? 'reading-locked' : 'reading-reused';
}

function isSignedBy(context: CheckContext, owner: string, digest: Hex, signature: Hex): boolean {
  const key = context.directory.publicKeyOf(owner);
  return key !== null && context.port.verify(key, digest, signature);
}

function sameList(left: readonly Hex[], right: readonly Hex[]): boolean {
  return left.length === right.length && left.every((element, index) => element === right[index]);
}
