import { takeUp } from './bocs-sales.js';
import { expectWrites, keyOfState, RETAINED_ROUNDS, type Done } from './channel-operations.js';
import { DOMAIN } from './crypto.js';
import { expect } from './fault.js';
import { RECORD_PLAN, UPLOAD_LEFTOVERS, type Task, type UploadedLeftovers } from './records.js';
import { read, type Shape } from './shapes.js';
import { keyOf, type Audit, type BocsAudit, type ShardAudit } from './state.js';
import { noteLeftovers, notePlan } from './trail.js';

/**
 * The chain of control systems (SEED B5). What a campus says it has left is held against what the ledger has shown of that
 * campus before, not against the proofs that it sent along; a plan must follow from the leftovers that it names.
 */

export function uploadLeftovers(done: Done): void {
  const { audit, at } = done;
  const { args, creator, home } = argumentsOf(done, UPLOAD_LEFTOVERS);
  const { round, requests, offers } = args;
  const proven = valueOf(done, keyOfState('leftovers', round, creator))['proven'];
  const value = {
    controlSystem: creator,
    offers: offers.map(({ askMilliPerKWh, beginUs, endUs, energyWh, ev }) => ({ askMilliPerKWh, beginUs, endUs, energyWh, ev })),
    proven,
    requests: requests.map(({ remainingWh, signed: { request } }) => {
      const { beginUs, bidMilliPerKWh, consumer, endUs, exchange, id, submittedAtUs } = request;
      return { beginUs, bidMilliPerKWh, consumer, endUs, exchange, id, remainingWh, submittedAtUs };
    }),
    round,
  };
  expect(typeof proven === 'boolean', 'channel', `the leftovers of ${creator} in round ${round} do not say whether they were proved`);
  expectWrites(done, [[keyOfState('leftovers', round, creator), value]], round);
  if (proven) auditLeftovers(audit, home, creator, args);
  const { leftovers } = audit.bocs!;
  const known = leftovers.get(round) ?? new Map<string, UploadedLeftovers>();
  expect(!known.has(creator), 'channel', `${creator} uploads its leftovers of round ${round} twice`);
  leftovers.set(round, known.set(creator, args));
  for (const old of leftovers.keys()) if (old <= round - RETAINED_ROUNDS) leftovers.delete(old);
  audit.counts.leftovers += requests.length + offers.length;
  noteLeftovers(audit, home, args, at);
}

/** Everything was asked for and offered on the campus' own chains, and its own tasks have left so much of it. */
function auditLeftovers(audit: Audit, { market }: ShardAudit, creator: string, { round, requests, offers }: UploadedLeftovers): void {
  const tasks = market.tasks.get(round) ?? new Map<string, Task>();
  const slices = [...tasks.values()].flatMap((task) => task.slices);
  for (const { remainingWh, signed } of requests) {
    const { request } = signed;
    const key = keyOf(audit, request.consumer);
    const asked = market.requests.get(round)?.get(request.id);
    const isAsked = asked !== undefined && asked.consumer === request.consumer && asked.demandWh === request.demandWh && asked.bidMilliPerKWh === request.bidMilliPerKWh;
    expect(isAsked && key !== null && audit.crypto.verify(key, audit.crypto.hash(DOMAIN.request, request), signed.signature), 'channel', `${creator} has request ${request.id} left over, which nobody has made on its BoE`);
    const coveredWh = slices.filter((slice) => slice.request === request.id).reduce((sum, { energyWh }) => sum + energyWh, 0);
    expect(coveredWh + remainingWh <= request.demandWh, 'energy', `request ${request.id} asks for ${request.demandWh} Wh, has ${coveredWh}, and ${remainingWh} are said to be left`);
  }
  for (const { ev, energyWh, beginUs, endUs, askMilliPerKWh } of offers) {
    const offer = market.offers.get(round)?.get(ev);
    expect(offer !== undefined && energyWh <= offer.energyWh && askMilliPerKWh >= offer.askMilliPerKWh, 'energy', `${creator} has ${energyWh} Wh of ${ev} left over, which offered ${offer?.energyWh ?? 0}`);
    expect(beginUs >= offer.beginUs && endUs <= offer.endUs, 'energy', `${creator} has ${ev} left over at a time that it did not offer`);
    expect(!tasks.has(ev), 'energy', `${creator} has ${ev} left over, to which it has given a task`);
  }
}

export function recordPlan(done: Done): void {
  const { audit, at } = done;
  const { args, creator } = argumentsOf(done, RECORD_PLAN);
  const { over, round, tasks } = args;
  const bocs = audit.bocs!;
  const writes = tasks.map((opening): [string, object] => {
    const { ev } = opening.content;
    return [keyOfState('tasks', round, ev), { commitment: audit.crypto.hash(DOMAIN.commitment, opening), ev }];
  });
  expectWrites(done, [...writes, [keyOfState('plan', round), { over, planner: creator, round, tasks: tasks.length }]], round);
  expect(!bocs.plans.has(round), 'channel', `round ${round} has a plan already when that of ${creator} is recorded`);
  const plan = new Map(tasks.map(({ content }) => [content.ev, content]));
  expect(plan.size === tasks.length, 'energy', `the plan of round ${round} gives one EV two tasks`);
  auditPlan(audit, bocs, round, over, [...plan.values()]);
  bocs.plans.set(round, plan);
  for (const old of bocs.plans.keys()) if (old <= round - RETAINED_ROUNDS) bocs.plans.delete(old);
  audit.counts.plans += 1;
  notePlan(audit, tasks, at);
  takeUp(bocs, round);
}

/** Every slice is of a request and an offer among the leftovers; nothing is given beyond what is left, or at another time. */
function auditPlan(audit: Audit, { leftovers }: BocsAudit, round: number, over: readonly string[], tasks: readonly Task[]): void {
  const named = over.map((system) => leftovers.get(round)?.get(system));
  expect(named.every((one) => one !== undefined), 'channel', `the plan of round ${round} is over leftovers that are not on the BoCS`);
  const requests = new Map<string, UploadedLeftovers['requests'][number]>();
  const offers = new Map<string, UploadedLeftovers['offers'][number]>();
  for (const one of named) {
    for (const request of one.requests) if (!requests.has(request.signed.request.id)) requests.set(request.signed.request.id, request);
    for (const offer of one.offers) if (!offers.has(offer.ev)) offers.set(offer.ev, offer);
  }
  const given = new Map<string, number>();
  for (const { ev, round: of, chargingPoint, slices } of tasks) {
    const offer = offers.get(ev);
    const point = audit.participants.get(chargingPoint);
    expect(of === round && point?.role === 'charging-point' && point.shard === audit.participants.get(ev)?.shard, 'energy', `the plan of round ${round} sends ${ev} to ${chargingPoint}`);
    const sumWh = slices.reduce((sum, { energyWh }) => sum + energyWh, 0);
    expect(offer !== undefined && sumWh <= offer.energyWh, 'energy', `the plan of round ${round} takes ${sumWh} Wh of ${ev}, and ${offer?.energyWh ?? 0} are left`);
    for (const slice of slices) {
      const left = requests.get(slice.request);
      const wanted = left?.signed.request;
      const isWanted = wanted !== undefined && wanted.consumer === slice.consumer && slice.priceMilliPerKWh <= wanted.bidMilliPerKWh && slice.priceMilliPerKWh >= offer.askMilliPerKWh;
      expect(isWanted && slice.beginUs >= wanted.beginUs && slice.endUs <= wanted.endUs, 'energy', `the plan of round ${round} serves ${slice.request} as nobody has asked`);
      expect(slice.beginUs >= offer.beginUs && slice.beginUs < slice.endUs && slice.endUs <= offer.endUs, 'energy', `the plan of round ${round} needs ${ev} when it is not there`);
      const energyWh = (given.get(slice.request) ?? 0) + slice.energyWh;
      expect(energyWh <= left!.remainingWh, 'energy', `the plan of round ${round} gives ${slice.request} ${energyWh} Wh, and it lacks ${left!.remainingWh}`);
      given.set(slice.request, energyWh);
    }
  }
}

/** Sales that wait for a plan which the ledger never shows. */
export function unplannedSales({ bocs }: Audit): number {
  return bocs === null ? 0 : [...bocs.waiting.values()].flat().filter(({ kind }) => kind === 'sale').length;
}

function argumentsOf<Type>({ audit, transaction }: Done, shape: Shape<Type>): { readonly args: Type; readonly creator: string; readonly home: ShardAudit } {
  const { args, creator, operation } = transaction.proposal;
  const participant = audit.participants.get(creator);
  expect(participant?.role === 'control-system', 'channel', `${creator} may not do ${operation} here`);
  return { args: read(shape, args, `${operation} of ${creator}`), creator, home: audit.shards[participant.shard]! };
}

function valueOf({ transaction }: Done, key: string): Record<string, unknown> {
  const written = transaction.readWriteSet.writes.find((write) => write.key === key)?.value;
  expect(typeof written === 'string', 'channel', `${transaction.proposal.id} does not write ${key}`);
  return JSON.parse(written) as Record<string, unknown>;
}
