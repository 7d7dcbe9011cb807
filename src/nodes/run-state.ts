import type { JournalEntry, Program, Violation } from '../core/kernel/program.js';
import { createHistory, RECOVERY_CHECKPOINTS, type CheckpointOptions, type History } from './checkpoint-policy.js';
import { createFrames, type Frames } from './frames.js';
import type { Death, Host } from './host.js';
import type { VerificationCount } from './messages.js';
import { createPacer, type Pacer } from './pacer.js';
import type { Query } from './messages.js';
import type { Change, Landmark, Look, MeasuredWindow, RunFrame, RunOptions } from './run.js';
import type { Window } from '../core/kernel/windows.js';

/** What the coordinator knows of a run under way. */
export interface Run {
  readonly options: RunOptions;
  readonly pacer: Pacer;
  readonly frames: Frames;
  journal: JournalEntry[];
  readonly kills: { slot: number; death: Death }[];
  /** How many entries were known from the start. */
  given: number;
  /** How many entries the shards have been handed, from the first on. */
  taken: number;
  /** How many entries the recorder has. */
  recorded: number;
  /** The furthest barrier the run has been at; before it, the journal's entries that are not taken yet are its future. */
  frontierUs: number;
  /** Something else was done than before: the recorder is to be told at the next barrier. */
  diverged: boolean;
  /** Where somebody wants the run to be. */
  seek: Seek | null;
  /** The virtual time that the run is on its way to after a seek; it does not wait for the wall clock meanwhile. */
  chase: Seek | null;
  /** The window that is executed piece by piece, and up to where it is. */
  open: { readonly window: Window; nowUs: number } | null;
  /** The next step is a piece of a window. */
  pieceDue: boolean;
  /** The newest landmarks, in order of time. */
  landmarks: Landmark[];
  queries: readonly Query[];
  looks: readonly Look[];
  asks: { readonly query: Query; readonly answered: (detail: unknown) => void; readonly failed: (error: Error) => void }[];
  /** Who measures the shards' numbers. */
  onMeasured: ((measured: MeasuredWindow) => void) | null;
  /** Every shard is to say its numbers with the next window, one without an event in it too. */
  measureAfresh: boolean;
  readonly history: History;
  readonly checkpointOptions: CheckpointOptions;
  /** Since the last checkpoint: time of executing windows, and windows. */
  sinceMs: number;
  sinceWindows: number;
  /** What the last few checkpoints took, and all of them. */
  lastCheckpointsMs: readonly number[];
  checkpointMs: number;
  /** Time that executing windows took from the run's beginning to where it stands. */
  busyMs: number;
  /** Time that executing windows took in all, what was executed again with it. */
  executedMs: number;
  stopping: boolean;
  ended: boolean;
  /** End of the window under way, or of the last one. */
  barrierUs: number;
  windows: number;
  events: number;
  checks: number;
  violations: Violation[];
  beganMs: number;
}

export interface Seek {
  readonly toUs: number;
  /** Executes all that lies between and never goes back. */
  readonly throughout: boolean;
  /** Ends the way at the first of these, too. */
  readonly landmarks: readonly string[];
  /** The one that ended it. */
  reached: Landmark | null;
  /** Somebody has paused the run on its way: it ends where it is. */
  halted: boolean;
  /** What to do on arrival, instead of what people did live from there on; null leaves it as it was. */
  readonly changes: readonly Change[] | null;
  readonly arrived: (hosted: Hosted, seek: Seek) => Promise<void>;
  readonly failed: (error: Error) => void;
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
  claims: unknown;
}

export function createRun(options: RunOptions): Run {
  const checkpointOptions = options.checkpoints ?? RECOVERY_CHECKPOINTS;
  return {
    options,
    pacer: createPacer(options.paused ?? false, options.speed ?? 'max'),
    // Shards hosted in process keep this thread busy all the time.
    frames: createFrames(options.host === 'in-process' ? () => 0 : () => performance.eventLoopUtilization().active),
    journal: [...options.journal],
    kills: [],
    given: options.given ?? options.journal.length,
    taken: 0,
    recorded: options.journal.length,
    frontierUs: 0,
    diverged: false,
    seek: null,
    chase: null,
    open: null,
    pieceDue: false,
    landmarks: [...(options.past?.landmarks ?? [])],
    queries: [],
    looks: [],
    asks: [],
    onMeasured: null,
    measureAfresh: false,
    history: createHistory(checkpointOptions.memoryBytes),
    checkpointOptions,
    sinceMs: 0,
    sinceWindows: 0,
    lastCheckpointsMs: [],
    checkpointMs: 0,
    busyMs: 0,
    executedMs: 0,
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
    nowUs: run.open?.nowUs ?? run.barrierUs,
    frontierUs: run.frontierUs,
    state,
    speed: run.pacer.speed,
    windows: run.windows,
    events: run.events,
    wallSeconds: (performance.now() - run.beganMs) / 1000,
    threads: host.slotCount,
    checks: run.checks + program.claims.checks(claims),
    violations: [...run.violations],
    journal: [...run.journal],
    landmarks: [...run.landmarks],
    looks: run.looks,
  };
}

/** How many landmarks are kept, and how close those of one name and shard may be: a lecture's worth. */
const LANDMARKS_MAX = 512;
const LANDMARK_GAP_US = 1_000_000;

/** Keeps the landmarks of a window; one that is executed again brings the same ones. */
export function keepLandmarks(run: Run, found: readonly Landmark[]): void {
  const newestUs = run.landmarks.at(-1)?.atUs ?? -1;
  for (const mark of found) {
    const before = run.landmarks.findLast(({ name, shard }) => name === mark.name && shard === mark.shard);
    if (mark.atUs > newestUs && mark.atUs - (before?.atUs ?? -Infinity) >= LANDMARK_GAP_US) run.landmarks.push(mark);
  }
  if (run.landmarks.length > LANDMARKS_MAX) run.landmarks.splice(0, run.landmarks.length - LANDMARKS_MAX);
}

/** A frame for those who watch. */
export async function publish(hosted: Hosted, state?: RunFrame['state']): Promise<void> {
  const { frames } = hosted.run;
  if (frames.watched()) frames.publish(await frameNow(hosted, state));
}

/** The same once the next window is under way: drawing it takes a while, for which the workers need not wait. */
export async function publishSoon(hosted: Hosted): Promise<void> {
  const { frames } = hosted.run;
  if (frames.watched()) frames.hold(await frameNow(hosted));
}

/** The views are fetched when no window has brought them lately. */
async function frameNow(hosted: Hosted, state?: RunFrame['state']): Promise<Omit<RunFrame, 'views'>> {
  const { run, host } = hosted;
  if (run.frames.viewsAreOlderThan(run.windows) || run.open !== null) run.frames.keepViews([...host.slotOf.keys()], await host.inspect());
  const { queries } = run;
  const details = queries.length === 0 ? [] : await host.look(queries);
  run.looks = queries.map((query, at) => ({ query, detail: details[at] }));
  return frameOf(hosted, state ?? (run.pacer.paused ? 'paused' : 'running'));
}

/** Answers those who asked for one closer look. */
export async function answerAsks({ run, host }: Hosted): Promise<void> {
  const asks = run.asks.splice(0);
  if (asks.length === 0) return;
  const details = await host.look(asks.map(({ query }) => query));
  asks.forEach(({ answered }, at) => answered(details[at]));
}
