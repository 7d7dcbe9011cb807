import type { Hex } from '../units/hex.js';
import { isAttested } from './committees.js';
import { DOMAIN } from './crypto.js';
import { CROSS, SHARD_PROOF, type Cross, type ShardProof, type Trade } from './records.js';
import { fits } from './shapes.js';
import { homeOf, keyOf, type Audit, type ShardAudit } from './state.js';
import { claimOf, isReadingOf, isSignedByBuyer, isSignedByMeter, namesOriginTwice, signedReadingHash, tradeFault, tradeHash } from './trades.js';

/** A cross-shard trade that is right as far as it tells by itself (SEED A6). */
export interface CrossTrade {
  readonly hash: Hex;
  readonly cross: Cross;
  readonly trade: Trade;
  readonly wallet: number;
  readonly meter: number;
  readonly seller: number;
  /** Shards that hold an origin or the reading, and those that get a payment or change, ascending. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

/** What every shard finds alike from the trade alone; a code when it is wrong in itself. */
export function readCrossTrade(audit: Audit, shard: ShardAudit, value: unknown): CrossTrade | string {
  if (!fits(CROSS, value)) return 'malformed';
  const { signed, acceptance, reading } = value;
  const trade = signed.transaction;
  const { signatures } = shard.rules.switches;
  if (trade.origins.length === 0) return 'zero-inputs';
  if (namesOriginTwice(trade)) return 'same-input-twice';
  const fault = tradeFault(trade) ?? sumFault(trade);
  if (fault !== null) return fault;
  const hash = tradeHash(audit.crypto, trade);
  if (signatures && !isSignedByBuyer(audit, signed)) return 'bad-signature';
  if (acceptance.transaction !== hash || acceptance.seller !== trade.seller) return 'bad-acceptance';
  if (signatures && !isAccepted(audit, value)) return 'bad-acceptance';
  if (signedReadingHash(audit.crypto, reading) !== trade.reading || !isReadingOf(audit, trade, reading.reading)) return 'bad-reading';
  if (signatures && !isSignedByMeter(audit, reading)) return 'bad-reading';
  return withHomes(audit, hash, value) ?? 'unknown-party';
}

/** What a proof must be about: this trade, this run, one of these shards. */
export interface Subject {
  readonly hash: Hex;
  readonly run: number;
  readonly inputs: readonly number[];
}

/** Why a proof does not count, or null: it is bound to trade, run, shard and kind, and its committee certified it. */
export function proofFault(audit: Audit, shard: ShardAudit, proof: unknown, wanted: 'validity' | 'abort', subject: Subject): string | null {
  if (!fits(SHARD_PROOF, proof)) return 'malformed';
  const { content, certificate } = proof;
  if (content.transaction !== subject.hash) return 'proof-of-another-transaction';
  if (content.run !== subject.run) return 'proof-of-another-run';
  if (!subject.inputs.includes(content.shard)) return 'proof-of-another-shard';
  if ((content.kind === 'validity') !== (wanted === 'validity')) return 'proof-of-another-kind';
  const attested = isAttested(audit, shard, content, audit.crypto.hash(DOMAIN.shardProof, content), certificate);
  return attested ? null : 'proof-uncertified';
}

/** Why these are not one proof of validity from each input shard, or null. */
export function proofsFault(audit: Audit, shard: ShardAudit, proofs: unknown, subject: Subject): string | null {
  if (!Array.isArray(proofs) || !proofs.every((proof) => fits(SHARD_PROOF, proof))) return 'malformed';
  const shards = new Set<number>();
  for (const proof of proofs as ShardProof[]) {
    const fault = proofFault(audit, shard, proof, 'validity', subject);
    if (fault !== null) return fault;
    if (shards.has(proof.content.shard)) return 'proof-repeated';
    shards.add(proof.content.shard);
  }
  return shards.size === subject.inputs.length ? null : 'proofs-missing';
}

function sumFault(trade: Trade): string | null {
  const inputs = claimOf(trade);
  const outputs = trade.paidMilli + trade.changeMilli;
  if (inputs === null || !Number.isSafeInteger(outputs)) return 'wrong-content';
  if (outputs === inputs) return null;
  return outputs > inputs ? 'outputs-exceed-inputs' : 'inputs-exceed-outputs';
}

function isAccepted(audit: Audit, { acceptance: { seller, transaction, signature } }: Cross): boolean {
  const key = keyOf(audit, seller);
  return key !== null && audit.crypto.verify(key, audit.crypto.hash(DOMAIN.acceptance, { seller, transaction }), signature);
}

function withHomes(audit: Audit, hash: Hex, cross: Cross): CrossTrade | null {
  const trade = cross.signed.transaction;
  const wallet = homeOf(audit, trade.buyer);
  const meter = homeOf(audit, cross.reading.reading.chargingPoint);
  const seller = homeOf(audit, trade.seller);
  if (wallet === null || meter === null || seller === null) return null;
  const outputs = [...(trade.paidMilli > 0 ? [seller] : []), ...(trade.changeMilli > 0 ? [wallet] : [])];
  return { cross, hash, inputs: ascending([wallet, meter]), meter, outputs: ascending(outputs), seller, trade, wallet };
}

function ascending(shards: readonly number[]): number[] {
  return [...new Set(shards)].toSorted((a, b) => a - b);
}
