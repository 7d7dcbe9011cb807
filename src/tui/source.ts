import type { FaultSetting } from '../core/actors/parameters.js';
import type { JournalEntry, Violation } from '../core/kernel/program.js';
import type { Query } from '../core/inspect/registry.js';
import type { Moved } from '../core/metrics/divergence.js';
import type { ShardView } from '../core/metrics/view.js';
import type { LandmarkName } from '../core/scenario/landmarks.js';
import type { FutureName } from './futures/future.js';
import type { FuturesControl } from './futures/futures.js';

/**
 * All the interface knows of a run: frames out, a person's doings in. Tests feed it from fixed states; a real run is
 * wrapped by `sourceOfRun` (run-source.ts).
 */
export interface RunSource {
  /** The newest frame; null before the first. */
  frame(): RunFrame | null;
  /** Calls the listener with every new frame until the returned function is called. */
  subscribe(listener: (frame: RunFrame) => void): () => void;
  pause(): void;
  resume(): void;
  /** Executes one window of a paused run. */
  stepWindow(): void;
  /** Executes what is next to happen anywhere, and pauses. */
  stepEvent(): void;
  /** Brings the run to a virtual time, back or forth; resolves with where it is then. */
  travel(toUs: number): Promise<number>;
  /** Runs on to the next of these, as fast as it goes, and pauses there; null when the run ended first. */
  runTo(landmarks: readonly LandmarkName[]): Promise<Landmark | null>;
  /** What the next frames must bring besides the shards' views. */
  look(queries: readonly Query[]): void;
  /** One closer look. */
  ask(query: Query): Promise<unknown>;
  /** Virtual seconds per wall second. */
  setSpeed(speed: Speed): void;
  /** Journals a command at the next barrier's time; `shards` null concerns every shard. */
  operate(command: InterfaceCommand, shards: readonly number[] | null): void;
  /** Ends the run; the interface does not wait for it. */
  stop(): void;
  /** Forking the future; a run that cannot be forked has none. */
  readonly futures?: FuturesControl;
  /** What the run came to: the digest once it is finished, what went wrong if it failed. */
  outcome(): RunOutcome;
}

export interface RunOutcome {
  readonly digest: string | null;
  readonly error: string | null;
}

export type Speed = number | 'max';

/** What a person does to a run from the interface. */
export type InterfaceCommand =
  /** `nodes` aims it at exactly these, by name. */
  | { readonly kind: 'attack'; readonly name: string; readonly level: number; readonly on: boolean; readonly nodes?: readonly string[] }
  | { readonly kind: 'fault'; readonly id: string; readonly setting: FaultSetting }
  | { readonly kind: 'heal'; readonly id: string }
  | { readonly kind: 'start-node'; readonly node: string }
  | { readonly kind: 'set'; readonly path: string; readonly value: unknown };

/** Something worth stopping at, with the end of its window. */
export interface Landmark {
  readonly atUs: number;
  readonly shard: number;
  readonly name: string;
}

/** One state of a run as the screen shows it: immutable plain data. */
export interface RunFrame {
  readonly nowUs: number;
  /** The furthest the run has been: beyond `nowUs` when it was rewound. */
  readonly frontierUs: number;
  /** `running`, `paused`, `finished`, `stopped` or `failed`; an unknown word is shown as it is. */
  readonly state: string;
  readonly speed: Speed;
  readonly windows: number;
  readonly events: number;
  readonly wallSeconds: number;
  readonly threads: number;
  /** One view for each shard, by shard number. */
  readonly views: readonly ShardView[];
  /** Comparisons the checkers have made so far. */
  readonly checks: number;
  readonly violations: readonly Violation[];
  readonly journal: readonly JournalEntry[];
  /** The newest landmarks, oldest first. */
  readonly landmarks: readonly Landmark[];
  /** The closer looks that were asked for, with what they showed. */
  readonly looks: readonly { readonly query: { readonly kind: string; readonly shard: number }; readonly detail: unknown }[];
  /** Which future this is, once the run was forked. */
  readonly futures?: FuturesFrame;
}

/** Two futures of one run, or what is left of them. */
export interface FuturesFrame {
  readonly shown: FutureName;
  /** Where they parted. */
  readonly forkUs: number;
  /** The newest frame of the one that is not shown; null once it was discarded. */
  readonly other: RunFrame | null;
  /** Up to where both were compared. */
  readonly comparedUs: number;
  /** Numbers of the vector (core/metrics/vector.ts) in which they differed, the first one first. */
  readonly moved: readonly Moved[];
}
