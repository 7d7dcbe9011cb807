import type { Allocation, MarketRequest } from '../../market/mechanism.js';
import { updateConsumerPenalties, updateExchangePenalties } from '../../market/ret/penalties.js';
import { note, type Step } from '../step.js';
import { taskKey, type DeskRound, type MarketDesk, type Metered } from './desk-state.js';

/** Penalties from what was really delivered (SEED B2), and the number of settlements that are due. */
export function closeRound(step: Step, desk: MarketDesk, round: number): void {
  const deskRound = desk.rounds.get(round);
  let settlements = 0;
  if (deskRound) {
    for (const { dueMilli } of deskRound.metered.values()) if (dueMilli > 0) settlements += 1;
    if (step.lab.parameters.market.defence) punish(step, desk, deskRound);
  }
  const consumers = Object.values(desk.consumerPenalties).filter((list) => list.length > 0).length;
  const exchanges = Object.values(desk.exchangePenalties).filter((list) => list.length > 0).length;
  note(step, { kind: 'market/penalties', round, consumers, exchanges });
  note(step, { kind: 'market/closed', round, settlements });
  desk.rounds.delete(round);
}

function punish(step: Step, desk: MarketDesk, deskRound: DeskRound): void {
  const { gamma1, gamma2 } = step.lab.parameters.market;
  const { byConsumer, byExchange } = conductOf(deskRound.requests, deskRound.allocations, deskRound.metered);
  for (const [consumer, { theoreticalWh, practicalWh }] of byConsumer) {
    const list = desk.consumerPenalties[consumer] ?? [];
    desk.consumerPenalties[consumer] = updateConsumerPenalties(list, theoreticalWh, practicalWh, gamma1);
  }
  for (const [exchange, { selected, fulfilled }] of byExchange) {
    const list = desk.exchangePenalties[exchange] ?? [];
    desk.exchangePenalties[exchange] = updateExchangePenalties(list, selected, fulfilled, gamma2);
  }
}

/** How those who were matched have kept their word: what penalties are updated from (SEED B2, eq. 4.1 and 4.3). */
export interface Conduct {
  /** What each consumer was allocated and could have taken, and what it really took. */
  readonly byConsumer: ReadonlyMap<string, { readonly theoreticalWh: number; readonly practicalWh: number }>;
  /** Of each exchange: its requests that got an allocation, and those of them that took all of it. */
  readonly byExchange: ReadonlyMap<string, { readonly selected: number; readonly fulfilled: number }>;
}

/**
 * What an EV did not have ready is no fault of the consumer, nor of its exchange: it counts as never allocated. Both maps are in
 * the order in which allocations first name their keys.
 */
export function conductOf(requests: ReadonlyMap<string, MarketRequest>, allocations: readonly Allocation[], metered: ReadonlyMap<string, Metered>): Conduct {
  const byConsumer = new Map<string, { theoreticalWh: number; practicalWh: number }>();
  const byRequest = new Map<string, { allocatedWh: number; deliveredWh: number }>();
  for (const { request, ev, energyWh: allocatedWh } of allocations) {
    const { readyWh, deliveredWh } = metered.get(taskKey(request, ev)) ?? { readyWh: allocatedWh, deliveredWh: 0 };
    const energyWh = Math.min(allocatedWh, readyWh);
    const { consumer } = requests.get(request)!;
    const sums = byConsumer.get(consumer) ?? { theoreticalWh: 0, practicalWh: 0 };
    byConsumer.set(consumer, { theoreticalWh: sums.theoreticalWh + energyWh, practicalWh: sums.practicalWh + deliveredWh });
    const one = byRequest.get(request) ?? { allocatedWh: 0, deliveredWh: 0 };
    byRequest.set(request, { allocatedWh: one.allocatedWh + energyWh, deliveredWh: one.deliveredWh + deliveredWh });
  }
  const byExchange = new Map<string, { selected: number; fulfilled: number }>();
  for (const [request, { allocatedWh, deliveredWh }] of byRequest) {
    const { exchange } = requests.get(request)!;
    const sums = byExchange.get(exchange) ?? { selected: 0, fulfilled: 0 };
    byExchange.set(exchange, { selected: sums.selected + 1, fulfilled: sums.fulfilled + (deliveredWh >= allocatedWh ? 1 : 0) });
  }
  return { byConsumer, byExchange };
}
