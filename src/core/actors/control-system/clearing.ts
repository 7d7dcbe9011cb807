import type { Book, Clearing } from '../../market/mechanism.js';
import { MECHANISMS } from '../../market/registry.js';
import { type PlannedMechanism, planWithin } from '../../market/sret/plan.js';
import type { MarketTerms } from '../../market/terms.js';
import { roundTimes, type RoundTimes } from '../round-clock.js';
import type { Step } from '../step.js';

/** What a round was cleared by, from what, and how it came out. */
export interface Cleared {
  readonly book: Book;
  readonly mechanism: string;
  readonly clearing: Clearing;
}

/**
 * Clears a round by the scenario's mechanism and charges the control system's processor for it. SRET falls back from single
 * to double boundary to RET when its planning time would run out (SEED B3): half of what is left until the execution, since
 * the tasks have to pass the BoEV before.
 */
export function clearBook(step: Step, book: Book, terms: MarketTerms, round: number): Cleared {
  const { market, processors } = step.lab.parameters;
  if (isPlanned(market.mechanism)) {
    const budgetUs = Math.max(0, Math.floor((roundTimes(market, round).executionBeginsUs - step.context.nowUs) / 2));
    const plan = planWithin(book, terms, budgetUs, { matchNs: processors.campus.matchNs }, market.mechanism);
    step.context.charge('match', plan.visits);
    if (plan.mechanism !== 'ret') return { ...plan, book };
    return clearedBy('ret', wholeStays(book, roundTimes(market, round)), terms);
  }
  step.context.charge('match', book.requests.length + book.offers.length);
  return clearedBy(market.mechanism, wholeStays(book, roundTimes(market, round)), terms);
}

function clearedBy(mechanism: string, book: Book, terms: MarketTerms): Cleared {
  return { book, clearing: MECHANISMS.find(({ name }) => name === mechanism)!.clear(book, terms), mechanism };
}

/** A mechanism that knows no time may use EVs that stay for the whole execution, and no others. */
function wholeStays({ requests, offers }: Book, { executionBeginsUs, executionEndsUs }: RoundTimes): Book {
  const stays = offers.filter(({ window }) => window === undefined || (window.startUs <= executionBeginsUs && window.endUs >= executionEndsUs));
  return { offers: stays, requests };
}

function isPlanned(mechanism: string): mechanism is PlannedMechanism {
  return mechanism === 'sret-single' || mechanism === 'sret-double';
}
