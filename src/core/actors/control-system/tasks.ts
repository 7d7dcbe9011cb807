import { commitmentHash, type Opening } from '../../ledger/endorse-order-validate/commitment.js';
import { taskWrite } from '../../ledger/endorse-order-validate/contract-boev.js';
import { proveWrites } from '../../ledger/endorse-order-validate/inclusion.js';
import type { Message } from '../../kernel/contract.js';
import type { Allocation, MarketRequest } from '../../market/mechanism.js';
import type { ChannelNode } from '../channels/channel.js';
import { sessionOf, type ResultContent, type TaskContent, type TaskSlice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import { nodeIdOf, send, type Step } from '../step.js';
import type { DeskRound } from './desk-state.js';

/** What the allocations of a round are to each of its EVs: one task, with a slice for each consumer that it serves. */
export function openTasks(step: Step, deskRound: DeskRound): void {
  const slices = new Map<string, TaskSlice[]>();
  for (const allocation of deskRound.allocations) {
    const { consumer } = deskRound.requests.get(allocation.request)!;
    const slice = { consumer, energyWh: allocation.energyWh, request: allocation.request, ...termsOf(step, deskRound, allocation) };
    const own = slices.get(allocation.ev);
    if (own === undefined) slices.set(allocation.ev, [slice]);
    else own.push(slice);
  }
  const { round } = deskRound;
  for (const [ev, own] of slices) {
    const content: TaskContent = { chargingPoint: chargingPointOf(step, ev), ev, round, slices: own };
    deskRound.taskOpenings.set(ev, { content, salt: freshSalt(step, `task/${ev}`, round) });
  }
}

/** One result per consumer that asked, in order of name; an unserved one learns that it got nothing. */
export function openingsOf(step: Step, deskRound: DeskRound): Opening<ResultContent>[] {
  const { round, requests, allocations } = deskRound;
  const served = new Map<string, ResultContent['allocations'][number][]>();
  const exchanges = new Map<string, string>();
  for (const request of requests.values()) exchanges.set(request.consumer, request.exchange);
  for (const allocation of allocations) {
    const { consumer } = requests.get(allocation.request)!;
    const list = served.get(consumer) ?? [];
    list.push({ energyWh: allocation.energyWh, ev: allocation.ev, request: allocation.request, ...termsOf(step, deskRound, allocation) });
    served.set(consumer, list);
  }
  return [...exchanges].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([consumer, exchange]) => ({
    content: { allocations: served.get(consumer) ?? [], consumer, exchange, round },
    salt: freshSalt(step, `result/${consumer}`, round),
  }));
}

/** The price and the time of an allocation: the bid, and the request's own window, where the mechanism says nothing else. */
export function termsOf(step: Step, { round, requests }: Pick<DeskRound, 'round' | 'requests'>, { request, window, priceMilliPerKWh }: Allocation): { readonly priceMilliPerKWh: number; readonly beginUs: number; readonly endUs: number } {
  const asked: MarketRequest = requests.get(request)!;
  const { executionBeginsUs, executionEndsUs } = roundTimes(step.lab.parameters.market, round);
  const { startUs, endUs } = window ?? asked.window ?? { startUs: executionBeginsUs, endUs: executionEndsUs };
  return { beginUs: startUs, endUs, priceMilliPerKWh: priceMilliPerKWh ?? asked.bidMilliPerKWh };
}

/** Gives every EV its own task with the proof that the BoEV holds it, and the plan of each slice to its charging point. */
export function tellEvs(step: Step, deskRound: DeskRound, boev: ChannelNode): void {
  const enough = Math.min(step.lab.parameters.ledger.endorsements, boev.config.peers.length);
  const { tasksAt } = deskRound;
  if (tasksAt === null || deskRound.told || deskRound.attestations.length < enough) return;
  deskRound.told = true;
  const port = channelPort(step.context, step.lab.directory);
  const proofs = proveWrites(boev.peer!, tasksAt.number, tasksAt.id, port);
  for (const [ev, opening] of deskRound.taskOpenings) {
    const { key } = taskWrite(deskRound.round, { ev, commitment: commitmentHash(opening, port) });
    const proof = proofs.get(key) ?? null;
    const to = nodeIdOf(step, ev);
    if (proof === null || to === null) continue;
    send(step, to, { kind: 'market/task', opening, proof, attestations: deskRound.attestations.slice(0, enough) } as Message);
    planSessions(step, opening.content, sessionOf);
  }
}

/** Tells the charging point what it will join: a session for each slice. */
export function planSessions(step: Step, content: TaskContent, named: typeof sessionOf): void {
  const { ev, round, chargingPoint, slices } = content;
  const point = nodeIdOf(step, chargingPoint);
  if (point === null) return;
  const { shortfallMilliPerKWh } = step.lab.parameters.market;
  for (const [at, { request, consumer, energyWh, priceMilliPerKWh, beginUs, endUs }] of slices.entries()) {
    const task = { beginUs, consumer, endUs, energyWh, ev, priceMilliPerKWh, request, round, session: named(content, at), shortfallMilliPerKWh };
    send(step, point, { kind: 'energy/plan', task } as Message);
  }
}

/** EVs are spread over the charging points by their number. */
export function chargingPointOf(step: Step, ev: string): string {
  const { id, shard } = step.lab.directory.byName.get(ev)!;
  const { evs, chargingPoints } = step.lab.directory.shards[shard];
  // Genesis numbers the EVs of a campus in one run.
  const at = id - evs[0];
  return step.lab.directory.participants[chargingPoints[at % chargingPoints.length]].name;
}

/** Salts need not be random in a laboratory whose keys derive from the seed, only different and unknown to the parties. */
export function freshSalt(step: Step, label: string, round: number): string {
  return step.context.sign(step.context.hash('desk/salt', { label, round })).slice(0, 64);
}
