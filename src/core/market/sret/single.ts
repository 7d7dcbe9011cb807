import type { Allocation, Book, Clearing } from '../mechanism.js';
import type { MarketTerms } from '../terms.js';
import { buildCandidates, type CandidateTree, refreshCandidate } from './candidates.js';
import { couldReach, couldSuffice } from './could-serve.js';
import { book as bookEv, type Fleet, openFleet } from './fleet.js';
import { mulDiv, mulDivNearest, type Scale, scaleFor, slackFor, toFine, US_PER_HOUR } from './scale.js';
import { bestCandidate, type Choice, type Gap } from './search.js';
import { clearingOf, standingRequests, type TimedRequest, timedOffers } from './standing.js';
import { toWholeWh } from './whole.js';

/**
 * SRET with a single time boundary (SEED B3, Section 6.2.3): requests by descending bid; an EV that starts no later or
 * ends no earlier than the request may serve the begin or the end of what is uncovered of it, while it is free and has
 * energy; of all that may, the one with the largest E_k^i, or F_i^k when `terms.prefer` is `evs`, then again for what is
 * left. A request is served wholly or not at all, and not when it needs more power than `terms.pilePowerW`.
 *
 * The book's conditions are `assertBook`'s, and every row has a window; anything else throws a RangeError. Cost: README.
 */
export function clearSretSingle(book: Book, terms: MarketTerms): Clearing {
  const pilePowerW = terms.pilePowerW ?? Infinity;
  if (!(pilePowerW >= 0)) throw new RangeError(`pile power ${pilePowerW}`);
  const standing = standingRequests(book, terms);
  const offers = timedOffers(book);
  const scale = scaleFor([...standing.map((request) => request.allowedWh), ...offers.map((offer) => offer.energyWh)].reduce((a, b) => Math.max(a, b), 0));
  const fleet = openFleet(offers, scale);
  const pieces: Piece[] = [];
  let tree = buildCandidates(fleet);
  const fulfilled = standing.filter((request, index) => {
    if (!fits(request, pilePowerW)) return false;
    const gap = openGap(request, index, scale, pilePowerW, terms.prefer ?? 'energy');
    const taken = cover(tree, gap);
    if (taken === null) return false;
    for (const piece of taken) {
      bookEv(fleet, piece.ev, piece.fromUs, piece.untilUs, piece.energyFine);
      refreshCandidate(tree, piece.ev);
      pieces.push(piece);
    }
    // What EVs have left drifts away from how the tree was split, and many have nothing left.
    if (tree.isWorn) tree = buildCandidates(fleet);
    return true;
  });
  return clearingOf(standing, fulfilled, allocationsOf(pieces, standing, fleet));
}

/** A task that an EV gets if its request is covered. */
interface Piece {
  /** The request's place in the order of service. */
  readonly request: number;
  readonly ev: number;
  readonly fromUs: number;
  readonly untilUs: number;
  readonly energyFine: number;
}

/** Demand to serve, of a power that one pile can give: P_i ≤ P_c. */
function fits({ allowedWh, window }: TimedRequest, pilePowerW: number): boolean {
  return allowedWh > 0 && allowedWh * US_PER_HOUR <= pilePowerW * (window.endUs - window.startUs);
}

function openGap({ allowedWh, window }: TimedRequest, request: number, scale: Scale, pilePowerW: number, prefer: 'energy' | 'evs'): Gap {
  const wholeUs = window.endUs - window.startUs;
  const hours = wholeUs / US_PER_HOUR;
  const powerKW = allowedWh / 1000 / hours;
  const demandFine = toFine(allowedWh, scale);
  return {
    startUs: window.startUs,
    endUs: window.endUs,
    demandFine,
    ranking: { prefer, powerKW, pileKW: pilePowerW / 1000, demandPotential: powerKW * hours * hours },
    slackFine: slackFor(demandFine / wholeUs, scale),
    request,
    mostWorth: prefer === 'energy' ? 1 : Infinity,
    fromUs: window.startUs,
    untilUs: window.endUs,
    servedFine: 0,
    untilFine: demandFine,
  };
}

/** The pieces that cover the gap, in the order taken; null when it cannot be covered. Nothing is booked yet. */
function cover(tree: CandidateTree, gap: Gap): Piece[] | null {
  if (!couldReach(tree, gap) || !couldSuffice(tree, gap, gap.demandFine / tree.fleet.scale.perWh / 1000)) return null;
  const pieces: Piece[] = [];
  while (gap.fromUs < gap.untilUs) {
    const choice = bestCandidate(tree, gap);
    if (choice === null) return null;
    const { ev, isAtStart } = choice;
    const { atUs, energyFine } = cutOff(tree.fleet, gap, choice);
    tree.fleet.takenBy[ev] = gap.request;
    pieces.push({ request: gap.request, ev, fromUs: isAtStart ? gap.fromUs : atUs, untilUs: isAtStart ? atUs : gap.untilUs, energyFine });
    if (isAtStart) {
      gap.fromUs = atUs;
      gap.servedFine += energyFine;
    } else {
      gap.untilUs = atUs;
      gap.untilFine -= energyFine;
    }
  }
  return pieces;
}

/** Where the chosen EV's piece leaves off, and its energy: at the end of its free time, or before when it runs empty. */
function cutOff(fleet: Fleet, gap: Gap, { ev, isAtStart, overlapUs }: Choice): { atUs: number; energyFine: number } {
  const wholeUs = gap.endUs - gap.startUs;
  const freeToUs = isAtStart ? gap.fromUs + overlapUs : gap.untilUs - overlapUs;
  const level = overlapUs === gap.untilUs - gap.fromUs ? (isAtStart ? gap.untilFine : gap.servedFine) : mulDiv(gap.demandFine, freeToUs - gap.startUs, wholeUs);
  const energyFine = isAtStart ? level - gap.servedFine : gap.untilFine - level;
  const hasFine = fleet.energyFine[ev]!;
  if (hasFine + gap.slackFine >= energyFine) return { atUs: freeToUs, energyFine };
  const cutFine = isAtStart ? gap.servedFine + hasFine : gap.untilFine - hasFine;
  const cutUs = gap.startUs + mulDivNearest(cutFine, wholeUs, gap.demandFine);
  return { atUs: Math.min(Math.max(cutUs, gap.fromUs + 1), gap.untilUs - 1), energyFine: hasFine };
}

function allocationsOf(pieces: readonly Piece[], standing: readonly TimedRequest[], fleet: Fleet): Allocation[] {
  const energiesWh = toWholeWh(pieces, fleet.offeredWh, fleet.scale);
  const allocations = pieces.map(({ request, ev, fromUs, untilUs }, index) => ({
    request: standing[request]!.request,
    ev: fleet.ids[ev]!,
    energyWh: energiesWh[index]!,
    window: { startUs: fromUs, endUs: untilUs },
  }));
  return allocations.filter((piece) => piece.energyWh > 0);
}
