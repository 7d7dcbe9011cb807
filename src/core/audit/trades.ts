import type { Hex } from '../units/hex.js';
import { DOMAIN, type AuditCrypto } from './crypto.js';
import type { Reading, SignedReading, SignedTrade, Trade } from './records.js';
import { keyOf, type Audit, type Book, type Origin } from './state.js';

/** `⌊price · Wh / 1000⌋` in milli-units; null beyond exact integers. */
export function priceOf(trade: Trade): number | null {
  const product = trade.priceMilliPerKWh * trade.energyWh;
  return Number.isSafeInteger(product) ? Math.floor(product / 1000) : null;
}

/** SEED A5 check 2, the content. */
export function tradeFault(trade: Trade): 'wrong-content' | 'wrong-price' | null {
  if (trade.number < 1 || trade.buyer === trade.seller || trade.energyWh < 1) return 'wrong-content';
  return priceOf(trade) === trade.paidMilli + trade.compensationMilli ? null : 'wrong-price';
}

/** What the origins are said to be worth together; null beyond exact integers. */
export function claimOf(trade: Trade): number | null {
  const sum = trade.origins.reduce((total, { amountMilli }) => total + amountMilli, 0);
  return Number.isSafeInteger(sum) ? sum : null;
}

export function namesOriginTwice(trade: Trade): boolean {
  return new Set(trade.origins.map(({ origin }) => origin)).size < trade.origins.length;
}

/** SEED A5 check 2: `⟨…⟩σ_i` is the buyer's. */
export function isSignedByBuyer(audit: Audit, { transaction, signature }: SignedTrade): boolean {
  const key = keyOf(audit, transaction.buyer);
  return key !== null && audit.crypto.verify(key, tradeHash(audit.crypto, transaction), signature);
}

export function isSignedByMeter(audit: Audit, { reading, signature }: SignedReading): boolean {
  const key = keyOf(audit, reading.chargingPoint);
  return key !== null && audit.crypto.verify(key, audit.crypto.hash(DOMAIN.reading, reading), signature);
}

/** The reading is of this very delivery, by a charging point, every Wh of it is accounted for (`E_p + E_s`), and what was promised and not ready is given up. */
export function isReadingOf(audit: Audit, trade: Trade, reading: Reading): boolean {
  const isMeter = audit.participants.get(reading.chargingPoint)?.role === 'charging-point';
  const isSame = reading.ev === trade.seller && reading.consumer === trade.buyer && reading.round === trade.round && reading.request === trade.request;
  return isMeter && isSame && reading.endedUs >= reading.beganUs && trade.energyWh + trade.surplusWh === reading.energyWh && givesUpShortfall(trade, reading);
}

/** What is given up is the price of the shortfall, all that is due at most. */
function givesUpShortfall({ paidMilli, compensationMilli }: Trade, { promisedWh, readyWh, shortfallMilliPerKWh }: Reading): boolean {
  const product = shortfallMilliPerKWh * Math.max(0, promisedWh - readyWh);
  const due = paidMilli + compensationMilli;
  return compensationMilli === (Number.isSafeInteger(product) ? Math.min(due, Math.floor(product / 1000)) : due);
}

export function tradeHash(crypto: AuditCrypto, trade: Trade): Hex {
  return crypto.hash(DOMAIN.trade, trade);
}

export function signedReadingHash(crypto: AuditCrypto, signed: SignedReading): Hex {
  return crypto.hash(DOMAIN.signedReading, signed);
}

export function originId(crypto: AuditCrypto, source: Hex, position: number): Hex {
  return crypto.hash(DOMAIN.origin, { position, source });
}

export interface Output {
  readonly origin: Hex;
  readonly owner: string;
  readonly amountMilli: number;
}

/** Output 0 pays the seller, output 1 is the buyer's change; an output of nothing is not made. */
export function outputsOf(crypto: AuditCrypto, hash: Hex, { seller, paidMilli, buyer, changeMilli }: Trade): Output[] {
  const both = [
    { amountMilli: paidMilli, origin: originId(crypto, hash, 0), owner: seller },
    { amountMilli: changeMilli, origin: originId(crypto, hash, 1), owner: buyer },
  ];
  return both.filter(({ amountMilli }) => amountMilli > 0);
}

/** Takes an origin out of the books; the money it held, 0 when it was gone already. */
export function spend(book: Book, origin: Hex, by: Hex): number {
  const active = book.origins.get(origin);
  if (active === undefined) return 0;
  const { owner, amountMilli } = active;
  book.origins.delete(origin);
  book.spent.set(origin, { amountMilli, owner, transaction: by });
  return amountMilli;
}

export function create(book: Book, { origin, owner, amountMilli }: Output): void {
  const fresh: Origin = { amountMilli, lock: null, owner };
  book.origins.set(origin, fresh);
}

export function enterTrade(book: Book, hash: Hex, trade: Trade, way: 'micro-block' | 'atomix'): void {
  const { buyer, number, seller, paidMilli } = trade;
  book.transactions.set(hash, { buyer, number, paidMilli, seller, way });
}
