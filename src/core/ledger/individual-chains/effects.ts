import type { Hex } from '../../units/hex.js';
import { originId } from './hashes.js';
import type { CryptoPort } from './ports.js';
import { type Origin, type ShardLedger, createOrigin, numberKey, readingKey } from './shard-ledger.js';
import { CHANGE_POSITION, type CreatedOrigin, type MeterReading, PAYMENT_POSITION, type Transaction } from './types.js';

/** What the transactions of one micro block will have done, before it is known that all of them may. */
export interface Plan {
  readonly created: Map<Hex, Origin>;
  readonly spent: Map<Hex, Hex>;
  readonly readings: Map<string, Hex>;
  readonly numbers: Map<string, Hex>;
  readonly steps: { readonly hash: Hex; readonly transaction: Transaction; readonly reading: MeterReading }[];
}

export function emptyPlan(): Plan {
  return { created: new Map(), spent: new Map(), readings: new Map(), numbers: new Map(), steps: [] };
}

/** An origin as the ledger and the plan together know it; null if it was never validated. */
export interface KnownOrigin {
  readonly owner: string;
  readonly amountMilli: number;
  readonly spentBy: Hex | null;
  readonly lockedBy: Hex | null;
}

export function knownOrigin(ledger: ShardLedger, plan: Plan, origin: Hex): KnownOrigin | null {
  const active = plan.created.get(origin) ?? ledger.origins.get(origin);
  if (active !== undefined) {
    const { owner, amountMilli, lock } = active;
    return { owner, amountMilli, spentBy: plan.spent.get(origin) ?? null, lockedBy: lock?.transaction ?? null };
  }
  const spent = ledger.spent.get(origin);
  if (spent === undefined) return null;
  return { owner: spent.owner, amountMilli: spent.amountMilli, spentBy: spent.transaction, lockedBy: null };
}

/** Adds a checked transaction to the plan, so that the next one of the same micro block is checked against it. */
export function planTransaction(plan: Plan, port: CryptoPort, hash: Hex, transaction: Transaction, reading: MeterReading): void {
  for (const { origin } of transaction.origins) if (!plan.spent.has(origin)) plan.spent.set(origin, hash);
  for (const { origin, owner, amountMilli } of outputsOf(port, hash, transaction)) {
    plan.created.set(origin, { owner, amountMilli, lock: null });
  }
  plan.readings.set(readingKey(reading), hash);
  plan.numbers.set(numberKey(transaction), hash);
  plan.steps.push({ hash, transaction, reading });
}

/** Puts a whole plan into the ledger; returns what it spent and created, in the order of its transactions. */
export function carryOut(ledger: ShardLedger, plan: Plan, port: CryptoPort): { readonly spent: Hex[]; readonly created: CreatedOrigin[] } {
  const spent: Hex[] = [];
  const created: CreatedOrigin[] = [];
  for (const { hash, transaction, reading } of plan.steps) {
    for (const { origin } of transaction.origins) if (spendOrigin(ledger, origin, hash) > 0) spent.push(origin);
    for (const output of outputsOf(port, hash, transaction)) {
      createOrigin(ledger, output.origin, output.owner, output.amountMilli);
      created.push(output);
    }
    ledger.readings.set(readingKey(reading), { transaction: hash, state: 'consumed', energyWh: reading.energyWh });
    ledger.numbers.set(numberKey(transaction), { transaction: hash, state: 'used' });
    recordTransaction(ledger, hash, transaction, 'micro-block');
  }
  return { spent, created };
}

/** The outputs of a transaction: payment and change, each where it is not nothing. */
export function outputsOf(port: CryptoPort, hash: Hex, transaction: Transaction): CreatedOrigin[] {
  const outputs: CreatedOrigin[] = [];
  if (transaction.paidMilli > 0) {
    outputs.push({ origin: originId(port, hash, PAYMENT_POSITION), owner: transaction.seller, amountMilli: transaction.paidMilli });
  }
  if (transaction.changeMilli > 0) {
    outputs.push({ origin: originId(port, hash, CHANGE_POSITION), owner: transaction.buyer, amountMilli: transaction.changeMilli });
  }
  return outputs;
}

/**
 * Turns an origin into a tombstone; returns the money taken, in milli-units. An origin that is spent already gives 0:
 * callers let one through only while the defence against double spending is off, and then money is made of nothing.
 */
export function spendOrigin(ledger: ShardLedger, origin: Hex, transaction: Hex): number {
  const active = ledger.origins.get(origin);
  if (active === undefined) return 0;
  ledger.origins.delete(origin);
  ledger.spent.set(origin, { owner: active.owner, amountMilli: active.amountMilli, transaction });
  return active.amountMilli;
}

/** The tombstone of a transaction that took effect here. */
export function recordTransaction(ledger: ShardLedger, hash: Hex, transaction: Transaction, way: 'micro-block' | 'atomix'): void {
  const { buyer, number, seller, paidMilli } = transaction;
  ledger.transactions.set(hash, { buyer, number, seller, paidMilli, way });
}
