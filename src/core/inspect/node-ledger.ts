import type { ActorState } from '../actors/actor.js';
import type { Committee } from '../consensus/committee/committee.js';
import { contentHash } from '../crypto/encoding.js';
import { blockDigest } from '../ledger/individual-chains/hashes.js';
import type { IndividualChain } from '../ledger/individual-chains/chain.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { storingOf } from './storing.js';

/** A seat in the committee in office. */
export interface SeatDetail {
  readonly epoch: number;
  readonly rank: number;
  readonly role: 'P' | 'CP' | 'genesis';
  readonly seats: number;
  /** What the node itself has of it; null while it waits for the state to start from, or has heard of nothing yet. */
  readonly own: { readonly epoch: number; readonly events: number; readonly height: number; readonly waiting: number } | null;
}

/** One chain that the node keeps: how many blocks it has had, and the digest of the newest. */
export interface ChainLine {
  readonly chain: 'own' | 'boe' | 'boev' | 'bocs' | 'committee';
  readonly height: number;
  /** Null for a chain without a block. */
  readonly head: Hex | null;
}

/** Money in milli-units. */
export interface WalletDetail {
  readonly unspentMilli: number;
  readonly origins: number;
  readonly paidMilli: number;
  readonly receivedMilli: number;
}

/** A transaction that is not final yet. */
export interface OpenLine {
  readonly id: Hex;
  readonly what: string;
  /** Where it was submitted; null for what two parties settle between them. */
  readonly shard: number | null;
  readonly sinceUs: number | null;
  readonly submissions: number;
}

export function seatOfNode(committee: Committee, rank: number, actor: ActorState | null): SeatDetail | null {
  const member = committee.members[rank];
  if (member === undefined) return null;
  const seat = actor?.kind === 'ev' ? actor.holder.seat : null;
  const own = seat === null ? null : { epoch: seat.committee.epoch, events: seat.graph.durable.graph.count, height: seat.state.height, waiting: seat.waiting.size };
  return { epoch: committee.epoch, rank, role: member.role, seats: member.seats, own };
}

export function walletOf(actor: ActorState | null): WalletDetail | null {
  if (actor?.kind === 'consumer') {
    const { unspent, paidMilli } = actor.buyer;
    return { unspentMilli: unspent.reduce((sum, one) => sum + one.amountMilli, 0), origins: unspent.length, paidMilli, receivedMilli: 0 };
  }
  return actor?.kind === 'ev' ? { unspentMilli: 0, origins: 0, paidMilli: 0, receivedMilli: actor.seller.receivedMilli } : null;
}

export function chainsOf(looked: Looked, actor: ActorState | null): ChainLine[] {
  if (actor === null) return [];
  const lines: ChainLine[] = [];
  const own = actor.kind === 'consumer' ? actor.buyer.chain : actor.kind === 'ev' ? actor.seller.chain : null;
  if (own !== null) lines.push(ownLine(looked, own));
  for (const contract of ['boe', 'boev'] as const) {
    const channel = contract in actor ? (actor as Extract<ActorState, { kind: 'control-system' }>)[contract] : null;
    if (channel?.peer) lines.push({ chain: contract, height: channel.peer.chain.length, head: channel.peer.chain.at(-1)?.hash ?? null });
  }
  const bocs = actor.kind === 'control-system' ? actor.bocs?.channel.peer : null;
  if (bocs) lines.push({ chain: 'bocs', height: bocs.chain.length, head: bocs.chain.at(-1)?.hash ?? null });
  const storing = actor.kind === 'control-system' ? storingOf(looked) : null;
  const state = storing?.state ?? (actor.kind === 'ev' ? actor.holder.seat?.state : undefined);
  if (state !== undefined) lines.push({ chain: 'committee', height: state.height, head: state.previous });
  return lines;
}

function ownLine({ suite }: Looked, { blocks, firstIndex, previous }: IndividualChain): ChainLine {
  const last = blocks.at(-1);
  const port = { hash: (domain: string, content: unknown) => contentHash(suite, domain, content), verify: () => false };
  return { chain: 'own', height: firstIndex + blocks.length, head: last === undefined ? previous : blockDigest(port, last) };
}

/** What it has submitted or agreed to and nobody has made final, the oldest first as far as their time is known. */
export function openOf(actor: ActorState | null): OpenLine[] {
  if (actor === null) return [];
  const lines: OpenLine[] = [];
  if ('client' in actor) {
    for (const { id, transaction, shard, sinceUs, submissions } of actor.client.open.values()) lines.push({ id, what: transaction.kind, shard, sinceUs, submissions });
  }
  if (actor.kind === 'consumer' && actor.buyer.batch !== null) {
    const { payments, phase, beganUs, proposals } = actor.buyer.batch;
    for (const { hash, isSettled, driver } of payments) {
      if (!isSettled) lines.push({ id: hash, what: `payment, ${driver?.phase ?? phase}`, shard: null, sinceUs: beganUs, submissions: proposals });
    }
  }
  if (actor.kind === 'ev') {
    for (const [hash, { driver, tries }] of actor.seller.accepted) {
      if (driver?.phase !== 'done') lines.push({ id: hash, what: `sale, ${driver?.phase ?? 'accepted'}`, shard: null, sinceUs: null, submissions: tries });
    }
  }
  return lines;
}
