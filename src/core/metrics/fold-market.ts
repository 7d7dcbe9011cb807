import type { LabNote } from '../kernel/notes.js';
import { say } from './log.js';
import type { ShardMetrics } from './shard-metrics.js';
import type { RoundView, ShardView } from './view.js';

/** Trading rounds: requests, offers, match, delivery, settlement. */
export function foldMarket(view: ShardView, timeUs: number, note: LabNote): void {
  if (note.kind === 'market/opened') {
    view.rounds.push(emptyRound(note.round, timeUs));
    return;
  }
  if (!('round' in note) || note.kind === 'committee/round') return;
  const round = view.rounds.find((one) => one.round === note.round);
  if (round) foldRound(view, round, timeUs, note);
}

/** What each match promises at the bids it was made at, for the history of prices. */
export function foldPromised({ promised }: ShardMetrics, note: LabNote): void {
  if (note.kind === 'market/cleared') {
    promised.push({ round: note.round, allocatedWh: note.allocatedWh, profitMicro: profitOf(note.allocations) });
  } else if (note.kind === 'bocs/plan-won') {
    const round = promised.find((one) => one.round === note.round);
    if (round === undefined) return;
    round.allocatedWh += note.bought.reduce((sum, { energyWh }) => sum + energyWh, 0);
    round.profitMicro += profitOf(note.bought);
  }
}

function profitOf(allocations: readonly { readonly priceMilliPerKWh: number; readonly energyWh: number }[]): number {
  return allocations.reduce((sum, { priceMilliPerKWh, energyWh }) => sum + priceMilliPerKWh * energyWh, 0);
}

function foldRound(view: ShardView, round: RoundView, timeUs: number, note: LabNote): void {
  if (note.kind === 'market/demand') {
    round.demandWh += note.demandWh;
  } else if (note.kind === 'market/offers') {
    round.phase = 'matching';
    round.requests = note.requests;
    round.offeredWh = note.offeredWh;
  } else if (note.kind === 'market/cleared') {
    round.phase = 'execution';
    round.keptDemandWh = note.keptDemandWh;
    round.allocatedWh = note.allocatedWh;
  } else if (note.kind === 'bocs/plan-won') {
    round.allocatedWh += note.bought.reduce((sum, { energyWh }) => sum + energyWh, 0);
  } else if (note.kind === 'market/delivered') {
    round.deliveredWh += note.deliveredWh;
    round.profitMilli += note.dueMilli;
    round.shortfallWh += Math.max(0, note.allocatedWh - note.readyWh);
    round.compensationMilli += note.compensationMilli;
  } else if (note.kind === 'market/served') {
    if (note.demandWh > 0 && note.deliveredWh >= note.demandWh) round.fulfilledRequests += 1;
  } else if (note.kind === 'market/penalties') {
    round.penalised = note.consumers + note.exchanges;
  } else {
    foldSettlement(view, round, timeUs, note);
  }
}

function foldSettlement(view: ShardView, round: RoundView, timeUs: number, note: LabNote): void {
  if (note.kind === 'market/closed') {
    round.settlements = note.settlements;
    round.phase = 'settlement';
  } else if (note.kind === 'settlement/final') {
    if (note.outcome === 'committed') round.settled += 1;
    else round.failedSettlements += 1;
  }
  const closed = round.phase === 'settlement' && round.settled + round.failedSettlements >= round.settlements;
  if (!closed) return;
  round.phase = 'final';
  const percent = round.demandWh === 0 ? 0 : Math.floor((100 * round.deliveredWh) / round.demandWh);
  say(view, timeUs, 'info', `round ${round.round}: ${round.deliveredWh} of ${round.demandWh} Wh delivered (${percent} %)`);
}

function emptyRound(round: number, beganUs: number): RoundView {
  return {
    round,
    beganUs,
    phase: 'requests',
    requests: 0,
    fulfilledRequests: 0,
    demandWh: 0,
    offeredWh: 0,
    keptDemandWh: 0,
    allocatedWh: 0,
    deliveredWh: 0,
    shortfallWh: 0,
    compensationMilli: 0,
    profitMilli: 0,
    penalised: 0,
    settlements: 0,
    settled: 0,
    failedSettlements: 0,
  };
}
