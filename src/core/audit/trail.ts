import type { Hex } from '../units/hex.js';
import { seatsOf } from './committees.js';
import { DOMAIN } from './crypto.js';
import { CROSS, SUBMISSION, type Block, type Committee, type Entry, type SignedReading, type SignedRequest, type SignedTrade, type Task, type UploadedLeftovers } from './records.js';
import { fits } from './shapes.js';
import type { Audit, ShardAudit } from './state.js';
import { signedReadingHash, tradeHash } from './trades.js';

/**
 * Where each step of each trade stands in the ledger, kept only when somebody wants a trade explained. Every entry was
 * audited before it is noted.
 */
export interface Trail {
  /** By campus, round and request. */
  readonly requests: Map<string, RequestTrail>;
  /** By campus, round and EV. */
  readonly offers: Map<string, Placed & { readonly energyWh: number }>;
  readonly recorded: Map<string, Placed>;
  readonly tasks: Map<string, { readonly line: number; readonly task: Task; readonly commitment: Hex }>;
  readonly trades: Map<Hex, TradeTrail>;
  /** What campuses have put on the BoCS, by campus, round and request or EV. */
  readonly leftovers: Map<string, Placed>;
  /** Tasks of the BoCS' plans, by round and EV. */
  readonly plans: Map<string, Placed & { readonly task: Task }>;
}

export interface Placed {
  readonly line: number;
  readonly channel: string;
  /** Number of the channel's block. */
  readonly block: number;
  readonly orderer: string;
  readonly creator: string;
  readonly endorsers: readonly string[];
}

export interface RequestTrail extends Placed {
  readonly consumer: string;
  readonly exchange: string;
  readonly demandWh: number;
  readonly bidMilliPerKWh: number;
}

export interface TradeTrail {
  readonly hash: Hex;
  readonly signed: SignedTrade;
  readonly reading: SignedReading | null;
  readonly crossShard: boolean;
  /** Campus of the meter. */
  readonly shard: number;
  readonly steps: TradeStep[];
}

/** A committee's word on a trade. */
export interface TradeStep {
  readonly line: number;
  readonly shard: number;
  readonly epoch: number;
  readonly height: number;
  /** Hash of the ledger transaction. */
  readonly transaction: Hex;
  readonly kind: string;
  readonly code: string;
  /** Of a micro block: whose chain it is on. */
  readonly owner: string | null;
  readonly run: number | null;
  /** Of a lock: whether the shard called its part valid. */
  readonly saysValid: boolean | null;
  /** Whether the rules in force had signatures checked. */
  readonly signaturesChecked: boolean;
  readonly voters: readonly string[];
  readonly seats: number;
  readonly seatsInAll: number;
}

export function newTrail(): Trail {
  return { leftovers: new Map(), offers: new Map(), plans: new Map(), recorded: new Map(), requests: new Map(), tasks: new Map(), trades: new Map() };
}

export function trailKey(shard: number, round: number, name: string): string {
  return `${shard}|${round}|${name}`;
}

export function noteRequest({ trail, lines }: Audit, { shard }: ShardAudit, request: SignedRequest['request'], at: Omit<Placed, 'line'>): void {
  const { id, round, consumer, exchange, demandWh, bidMilliPerKWh } = request;
  trail?.requests.set(trailKey(shard, round, id), { ...at, bidMilliPerKWh, consumer, demandWh, exchange, line: lines + 1 });
}

export function noteOffer({ trail, lines }: Audit, { shard }: ShardAudit, { ev, round, energyWh }: { readonly ev: string; readonly round: number; readonly energyWh: number }, at: Omit<Placed, 'line'>): void {
  trail?.offers.set(trailKey(shard, round, ev), { ...at, energyWh, line: lines + 1 });
}

export function noteRecorded({ trail, lines }: Audit, { shard }: ShardAudit, round: number, ev: string, at: Omit<Placed, 'line'>): void {
  trail?.recorded.set(trailKey(shard, round, ev), { ...at, line: lines + 1 });
}

export function noteOpened({ trail, lines }: Audit, { shard }: ShardAudit, task: Task, commitment: Hex): void {
  trail?.tasks.set(trailKey(shard, task.round, task.ev), { commitment, line: lines + 1, task });
}

export function noteLeftovers({ trail, lines }: Audit, { shard }: ShardAudit, { round, requests, offers }: UploadedLeftovers, at: Omit<Placed, 'line'>): void {
  for (const name of [...requests.map(({ signed }) => signed.request.id), ...offers.map(({ ev }) => ev)]) trail?.leftovers.set(trailKey(shard, round, name), { ...at, line: lines + 1 });
}

export function notePlan({ trail, lines }: Audit, tasks: readonly { readonly content: Task }[], at: Omit<Placed, 'line'>): void {
  for (const { content } of tasks) trail?.plans.set(`${content.round}|${content.ev}`, { ...at, line: lines + 1, task: content });
}

/** The trades of a block that was audited. */
export function noteBlock(audit: Audit, { rules }: ShardAudit, committee: Committee, { certificate, entries, transactions }: Block): void {
  if (audit.trail === null) return;
  const { header, votes } = certificate;
  const voters = votes.map(({ member }) => member);
  for (const [index, transaction] of transactions.entries()) {
    const entry = entries[index]!;
    const step = { epoch: header.epoch, height: header.height, line: audit.lines + 1, seats: seatsOf(committee, voters), seatsInAll: seatsOf(committee), shard: header.shard, signaturesChecked: rules.switches.signatures, voters };
    noteTransaction(audit, transaction as Record<string, unknown>, entry, step);
  }
}

function noteTransaction(audit: Audit, transaction: Record<string, unknown>, { attests, kind, code, transaction: id }: Entry, at: Omit<TradeStep, 'kind' | 'code' | 'transaction' | 'owner' | 'run' | 'saysValid'>): void {
  const { submission, cross, run } = transaction;
  if (kind === 'micro' && fits(SUBMISSION, submission)) {
    const step: TradeStep = { ...at, code, kind, owner: submission.micro.block.owner, run: null, saysValid: null, transaction: id };
    const identified = submission.proof.own.blocks.flatMap(({ block }) => (block.kind === 'energy' ? block.identifications : []));
    for (const signed of identified) {
      const hash = tradeHash(audit.crypto, signed.transaction);
      const reading = submission.proof.readings.find((one) => signedReadingHash(audit.crypto, one) === signed.transaction.reading) ?? null;
      if (submission.micro.block.transactions.includes(hash)) tradeOf(audit, hash, signed, reading, false, at.shard).steps.push(step);
    }
  } else if (fits(CROSS, cross)) {
    const hash = tradeHash(audit.crypto, cross.signed.transaction);
    const meter = audit.participants.get(cross.reading.reading.chargingPoint)?.shard ?? at.shard;
    const valid = audit.crypto.hash(DOMAIN.shardProof, { epoch: at.epoch, kind: 'validity', run, shard: at.shard, transaction: hash });
    const saysValid = kind === 'lock' && code === 'accepted' ? attests === valid : null;
    const step: TradeStep = { ...at, code, kind, owner: null, run: typeof run === 'number' ? run : null, saysValid, transaction: id };
    tradeOf(audit, hash, cross.signed, cross.reading, true, meter).steps.push(step);
  }
}

function tradeOf(audit: Audit, hash: Hex, signed: SignedTrade, reading: SignedReading | null, crossShard: boolean, shard: number): TradeTrail {
  const known = audit.trail!.trades.get(hash);
  if (known !== undefined) return known;
  const trade: TradeTrail = { crossShard, hash, reading, shard, signed, steps: [] };
  audit.trail!.trades.set(hash, trade);
  return trade;
}
