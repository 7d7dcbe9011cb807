import type { Hex } from '../../units/hex.js';
import { type Call, type Operation, below, decodeValue, encodeValue, forgetRound, stateKey, uploadRefusal } from './chaincode.js';
import { commitmentHash, type Opening } from './commitment.js';
import { areLeftovers, leftoversFault } from './leftovers.js';
import { rangeKeys, type StateApi } from './state.js';
import type { PlainObject, RefusalCode, WorldState } from './types.js';
import { hasKeys, isCount, isHex, isName, isWindow } from './well-formed.js';

/** A request as the BoCS holds it: enough to clear, and nothing of how it was proved. */
export interface OpenRequest extends PlainObject {
  readonly id: string;
  readonly consumer: string;
  readonly exchange: string;
  readonly bidMilliPerKWh: number;
  readonly remainingWh: number;
  readonly submittedAtUs: number;
  readonly beginUs: number;
  readonly endUs: number;
}

export interface OpenOffer extends PlainObject {
  readonly ev: string;
  readonly energyWh: number;
  readonly askMilliPerKWh: number;
  readonly beginUs: number;
  readonly endUs: number;
}

/** What one campus has left, as recorded. */
export interface CampusLeftovers extends PlainObject {
  readonly controlSystem: string;
  readonly round: number;
  readonly requests: readonly OpenRequest[];
  readonly offers: readonly OpenOffer[];
  /** Whether the endorsers asked for proofs: without the defence a campus is taken at its word. */
  readonly proven: boolean;
}

/** One EV's task of a plan, of the same form as those of its own campus: one an EV and round. */
export interface CrossTask extends PlainObject {
  readonly round: number;
  readonly ev: string;
  readonly chargingPoint: string;
  readonly slices: readonly CrossSlice[];
}

/** What the EV gives to one consumer, wherever that is at home. */
export interface CrossSlice extends PlainObject {
  readonly request: string;
  readonly consumer: string;
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
  readonly beginUs: number;
  readonly endUs: number;
}

/** A plan over the leftovers of the named control systems. Its tasks stand in the block; the state holds commitments. */
export interface Plan extends PlainObject {
  readonly round: number;
  /** Control systems whose leftovers the plan is made over, ascending. */
  readonly over: readonly string[];
  readonly tasks: readonly (Opening<CrossTask> & PlainObject)[];
}

/** The chaincode of the blockchain of control systems (SEED B5). */
export const bocsOperations: ReadonlyMap<string, Operation> = new Map([
  ['upload-leftovers', uploadLeftovers],
  ['record-plan', recordPlan],
]);

/** The leftovers of a round as they are on the chain, by control system ascending. */
export function readLeftovers(world: WorldState, round: number): CampusLeftovers[] {
  return rangeKeys(world, ...below('leftovers', round)).map((key) => decodeValue(world.get(key)!.value) as CampusLeftovers);
}

/** The key and value that `record-plan` writes for an EV, so that the EV can ask whether they are in a block. */
export function crossTaskWrite(round: number, ev: string, commitment: Hex): { readonly key: string; readonly value: string } {
  return { key: stateKey('tasks', round, ev), value: encodeValue({ commitment, ev }) };
}

/** `upload-leftovers` by a control system: one list per campus and round. */
function uploadLeftovers(api: StateApi, { config, proposal, round: view, port }: Call): RefusalCode | null {
  const { args, creator } = proposal;
  if (!areLeftovers(args)) return 'BAD_ARGUMENTS';
  const campus = config.campuses?.find((one) => one.controlSystem === creator);
  if (campus === undefined) return 'WRONG_ROLE';
  const { round } = args;
  const closed = uploadRefusal(round, view);
  if (closed !== null) return closed;
  const proven = view.checksLeftovers ?? true;
  const fault = proven ? leftoversFault(campus, args, port) : null;
  if (fault !== null) return fault;
  const key = stateKey('leftovers', round, creator);
  if (api.get(key) !== null) return 'ALREADY_UPLOADED';
  const requests = args.requests.map(({ signed: { request }, remainingWh }): OpenRequest => {
    const { id, consumer, exchange, bidMilliPerKWh, submittedAtUs, beginUs, endUs } = request;
    return { beginUs, bidMilliPerKWh, consumer, endUs, exchange, id, remainingWh, submittedAtUs };
  });
  const offers = args.offers.map(({ ev, energyWh, askMilliPerKWh, beginUs, endUs }): OpenOffer => ({ askMilliPerKWh, beginUs, endUs, energyWh, ev }));
  api.put(key, encodeValue({ controlSystem: creator, offers, proven, requests, round }));
  return null;
}

/**
 * `record-plan` by a control system: the first valid plan of a round wins, because every plan reads the round's plan key
 * as absent and writes it. Endorsers work out that it is feasible over the leftovers that it names.
 */
function recordPlan(api: StateApi, { config, proposal, round: view, port }: Call): RefusalCode | null {
  const { args, creator } = proposal;
  if (!isPlan(args)) return 'BAD_ARGUMENTS';
  if (!config.campuses?.some((one) => one.controlSystem === creator)) return 'WRONG_ROLE';
  const { round, over, tasks } = args;
  const closed = uploadRefusal(round, view);
  if (closed !== null) return closed;
  const marker = stateKey('plan', round);
  if (api.get(marker) !== null) return 'ALREADY_RECORDED';
  const leftovers: CampusLeftovers[] = [];
  for (const one of over) {
    const text = api.get(stateKey('leftovers', round, one));
    if (text === null) return 'NO_LEFTOVERS';
    leftovers.push(decodeValue(text) as CampusLeftovers);
  }
  if (!isFeasible(leftovers, tasks.map(({ content }) => content))) return 'NOT_FEASIBLE';
  for (const opening of tasks) {
    const { key, value } = crossTaskWrite(round, opening.content.ev, commitmentHash(opening, port));
    api.put(key, value);
  }
  forgetRound(api, ['leftovers', 'tasks', 'plan'], round);
  api.put(marker, encodeValue({ over, planner: creator, round, tasks: tasks.length }));
  return null;
}

/**
 * Whether every task is of requests and an offer that are left, at no more than the request's price, and nothing is given
 * beyond what is left: no request more than it lacks or when it is not wanted, no EV more than it has or when it is away.
 */
export function isFeasible(leftovers: readonly CampusLeftovers[], tasks: readonly CrossTask[]): boolean {
  // Of a name that two campuses claim, the first campus' counts: the later entries of a map win.
  const requests = new Map(leftovers.flatMap((one) => one.requests).toReversed().map((request) => [request.id, request]));
  const offers = new Map(leftovers.flatMap((one) => one.offers).toReversed().map((offer) => [offer.ev, offer]));
  const given = new Map<string, number>();
  for (const { ev, slices } of tasks) {
    const offer = offers.get(ev);
    // An EV that is used up has no other task.
    if (offer === undefined || !offers.delete(ev) || !isOffered(offer, slices)) return false;
    for (const slice of slices) {
      const request = requests.get(slice.request);
      if (request === undefined || !isAsked(request, slice)) return false;
      const energyWh = (given.get(request.id) ?? 0) + slice.energyWh;
      if (energyWh > request.remainingWh) return false;
      given.set(request.id, energyWh);
    }
  }
  return true;
}

function isAsked(request: OpenRequest, { consumer, priceMilliPerKWh, beginUs, endUs }: CrossSlice): boolean {
  return request.consumer === consumer && priceMilliPerKWh <= request.bidMilliPerKWh && beginUs >= request.beginUs && endUs <= request.endUs;
}

function isOffered(offer: OpenOffer, slices: readonly CrossSlice[]): boolean {
  const energyWh = slices.reduce((sum, slice) => sum + slice.energyWh, 0);
  return energyWh <= offer.energyWh && slices.every((slice) => slice.beginUs >= offer.beginUs && slice.endUs <= offer.endUs && slice.priceMilliPerKWh >= offer.askMilliPerKWh);
}

function isPlan(value: unknown): value is Plan {
  if (!hasKeys(value, ['round', 'over', 'tasks']) || !isCount(value.round)) return false;
  const { over, tasks, round } = value;
  if (!Array.isArray(over) || over.length === 0 || !over.every((name, at) => isName(name) && (at === 0 || over[at - 1] < name))) return false;
  return Array.isArray(tasks) && tasks.length > 0 && tasks.every((task) => isTask(task, round));
}

function isTask(value: unknown, round: number): boolean {
  if (!hasKeys(value, ['content', 'salt']) || !isHex(value.salt, 32)) return false;
  const { content } = value;
  if (!hasKeys(content, ['round', 'ev', 'chargingPoint', 'slices']) || content.round !== round || !isName(content.ev) || !isName(content.chargingPoint)) return false;
  return Array.isArray(content.slices) && content.slices.length > 0 && content.slices.every(isSlice);
}

function isSlice(value: unknown): boolean {
  if (!hasKeys(value, ['request', 'consumer', 'energyWh', 'priceMilliPerKWh', 'beginUs', 'endUs'])) return false;
  const { request, consumer, energyWh, priceMilliPerKWh, beginUs, endUs } = value;
  return isName(request) && isName(consumer) && isCount(energyWh) && energyWh > 0 && isCount(priceMilliPerKWh) && isWindow(beginUs, endUs);
}
