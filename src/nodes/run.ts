import type { OperatorCommand } from '../core/kernel/contract.js';
import type { JournalEntry, Program, Violation } from '../core/kernel/program.js';
import type { Hex } from '../core/units/hex.js';
import type { RunCheckpoint } from './checkpoint.js';
import type { CheckpointOptions } from './checkpoint-policy.js';
import type { Death } from './host.js';
import type { ProgramReference, Query, ShardMeasured, ShardRecords, TraceMode, VerificationCount } from './messages.js';
import type { Recorder } from './recorder.js';

/** What a run is made of, and how it is hosted. */
export interface RunOptions {
  /** A reference for worker threads; a program itself will do in process. */
  readonly program: ProgramReference | Program;
  readonly specification: unknown;
  readonly seed: number;
  /** The program's version; part of the digest. */
  readonly version: string;
  /** Worker threads; no more are used than there are shards. Without meaning in process. */
  readonly threads: number;
  /** Default `workers`. */
  readonly host?: 'workers' | 'in-process';
  /** What people did, with sequences 0, 1, … */
  readonly journal: readonly JournalEntry[];
  /** How many entries of `journal` are known from the start; the others happened live, at their times. Default all. */
  readonly given?: number;
  /** Where to begin; default virtual time 0. The journal must begin as it did when this was taken. */
  readonly from?: RunCheckpoint;
  /** What it shares with the run that `from` was taken of: so much can be rewound to without executing it again. */
  readonly past?: Past;
  readonly end: RunEnd;
  /** Begin paused, before the first window. */
  readonly paused?: boolean;
  /** Virtual seconds per second, or as fast as possible (the default). */
  readonly speed?: Speed;
  /** Off only where the kernel itself is measured. Default on. */
  readonly digest?: boolean;
  /** Which records `onTrace` gets, window by window, by shard. Default none. */
  readonly trace?: TraceMode;
  readonly onTrace?: (records: readonly ShardRecords[]) => void;
  /** Who writes the run down. Its records are those of `trace`. */
  readonly recorder?: Recorder;
  /** Default: what bringing back a dead worker needs. */
  readonly checkpoints?: CheckpointOptions;
  /**
   * Do not end by itself but wait at the end, or at a violation, for somebody to rewind it or to stop it: for those who watch.
   * It ends as it would have ended there.
   */
  readonly hold?: boolean;
  /** Memory limit of a worker thread in MB; default Node's. */
  readonly workerMemoryMb?: number;
  /** Worker threads let this one go first, for those who press keys; only Linux knows priorities of threads. */
  readonly givesWay?: boolean;
}

/**
 * A run ends at a window barrier: when the settlements of that many rounds are final on every shard or `boundUs` has
 * passed, or when `untilUs` has passed.
 */
export type RunEnd = { readonly rounds: number; readonly boundUs: number } | { readonly untilUs: number };

export type Ended = 'rounds' | 'bound' | 'until' | 'violation' | 'stopped';

export type Speed = number | 'max';

export interface RunOutcome {
  /** Empty when the digest is off. */
  readonly digest: Hex;
  readonly shardDigests: readonly Hex[];
  /** By shard: [time in µs, chain value] of each window in which an epoch began. */
  readonly epochDigests: readonly (readonly (readonly [number, Hex])[])[];
  /** The program's final view of each shard. */
  readonly views: readonly unknown[];
  /** End of the last window. */
  readonly nowUs: number;
  readonly windows: number;
  readonly events: number;
  readonly wallSeconds: number;
  readonly checks: number;
  /** In total order; the first is the one that ended the run. */
  readonly violations: readonly Violation[];
  readonly journal: readonly JournalEntry[];
  readonly ended: Ended;
  readonly workersReplaced: number;
  /** Wall time that checkpoints took. */
  readonly checkpointSeconds: number;
  /** Of the whole process so far. */
  readonly peakRssBytes: number;
  readonly verifications: VerificationCount;
}

/** `finished` is a run that has come to its end and is held there. */
export type RunState = 'running' | 'paused' | 'finished' | 'ended';

/** Something worth stopping at, by the program's name for it, with the end of its window. */
export interface Landmark {
  readonly atUs: number;
  readonly shard: number;
  readonly name: string;
}

/** A closer look that somebody asked for, and what it showed at the frame's time. */
export interface Look {
  readonly query: Query;
  readonly detail: unknown;
}

/** What a watcher sees, at most 8 times a second. */
export interface RunFrame {
  readonly nowUs: number;
  /** The furthest the run has been: beyond `nowUs` when it was rewound. */
  readonly frontierUs: number;
  readonly state: RunState;
  readonly speed: Speed;
  readonly windows: number;
  readonly events: number;
  readonly wallSeconds: number;
  readonly threads: number;
  /** `program.view` of each shard. */
  readonly views: readonly unknown[];
  readonly checks: number;
  readonly violations: readonly Violation[];
  readonly journal: readonly JournalEntry[];
  /** The newest landmarks, oldest first; those after `nowUs` lie in the future that a rewound run has been in. */
  readonly landmarks: readonly Landmark[];
  /** What `RunHandle.look` asked for. */
  readonly looks: readonly Look[];
}

/** What is to be done in a fork; without a time, where it begins. */
export interface Change {
  readonly command: OperatorCommand;
  readonly atUs?: number;
}

export interface Parting {
  /** The barrier. */
  readonly atUs: number;
  /** Of the shards' chains at the barrier. */
  readonly digest: Hex;
  /** What people have done and will do. */
  readonly journal: readonly JournalEntry[];
  /** How many entries of it are known from the start now. */
  readonly given: number;
}

/** Where another run can begin that shares this one's past: options for `startRun`. */
export interface Branch {
  readonly from: RunCheckpoint;
  /** What people have done, and what was known from the start; not what they did later live. */
  readonly journal: readonly JournalEntry[];
  readonly given: number;
  readonly past: Past;
}

/** What lies before a run's beginning. */
export interface Past {
  readonly checkpoints: readonly RunCheckpoint[];
  readonly landmarks: readonly Landmark[];
}

/** What was measured in a window. */
export interface MeasuredWindow {
  /** The measuring begins here: nothing is known of what was before. */
  readonly begins: boolean;
  /** Up to where all is known. */
  readonly atUs: number;
  readonly shards: readonly ShardMeasured[];
}

export interface RunHandle {
  /** Resolves when the run has ended; rejects when the program threw or the machine failed. */
  readonly done: Promise<RunOutcome>;
  /** Pauses; a run on its way somewhere ends its way here. */
  pause(): void;
  resume(): void;
  /** Executes one window and pauses again. */
  stepWindow(): void;
  /**
   * Executes what is next to happen anywhere, and pauses: a piece of a window, which the next step or window goes on with. The
   * digest does not depend on it.
   */
  stepEvent(): void;
  /**
   * Runs as fast as it goes to the end of the first window that holds one of these landmarks, and pauses there. `violation` is
   * one that every program has. Resolves with it, or with null when the run came to its end first.
   */
  runTo(landmarks: readonly string[]): Promise<Landmark | null>;
  setSpeed(speed: Speed): void;
  /** From now on frames bring these closer looks, in place of others. */
  look(queries: readonly Query[]): void;
  /** One closer look, at the next barrier. Rejects after the end. */
  ask(query: Query): Promise<unknown>;
  /** Ends the run at the next barrier, as `stopped`. */
  stop(): void;
  /** Does something to the run at the next barrier; returns the entry the journal now has, or null after the end. */
  operate(command: OperatorCommand, shards: readonly number[] | null): JournalEntry | null;
  /** The last frame; null before the first. */
  frame(): RunFrame | null;
  /** Frames are made only while somebody is subscribed. Returns how to leave. */
  subscribe(listener: (frame: RunFrame) => void): () => void;
  /**
   * Brings the run to the first barrier at or after a virtual time, from the nearest checkpoint before it; later than now is
   * executed. What people did since is done again at its time, unless something else is done first. Resolves with the barrier in
   * µs; rejects after the end.
   */
  rewind(toUs: number): Promise<number>;
  /** Executes on to the first barrier at or after a virtual time, past every checkpoint; resolves with the barrier. Never goes back. */
  goOn(toUs: number): Promise<number>;
  /** Where another run can begin that parts from this one at the next barrier. This one stays as it is. Rejects after the end. */
  branch(): Promise<Branch>;
  /** From now on tells every change of every shard's numbers, after each window; null ends it. */
  measure(listener: ((measured: MeasuredWindow) => void) | null): void;
  /**
   * Brings the run to the first barrier at or after a virtual time, drops what people did live from there on, and does these
   * things instead; null changes nothing. Resolves with where the two part.
   */
  fork(atUs: number, changes: readonly Change[] | null): Promise<Parting>;
  /** The checkpoints that are kept, for those who want to know what rewinding costs. */
  checkpoints(): { readonly count: number; readonly bytes: number; readonly longestGapMs: number; readonly tookMs: number; readonly busyMs: number };
  /** Test verb: the slot's worker dies at its next window. */
  killWorker(slot: number, death?: Death): void;
}
