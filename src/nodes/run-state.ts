import type { JournalEntry, Program, Violation } from '../core/kernel/program.js';
import { createFrames, type Frames } from './frames.js';
import type { Death, Host } from './host.js';
import type { VerificationCount } from './messages.js';
import { createPacer, type Pacer } from './pacer.js';
import type { RunFrame, RunOptions } from './run.js';

/** What the coordinator knows of a run under way. */
export interface Run {
  readonly options: RunOptions;
  readonly pacer: Pacer;
  readonly frames: Frames;
  readonly journal: JournalEntry[];
  readonly kills: { slot: number; death: Death }[];
  /** Entries that came in since the last window began. */
  entries: JournalEntry[];
  stopping: boolean;
  ended: boolean;
  /** End of the window under way, or of the last one. */
  barrierUs: number;
  windows: number;
  events: number;
  checks: number;
  violations: Violation[];
  readonly beganMs: number;
}

/** What the coordinator has once the program is loaded and the shards exist. */
export interface Hosted {
  readonly run: Run;
  readonly program: Program;
  readonly host: Host;
  /** Slot → its shards, ascending. */
  readonly shardsOf: readonly (readonly number[])[];
  /** Shard → least time of what awaits it: own events, messages under way, journal entries. */
  readonly nextEventUs: Float64Array;
  readonly lookaheadUs: number;
  /** Slot → packed messages that it has not been handed yet. */
  readonly underWay: Uint8Array[][];
  /** Slot → journal entries that it has not been handed yet. */
  readonly entriesFor: JournalEntry[][];
  readonly finalRounds: number[];
  readonly verifications: VerificationCount[];
  readonly claims: unknown;
}

export function createRun(options: RunOptions): Run {
  return {
    options,
    pacer: createPacer(options.paused ?? false, options.speed ?? 'max'),
    frames: createFrames(),
    journal: [...options.journal],
    kills: [],
    entries: [],
    stopping: false,
    ended: false,
    barrierUs: 0,
    windows: 0,
    events: 0,
    checks: 0,
    violations: [],
    beganMs: performance.now(),
  };
}

/** What a frame says beside the views. */
export function frameOf({ run, program, host, claims }: Hosted, state: RunFrame['state']): Omit<RunFrame, 'views'> {
  return {
    nowUs: run.barrierUs,
    state,
    speed: run.pacer.speed,
    windows: run.windows,
    events: run.events,
    wallSeconds: (performance.now() - run.beganMs) / 1000,
    threads: host.slotCount,
    checks: run.checks + program.claims.checks(claims),
    violations: [...run.violations],
    journal: [...run.journal],
  };
}
