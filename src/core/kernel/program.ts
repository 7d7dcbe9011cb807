import type { CryptoSuite } from '../crypto/suite.js';
import type { Context, Effect, LedgerRecord, NodeEvent, NodeId, Note, OperatorCommand } from './contract.js';
import type { ClockFault, LinkFault } from './faults.js';
import type { NetworkParameters, ProcessorParameters, Site } from './models.js';
import type { TrafficLine } from './traffic.js';

/** What the kernel must know of each node of the whole run; the same on every shard. */
export interface NodePlacement {
  readonly id: NodeId;
  readonly name: string;
  readonly shard: number;
  readonly site: Site;
  /** A sleeping node gets no `start` at time 0; `Control.wake` brings it up. */
  readonly asleep: boolean;
}

/** One line of the trace: what a node noted or committed. */
export type TraceRecord =
  | { readonly type: 'note'; readonly timeUs: number; readonly node: NodeId; readonly note: Note }
  | { readonly type: 'commit'; readonly timeUs: number; readonly node: NodeId; readonly record: LedgerRecord };

/** A journal entry: what a person did, at a virtual time; `shards` null concerns every shard. */
export interface JournalEntry {
  readonly atUs: number;
  readonly sequence: number;
  readonly shards: readonly number[] | null;
  readonly command: OperatorCommand;
}

/** What an operator command may do to the kernel of a shard. Node ids are global; those elsewhere are ignored. */
export interface Control {
  readonly nowUs: number;
  /** Crash-stops a node: events to it are dropped, its timers are lost, its volatile state is gone. */
  stopNode(node: NodeId): void;
  /** Brings a stopped or sleeping node up with a `start` event. */
  startNode(node: NodeId): void;
  /** Cuts or heals all messages from this shard to another one. */
  setLinkToShard(shard: number, up: boolean): void;
  /** What this shard sends goes by these links from now on; the wide area's base latency may not fall. */
  setNetwork(network: NetworkParameters): void;
  /** A rule on links holds from now on, in place of one of the same id; the sides may name nodes of any shard. */
  beginLinkFault(fault: LinkFault): void;
  /** A node's clock goes wrong from now on, beside what else is wrong with it. */
  beginClockFault(fault: ClockFault): void;
  /** The rules and clocks of that id are right again; what jammed links held leaves now. */
  endFault(id: string): void;
  /** Hands an event to a node of this shard now, after what is already due. */
  deliver(node: NodeId, event: NodeEvent): void;
}

/** A broken promise, found by a checker. */
export interface Violation {
  readonly checker: string;
  readonly timeUs: number;
  readonly shard: number;
  readonly message: string;
}

/** What a shard's checkers say after a window; `claims` are folded across shards by the coordinator. */
export interface CheckReport {
  readonly checks: number;
  readonly violations: readonly Violation[];
  readonly claims: readonly unknown[];
}

/** What a shard's kernel shows to those who look closer. Node ids are global. */
export interface KernelLook {
  readonly nowUs: number;
  /** What awaits a node, in order of time: messages that are on their way or wait for its processor, and its timers. */
  pendingOf(node: NodeId): readonly PendingEvent[];
  /** `up`, `stopped` or `asleep`, and until when the node's processor is busy. */
  processorOf(node: NodeId): { readonly status: 'up' | 'stopped' | 'asleep'; readonly busyUntilUs: number; readonly waiting: number };
  /** What this shard's nodes have sent since the run began, and what keeps messages from passing now. */
  network(): NetworkLook;
}

export interface NetworkLook {
  readonly traffic: readonly TrafficLine[];
  /** Shards that messages from here do not reach. */
  readonly cutTo: readonly number[];
  /** Messages that jammed links hold back now. */
  readonly held: number;
  /** Messages and timers that are pending, waiting ones not counted. */
  readonly pending: number;
}

export interface PendingEvent {
  readonly atUs: number;
  readonly type: 'message' | 'timer' | 'start' | 'operator';
  /** Kind of the message or timer. */
  readonly kind: string;
  /** Who sent it; null for timers. */
  readonly from: NodeId | null;
}

/** What of a shard's numbers has changed since it was measured last: times in µs, indices and new values, one after the other. */
export interface Measured {
  /** All of them as they were when the measuring began; null when it goes on. */
  readonly base: readonly number[] | null;
  readonly changes: readonly number[];
}

/** Where a part stands: an object that never changes, and that a checkpoint leaves out because one before it has written it already. */
export type PartPlace = number;

/** Leaves an object out as a part. */
export type Lean = (unchanging: object) => PartPlace;

/** The part: the object itself while it lives, or one like it. */
export type Whole = (place: PartPlace) => object;

/** How far a shard is, for the end of a run. */
export interface Progress {
  /** Trading rounds whose settlements are final (committed, aborted, or nothing was to settle). */
  readonly finalRounds: number;
}

/**
 * What one shard executes. All state lives in `World`, which is plain data; the program itself holds none, so that a
 * checkpoint is a copy of the kernel's state and of the world.
 */
export interface ShardProgram<World = unknown, Specification = unknown> {
  placements(specification: Specification, seed: number): readonly NodePlacement[];
  network(specification: Specification): NetworkParameters;
  processors(specification: Specification): ProcessorParameters;
  create(specification: Specification, seed: number, shard: number, suite: CryptoSuite): World;
  /** Derives again what a program keeps beside a world and that is no state; called for a new world and a restored one. */
  attach?(world: World, suite: CryptoSuite): void;
  /** The world as a checkpoint keeps it, where it holds much many times or for good. Changes no data. */
  lean?(world: World, leaveOut: Lean): unknown;
  /** The world again that `lean` was given. */
  whole?(lean: unknown, partAt: Whole): World;
  /** The node's Ed25519 and VRF secret key: 32 bytes. */
  secretKey(world: World, node: NodeId, suite: CryptoSuite): Uint8Array;
  step(world: World, node: NodeId, event: NodeEvent, context: Context): readonly Effect[];
  /** Drops what a crash loses; `recover` is part of the `start` event that follows. */
  crash(world: World, node: NodeId): void;
  operator(world: World, command: OperatorCommand, control: Control): void;
  /** Folds the trace of a window into the shard's metrics. */
  observe(world: World, records: readonly TraceRecord[]): void;
  /** `whole` asks for the full check that is due at every epoch and at the end. */
  check(world: World, nowUs: number, whole: boolean): CheckReport;
  progress(world: World): Progress;
  /** The small frame for screens and the final metrics: plain data, safe to keep. */
  view(world: World): unknown;
  /** What the window's records hold that somebody may want to stop at, by name. */
  landmarks?(records: readonly TraceRecord[]): readonly string[];
  /** A closer look at something, for screens: plain data, safe to keep. It changes nothing. */
  inspect?(world: World, query: unknown, kernel: KernelLook): unknown;
  /** Measures the shard's numbers from now on, or no longer, for those who compare futures. No part of the state. */
  measure?(world: World, isOn: boolean): Measured | null;
  /** What of the final state the digest covers: plain data for the canonical encoding. */
  finalState(world: World): unknown;
}

/** Folds the shards' claims of one window; state is plain data kept by the coordinator. */
export interface ClaimsFold<State = unknown> {
  create(specification: unknown): State;
  fold(state: State, nowUs: number, claimsByShard: readonly (readonly unknown[])[]): readonly Violation[];
  /** After the last window; `final` tells whether everything in flight had the time to end. */
  finish(state: State, nowUs: number): readonly Violation[];
  /** How many comparisons the fold has made. */
  checks(state: State): number;
}

/** A whole program: what shards execute, and what the coordinator folds across them. */
export interface Program {
  readonly shard: ShardProgram<any, any>;
  readonly claims: ClaimsFold<any>;
  shardCount(specification: unknown): number;
}
