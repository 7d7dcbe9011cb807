import type { BlockCertificate, BlockHeader, BlockVote, CreditChange, Entry } from '../consensus/committee/block.js';
import { HEADER_DOMAIN } from '../consensus/committee/block.js';
import { contentHash } from '../crypto/encoding.js';
import type { Committee } from '../consensus/committee/committee.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { heldSeats, meansId } from './seats.js';
import { storingOf } from './storing.js';

/**
 * A block: of the committee by its height or hash, of BoE or BoEV as `boe/12` or `boev/12`, of a party's own chain by its
 * digest.
 */
export interface BlockQuery {
  readonly kind: 'block';
  readonly shard: number;
  readonly id: string;
}

export type BlockDetail = CommitteeBlockDetail | ChannelBlockDetail | OwnBlockDetail;

export interface CommitteeBlockDetail {
  readonly which: 'committee';
  readonly height: number;
  /** Null where nobody has kept the header: entries alone are kept longer. */
  readonly hash: Hex | null;
  readonly header: Omit<BlockHeader, 'handover'> | null;
  /** The epoch that its handover begins, and how its election ended. */
  readonly handover: { readonly epoch: number; readonly outcome: string; readonly members: readonly string[] } | null;
  readonly isCertified: boolean;
  /** Members that have signed the header, as far as anybody here knows. */
  readonly votes: readonly { readonly member: string; readonly seats: number }[];
  /** Both 0 where the committee is too long ago to be known here. */
  readonly votedSeats: number;
  readonly totalSeats: number;
  readonly entries: readonly EntryLine[];
  readonly entriesLeft: number;
  /** Members that have executed it. */
  readonly executedBy: readonly string[];
}

export interface EntryLine {
  readonly transaction: Hex;
  readonly kind: string;
  readonly code: string;
  readonly attests: Hex | null;
  readonly credits: readonly CreditChange[];
}

export interface ChannelBlockDetail {
  readonly which: 'boe' | 'boev' | 'bocs';
  readonly height: number;
  readonly hash: Hex;
  readonly previous: Hex;
  readonly transactions: readonly { readonly id: string; readonly creator: string; readonly operation: string; readonly endorsers: readonly string[]; readonly code: string }[];
  readonly transactionsLeft: number;
  /** Null where the peer keeps the header only. */
  readonly isWhole: boolean;
}

export interface OwnBlockDetail {
  readonly which: 'own';
  readonly owner: string;
  readonly height: number;
  readonly hash: Hex;
  readonly previous: Hex | null;
  /** Whether a certified micro block covers it. */
  readonly isValidated: boolean;
}

const ENTRY_LINES = 24;

/** The block, or null where nobody of the shard has it any more. */
export function inspectBlock(looked: Looked, { id }: BlockQuery): BlockDetail | null {
  const channel = /^(boev?|bocs)\/(\d+)$/.exec(id);
  if (channel !== null) return channelBlock(looked, channel[1] as ChannelBlockDetail['which'], Number(channel[2]));
  return committeeBlock(looked, id) ?? ownBlock(looked, id);
}

interface Found {
  readonly header: BlockHeader;
  readonly hash: Hex;
  readonly entries: readonly Entry[];
  readonly votes: Set<string>;
  isCertified: boolean;
  /** Null when it is too long ago. */
  readonly committee: Committee | null;
}

function committeeBlock(looked: Looked, id: string): CommitteeBlockDetail | null {
  const height = /^\d{1,9}$/.test(id) ? Number(id) : null;
  const matches = (header: BlockHeader, hash: Hex): boolean => (height === null ? meansId(hash, id) : header.height === height);
  const executedBy: string[] = [];
  let found: Found | null = null;
  for (const { node, seat } of heldSeats(looked)) {
    for (const { executed, votes, certificate } of seat.blocks.values()) {
      if (!matches(executed.header, executed.hash)) continue;
      executedBy.push(node);
      found ??= { header: executed.header, hash: executed.hash, entries: executed.entries, votes: new Set(), isCertified: false, committee: seat.committee };
      for (const member of [...votes.keys(), ...(certificate?.votes ?? []).map((vote) => vote.member)]) found.votes.add(member);
      found.isCertified ||= certificate !== null;
    }
  }
  found ??= storedBlock(looked, matches);
  if (found !== null) return detailOf(found, executedBy);
  const kept = height === null ? undefined : storingOf(looked)?.recent.find((block) => block.height === height);
  return kept === undefined ? null : bareDetail(kept.height, kept.entries);
}

/** From the answers that the storing node keeps for those who ask what became of their transactions. */
function storedBlock(looked: Looked, matches: (header: BlockHeader, hash: Hex) => boolean): Found | null {
  const storing = storingOf(looked);
  if (storing === null) return null;
  const tried = new Set<BlockCertificate>();
  for (const { certificate, entries } of storing.answers.values()) {
    if (tried.has(certificate)) continue;
    tried.add(certificate);
    const { header } = certificate;
    const hash = contentHash(looked.suite, HEADER_DOMAIN, header);
    if (!matches(header, hash)) continue;
    const known = [storing.state.committee, ...storing.previousCommittees, looked.lab.genesis.committees[looked.shard]];
    const committee = known.find(({ epoch }) => epoch === header.epoch) ?? null;
    return { header, hash, entries, votes: new Set(certificate.votes.map(({ member }: BlockVote) => member)), isCertified: true, committee };
  }
  return null;
}

function detailOf({ header, hash, entries, votes, isCertified, committee }: Found, executedBy: readonly string[]): CommitteeBlockDetail {
  const { handover, ...rest } = header;
  const signed = committee === null ? [...votes].map((member) => ({ member, seats: 0 })) : committee.members.filter(({ node }) => votes.has(node)).map(({ node, seats }) => ({ member: node, seats }));
  return {
    which: 'committee',
    height: header.height,
    hash,
    header: rest,
    handover: handover === null ? null : { epoch: handover.committee.epoch, outcome: handover.outcome, members: handover.committee.members.map(({ node }) => node) },
    isCertified,
    votes: signed,
    votedSeats: seatsOf(signed),
    totalSeats: seatsOf(committee?.members ?? []),
    ...entryLines(entries),
    executedBy,
  };
}

function seatsOf(members: readonly { readonly seats: number }[]): number {
  return members.reduce((sum, { seats }) => sum + seats, 0);
}

function bareDetail(height: number, entries: readonly Entry[]): CommitteeBlockDetail {
  const none = { hash: null, header: null, handover: null, votes: [], votedSeats: 0, totalSeats: 0, executedBy: [] };
  return { which: 'committee', height, isCertified: true, ...none, ...entryLines(entries) };
}

function entryLines(entries: readonly Entry[]): Pick<CommitteeBlockDetail, 'entries' | 'entriesLeft'> {
  return { entries: entries.slice(0, ENTRY_LINES), entriesLeft: Math.max(0, entries.length - ENTRY_LINES) };
}

function channelBlock({ actors, lab }: Looked, which: ChannelBlockDetail['which'], height: number): ChannelBlockDetail | null {
  const actor = actors.get(lab.members.controlSystem);
  const channel = actor?.kind !== 'control-system' ? null : which === 'bocs' ? (actor.bocs?.channel ?? null) : actor[which];
  const peer = channel?.peer ?? null;
  const committed = peer?.chain[height];
  if (!peer || committed === undefined) return null;
  const whole = peer.blocks.get(height);
  const lines = (whole?.transactions ?? []).slice(0, ENTRY_LINES).map(({ proposal, endorsements }, at) => ({
    id: proposal.id,
    creator: proposal.creator,
    operation: proposal.operation,
    endorsers: endorsements.map(({ endorser }) => endorser),
    code: committed.codes[at]!,
  }));
  return {
    which,
    height,
    hash: committed.hash,
    previous: committed.header.previous,
    transactions: lines,
    transactionsLeft: Math.max(0, committed.codes.length - lines.length),
    isWhole: whole !== undefined,
  };
}

/** A block of some party's own chain, as the shard's ledger has fixed it. */
function ownBlock(looked: Looked, id: string): OwnBlockDetail | null {
  const storing = storingOf(looked);
  if (storing === null) return null;
  for (const [owner, { digests, lastValidatedMicro }] of storing.state.ledger.chains) {
    const height = digests.findIndex((digest) => meansId(digest, id));
    if (height >= 0) return { which: 'own', owner, height, hash: digests[height]!, previous: digests[height - 1] ?? null, isValidated: height <= lastValidatedMicro };
  }
  return null;
}
