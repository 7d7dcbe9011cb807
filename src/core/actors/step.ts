import type { Directory, Participant, ShardMembers } from '../consensus/membership/directory.js';
import type { Context, Effect, LedgerRecord, Message, NodeId, Timer } from '../kernel/contract.js';
import type { LabNote } from '../kernel/notes.js';
import type { Genesis } from './genesis.js';
import type { Parameters, RunFigures } from './parameters.js';

/** What every actor of a shard may read and none may change: the scenario as it stands now, and genesis. */
export interface Lab {
  readonly parameters: Parameters;
  /** The parameters that the run began with, as genesis records them. */
  readonly genesisParameters: Parameters;
  /** The parameters as they stood at a virtual time that has passed. */
  parametersAt(timeUs: number): Parameters;
  readonly figures: RunFigures;
  readonly genesis: Genesis;
  readonly directory: Directory;
  readonly members: ShardMembers;
  readonly shard: number;
}

/** One step of one node: what it may read and use, and the effects it has collected so far, in order. */
export interface Step {
  readonly lab: Lab;
  readonly self: Participant;
  readonly context: Context;
  readonly effects: Effect[];
}

export function send(step: Step, to: NodeId, message: Message, bytes?: number): void {
  step.effects.push({ type: 'send', to, message, sizeBytes: bytes ?? sizeBytes(message) });
}

export function broadcast(step: Step, to: readonly NodeId[], message: Message): void {
  if (to.length > 0) step.effects.push({ type: 'broadcast', to, message, sizeBytes: sizeBytes(message) });
}

export function setTimer(step: Step, afterUs: number, timer: Timer): void {
  step.effects.push({ type: 'set-timer', afterUs: Math.max(0, afterUs), timer });
}

/** Sets a timer for a point of virtual time, or for now when that has passed. */
export function setTimerAt(step: Step, atUs: number, timer: Timer): void {
  setTimer(step, atUs - step.context.nowUs, timer);
}

export function note(step: Step, what: LabNote): void {
  step.effects.push({ type: 'note', note: what });
}

export function commit(step: Step, record: LedgerRecord): void {
  step.effects.push({ type: 'commit', record });
}

export function nodeIdOf(step: Step, name: string): NodeId | null {
  return step.lab.directory.byName.get(name)?.id ?? null;
}

const FRAME_BYTES = 48;
const measured = new WeakMap<object, number>();

/**
 * The modelled size of a message on the wire: its content as text of this length, hex as the bytes it stands for, and
 * a frame. It only feeds the network model. Remembered by identity, because messages are immutable.
 */
export function sizeBytes(message: Message): number {
  return FRAME_BYTES + sizeOf(message);
}

/** The modelled size of content inside a message. */
export function contentBytes(content: object): number {
  return sizeOf(content);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length >= 64 ? value.length / 2 : value.length + 1;
  if (typeof value !== 'object' || value === null) return 4;
  const known = measured.get(value);
  if (known !== undefined) return known;
  let size = 2;
  if (value instanceof Map) for (const [key, item] of value) size += sizeOf(key) + sizeOf(item);
  else for (const key in value) size += 2 + sizeOf((value as Record<string, unknown>)[key]);
  size = Math.ceil(size);
  measured.set(value, size);
  return size;
}
