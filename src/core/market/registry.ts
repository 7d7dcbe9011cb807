import { doubleAuction } from './double-auction/double-auction.js';
import { mcafee } from './double-auction/mcafee.js';
import { incentive } from './incentive/incentive.js';
import type { Book, Clearing } from './mechanism.js';
import { ret } from './ret/ret.js';
import { clearSretDouble } from './sret/double.js';
import { clearSretSingle } from './sret/single.js';
import type { MarketTerms } from './terms.js';

/** A market mechanism that a scenario may name in `market.mechanism`. */
export interface MechanismEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Whether nobody gains by bidding another price than its own; every mechanism says so, and is tested for it. */
  readonly isTruthful: boolean;
  /** Whether it reads windows of time: a book without them is then a programming error. */
  readonly usesTime: boolean;
  /** Whether penalties limit how many requests of an exchange it fulfils. */
  readonly keepsQuotas?: true;
  readonly clear: (book: Book, terms: MarketTerms) => Clearing;
}

/** Every mechanism there is; the command line's choices and the schema are made from this list. */
export const MECHANISMS: readonly MechanismEntry[] = [
  {
    name: ret.name,
    summary: 'Robust energy trading: best payers first, best-fitting offers, penalties for who does not take or deliver',
    source: 'SEED B2, Algorithm 1',
    isTruthful: false,
    usesTime: false,
    keepsQuotas: true,
    clear: ret.clear,
  },
  {
    name: 'sret-double',
    summary: 'Smart and robust energy trading, double time boundary: best payers first, EVs that are there for all of a request’s time',
    source: 'SEED B3, Section 6.2.2',
    isTruthful: false,
    usesTime: true,
    clear: clearSretDouble,
  },
  {
    name: 'sret-single',
    summary: 'Smart and robust energy trading, single time boundary: several EVs share a request’s time, by least energy or fewest EVs',
    source: 'SEED B3, Section 6.2.3',
    isTruthful: false,
    usesTime: true,
    clear: clearSretSingle,
  },
  {
    name: doubleAuction.name,
    summary: 'Double auction: sealed bids and asks, and one clearing price for all who trade',
    source: doubleAuction.source,
    isTruthful: false,
    usesTime: false,
    clear: doubleAuction.clear,
  },
  {
    name: mcafee.name,
    summary: 'Double auction by McAfee’s rule: the marginal buyer and seller drop out, and nobody gains by a false price',
    source: mcafee.source,
    isTruthful: true,
    usesTime: false,
    clear: mcafee.clear,
  },
  {
    name: incentive.name,
    summary: 'Incentive scheme: EVs act in turn, the lowest ask first, and each takes the request that pays it most',
    source: incentive.source,
    isTruthful: false,
    usesTime: false,
    clear: incentive.clear,
  },
];
