import type { Hex } from '../../units/hex.js';
import { compensationOf, dueMilli } from './content.js';
import { acceptanceHash, blockDigest, readingHash, signedReadingHash, transactionHash } from './hashes.js';
import type { CryptoPort, Sign } from './ports.js';
import type {
  ChainSegment,
  MeterReading,
  MicroBlockProof,
  MicroBlockSubmission,
  OriginEvidence,
  OriginRef,
  SellerAcceptance,
  SignedBlock,
  SignedEnergyBlock,
  SignedMicroBlock,
  SignedReading,
  SignedTransaction,
  Transaction,
} from './types.js';

/**
 * A party's own chain `(BC)_k` (SEED A5): plain data, changed in place by its owner alone. Blocks that the shard has
 * validated are dropped; their last digest stays.
 */
export interface IndividualChain {
  readonly owner: string;
  /** Index of `blocks[0]`, or of the next block when there is none. */
  firstIndex: number;
  /** Digest of the block before `blocks[0]`; null when that is the first of all. */
  previous: Hex | null;
  readonly blocks: SignedBlock[];
}

export function createChain(owner: string): IndividualChain {
  return { owner, firstIndex: 0, previous: null, blocks: [] };
}

/** Signs a transaction as its buyer. */
export function signTransaction(transaction: Transaction, port: CryptoPort, sign: Sign): SignedTransaction {
  return { transaction, signature: sign(transactionHash(port, transaction)) };
}

/** Signs a meter reading as its charging point. */
export function signReading(reading: MeterReading, port: CryptoPort, sign: Sign): SignedReading {
  return { reading, signature: sign(readingHash(port, reading)) };
}

/** Signs, as the seller, that a transaction across shards is agreed. */
export function acceptTransaction(transaction: Hex, seller: string, port: CryptoPort, sign: Sign): SellerAcceptance {
  return { transaction, seller, signature: sign(acceptanceHash(port, { transaction, seller })) };
}

/**
 * The transaction that pays for a reading from given origins, or null when they do not suffice: such a buyer stays
 * pending. `energyWh` is what the buyer takes and pays for; the rest of the reading is surplus.
 */
export function draftTransaction(
  terms: { readonly number: number; readonly priceMilliPerKWh: number; readonly energyWh: number; readonly reading: SignedReading },
  unspent: readonly OriginRef[],
  port: CryptoPort,
): Transaction | null {
  const { number, priceMilliPerKWh, energyWh, reading } = terms;
  const { consumer, ev, round, request } = reading.reading;
  const due = dueMilli(priceMilliPerKWh, energyWh);
  const surplusWh = reading.reading.energyWh - energyWh;
  if (due === null || surplusWh < 0) throw new Error(`${energyWh} Wh at ${priceMilliPerKWh} do not fit reading ${reading.reading.id}`);
  const compensationMilli = compensationOf(reading.reading, due);
  const paidMilli = due - compensationMilli;
  const chosen = chooseOrigins(unspent, paidMilli);
  if (chosen === null) return null;
  return {
    number,
    buyer: consumer,
    seller: ev,
    origins: chosen.origins,
    paidMilli,
    compensationMilli,
    changeMilli: chosen.sumMilli - paidMilli,
    energyWh,
    surplusWh,
    priceMilliPerKWh,
    reading: signedReadingHash(port, reading),
    round,
    request,
  };
}

/**
 * Origins that cover an amount: the smallest single one that does, else the largest ones first; ties by id. At least
 * one even for an amount of 0. Null when all together do not cover it.
 */
export function chooseOrigins(unspent: readonly OriginRef[], amountMilli: number): { readonly origins: OriginRef[]; readonly sumMilli: number } | null {
  const descending = unspent.map(({ origin, amountMilli }) => ({ origin, amountMilli }));
  descending.sort((left, right) => right.amountMilli - left.amountMilli || (left.origin < right.origin ? -1 : 1));
  const covering = descending.filter((ref) => ref.amountMilli >= amountMilli).at(-1);
  if (covering !== undefined) return { origins: [covering], sumMilli: covering.amountMilli };
  const origins: OriginRef[] = [];
  let sumMilli = 0;
  for (const ref of descending) {
    origins.push(ref);
    sumMilli += ref.amountMilli;
    if (sumMilli >= amountMilli) return { origins, sumMilli };
  }
  return null;
}

/** Appends `E_k(m)` with these identifications. */
export function appendEnergyBlock(chain: IndividualChain, identifications: readonly SignedTransaction[], port: CryptoPort, sign: Sign): SignedEnergyBlock {
  const block = { kind: 'energy', owner: chain.owner, index: nextIndex(chain), previous: lastDigest(chain, port), identifications } as const;
  const signed: SignedEnergyBlock = { block, signature: '' };
  const appended = { block, signature: sign(blockDigest(port, signed)) };
  chain.blocks.push(appended);
  return appended;
}

/** Appends `M_k(f)` over the energy blocks since the micro block before; null when there is nothing to cover. */
export function closeMicroBlock(chain: IndividualChain, port: CryptoPort, sign: Sign): SignedMicroBlock | null {
  const covered = coveredByNextMicro(chain);
  const transactions = covered.flatMap(({ block }) => block.identifications.map(({ transaction }) => transactionHash(port, transaction)));
  if (transactions.length === 0) return null;
  const energyBlocks = covered.map((signed) => blockDigest(port, signed));
  const block = { kind: 'micro', owner: chain.owner, index: nextIndex(chain), previous: lastDigest(chain, port), energyBlocks, transactions } as const;
  const appended = { block, signature: sign(blockDigest(port, { block, signature: '' })) };
  chain.blocks.push(appended);
  return appended;
}

/** The blocks since the last validated one, up to and including `lastIndex`: what a counterparty needs for its proof. */
export function segmentUpTo(chain: IndividualChain, lastIndex: number): ChainSegment {
  return { owner: chain.owner, blocks: chain.blocks.filter(({ block }) => block.index <= lastIndex) };
}

/**
 * The submission of one of the owner's micro blocks: its own blocks since the last validated segment, the segments
 * that the counterparties handed over, where the origins come from, and the readings. Null when the chain no longer
 * holds that micro block. A counterparty's segments are merged by `mergeSegments`.
 */
export function buildSubmission(
  chain: IndividualChain,
  microIndex: number,
  counterparties: readonly ChainSegment[],
  origins: readonly OriginEvidence[],
  readings: readonly SignedReading[],
): MicroBlockSubmission | null {
  const signed = chain.blocks.find(({ block }) => block.index === microIndex);
  if (signed === undefined || !isMicro(signed)) return null;
  const proof: MicroBlockProof = { own: segmentUpTo(chain, microIndex - 1), counterparties, origins, readings };
  return { micro: signed, proof };
}

/** Two segments of one owner as one, when the second continues or overlaps the first; null when it does neither. */
export function mergeSegments(first: ChainSegment, second: ChainSegment, port: CryptoPort): ChainSegment | null {
  if (first.owner !== second.owner) return null;
  const byIndex = new Map<number, SignedBlock>();
  for (const signed of [...first.blocks, ...second.blocks]) {
    const known = byIndex.get(signed.block.index);
    if (known !== undefined && blockDigest(port, known) !== blockDigest(port, signed)) return null;
    byIndex.set(signed.block.index, signed);
  }
  const blocks = [...byIndex.values()];
  blocks.sort((left, right) => left.block.index - right.block.index);
  const contiguous = blocks.every(({ block }, offset) => block.index === blocks[0]!.block.index + offset);
  return contiguous ? { owner: first.owner, blocks } : null;
}

/**
 * On receipt of a validated micro block of one's own: everything up to it is fixed, so its bodies are dropped. False,
 * and nothing changes, when the digest is not that of the block at this index: the sender's word is worth nothing. A seller
 * calls it only up to a block whose every transaction has taken effect: a buyer may still ask for the others.
 */
export function markValidated(chain: IndividualChain, index: number, digest: Hex, port: CryptoPort): boolean {
  const offset = index - chain.firstIndex;
  const signed = chain.blocks[offset];
  if (signed === undefined || blockDigest(port, signed) !== digest) return false;
  chain.blocks.splice(0, offset + 1);
  chain.firstIndex = index + 1;
  chain.previous = digest;
  return true;
}

/**
 * Gives up everything after the last validated block, when a micro block failed for good (paper A: none after it
 * would reach consensus). Returns the identifications given up, for those that are still wanted to be appended anew. Only for
 * blocks that no counterparty's proof can have fixed: a party that also sells must keep them.
 */
export function abandonUnvalidated(chain: IndividualChain): SignedTransaction[] {
  const given = chain.blocks.flatMap((signed) => (isMicro(signed) ? [] : signed.block.identifications));
  chain.blocks.length = 0;
  return given;
}

function coveredByNextMicro(chain: IndividualChain): SignedEnergyBlock[] {
  const covered: SignedEnergyBlock[] = [];
  for (const signed of chain.blocks) {
    if (isMicro(signed)) covered.length = 0;
    else covered.push(signed);
  }
  return covered;
}

function isMicro(signed: SignedBlock): signed is SignedMicroBlock {
  return signed.block.kind === 'micro';
}

function nextIndex(chain: IndividualChain): number {
  return chain.firstIndex + chain.blocks.length;
}

function lastDigest(chain: IndividualChain, port: CryptoPort): Hex | null {
  const last = chain.blocks.at(-1);
  return last === undefined ? chain.previous : blockDigest(port, last);
}
