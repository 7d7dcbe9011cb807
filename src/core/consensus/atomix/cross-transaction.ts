import { claimedMilli, contentFault, hasRepeatedOrigin, isSignedByBuyer, isSignedByChargingPoint, readingFits } from '../../ledger/individual-chains/content.js';
import { acceptanceHash, signedReadingHash, transactionHash } from '../../ledger/individual-chains/hashes.js';
import type { CryptoPort, Directory, LedgerSwitches } from '../../ledger/individual-chains/ports.js';
import { hasExactly, isSellerAcceptance, isSignedReading, isSignedTransaction } from '../../ledger/individual-chains/shapes.js';
import type { Hex } from '../../units/hex.js';
import type { CrossTransaction, MalformedCode, Participants } from './types.js';

/** A cross-shard transaction that is right as far as this can be told without any shard's state. */
export interface CheckedCrossTransaction {
  readonly hash: Hex;
  readonly cross: CrossTransaction;
  readonly participants: Participants;
  /** The shard of the buyer's wallet, of the reading, and of the seller's wallet. */
  readonly walletShard: number;
  readonly readingShard: number;
  readonly sellerShard: number;
}

/**
 * What every shard finds out alike from the transaction alone (X17): shape, inputs, price, sums, the three
 * signatures, the reading. A transaction that fails is locked nowhere, so its refusal needs no proof.
 */
export function checkCrossTransaction(value: unknown, port: CryptoPort, directory: Directory, switches: LedgerSwitches): CheckedCrossTransaction | MalformedCode {
  if (!isCrossTransaction(value)) return 'malformed';
  const { signed, acceptance, reading } = value;
  const { transaction } = signed;
  if (transaction.origins.length === 0) return 'zero-inputs';
  if (hasRepeatedOrigin(transaction)) return 'same-input-twice';
  const fault = contentFault(transaction) ?? sumFault(value);
  if (fault !== null) return fault;
  const hash = transactionHash(port, transaction);
  if (switches.signatures && !isSignedByBuyer(port, directory, signed)) return 'bad-signature';
  if (acceptance.transaction !== hash || acceptance.seller !== transaction.seller) return 'bad-acceptance';
  if (switches.signatures && !isAccepted(value, port, directory)) return 'bad-acceptance';
  if (signedReadingHash(port, reading) !== transaction.reading || !readingFits(directory, transaction, reading.reading)) return 'bad-reading';
  if (switches.signatures && !isSignedByChargingPoint(port, directory, reading)) return 'bad-reading';
  return withParticipants(hash, value, directory) ?? 'unknown-party';
}

/** Who takes part in a transaction; null when a party has no home. */
export function participantsOf(cross: CrossTransaction, directory: Directory): Participants | null {
  const { transaction } = cross.signed;
  const wallet = directory.homeShardOf(transaction.buyer);
  const reading = directory.homeShardOf(cross.reading.reading.chargingPoint);
  const seller = directory.homeShardOf(transaction.seller);
  if (wallet === null || reading === null || seller === null) return null;
  const outputs: number[] = [];
  if (transaction.paidMilli > 0) outputs.push(seller);
  if (transaction.changeMilli > 0) outputs.push(wallet);
  return { inputShards: ascending([wallet, reading]), outputShards: ascending(outputs) };
}

function withParticipants(hash: Hex, cross: CrossTransaction, directory: Directory): CheckedCrossTransaction | null {
  const participants = participantsOf(cross, directory);
  if (participants === null) return null;
  return {
    hash,
    cross,
    participants,
    walletShard: directory.homeShardOf(cross.signed.transaction.buyer)!,
    readingShard: directory.homeShardOf(cross.reading.reading.chargingPoint)!,
    sellerShard: directory.homeShardOf(cross.signed.transaction.seller)!,
  };
}

function isCrossTransaction(value: unknown): value is CrossTransaction {
  return hasExactly(value, ['signed', 'acceptance', 'reading']) && isSignedTransaction(value.signed) && isSellerAcceptance(value.acceptance) && isSignedReading(value.reading);
}

/** Against what the transaction says its origins are worth; the wallet's shard compares that with what they are. */
function sumFault(cross: CrossTransaction): 'outputs-exceed-inputs' | 'inputs-exceed-outputs' | 'wrong-content' | null {
  const { transaction } = cross.signed;
  const inputs = claimedMilli(transaction);
  const outputs = transaction.paidMilli + transaction.changeMilli;
  if (inputs === null || !Number.isSafeInteger(outputs)) return 'wrong-content';
  if (outputs > inputs) return 'outputs-exceed-inputs';
  return outputs < inputs ? 'inputs-exceed-outputs' : null;
}

function isAccepted(cross: CrossTransaction, port: CryptoPort, directory: Directory): boolean {
  const key = directory.publicKeyOf(cross.acceptance.seller);
  return key !== null && port.verify(key, acceptanceHash(port, cross.acceptance), cross.acceptance.signature);
}

function ascending(shards: readonly number[]): number[] {
  const distinct = [...new Set(shards)];
  distinct.sort((left, right) => left - right);
  return distinct;
}
