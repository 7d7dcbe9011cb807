import type { Allocation, Book, Clearing, Mechanism } from '../mechanism.js';
import { orderByExpectedProfit } from '../ret/requests.js';
import { type Buyer, clearingOf, type RivalTerms, type Seller, sidesOf } from '../sides.js';
import { firstFitting, openPlaces, take } from './open-requests.js';

/**
 * Incentive-priced sequential selection: our guess at the action-based (in its own title auction-based) incentive scheme of
 * Kim et al. 2022, which the thesis compares with (SEED B4). Every open request posts an incentive, what it pays for all of
 * its demand at its bid. EVs act one after the other, the lowest ask first (ties by EV id, as there is no time of arrival):
 * each takes, of the open requests that it can serve wholly by itself and whose bid reaches its ask, the one with the
 * largest incentive (ties by request id). A request is served by one EV or not at all, an EV serves one request, and is paid
 * the bid.
 *
 * Published are the idea and the title: EVs that choose for themselves, drawn by what is offered to them. The paper is
 * not at hand; the order of the turns, the whole requests and the prices are guessed. Books as `assertBook` has them, or a
 * RangeError. O((N+K) log (N+K)) for N requests and K offers.
 */
export function clearIncentive(book: Book, terms: RivalTerms): Clearing {
  const { buyers, sellers } = sidesOf(book, terms);
  const byId = new Map(buyers.map((buyer) => [buyer.request, buyer]));
  const ranked = orderByExpectedProfit(buyers.map((buyer) => ({ ...buyer, exchange: '' }))).map(({ request }) => byId.get(request)!);
  return clearingOf(ranked, turns(ranked, sellers.toSorted(byTurn)));
}

export const incentive: Mechanism<RivalTerms> = {
  name: 'incentive',
  summary: 'EVs act in turn, the lowest ask first; each takes whole the request that pays it most',
  source: 'SEED B4 (Kim et al., as the thesis uses it; our guess)',
  clear: clearIncentive,
};

function byTurn(a: Seller, b: Seller): number {
  return a.askMilliPerKWh - b.askMilliPerKWh || (a.ev < b.ev ? -1 : 1);
}

/** `ranked` by incentive, the largest first. */
function turns(ranked: readonly Buyer[], sellers: readonly Seller[]): Allocation[] {
  const open = openPlaces(ranked);
  // Asks only rise from turn to turn, so a bid that is below one ask is out for good.
  const byBid = ranked.map((_, rank) => rank).toSorted((a, b) => ranked[a]!.bidMilliPerKWh - ranked[b]!.bidMilliPerKWh);
  let tooLow = 0;
  const allocations: Allocation[] = [];
  for (const { ev, askMilliPerKWh, energyWh } of sellers) {
    for (; tooLow < byBid.length && ranked[byBid[tooLow]!]!.bidMilliPerKWh < askMilliPerKWh; tooLow += 1) take(open, byBid[tooLow]!);
    const rank = firstFitting(open, energyWh);
    if (rank === null) continue;
    take(open, rank);
    allocations.push({ request: ranked[rank]!.request, ev, energyWh: ranked[rank]!.allowedWh });
  }
  return allocations;
}
