import { ATTACKS, type AttackEntry, type AttackName } from '../attacks/catalogue.js';
import { isBeyondBound } from '../attacks/committee-targets.js';
import { isDefenceOff } from '../attacks/targets.js';
import type { Violation } from '../kernel/program.js';
import { countFor } from '../metrics/attack-tally.js';
import type { CheckedShard } from './checked-shard.js';

/**
 * Takes out the violations that an attack was stated to cause: its defence is off, or its level is beyond what the
 * committee can bear. They count as the attack's success.
 */
export function excuse(shard: CheckedShard, violations: readonly Violation[]): Violation[] {
  return violations.filter((violation) => {
    const attack = ATTACKS.find((entry) => entry.mayBreak.includes(violation.checker) && (isExcused(shard, entry.name) || (shard.attacks.ever.includes(entry.name) && isUndefended(shard, entry))));
    if (!attack) return true;
    // A fork that parts the members shows nowhere else; what the others achieve is read off the notes.
    const view = shard.view.attacks[attack.name];
    if (view && attack.name === 'fork' && violation.checker === 'agreement') countFor(view, !isDefenceOff(shard.lab.parameters, attack.defence), 'succeeded', 1);
    return false;
  });
}

/** Remembers what is undefended now: what it breaks may come to light when it is over, under another committee. */
export function noteUndefended(shard: CheckedShard): void {
  const { defences } = shard.lab.parameters;
  if (!defences.resubmission || !defences.rescue) shard.checkers.wasUnprotected = true;
  for (const { name } of shard.attacks.active) {
    if (isUndefended(shard, ATTACKS.find((entry) => entry.name === name)!)) shard.checkers.undefended.add(name);
  }
}

/** Whether an attack was on at some time without its defence or beyond its bound. */
export function isExcused({ checkers }: CheckedShard, name: AttackName): boolean {
  return checkers.undefended.has(name);
}

/** Also for claims that the coordinator folds: a broken promise of money may be a double spender's success. */
export function isUndefended(shard: CheckedShard, entry: AttackEntry): boolean {
  if (isDefenceOff(shard.lab.parameters, entry.defence)) return true;
  const { level, nodes } = shard.view.attacks[entry.name] ?? { level: 0, nodes: null };
  if (entry.name === 'fork' || entry.name === 'silent') return isBeyondBound(shard.storing.state.committee, entry.name, level, nodes);
  // Nothing passes a cut link: what waits behind it is late by the cut's doing, not by a protocol's.
  return entry.name === 'cut';
}
