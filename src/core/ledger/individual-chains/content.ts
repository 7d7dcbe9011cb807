import { readingHash, transactionHash } from './hashes.js';
import { CHARGING_POINT_ROLE, type CryptoPort, type Directory } from './ports.js';
import type { MeterReading, SignedReading, SignedTransaction, Transaction } from './types.js';

/**
 * Rules about a transaction and its reading that need no ledger. Micro blocks and cross-shard locks share them.
 */

/**
 * What a delivery costs, in milli-units: `floor(bid · Wh / 1000)` with the bid in milli-units per kWh. Null when the
 * product is beyond exact integers.
 */
export function dueMilli(bidMilliPerKWh: number, energyWh: number): number | null {
  const product = bidMilliPerKWh * energyWh;
  if (!Number.isSafeInteger(product)) return null;
  return (product - (product % 1000)) / 1000;
}

/** The sum of what a transaction says its origins are worth, or null beyond exact integers. */
export function claimedMilli(transaction: Transaction): number | null {
  let sum = 0;
  for (const { amountMilli } of transaction.origins) sum += amountMilli;
  return Number.isSafeInteger(sum) ? sum : null;
}

/** SEED A5 check 2, the content: a number, two parties, energy, and the price that follows from the bid. */
export function contentFault(transaction: Transaction): 'wrong-content' | 'wrong-price' | null {
  if (transaction.number < 1 || transaction.buyer === transaction.seller || transaction.energyWh < 1) return 'wrong-content';
  const due = dueMilli(transaction.bidMilliPerKWh, transaction.energyWh);
  return due === null || due !== transaction.paidMilli ? 'wrong-price' : null;
}

/** Whether one origin stands twice in a transaction. */
export function hasRepeatedOrigin(transaction: Transaction): boolean {
  return new Set(transaction.origins.map(({ origin }) => origin)).size !== transaction.origins.length;
}

/** SEED A5 check 2: the buyer's signature. */
export function isSignedByBuyer(port: CryptoPort, directory: Directory, signed: SignedTransaction): boolean {
  const key = directory.publicKeyOf(signed.transaction.buyer);
  return key !== null && port.verify(key, transactionHash(port, signed.transaction), signed.signature);
}

/** Whether a charging point with a certificate signed the reading. */
export function isSignedByChargingPoint(port: CryptoPort, directory: Directory, signed: SignedReading): boolean {
  const key = directory.publicKeyOf(signed.reading.chargingPoint);
  return key !== null && port.verify(key, readingHash(port, signed.reading), signed.signature);
}

/** Whether the reading is of this delivery: its parties, round and request, and every Wh of it accounted for. */
export function readingFits(directory: Directory, transaction: Transaction, reading: MeterReading): boolean {
  return (
    directory.roleOf(reading.chargingPoint) === CHARGING_POINT_ROLE &&
    reading.ev === transaction.seller &&
    reading.consumer === transaction.buyer &&
    reading.round === transaction.round &&
    reading.request === transaction.request &&
    reading.endedUs >= reading.beganUs &&
    transaction.energyWh + transaction.surplusWh === reading.energyWh
  );
}
