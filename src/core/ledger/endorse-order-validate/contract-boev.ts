import type { Hex } from '../../units/hex.js';
import { type Call, type Operation, below, decodeValue, encodeValue, forgetRound, recordRefusal, stateKey, uploadRefusal } from './chaincode.js';
import type { StateApi } from './state.js';
import { rangeKeys } from './state.js';
import type { PlainObject, RefusalCode, WorldState } from './types.js';
import { hasKeys, isCount, isHex, isName, isWindow } from './well-formed.js';

export interface Offer extends PlainObject {
  readonly ev: string;
  readonly round: number;
  readonly energyWh: number;
  /** When the EV can give it: `[beginUs, endUs)`. */
  readonly beginUs: number;
  readonly endUs: number;
  /** The least it would take per kWh. */
  readonly askMilliPerKWh: number;
  /** What the EV is doing as it offers; a driving one offers by its forecast. */
  readonly state: EvActivity;
}

/** SEED B6: plugged in and done, plugged in and charging, or on the road. */
export type EvActivity = 'idle' | 'charging' | 'driving';

/** One EV's task, hidden: `commitmentHash` over it and a salt. */
export interface TaskCommitment extends PlainObject {
  readonly ev: string;
  readonly commitment: Hex;
}

/** The chaincode of the blockchain of EVs (SEED B1). */
export const boevOperations: ReadonlyMap<string, Operation> = new Map([
  ['upload-offer', uploadOffer],
  ['record-tasks', recordTasks],
]);

/** The offers of a round as they are on the chain, by EV ascending: what the CS downloads. */
export function readOffers(world: WorldState, round: number): Offer[] {
  return rangeKeys(world, ...below('offers', round)).map((key) => decodeValue(world.get(key)!.value) as Offer);
}

/** The commitments of a round, by EV ascending. */
export function readTasks(world: WorldState, round: number): TaskCommitment[] {
  return rangeKeys(world, ...below('tasks', round)).map((key) => decodeValue(world.get(key)!.value) as TaskCommitment);
}

/** The key and value that `record-tasks` writes for an EV, so that the EV can ask whether they are in a block. */
export function taskWrite(round: number, task: TaskCommitment): { readonly key: string; readonly value: string } {
  return { key: stateKey('tasks', round, task.ev), value: encodeValue(task) };
}

/** `upload-offer {round, energyWh, beginUs, endUs, askMilliPerKWh, state}` by an EV: one offer per EV and round. */
function uploadOffer(api: StateApi, { proposal, round: view, port }: Call): RefusalCode | null {
  const { args, creator } = proposal;
  if (!hasKeys(args, ['round', 'energyWh', 'beginUs', 'endUs', 'askMilliPerKWh', 'state'])) return 'BAD_ARGUMENTS';
  const { energyWh, beginUs, endUs, askMilliPerKWh, state } = args;
  if (![energyWh, askMilliPerKWh].every(isCount) || !isWindow(beginUs, endUs) || !ACTIVITIES.has(state)) return 'BAD_ARGUMENTS';
  if (port.roleOf(creator) !== 'ev') return 'WRONG_ROLE';
  const round = args.round as number;
  const closed = uploadRefusal(round, view);
  if (closed !== null) return closed;
  const key = stateKey('offers', round, creator);
  if (api.get(key) !== null) return 'ALREADY_UPLOADED';
  api.put(key, encodeValue({ ...(args as PlainObject), ev: creator }));
  return null;
}

/** `record-tasks {round, tasks}` by the CS: once per round, only for EVs whose offer is on the chain. */
function recordTasks(api: StateApi, { proposal, round: view, port }: Call): RefusalCode | null {
  const { args, creator } = proposal;
  if (!hasKeys(args, ['round', 'tasks']) || !Array.isArray(args.tasks)) return 'BAD_ARGUMENTS';
  if (port.roleOf(creator) !== 'cs') return 'WRONG_ROLE';
  const round = args.round as number;
  const closed = recordRefusal(round, view);
  if (closed !== null) return closed;
  const tasks: readonly unknown[] = args.tasks;
  if (!tasks.every(isTask) || new Set(tasks.map(({ ev }) => ev)).size !== tasks.length) return 'BAD_ARGUMENTS';
  const marker = stateKey('recorded', round, 'tasks');
  if (api.get(marker) !== null) return 'ALREADY_RECORDED';
  for (const task of tasks) {
    if (api.get(stateKey('offers', round, task.ev)) === null) return 'NO_OFFER';
    const { key, value } = taskWrite(round, task);
    api.put(key, value);
  }
  forgetRound(api, ['offers', 'tasks', 'recorded'], round);
  api.put(marker, encodeValue({ round, tasks: tasks.length }));
  return null;
}

const ACTIVITIES: ReadonlySet<unknown> = new Set<EvActivity>(['idle', 'charging', 'driving']);

function isTask(value: unknown): value is TaskCommitment {
  return hasKeys(value, ['ev', 'commitment']) && isName(value.ev) && isHex(value.commitment, 32);
}
