import type { Hex } from '../units/hex.js';
import { auditSaleOf } from './energy.js';
import { expect } from './fault.js';
import type { Reading, Result, Task, Trade } from './records.js';
import type { Audit, Awaiting, BocsAudit, ShardAudit } from './state.js';

/** What rests on a plan of the BoCS (SEED B5): sales across campuses, and what consumers were told. */

/** A sale across campuses: of a task that the round's plan gave, now or as soon as that plan is there. */
export function auditCrossSale(bocs: BocsAudit, hash: Hex, trade: Trade, reading: Reading): void {
  afterPlan(bocs, trade.round, { hash, kind: 'sale', reading, trade });
}

/** Second results of a campus: each is what the plan gives to that consumer, all of it. */
export function auditCrossResults({ bocs }: Audit, { shard }: ShardAudit, results: readonly Result[]): void {
  expect(bocs !== null, 'opening', 'second results are opened and there is no BoCS');
  if (results.length > 0) afterPlan(bocs, results[0]!.round, { kind: 'results', results, shard });
}

/** Takes up what has waited for a plan. */
export function takeUp(bocs: BocsAudit, round: number): void {
  const plan = bocs.plans.get(round)!;
  for (const one of bocs.waiting.get(round) ?? []) check(plan, one);
  bocs.waiting.delete(round);
}

function afterPlan({ plans, waiting }: BocsAudit, round: number, one: Awaiting): void {
  const plan = plans.get(round);
  if (plan !== undefined) check(plan, one);
  else waiting.set(round, [...(waiting.get(round) ?? []), one]);
}

function check(plan: ReadonlyMap<string, Task>, one: Awaiting): void {
  if (one.kind === 'sale') auditSaleOf(plan.get(one.trade.seller), one.hash, one.trade, one.reading);
  else for (const result of one.results) checkResult(plan, result);
}

function checkResult(plan: ReadonlyMap<string, Task>, { allocations, consumer, round }: Result): void {
  const given = [...plan.values()].flatMap(({ ev, slices }) => slices.map((slice) => ({ ...slice, ev }))).filter((slice) => slice.consumer === consumer);
  const isGiven = allocations.every(({ ev, request, energyWh, priceMilliPerKWh, beginUs, endUs }) =>
    given.some((slice) => slice.ev === ev && slice.request === request && slice.energyWh === energyWh && slice.priceMilliPerKWh === priceMilliPerKWh && slice.beginUs === beginUs && slice.endUs === endUs),
  );
  expect(isGiven && allocations.length === given.length, 'opening', `${consumer} is told of another second result in round ${round} than the plan on the BoCS gives it`);
}
