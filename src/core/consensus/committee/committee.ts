import type { Hex } from '../../units/hex.js';

/** A committee in office for one epoch of one shard. Members are in rank order; the first one is the primary. */
export interface Committee {
  readonly shard: number;
  readonly epoch: number;
  /** The seed that the lottery for the following epoch is played over. */
  readonly seed: Hex;
  readonly members: readonly CommitteeMember[];
}

export interface CommitteeMember {
  readonly node: string;
  readonly publicKey: Hex;
  readonly role: 'P' | 'CP' | 'genesis';
  /** Weight in every supermajority: as many seats as units selected (SEED A2). */
  readonly seats: number;
}

/** Seats of all members. */
export function totalSeats(committee: Committee): number {
  return committee.members.reduce((sum, member) => sum + member.seats, 0);
}

/** More than two thirds of the seats: what certifies a block. */
export function isQuorum(committee: Committee, seats: number): boolean {
  return 3 * seats > 2 * totalSeats(committee);
}

/** More than one third of the seats: at least one honest member is among them. */
export function hasHonest(committee: Committee, seats: number): boolean {
  return 3 * seats > totalSeats(committee);
}

/** Position of a member by name, -1 for none. */
export function memberIndex(committee: Committee, node: string): number {
  return committee.members.findIndex((member) => member.node === node);
}
