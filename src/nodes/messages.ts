import { deserialize, serialize } from 'node:v8';
import type { Message } from '../core/kernel/contract.js';
import type { JournalEntry, Measured, TraceRecord, Violation } from '../core/kernel/program.js';
import type { Batch } from '../core/kernel/shard.js';
import type { Hex } from '../core/units/hex.js';

/**
 * Every shape that crosses a thread, and how it is packed. A window sends one request to each slot that has work and
 * gets one answer; what shards send each other travels in them as packed bytes, one batch per slot and slot.
 */

/** Where a worker finds the program: a module and the name of the `Program` that it exports. */
export interface ProgramReference {
  readonly url: string;
  readonly exportName: string;
}

/** Which trace records come back to the coordinator: none, ledger commits, or notes too. */
export type TraceMode = 'none' | 'commits' | 'all';

/** What a slot needs to begin. */
export interface SlotSetup {
  readonly slot: number;
  /** Shard → slot. */
  readonly slotOf: readonly number[];
  readonly specification: unknown;
  readonly seed: number;
  readonly digest: boolean;
  readonly trace: TraceMode;
  /** What the journal already holds. */
  readonly journal: readonly JournalEntry[];
  /** The thread is to let others of the process go first. */
  readonly givesWay: boolean;
}

/**
 * The epoch token: a worker serves requests only under the token with which it was opened or restored last, so that
 * the empty thread that took a dead one's place serves none.
 */
export interface Guarded {
  readonly token: number;
}

export interface OpenRequest extends Guarded {
  readonly program: ProgramReference;
  readonly setup: SlotSetup;
  /** The slot's shards to begin from, in shard order, or null to begin at virtual time 0. */
  readonly states: readonly PackedShard[] | null;
}

export interface OpenReply {
  /** Next event of each of the slot's shards in µs, in shard order. */
  readonly nextEventUs: readonly number[];
}

/** An object as bytes in shared memory: every checkpoint and every thread that has it holds the same ones. Nobody writes to them. */
export interface Packed {
  /** SHA-256 of the bytes. */
  readonly name: Hex;
  readonly bytes: Uint8Array;
}

/** One shard at a barrier: packed for itself, so that any host can bring it back. */
export interface PackedShard {
  /** All of it but the parts, which it names by their places. */
  readonly state: Uint8Array;
  readonly parts: readonly Packed[];
}

export interface ShardSnapshot extends PackedShard {
  /** The chain's value; empty when the digest is off. */
  readonly digest: Hex;
}

export interface AdvanceRequest {
  readonly windowEndUs: number;
  /** Execute what comes before this time and leave the window open; `windowEndUs` for all of it. */
  readonly untilUs: number;
  /** Packed by `packBatches`. */
  readonly batches: readonly Uint8Array[];
  /** Journal entries that came in while the run was under way. */
  readonly entries: readonly JournalEntry[];
  readonly wantViews: boolean;
  /** Whether the shards' numbers are measured; `afresh` begins anew what may be under way. */
  readonly measure: 'off' | 'on' | 'afresh';
}

export interface AdvanceReply {
  /** Next event of each of the slot's shards in µs, in shard order, not counting what is under way. */
  readonly nextEventUs: readonly number[];
  /** Per shard of the run: least arrival of what this window sent it in µs; null when the window sent nothing. */
  readonly arrivalsUs: readonly number[] | null;
  /** Per slot: packed messages, or null. */
  readonly batches: readonly (Uint8Array | null)[] | null;
  readonly eventCount: number;
  /** What the window holds that somebody may want to stop at. */
  readonly landmarks: readonly ShardLandmark[];
  readonly checks: number;
  readonly violations: readonly Violation[];
  /** `ShardClaims[]`, packed; null when there are none. */
  readonly claims: Uint8Array | null;
  /** `ShardRecords[]`, packed; null when there are none or the trace is off. */
  readonly records: Uint8Array | null;
  /** Rounds whose settlements are final, of each of the slot's shards. */
  readonly finalRounds: readonly number[];
  /** Views of the slot's shards, packed; null unless asked for. */
  readonly views: Uint8Array | null;
  /** `ShardMeasured[]`, packed; null when nothing is measured or nothing has changed. */
  readonly measured: Uint8Array | null;
  readonly verifications: VerificationCount;
}

/** How many verifications a worker has done, and how many it answered from what it kept. */
export interface VerificationCount {
  readonly real: number;
  readonly cached: number;
}

/** A name of the program's `landmarks`, and where it came up. */
export interface ShardLandmark {
  readonly shard: number;
  readonly name: string;
}

/** A closer look at one shard; the program knows the rest. */
export interface Query {
  readonly kind: string;
  readonly shard: number;
}

export interface ShardClaims {
  readonly shard: number;
  readonly claims: readonly unknown[];
}

export interface ShardRecords {
  readonly shard: number;
  readonly records: readonly TraceRecord[];
}

export interface ShardMeasured extends Measured {
  readonly shard: number;
}

export interface FinishRequest {
  readonly nowUs: number;
  /** Whether the checkers are to make their whole check. */
  readonly check: boolean;
}

/** The end of one shard. */
export interface ShardEnd {
  readonly shard: number;
  /** The chain's value; empty when the digest is off. */
  readonly digest: string;
  /** [time in µs, chain value] of each window in which an epoch began. */
  readonly epochs: readonly (readonly [number, string])[];
  readonly finalStateHash: string;
  readonly view: unknown;
  readonly checks: number;
  readonly violations: readonly Violation[];
  readonly claims: readonly unknown[];
}

/** A worker's answer. `failed` is an error of the program and ends the run; a dead thread gives no answer at all. */
export type Answer<Value> =
  | { readonly status: 'done'; readonly value: Value }
  | { readonly status: 'refused' }
  | { readonly status: 'failed'; readonly message: string; readonly stack: string };

/** Plain data as bytes, and back. Maps, sets and typed arrays survive; an object met twice stays one object. */
export function pack(value: unknown): Uint8Array {
  return serialize(value);
}

export function unpack<Value>(bytes: Uint8Array): Value {
  return deserialize(bytes) as Value;
}

/**
 * A copy that all threads can hold without copying it again. V8 counts it for nobody, and so is in no hurry to free it: good for what
 * is kept long, not for what comes and goes.
 */
export function inSharedMemory(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  return shared;
}

interface PackedBatches {
  readonly shards: readonly number[];
  readonly counts: readonly number[];
  /** Four numbers a message, as in `Batch`. */
  readonly keys: Float64Array;
  readonly messages: readonly Message[];
}

/** All that goes to the shards of one slot. A message that several nodes get is written once. */
export function packBatches(batches: readonly { readonly shard: number; readonly batch: Batch }[]): Uint8Array {
  const packed: PackedBatches = {
    shards: batches.map(({ shard }) => shard),
    counts: batches.map(({ batch }) => batch.messages.length),
    keys: Float64Array.from(batches.flatMap(({ batch }) => batch.keys)),
    messages: batches.flatMap(({ batch }) => batch.messages),
  };
  return pack(packed);
}

export function unpackBatches(bytes: Uint8Array): { shard: number; batch: Batch }[] {
  const { shards, counts, keys, messages } = unpack<PackedBatches>(bytes);
  let start = 0;
  return shards.map((shard, index) => {
    const end = start + counts[index]!;
    const batch: Batch = { keys: Array.from(keys.subarray(start * 4, end * 4)), messages: messages.slice(start, end) };
    start = end;
    return { shard, batch };
  });
}
