import type { Hex } from '../../units/hex.js';
import { type Call, type Operation, below, decodeValue, encodeValue, forgetRound, stateKey, uploadRefusal } from './chaincode.js';
import { commitmentHash, type Opening } from './commitment.js';
import { areLeftovers, isSpan, leftoversFault, type Span } from './leftovers.js';
import { rangeKeys, type StateApi } from './state.js';
import type { PlainObject, RefusalCode, WorldState } from './types.js';
import { hasKeys, isCount, isHex, isName } from './well-formed.js';

/** A request as the BoCS holds it: enough to clear, and nothing of how it was proved. */
export interface OpenRequest extends PlainObject {
  readonly id: string;
  readonly consumer: string;
  readonly exchange: string;
  readonly bidMilliPerKWh: number;
  readonly remainingWh: number;
  readonly submittedAtUs: number;
  readonly window: Span | null;
}

export interface OpenOffer extends PlainObject {
  readonly ev: string;
  readonly energyWh: number;
  readonly askMilliPerKWh: number;
  readonly window: Span | null;
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

/** One task of a plan: this EV's energy for that request, wherever the two are at home. */
export interface CrossTask extends PlainObject {
  readonly round: number;
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  readonly energyWh: number;
  /** What the consumer pays per kWh. */
  readonly bidMilliPerKWh: number;
  readonly window: Span | null;
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

/** The key and value that `record-plan` writes for the `at`-th task of an EV in a round: what the EV asks a proof of. */
export function crossTaskWrite(round: number, ev: string, at: number, commitment: Hex): { readonly key: string; readonly value: string } {
  return { key: stateKey('tasks', round, ev, at), value: encodeValue({ at, commitment, ev }) };
}

/** Numbers the tasks of each EV in the order of the plan. */
export function numberedTasks(tasks: Plan['tasks']): { readonly opening: Opening<CrossTask>; readonly at: number }[] {
  const counts = new Map<string, number>();
  return tasks.map((opening) => {
    const at = counts.get(opening.content.ev) ?? 0;
    counts.set(opening.content.ev, at + 1);
    return { at, opening };
  });
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
  const requests = args.requests.map(({ signed: { request }, remainingWh, window }): OpenRequest => {
    const { id, consumer, exchange, bidMilliPerKWh, submittedAtUs } = request;
    return { bidMilliPerKWh, consumer, exchange, id, remainingWh, submittedAtUs, window };
  });
  const offers = args.offers.map(({ ev, energyWh, askMilliPerKWh, window }): OpenOffer => ({ askMilliPerKWh, energyWh, ev, window }));
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
  for (const { opening, at } of numberedTasks(tasks)) {
    const { key, value } = crossTaskWrite(round, opening.content.ev, at, commitmentHash(opening, port));
    api.put(key, value);
  }
  forgetRound(api, ['leftovers', 'tasks', 'plan'], round);
  api.put(marker, encodeValue({ over, planner: creator, round, tasks: tasks.length }));
  return null;
}

/**
 * Whether every task is of a request and an offer that are left, at the request's price, and nothing is given beyond
 * what is left: no request more than it lacks, no EV more than it has, no span of an EV to two requests.
 */
export function isFeasible(leftovers: readonly CampusLeftovers[], tasks: readonly CrossTask[]): boolean {
  // Of a name that two campuses claim, the first campus' counts: the later entries of a map win.
  const requests = new Map(leftovers.flatMap((one) => one.requests).toReversed().map((request) => [request.id, request]));
  const offers = new Map(leftovers.flatMap((one) => one.offers).toReversed().map((offer) => [offer.ev, offer]));
  const given = new Map<string, number>();
  const spans = new Map<string, Span[]>();
  const add = (key: string, energyWh: number): number => {
    const sum = (given.get(key) ?? 0) + energyWh;
    given.set(key, sum);
    return sum;
  };
  for (const { request: id, ev, consumer, bidMilliPerKWh, energyWh, window } of tasks) {
    const request = requests.get(id);
    const offer = offers.get(ev);
    if (request === undefined || offer === undefined || request.consumer !== consumer) return false;
    if (bidMilliPerKWh > request.bidMilliPerKWh || bidMilliPerKWh < offer.askMilliPerKWh) return false;
    if (add(`request ${id}`, energyWh) > request.remainingWh || add(`ev ${ev}`, energyWh) > offer.energyWh) return false;
    const own = spans.get(ev) ?? [];
    // Without a span the task takes all of the EV's time.
    if (own.length > 0 && (window === null || own.some((one) => one.startUs < window.endUs && window.startUs < one.endUs))) return false;
    own.push(window ?? { endUs: Number.MAX_SAFE_INTEGER, startUs: 0 });
    spans.set(ev, own);
  }
  return true;
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
  if (!hasKeys(content, ['round', 'request', 'consumer', 'ev', 'energyWh', 'bidMilliPerKWh', 'window'])) return false;
  const { request, consumer, ev, energyWh, bidMilliPerKWh, window } = content;
  if (content.round !== round || !isName(request) || !isName(consumer) || !isName(ev)) return false;
  return isCount(energyWh) && energyWh > 0 && isCount(bidMilliPerKWh) && isSpan(window);
}
