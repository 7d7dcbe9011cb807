import type { Context } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { hasHonest, type Committee, type CommitteeMember } from '../committee/committee.js';
import { verifyDraw, type Draw, type DrawRefusal, type Lottery } from './draw.js';

/** A draw that the committee has ordered and verified, in that order. */
export interface OrderedDraw {
  readonly draw: Draw;
  readonly credit: number;
  readonly units: number;
}

/**
 * The election of the next committee, replicated by the outgoing one: the same ordered draws and cut-offs give every
 * member the same result, so a lost broadcast cannot give two nodes two member lists (SEED A2, read as).
 */
export interface Election {
  lottery: Lottery;
  ordered: OrderedDraw[];
  /** Members that said the time for draws of this attempt is over. */
  cutoffs: string[];
}

/** A member's word that draws for an attempt are closed; a ledger transaction. */
export interface Cutoff {
  readonly kind: 'cutoff';
  readonly shard: number;
  readonly epoch: number;
  readonly attempt: number;
  readonly member: string;
}

export interface ElectionRules {
  readonly minimumMembers: number;
  readonly maxAttempts: number;
}

export type Closing =
  | { readonly outcome: 'elected' | 'kept'; readonly committee: Committee }
  | { readonly outcome: 'redraw' };

export function openElection(lottery: Lottery): Election {
  return { lottery, ordered: [], cutoffs: [] };
}

export function copyElection(election: Election): Election {
  return { lottery: election.lottery, ordered: [...election.ordered], cutoffs: [...election.cutoffs] };
}

/** Takes a draw from the order. `credit` null means that the drawer was not admitted. */
export function orderDraw(
  election: Election,
  draw: Draw,
  credit: number | null,
  context: Pick<Context, 'vrfVerify'>,
): { readonly ok: true; readonly units: number } | { readonly ok: false; readonly code: DrawRefusal } {
  if (credit === null) return { ok: false, code: 'not-admitted' };
  if (election.ordered.some((one) => one.draw.node === draw.node && one.draw.role === draw.role)) {
    return { ok: false, code: 'drawn-before' };
  }
  const verdict = verifyDraw(election.lottery, draw, credit, context);
  if (verdict.ok) election.ordered.push({ draw, credit, units: verdict.units });
  return verdict;
}

/** Takes a cut-off from the order; true once members with more than a third of the seats have said so. */
export function orderCutoff(election: Election, cutoff: Cutoff, committee: Committee): boolean {
  const { lottery, cutoffs } = election;
  const current = cutoff.shard === lottery.shard && cutoff.epoch === lottery.epoch && cutoff.attempt === lottery.attempt;
  const known = committee.members.some((member) => member.node === cutoff.member);
  if (!current || !known || cutoffs.includes(cutoff.member)) return false;
  cutoffs.push(cutoff.member);
  const seats = committee.members.filter((member) => cutoffs.includes(member.node));
  return hasHonest(committee, seats.reduce((sum, member) => sum + member.seats, 0));
}

/**
 * Closes the attempt. Below the minimum of members the draw repeats; after the last attempt the old committee stays
 * (SEED A2). The seed of the new epoch is the hash of the old seed and of the elected committee's proofs.
 */
export function closeElection(
  election: Election,
  outgoing: Committee,
  rules: ElectionRules,
  hash: Context['hash'],
): Closing {
  const { lottery, ordered } = election;
  const members = electedMembers(ordered);
  const enough = members.length >= rules.minimumMembers;
  if (!enough && lottery.attempt < rules.maxAttempts) {
    election.lottery = { ...lottery, attempt: lottery.attempt + 1 };
    election.ordered = [];
    election.cutoffs = [];
    return { outcome: 'redraw' };
  }
  const proofs = enough ? ordered.map((one) => one.draw.proof) : [];
  const seed = nextSeed(lottery.seed, proofs, hash);
  const { shard, epoch } = lottery;
  return {
    outcome: enough ? 'elected' : 'kept',
    committee: { shard, epoch, seed, members: enough ? members : outgoing.members },
  };
}

/** The hash of the previous epoch's seed and its committee's proofs (SEED A2, read as). */
export function nextSeed(seed: Hex, proofs: readonly Hex[], hash: Context['hash']): Hex {
  return hash('sortition/seed', { seed, proofs });
}

/** Ranks primaries before candidates, each by VRF hash ascending; a node that won both draws is a P with both seats. */
function electedMembers(ordered: readonly OrderedDraw[]): CommitteeMember[] {
  const ranked = ordered.toSorted((a, b) => rank(a) - rank(b) || compareHex(a.draw.hash, b.draw.hash));
  const members = new Map<string, CommitteeMember>();
  for (const { draw, units } of ranked) {
    const seated = members.get(draw.node);
    const seats = units + (seated?.seats ?? 0);
    members.set(draw.node, { node: draw.node, publicKey: draw.publicKey, role: seated?.role ?? draw.role, seats });
  }
  return [...members.values()];
}

function rank(one: OrderedDraw): number {
  return one.draw.role === 'P' ? 0 : 1;
}

function compareHex(a: Hex, b: Hex): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
