import type { Book, Clearing } from './mechanism.js';
import { ret, type RetParameters } from './ret/ret.js';

/** What a market desk hands to any mechanism beside the book; each takes what it knows. */
export type MarketTerms = RetParameters;

/** A market mechanism that a scenario may name in `market.mechanism`. */
export interface MechanismEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Whether nobody gains by bidding another price than its own; every mechanism says so, and is tested for it. */
  readonly isTruthful: boolean;
  readonly clear: (book: Book, terms: MarketTerms) => Clearing;
}

/** Every mechanism there is; the command line's choices and the schema are made from this list. */
export const MECHANISMS: readonly MechanismEntry[] = [
  {
    name: ret.name,
    summary: 'Robust energy trading: best payers first, best-fitting offers, penalties for who does not take or deliver',
    source: 'SEED B2, Algorithm 1',
    isTruthful: false,
    clear: ret.clear,
  },
];
