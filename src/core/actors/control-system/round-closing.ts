import { updateConsumerPenalties, updateExchangePenalties } from '../../market/ret/penalties.js';
import { note, type Step } from '../step.js';
import { taskKey, type DeskRound, type MarketDesk } from './desk-state.js';

/** Penalties from what was really delivered (SEED B2), and the number of settlements that are due. */
export function closeRound(step: Step, desk: MarketDesk, round: number): void {
  const deskRound = desk.rounds.get(round);
  let settlements = 0;
  if (deskRound) {
    for (const { request, ev } of deskRound.allocations) {
      const deliveredWh = deskRound.delivered.get(taskKey(request, ev)) ?? 0;
      const dueMilli = Math.floor((deskRound.requests.get(request)!.bidMilliPerKWh * deliveredWh) / 1000);
      if (dueMilli > 0) settlements += 1;
    }
    if (step.lab.parameters.market.defence) punish(step, desk, deskRound);
  }
  const consumers = Object.values(desk.consumerPenalties).filter((list) => list.length > 0).length;
  const exchanges = Object.values(desk.exchangePenalties).filter((list) => list.length > 0).length;
  note(step, { kind: 'market/penalties', round, consumers, exchanges });
  note(step, { kind: 'market/closed', round, settlements });
  desk.rounds.delete(round);
}

function punish(step: Step, desk: MarketDesk, { requests, allocations, delivered }: DeskRound): void {
  const { gamma1, gamma2 } = step.lab.parameters.market;
  const byConsumer = new Map<string, { theoreticalWh: number; practicalWh: number }>();
  const byRequest = new Map<string, { allocatedWh: number; deliveredWh: number }>();
  for (const { request, ev, energyWh } of allocations) {
    const deliveredWh = delivered.get(taskKey(request, ev)) ?? 0;
    const { consumer } = requests.get(request)!;
    const sums = byConsumer.get(consumer) ?? { theoreticalWh: 0, practicalWh: 0 };
    byConsumer.set(consumer, { theoreticalWh: sums.theoreticalWh + energyWh, practicalWh: sums.practicalWh + deliveredWh });
    const one = byRequest.get(request) ?? { allocatedWh: 0, deliveredWh: 0 };
    byRequest.set(request, { allocatedWh: one.allocatedWh + energyWh, deliveredWh: one.deliveredWh + deliveredWh });
  }
  for (const [consumer, { theoreticalWh, practicalWh }] of byConsumer) {
    const list = desk.consumerPenalties[consumer] ?? [];
    desk.consumerPenalties[consumer] = updateConsumerPenalties(list, theoreticalWh, practicalWh, gamma1);
  }
  const byExchange = new Map<string, { selected: number; fulfilled: number }>();
  for (const [request, { allocatedWh, deliveredWh }] of byRequest) {
    const { exchange } = requests.get(request)!;
    const sums = byExchange.get(exchange) ?? { selected: 0, fulfilled: 0 };
    byExchange.set(exchange, { selected: sums.selected + 1, fulfilled: sums.fulfilled + (deliveredWh >= allocatedWh ? 1 : 0) });
  }
  for (const [exchange, { selected, fulfilled }] of byExchange) {
    const list = desk.exchangePenalties[exchange] ?? [];
    desk.exchangePenalties[exchange] = updateExchangePenalties(list, selected, fulfilled, gamma2);
  }
}
