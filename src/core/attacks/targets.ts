import type { NodeId } from '../kernel/contract.js';

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
