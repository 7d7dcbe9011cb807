import { floorTimes, productOfRatios } from '../../units/ratio.js';
import type { KeptRequest, MarketRequest } from '../mechanism.js';
import type { PenaltyList } from './penalties.js';

/** A kept request with what the order and the service need. */
export interface StandingRequest extends KeptRequest {
  readonly exchange: string;
  readonly bidMilliPerKWh: number;
}

/**
 * The request submitted last of each (exchange, consumer), the later row on a tie (Algorithm 1, l. 11–15), in the book's
 * order.
 */
export function latestRequests(requests: readonly MarketRequest[]): MarketRequest[] {
  const latest = new Map<string, Map<string, MarketRequest>>();
  for (const request of requests) {
    let ofExchange = latest.get(request.exchange);
    if (ofExchange === undefined) latest.set(request.exchange, (ofExchange = new Map()));
    const earlier = ofExchange.get(request.consumer);
    if (earlier === undefined || request.submittedAtUs >= earlier.submittedAtUs) ofExchange.set(request.consumer, request);
  }
  return requests.filter((request) => latest.get(request.exchange)!.get(request.consumer) === request);
}

/**
 * Requests with a demand, after their consumers' penalties (l. 16–20): the demand times the product of the list, floored
 * once to whole Wh. What is floored to 0 stays in the list, as it counts for the fill rate.
 */
export function applyConsumerPenalties(
  requests: readonly MarketRequest[],
  penalties: Readonly<Record<string, PenaltyList>>,
): StandingRequest[] {
  const standing: StandingRequest[] = [];
  for (const { id, exchange, consumer, bidMilliPerKWh, demandWh } of requests) {
    if (demandWh === 0) continue;
    const allowedWh = penalised(demandWh, Object.hasOwn(penalties, consumer) ? penalties[consumer]! : []);
    standing.push({ request: id, exchange, bidMilliPerKWh, demandWh, allowedWh });
  }
  return standing;
}

/**
 * How many requests of each exchange may be fulfilled (l. 22–27): `floor(n · Πq)` with `n` its requests as uploaded,
 * duplicates included. An exchange without a list has no limit and no entry.
 */
export function exchangeQuotas(
  uploaded: readonly MarketRequest[],
  penalties: Readonly<Record<string, PenaltyList>>,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { exchange } of uploaded) counts.set(exchange, (counts.get(exchange) ?? 0) + 1);
  const quotas = new Map<string, number>();
  for (const [exchange, count] of counts) {
    const list = Object.hasOwn(penalties, exchange) ? penalties[exchange]! : [];
    if (list.length > 0) quotas.set(exchange, penalised(count, list));
  }
  return quotas;
}

/**
 * Sorts by `bid × demand` after penalties, descending, exactly; ties by id ascending (l. 21). Multiplication of doubles
 * rounds monotonically, so two rounded products that differ are in the order of the exact ones. Only equal ones beyond
 * 2^53 need long integers.
 */
export function orderByExpectedProfit(requests: readonly StandingRequest[]): StandingRequest[] {
  const profits = Float64Array.from(requests, (request) => request.bidMilliPerKWh * request.allowedWh);
  const order = requests.map((_, row) => row);
  order.sort((a, b) => {
    const difference = profits[b]! - profits[a]!;
    if (difference !== 0) return difference;
    if (profits[a]! > Number.MAX_SAFE_INTEGER) {
      const [left, right] = [exactProfit(requests[a]!), exactProfit(requests[b]!)];
      if (left !== right) return left > right ? -1 : 1;
    }
    return requests[a]!.request < requests[b]!.request ? -1 : 1;
  });
  return order.map((row) => requests[row]!);
}

function exactProfit(request: StandingRequest): bigint {
  return BigInt(request.bidMilliPerKWh) * BigInt(request.allowedWh);
}

function penalised(value: number, list: PenaltyList): number {
  if (list.length === 0) return value;
  const product = floorTimes(value, productOfRatios(list));
  if (product < 0n || product > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a penalty list takes ${value} out of range`);
  return Number(product);
}
