import type { Book, Clearing, MarketOffer, MarketRequest } from '../src/core/market/mechanism.js';
import type { RetParameters } from '../src/core/market/ret/ret.js';
import type { Ratio } from '../src/core/units/ratio.js';

/**
 * RET (SEED B2) written straight from the text: long integers throughout, every choice a scan over all rows, nothing
 * shared with the real one. O(N² + NK). The tests' oracle and the bench's reference.
 */
export function clearRetNaive(book: Book, parameters: RetParameters): Clearing {
  const kept = book.requests.filter((request, row) => !parameters.defence || isLatest(book.requests, request, row));
  const standing = kept
    .filter((request) => request.demandWh > 0)
    .map((request) => ({ request, allowed: times(BigInt(request.demandWh), parameters.defence, parameters.consumerPenalties, request.consumer) }));
  standing.sort((a, b) => {
    const left = BigInt(a.request.bidMilliPerKWh) * a.allowed;
    const right = BigInt(b.request.bidMilliPerKWh) * b.allowed;
    if (left !== right) return left > right ? -1 : 1;
    return a.request.id < b.request.id ? -1 : 1;
  });
  const offers = sortedOffers(book.offers, parameters.pileCapacityWh);
  const used = offers.map(() => false);
  const served = new Map<string, bigint>();
  const allocations: { request: string; ev: string; energyWh: number }[] = [];
  const fulfilledIds: string[] = [];
  let energy = 0n;
  let profit = 0n;
  for (const { request, allowed } of standing) {
    if (allowed === 0n || (served.get(request.exchange) ?? 0n) >= quotaOf(book, parameters, request.exchange)) continue;
    let left = allowed;
    while (left > 0n) {
      const k = choose(offers, used, left);
      if (k < 0) break;
      used[k] = true;
      const amount = left < offers[k]!.energy ? left : offers[k]!.energy;
      allocations.push({ request: request.id, ev: offers[k]!.ev, energyWh: Number(amount) });
      left -= amount;
      energy += amount;
      profit += amount * BigInt(request.bidMilliPerKWh);
    }
    if (left > 0n) continue;
    fulfilledIds.push(request.id);
    served.set(request.exchange, (served.get(request.exchange) ?? 0n) + 1n);
  }
  return {
    allocations,
    fulfilledIds,
    fulfilledRequests: fulfilledIds.length,
    energyWh: Number(energy),
    demandWh: standing.reduce((sum, { request }) => sum + request.demandWh, 0),
    profitMicro: String(profit),
    keptRequests: standing.map(({ request, allowed }) => ({ request: request.id, demandWh: request.demandWh, allowedWh: Number(allowed) })),
  };
}

function isLatest(requests: readonly MarketRequest[], request: MarketRequest, row: number): boolean {
  return !requests.some(
    (other, at) =>
      other.exchange === request.exchange &&
      other.consumer === request.consumer &&
      (other.submittedAtUs > request.submittedAtUs || (other.submittedAtUs === request.submittedAtUs && at > row)),
  );
}

function sortedOffers(offers: readonly MarketOffer[], capacity: number | undefined): { ev: string; energy: bigint }[] {
  const capped = offers.map(({ ev, energyWh }) => ({ ev, energy: BigInt(capacity === undefined ? energyWh : Math.min(energyWh, capacity)) }));
  const real = capped.filter(({ energy }) => energy > 0n);
  return real.toSorted((a, b) => {
    if (a.energy !== b.energy) return a.energy > b.energy ? -1 : 1;
    return a.ev < b.ev ? -1 : 1;
  });
}

/** The last unused offer that covers what is left; without one the first unused; -1 when all are used. */
function choose(offers: readonly { energy: bigint }[], used: readonly boolean[], left: bigint): number {
  for (let k = offers.length - 1; k >= 0; k -= 1) if (!used[k] && offers[k]!.energy >= left) return k;
  return used.indexOf(false);
}

function quotaOf(book: Book, parameters: RetParameters, exchange: string): bigint {
  const uploaded = BigInt(book.requests.filter((request) => request.exchange === exchange).length);
  const listed = parameters.defence && Object.hasOwn(parameters.exchangePenalties, exchange) && parameters.exchangePenalties[exchange]!.length > 0;
  return listed ? times(uploaded, true, parameters.exchangePenalties, exchange) : uploaded;
}

function times(value: bigint, applies: boolean, penalties: Readonly<Record<string, readonly Ratio[]>>, id: string): bigint {
  if (!applies || !Object.hasOwn(penalties, id)) return value;
  const numerator = penalties[id]!.reduce((product, ratio) => product * BigInt(ratio.numerator), value);
  return numerator / penalties[id]!.reduce((product, ratio) => product * BigInt(ratio.denominator), 1n);
}
