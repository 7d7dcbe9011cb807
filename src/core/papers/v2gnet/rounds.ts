import type { Allocation, Book, MarketRequest } from '../../market/mechanism.js';
import { type PenaltyList, updateConsumerPenalties, updateExchangePenalties } from '../../market/ret/penalties.js';
import { clearRet } from '../../market/ret/ret.js';
import type { V2GNetParameters } from './parameters.js';

/** The lists that a control system keeps from round to round. */
export interface PenaltyBook {
  readonly consumers: Record<string, PenaltyList>;
  readonly exchanges: Record<string, PenaltyList>;
}

/** What came of one round. */
export interface RoundOutcome {
  readonly allocations: readonly Allocation[];
  readonly fulfilledIds: readonly string[];
}

export function noPenalties(): PenaltyBook {
  return { consumers: {}, exchanges: {} };
}

/**
 * One round under RET and what it teaches: energy given to a consumer of `liars` is not taken. With the defence the
 * lists are read before and updated after (SEED B2); without it nothing is read and nothing learnt.
 */
export function tradeRound(book: Book, penalties: PenaltyBook, liars: ReadonlySet<string>, hasDefence: boolean, parameters: V2GNetParameters): RoundOutcome {
  const { allocations, fulfilledIds } = clearRet(book, { defence: hasDefence, consumerPenalties: penalties.consumers, exchangePenalties: penalties.exchanges });
  if (hasDefence) learn(book.requests, allocations, penalties, liars, parameters);
  return { allocations, fulfilledIds };
}

interface Tally {
  theoreticalWh: number;
  exchange: string;
}

function learn(requests: readonly MarketRequest[], allocations: readonly Allocation[], penalties: PenaltyBook, liars: ReadonlySet<string>, { gamma1, gamma2 }: V2GNetParameters): void {
  const byId = new Map(requests.map((request) => [request.id, request]));
  const consumers = new Map<string, Tally>();
  const selected = new Map<string, { exchange: string; taken: boolean }>();
  for (const { request: id, energyWh } of allocations) {
    const { consumer, exchange } = byId.get(id)!;
    const tally = consumers.get(consumer) ?? { theoreticalWh: 0, exchange };
    tally.theoreticalWh += energyWh;
    consumers.set(consumer, tally);
    selected.set(id, { exchange, taken: !liars.has(consumer) });
  }
  for (const [consumer, { theoreticalWh }] of consumers) {
    penalties.consumers[consumer] = updateConsumerPenalties(penalties.consumers[consumer] ?? [], theoreticalWh, liars.has(consumer) ? 0 : theoreticalWh, gamma1);
  }
  for (const exchange of new Set(requests.map((request) => request.exchange))) {
    const own = [...selected.values()].filter((one) => one.exchange === exchange);
    penalties.exchanges[exchange] = updateExchangePenalties(penalties.exchanges[exchange] ?? [], own.length, own.filter((one) => one.taken).length, gamma2);
  }
}
