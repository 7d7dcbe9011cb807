import type { Book } from '../market/mechanism.js';
import { type MechanismEntry, MECHANISMS } from '../market/registry.js';
import type { MarketTerms } from '../market/terms.js';
import type { Looked } from './looked.js';
import { bookAsked, optimumOf } from './market.js';

/** What every mechanism would have made of one book: that of a round, or null for the newest with anything in it. */
export interface MechanismsQuery {
  readonly kind: 'mechanisms';
  readonly shard: number;
  readonly round: number | null;
}

/** The same book under the same terms, cleared by each mechanism of the registry. Nothing of it is carried out. */
export interface MechanismsDetail {
  /** The one in force now, for the rounds to come. */
  readonly inForce: string;
  /** Null before there is a book. */
  readonly round: number | null;
  /** What the round was really cleared by, or would be now. */
  readonly clearedBy: string | null;
  readonly requests: number;
  readonly offers: number;
  readonly mechanisms: readonly MechanismLine[];
}

export interface MechanismLine {
  readonly name: string;
  readonly fulfilled: number;
  readonly allocatedWh: number;
  /** Over the demand of the requests that this mechanism kept. */
  readonly fillRate: number;
  /** Σ price × energy in micro-units of the currency. */
  readonly profitMicro: number;
  /** Shares of the optimum of what this mechanism kept and heeds that it leaves. */
  readonly energyGap: number;
  readonly profitGap: number;
}

/** Clearings of books that are over, so that a frame asks for none twice. */
const cleared = new WeakMap<Book, readonly MechanismLine[]>();

export function inspectMechanisms(looked: Looked, { round: asked }: MechanismsQuery): MechanismsDetail {
  const inForce = looked.lab.parameters.market.mechanism;
  const found = bookAsked(looked, asked);
  if (found === null) return { inForce, round: null, clearedBy: null, requests: 0, offers: 0, mechanisms: [] };
  const { round, mechanism, book, terms } = found;
  const known = cleared.get(book);
  const mechanisms = known ?? mechanismLines(book, terms);
  cleared.set(book, mechanisms);
  return { inForce, round, clearedBy: mechanism, requests: book.requests.length, offers: book.offers.length, mechanisms };
}

/** The book as each mechanism of the registry clears it. */
export function mechanismLines(book: Book, terms: MarketTerms): MechanismLine[] {
  return MECHANISMS.map((entry) => lineOf(entry, book, terms));
}

function lineOf(entry: MechanismEntry, book: Book, terms: MarketTerms): MechanismLine {
  const clearing = entry.clear(book, terms);
  const { fulfilledRequests: fulfilled, energyWh: allocatedWh, demandWh, profitMicro } = clearing;
  const { energyGap, profitGap } = optimumOf(book, terms, entry, clearing);
  return { name: entry.name, fulfilled, allocatedWh, fillRate: demandWh === 0 ? 0 : allocatedWh / demandWh, profitMicro: Number(profitMicro), energyGap, profitGap };
}
