import type { ActorState } from '../actors/actor.js';
import type { Lab, Step } from '../actors/step.js';
import type { Effect, NodeEvent, NodeId } from '../kernel/contract.js';
import type { Control } from '../kernel/program.js';
import type { LabNote } from '../kernel/notes.js';
import type { AttackName } from './catalogue.js';

/** An attack that is on, as one shard knows it. Plain data. */
export interface ActiveAttack {
  readonly name: AttackName;
  readonly level: number;
  /** Names of the nodes that a person has aimed it at, in any shard; null where its own rule chooses by the level. */
  readonly named: readonly string[] | null;
  /** Nodes of this shard that it controls for as long as it lasts; empty where its target rule is asked each time. */
  readonly targets: Set<NodeId>;
  /** What the attack keeps for itself. */
  readonly memory: Map<string, unknown>;
}

/** What switching an attack on or off may use. */
export interface AttackSwitch {
  readonly lab: Lab;
  readonly seed: number;
  readonly control: Control;
}

/**
 * The behaviour of an attack (DESIGN 3): a stateful filter at the edge of the nodes it controls. It may change what
 * reaches a node and what leaves it, and it signs with that node's key through the step's context; it can forge
 * nobody else's signature, and protocols do not know that they are attacked.
 */
export interface AttackBehaviour {
  readonly name: AttackName;
  /** Chooses the targets in this shard, wakes sleepers, cuts links. */
  on?(attack: ActiveAttack, at: AttackSwitch): void;
  off?(attack: ActiveAttack, at: AttackSwitch): void;
  controls(attack: ActiveAttack, step: Step, actor: ActorState): boolean;
  /** The event that the node gets instead; null when it gets none. */
  before?(attack: ActiveAttack, step: Step, event: NodeEvent, actor: ActorState): NodeEvent | null;
  /** The effects that leave the node instead. */
  after?(attack: ActiveAttack, step: Step, event: NodeEvent, effects: readonly Effect[], actor: ActorState): readonly Effect[];
}

/** The note that an attack leaves of its deed; what came of it is read off others' notes. */
export function attempt(name: AttackName, subjects: readonly string[], fairCredit?: number): Effect {
  const note = { kind: 'attack/attempt', name, subjects } as const;
  return { type: 'note', note: (fairCredit === undefined ? note : { ...note, fairCredit }) as LabNote };
}

/** Messages that go out, whatever the effect. */
export function isSending(effect: Effect): effect is Extract<Effect, { type: 'send' | 'broadcast' }> {
  return effect.type === 'send' || effect.type === 'broadcast';
}
