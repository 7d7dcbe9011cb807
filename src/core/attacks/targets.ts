import type { Parameters } from '../actors/parameters.js';
import type { Directory, Role } from '../consensus/membership/directory.js';
import type { NodeId } from '../kernel/contract.js';
import type { ActiveAttack } from './attack.js';
import type { AttackName } from './catalogue.js';

/** Roles whose nodes an attack can be aimed at by name; the consumers of a named exchange do its deeds. */
export const CARRIERS: Readonly<Record<AttackName, readonly Role[]>> = {
  consumer: ['consumer'],
  exchange: ['exchange'],
  sybil: ['sybil'],
  'double-spend': ['consumer'],
  fork: ['ev'],
  silent: ['ev'],
  tamper: ['exchange', 'ev'],
  'sybil-split': ['ev'],
  cut: [],
  leftovers: ['control-system'],
  poisoning: ['ev'],
};

/** The candidates that carry an attack: those that a person has named, else as many as its level says. */
export function carriersAmong(candidates: readonly NodeId[], { level, named }: Pick<ActiveAttack, 'level' | 'named'>, directory: Directory, seed: number, salt: number): NodeId[] {
  if (named === null) return chooseTargets(candidates, level, seed, salt);
  return candidates.filter((node) => named.includes(directory.participants[node].name));
}

/** Whether the field that switches a defence says no; `parameters` are the scenario's, `defence` is a path in them. */
export function isDefenceOff(parameters: Parameters, defence: string): boolean {
  return defence.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], parameters) === false;
}

/**
 * The nodes that an attack takes over: as many of the candidates as its level says, chosen by a mix of seed, salt and
 * id, so that the choice is the same in every shard and on every run of a seed, and spread over all of them.
 */
export function chooseTargets(candidates: readonly NodeId[], count: number, seed: number, salt: number): NodeId[] {
  const ranked = candidates.map((node) => ({ node, rank: mix(mix(seed, salt), node) }));
  ranked.sort((a, b) => a.rank - b.rank || a.node - b.node);
  return ranked.slice(0, count).map((one) => one.node);
}

/** A 32-bit integer mix (the finaliser of MurmurHash3): no secrecy, only spread. */
function mix(a: number, b: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ b;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
