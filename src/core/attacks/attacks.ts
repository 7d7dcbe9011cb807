import type { ActorState } from '../actors/actor.js';
import type { Step } from '../actors/step.js';
import type { Effect, NodeEvent } from '../kernel/contract.js';
import type { ActiveAttack, AttackBehaviour, AttackSwitch } from './attack.js';
import type { AttackName } from './catalogue.js';
import { consumerAttack } from './consumer.js';
import { cutAttack } from './cut.js';
import { doubleSpendAttack } from './double-spend.js';
import { exchangeAttack } from './exchange.js';
import { forkAttack } from './fork.js';
import { leftoversAttack } from './leftovers.js';
import { poisoningAttack } from './poisoning.js';
import { silentAttack } from './silent.js';
import { sybilAttack } from './sybil.js';
import { sybilSplitAttack } from './sybil-split.js';
import { tamperAttack } from './tamper.js';

/** The attacks that are on in a shard; plain data. `ever` keeps those that were on, for the checkers. */
export interface AttackWorld {
  readonly active: ActiveAttack[];
  readonly ever: AttackName[];
  /** When one was last switched off; 0 before. */
  endedUs: number;
}

/** One line for each attack of the catalogue. */
const BEHAVIOURS: Readonly<Record<AttackName, AttackBehaviour>> = {
  consumer: consumerAttack,
  exchange: exchangeAttack,
  sybil: sybilAttack,
  'sybil-split': sybilSplitAttack,
  'double-spend': doubleSpendAttack,
  fork: forkAttack,
  tamper: tamperAttack,
  silent: silentAttack,
  cut: cutAttack,
  leftovers: leftoversAttack,
  poisoning: poisoningAttack,
};

export function createAttacks(): AttackWorld {
  return { active: [], ever: [], endedUs: 0 };
}

/** Switches an attack on, off, to another level, or to the nodes that are named; `null` lets its own rule choose them. */
export function switchAttack(attacks: AttackWorld, name: AttackName, level: number, on: boolean, at: AttackSwitch, named: readonly string[] | null = null): void {
  const behaviour = BEHAVIOURS[name];
  const index = attacks.active.findIndex((attack) => attack.name === name);
  if (index >= 0) {
    behaviour.off?.(attacks.active[index], at);
    attacks.active.splice(index, 1);
    attacks.endedUs = at.control.nowUs;
  }
  if (!on) return;
  const attack: ActiveAttack = { name, level, named, targets: new Set(), memory: new Map() };
  behaviour.on?.(attack, at);
  attacks.active.push(attack);
  if (!attacks.ever.includes(name)) attacks.ever.push(name);
}

/** The event as the attacks at this node's edge let it in; null when they keep it out. */
export function filterEvent(attacks: AttackWorld, step: Step, event: NodeEvent, actor: ActorState): NodeEvent | null {
  let seen: NodeEvent | null = event;
  for (const attack of attacks.active) {
    const behaviour = BEHAVIOURS[attack.name];
    if (seen !== null && behaviour.before && behaviour.controls(attack, step, actor)) seen = behaviour.before(attack, step, seen, actor);
  }
  return seen;
}

/** The effects as the attacks at this node's edge let them out. */
export function filterEffects(attacks: AttackWorld, step: Step, event: NodeEvent, actor: ActorState): readonly Effect[] {
  let { effects }: { effects: readonly Effect[] } = step;
  for (const attack of attacks.active) {
    const behaviour = BEHAVIOURS[attack.name];
    if (behaviour.after && behaviour.controls(attack, step, actor)) effects = behaviour.after(attack, step, event, effects, actor);
  }
  return effects;
}
