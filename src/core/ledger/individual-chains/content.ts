import { readingHash, transactionHash } from './hashes.js';
import { CHARGING_POINT_ROLE, type CryptoPort, type Directory } from './ports.js';
import type { MeterReading, SignedReading, SignedTransaction, Transaction } from './types.js';

/**
 * Rules about a transaction and its reading that need no ledger. Micro blocks and cross-shard locks share them.
 */

/**
 * What a delivery costs, in milli-units: `floor(price · Wh / 1000)` with the price in milli-units per kWh. Null when the
 * product is beyond exact integers.
 */
export function dueMilli(priceMilliPerKWh: number, energyWh: number): number | null {
  const product = priceMilliPerKWh * energyWh;
  if (!Number.isSafeInteger(product)) return null;
  return (product - (product % 1000)) / 1000;
}

/**
 * What the seller gives up of that, in milli-units: the shortfall of what it had ready against what it had promised, at
 * the shortfall's price, and no more than what is due. What a consumer did not draw is not the seller's shortfall.
 */
export function compensationOf(reading: MeterReading, due: number): number {
  const missing = dueMilli(reading.shortfallMilliPerKWh, Math.max(0, reading.promisedWh - reading.readyWh));
  return missing === null ? due : Math.min(due, missing);
}

/** The sum of what a transaction says its origins are worth, or null beyond exact integers. */
export function claimedMilli(transaction: Transaction): number | null {
  let sum = 0;
  for (const { amountMilli } of transaction.origins) sum += amountMilli;
  return Number.isSafeInteger(sum) ? sum : null;
}

/** SEED A5 check 2, the content: a number, two parties, energy, and what is due for it at its price. */
export function contentFault(transaction: Transaction): 'wrong-content' | 'wrong-price' | null {
  if (transaction.number < 1 || transaction.buyer === transaction.seller || transaction.energyWh < 1) return 'wrong-content';
  const due = dueMilli(transaction.priceMilliPerKWh, transaction.energyWh);
  return due === null || due !== transaction.paidMilli + transaction.compensationMilli ? 'wrong-price' : null;
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

/** Whether the reading is of this delivery: its parties, round and request, every Wh of it accounted for, and what was promised and not ready given up. */
export function readingFits(directory: Directory, transaction: Transaction, reading: MeterReading): boolean {
  return (
    directory.roleOf(reading.chargingPoint) === CHARGING_POINT_ROLE &&
    reading.ev === transaction.seller &&
    reading.consumer === transaction.buyer &&
    reading.round === transaction.round &&
    reading.request === transaction.request &&
    reading.endedUs >= reading.beganUs &&
    transaction.energyWh + transaction.surplusWh === reading.energyWh &&
    transaction.compensationMilli === compensationOf(reading, transaction.paidMilli + transaction.compensationMilli)
  );
}
