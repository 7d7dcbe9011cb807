import { ATTACKS, type AttackEntry } from '../attacks/catalogue.js';
import { totalSeats, type Committee } from '../consensus/committee/committee.js';
import type { Violation } from '../kernel/program.js';
import type { CheckedShard } from './check-world.js';

/**
 * Takes out the violations that an attack was stated to cause: its defence is off, or its level is beyond what the
 * committee can bear. They count as the attack's success.
 */
export function excuse(shard: CheckedShard, violations: readonly Violation[]): Violation[] {
  return violations.filter((violation) => {
    const attack = ATTACKS.find((entry) => entry.mayBreak.includes(violation.checker) && shard.attacks.ever.includes(entry.name) && isUndefended(shard, entry));
    if (!attack) return true;
    const view = shard.view.attacks[attack.name];
    if (view) view.succeeded += 1;
    return false;
  });
}

/** Also for claims that the coordinator folds: a broken promise of money may be a double spender's success. */
export function isUndefended(shard: CheckedShard, entry: AttackEntry): boolean {
  const defended = entry.defence.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], shard.lab.parameters);
  if (defended === false) return true;
  const active = shard.attacks.active.find((attack) => attack.name === entry.name);
  const level = active?.level ?? shard.view.attacks[entry.name]?.level ?? 0;
  if (entry.name === 'fork' || entry.name === 'silent') return isBeyondBound(shard.storing.state.committee, entry.name, level);
  // Nothing passes a cut link: what waits behind it is late by the cut's doing, not by a protocol's.
  return entry.name === 'cut';
}

/** A committee bears less than a third of its seats; members weigh what they won. Silence strikes the first, forks the last. */
function isBeyondBound(committee: Committee, name: 'fork' | 'silent', level: number): boolean {
  const { members } = committee;
  const struck = name === 'silent' ? members.slice(0, level) : members.slice(Math.max(0, members.length - level));
  return 3 * struck.reduce((sum, member) => sum + member.seats, 0) >= totalSeats(committee);
}
