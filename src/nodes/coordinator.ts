import type { OperatorCommand } from '../core/kernel/contract.js';
import type { JournalEntry, Program, Violation } from '../core/kernel/program.js';
import { nextWindow, type Window } from '../core/kernel/windows.js';
import { contentHashOfMutable } from '../core/crypto/encoding.js';
import { captureRun, restoreRun, type RunCheckpoint } from './checkpoint.js';
import { nodeSuite } from './crypto/node-suite.js';
import { checkpointDue } from './checkpoint-policy.js';
import { assignShards, type Host } from './host.js';
import { createInProcessHost } from './in-process-host.js';
import { unpack, type AdvanceReply, type AdvanceRequest, type ShardClaims, type ShardRecords } from './messages.js';
import { finish, violationOrder } from './outcome.js';
import { loadProgram } from './program-loader.js';
import { createRun, frameOf, type Hosted, type Run } from './run-state.js';
import type { Change, Ended, Parting, RunHandle, RunOptions, RunOutcome } from './run.js';
import { createWorkerHost } from './worker-host.js';

/** Begins a run and returns at once. The outcome depends on program, specification, seed, version, journal and end. */
export function startRun(options: RunOptions): RunHandle {
  const run = createRun(options);
  const part = async (hosted: Hosted): Promise<Parting> => {
    const { shards } = await takeCheckpoint(hosted);
    const digest = contentHashOfMutable(nodeSuite, 'v2g-tui/parting', shards.map((shard) => shard.digest));
    return { atUs: run.barrierUs, digest, journal: [...run.journal], given: run.given };
  };
  const { pacer, frames } = run;
  return {
    done: execute(run),
    pause: () => pacer.pause(),
    resume: () => pacer.resume(),
    stepWindow: () => pacer.step(),
    setSpeed: (speed) => pacer.setSpeed(speed),
    stop() {
      run.stopping = true;
      pacer.release();
    },
    operate(command, shards) {
      if (run.ended || run.seek !== null || run.chase !== null) return null;
      if (run.barrierUs < run.frontierUs) dropFuture(run);
      const entry = addEntry(run, run.barrierUs, command, shards);
      pacer.nudge();
      return entry;
    },
    rewind: (toUs) => seek(run, toUs, null, async () => run.barrierUs),
    fork: (atUs, changes) => seek(run, atUs, changes, part),
    checkpoints: () => ({ count: run.history.checkpoints.length, bytes: run.history.bytes, tookMs: run.checkpointMs, busyMs: run.busyMs }),
    frame: () => frames.last(),
    subscribe(listener) {
      const leave = frames.subscribe(listener);
      pacer.nudge();
      return leave;
    },
    killWorker(slot, death = 'exit') {
      run.kills.push({ slot, death });
    },
  };
}

function addEntry(run: Run, atUs: number, command: OperatorCommand, shards: readonly number[] | null): JournalEntry {
  const entry: JournalEntry = { atUs, sequence: run.journal.length, shards, command };
  run.journal.push(entry);
  return entry;
}

/** What people did live and has not come yet again never happens. */
function dropFuture(run: Run): void {
  run.journal = run.journal.slice(0, Math.max(run.taken, run.given));
  run.frontierUs = run.barrierUs;
  run.diverged = true;
}

function seek<Value>(run: Run, toUs: number, changes: readonly Change[] | null, there: (hosted: Hosted) => Promise<Value>): Promise<Value> {
  return new Promise((resolve, failed) => {
    if (run.ended) return failed(new Error('The run has ended'));
    if (!(toUs >= 0)) return failed(new RangeError(`There is no time ${toUs}`));
    run.seek?.failed(new Error('The run was sent elsewhere'));
    const arrived = async (hosted: Hosted): Promise<void> => resolve(await there(hosted));
    run.seek = { toUs, changes, arrived, failed };
    run.pacer.nudge();
  });
}

async function execute(run: Run): Promise<RunOutcome> {
  const { options } = run;
  const program = 'url' in options.program ? await loadProgram(options.program) : options.program;
  const host = createHost(program, options);
  // A paused run and idle workers hold nothing that keeps the process up, and it would end without a word.
  const keepUp = setInterval(() => undefined, 0x7fffffff);
  try {
    const hosted = await openHost(run, program, host);
    const ended = await executeWindows(hosted);
    run.ended = true;
    // Whoever stops a run may want to go on with it; the last whole check that follows leaves its mark on the shards.
    if (ended === 'stopped' && options.recorder !== undefined) await takeCheckpoint(hosted);
    return await finish(hosted, ended);
  } finally {
    for (const abandoned of [run.seek, run.chase]) abandoned?.failed(new Error('The run has ended'));
    clearInterval(keepUp);
    await host.close();
  }
}

function createHost(program: Program, options: RunOptions): Host {
  const { specification, seed } = options;
  const shardCount = program.shardCount(specification);
  const journal = options.journal.slice(0, options.given);
  const setup = { specification, seed, digest: options.digest ?? true, trace: options.trace ?? 'none', journal } as const;
  if (options.host === 'in-process') {
    return createInProcessHost(program, { ...setup, slot: 0, slotOf: Array.from({ length: shardCount }, () => 0) });
  }
  if (!('url' in options.program)) throw new TypeError('Worker threads need a reference to the program');
  const nodeCounts = Array.from({ length: shardCount }, () => 0);
  for (const { shard } of program.shard.placements(specification, seed)) nodeCounts[shard]!++;
  const slotOf = assignShards(nodeCounts, Math.max(1, Math.min(options.threads, shardCount)));
  return createWorkerHost(options.program, { ...setup, slotOf }, { memoryMb: options.workerMemoryMb ?? null });
}

async function openHost(run: Run, program: Program, host: Host): Promise<Hosted> {
  const { specification } = run.options;
  const slots = Array.from({ length: host.slotCount }, (_, slot) => slot);
  const hosted: Hosted = {
    run,
    program,
    host,
    shardsOf: slots.map((slot) => host.slotOf.flatMap((of, shard) => (of === slot ? [shard] : []))),
    nextEventUs: new Float64Array(host.slotOf.length),
    lookaheadUs: program.shard.network(specification).wideArea.baseUs,
    underWay: slots.map(() => []),
    entriesFor: slots.map(() => []),
    finalRounds: host.slotOf.map(() => 0),
    verifications: slots.map(() => ({ real: 0, cached: 0 })),
    claims: null,
  };
  const { from } = run.options;
  await restoreRun(hosted, from ?? null);
  if (from !== undefined) {
    run.beganMs -= from.wallSeconds * 1000;
    run.history.add(from);
  }
  run.frontierUs = run.barrierUs;
  return hosted;
}

/** How long the coordinator's thread may keep others waiting when shards are hosted in process. */
const sliceMs = 10;

async function executeWindows(hosted: Hosted): Promise<Ended> {
  const { run, host } = hosted;
  let sliceBeganMs = performance.now();
  await publish(hosted);
  for (;;) {
    if (run.seek !== null) await setOut(hosted);
    if (run.diverged) await diverge(run);
    const window = windowAfterEntries(hosted);
    if (run.chase !== null && (window === null || window.startUs >= run.chase.toUs)) {
      await arrive(hosted);
      continue;
    }
    const ended = endOf(hosted, window);
    if (ended !== null) return ended;
    const wait = run.chase === null ? run.pacer.waitFor(window!.startUs) : null;
    if (wait !== null) {
      // A pause shows at once; while windows are merely paced, frames keep to their rate.
      if (run.pacer.paused || run.frames.due(performance.now())) await publish(hosted);
      await wait;
      sliceBeganMs = performance.now();
      // An entry may have come in meanwhile, and with it an earlier window.
      continue;
    }
    for (const { slot, death } of run.kills.splice(0)) host.killWorker(slot, death);
    run.barrierUs = window!.endUs;
    const wantViews = run.frames.due(performance.now());
    const beganMs = performance.now();
    const replies = host.advance(requestsFor(hosted, window!, wantViews));
    foldWindow(hosted, window!, replies instanceof Promise ? await replies : replies);
    countTime(run, performance.now() - beganMs);
    if (isCheckpointDue(hosted)) await takeCheckpoint(hosted);
    if (wantViews) await publish(hosted);
    if (performance.now() - sliceBeganMs >= sliceMs) {
      await new Promise(setImmediate);
      sliceBeganMs = performance.now();
    }
  }
}

/**
 * The next window, once what people did before it is handed out; null when nothing is pending. An entry made live is handed
 * out no sooner than it was made, so that a checkpoint holds nothing of a future that may be dropped.
 */
function windowAfterEntries(hosted: Hosted): Window | null {
  const { run, nextEventUs, lookaheadUs } = hosted;
  tellRecorder(run);
  for (;;) {
    const window = nextWindow(nextEventUs, lookaheadUs);
    const entry = run.journal[run.taken];
    const isDue = entry !== undefined && (run.taken < run.given || window === null || entry.atUs <= window.startUs);
    if (!isDue) return window;
    run.taken++;
    handOut(hosted, entry);
  }
}

/** Write-ahead: what the coming windows execute is on the disk before they begin. */
function tellRecorder(run: Run): void {
  if (run.recorded >= run.journal.length) return;
  run.options.recorder?.entries(run.journal.slice(run.recorded));
  run.recorded = run.journal.length;
}

/** From here on the run is another one than before: what was kept and recorded of its future is void. */
async function diverge(run: Run): Promise<void> {
  run.diverged = false;
  run.recorded = run.journal.length;
  run.history.dropAfter(run.barrierUs);
  await run.options.recorder?.cut([...run.journal], run.barrierUs);
}

function handOut({ host, nextEventUs, entriesFor, shardsOf }: Hosted, entry: JournalEntry): void {
  for (const [shard, slot] of host.slotOf.entries()) {
    if (entry.shards === null || entry.shards.includes(shard)) nextEventUs[shard] = Math.min(nextEventUs[shard]!, entry.atUs);
    if (shard === shardsOf[slot]![0]) entriesFor[slot]!.push(entry);
  }
}

/** Begins a seek: back to the nearest checkpoint unless the run is on the right side and nearer. */
async function setOut(hosted: Hosted): Promise<void> {
  const { run } = hosted;
  const { seek } = run;
  run.chase?.failed(new Error('The run was sent elsewhere'));
  run.chase = seek;
  run.seek = null;
  const nearest = run.history.before(seek!.toUs);
  if (run.barrierUs <= seek!.toUs && (nearest === null || nearest.atUs <= run.barrierUs)) return;
  await restoreRun(hosted, nearest);
  run.options.recorder?.rewind(nearest?.mark ?? null);
  run.sinceMs = 0;
  run.sinceWindows = 0;
}

/** Ends a seek, with what is to be done otherwise from here on. */
async function arrive(hosted: Hosted): Promise<void> {
  const { run } = hosted;
  const { toUs, changes, arrived } = run.chase!;
  run.chase = null;
  if (changes !== null) {
    dropFuture(run);
    const nowUs = Math.max(toUs, run.barrierUs);
    for (const { command, atUs } of changes) addEntry(run, Math.max(atUs ?? 0, nowUs), command, null);
    // What is to come later is known from here on, like the attacks that a run begins with.
    if (changes.some(({ atUs }) => atUs !== undefined && atUs > nowUs)) run.given = run.journal.length;
    await diverge(run);
  }
  await arrived(hosted);
  await publish(hosted);
}

function countTime(run: Run, tookMs: number): void {
  run.busyMs += tookMs;
  run.sinceMs += tookMs;
  run.sinceWindows++;
  run.frontierUs = Math.max(run.frontierUs, run.barrierUs);
}

function isCheckpointDue({ run, host }: Hosted): boolean {
  // In process there is no worker to bring back: only those who rewind or write a folder need checkpoints.
  if (run.options.checkpoints === undefined && run.options.host === 'in-process') return false;
  if (run.violations.length > 0) return false;
  const since = { busyMs: run.sinceMs, windows: run.sinceWindows, lastTookMs: run.lastCheckpointMs, recordedBytes: host.recordedBytes };
  return checkpointDue(run.checkpointOptions, since);
}

async function takeCheckpoint(hosted: Hosted): Promise<RunCheckpoint> {
  const { run } = hosted;
  const beganMs = performance.now();
  const checkpoint = await captureRun(hosted);
  run.history.add(checkpoint);
  run.options.recorder?.checkpoint(checkpoint);
  run.lastCheckpointMs = performance.now() - beganMs;
  run.checkpointMs += run.lastCheckpointMs;
  run.sinceMs = 0;
  run.sinceWindows = 0;
  return checkpoint;
}

function endOf({ run, finalRounds }: Hosted, window: Window | null): Ended | null {
  const { end } = run.options;
  if (run.violations.length > 0) return 'violation';
  if (run.stopping) return 'stopped';
  if ('untilUs' in end) return window === null || window.startUs >= end.untilUs ? 'until' : null;
  if (finalRounds.every((rounds) => rounds >= end.rounds)) return 'rounds';
  return window === null || window.startUs >= end.boundUs ? 'bound' : null;
}

/** A request for each slot of which some shard has an event in the window; the others are left alone. */
function requestsFor(hosted: Hosted, window: Window, wantViews: boolean): (AdvanceRequest | null)[] {
  const { shardsOf, nextEventUs, underWay, entriesFor } = hosted;
  return shardsOf.map((shards, slot) => {
    if (!wantViews && !shards.some((shard) => nextEventUs[shard]! < window.endUs)) return null;
    return { windowEndUs: window.endUs, batches: underWay[slot]!.splice(0), entries: entriesFor[slot]!.splice(0), wantViews };
  });
}

/** The barrier: messages go under way, claims are folded, violations come into their total order. */
function foldWindow(hosted: Hosted, window: Window, replies: readonly (AdvanceReply | null)[]): void {
  const { run, program, host, shardsOf, nextEventUs, finalRounds, verifications } = hosted;
  run.windows++;
  const claims: ShardClaims[] = [];
  const records: ShardRecords[] = [];
  const found: Violation[] = [];
  // First what each slot says of its own shards, because a slot that had nothing to do keeps what is known of it.
  replies.forEach((reply, slot) => {
    if (reply === null) return;
    shardsOf[slot]!.forEach((shard, at) => {
      nextEventUs[shard] = reply.nextEventUs[at]!;
      finalRounds[shard] = reply.finalRounds[at]!;
    });
    run.events += reply.eventCount;
    run.checks += reply.checks;
    found.push(...reply.violations);
    verifications[slot] = reply.verifications;
    if (reply.claims !== null) claims.push(...unpack<ShardClaims[]>(reply.claims));
    if (reply.records !== null) records.push(...unpack<ShardRecords[]>(reply.records));
    if (reply.views !== null) run.frames.keepViews(shardsOf[slot]!, unpack<unknown[]>(reply.views));
  });
  for (const reply of replies) if (reply !== null) sendOnTheirWay(hosted, reply);
  if (claims.length > 0) {
    const byShard: (readonly unknown[])[] = host.slotOf.map(() => []);
    for (const { shard, claims: ofShard } of claims) byShard[shard] = ofShard;
    found.push(...program.claims.fold(hosted.claims, window.endUs, byShard));
  }
  if (records.length > 0) {
    const inOrder = records.toSorted((a, b) => a.shard - b.shard);
    run.options.onTrace?.(inOrder);
    run.options.recorder?.records(inOrder);
  }
  if (found.length > 0) run.violations = found.toSorted(violationOrder);
}

function sendOnTheirWay({ nextEventUs, underWay }: Hosted, reply: AdvanceReply): void {
  reply.batches?.forEach((bytes, slot) => {
    if (bytes !== null) underWay[slot]!.push(bytes);
  });
  reply.arrivalsUs?.forEach((timeUs, shard) => {
    if (timeUs < nextEventUs[shard]!) nextEventUs[shard] = timeUs;
  });
}

/** A frame for those who watch; the views are fetched when no window has brought them lately. */
async function publish(hosted: Hosted): Promise<void> {
  const { run, host } = hosted;
  if (!run.frames.watched()) return;
  if (run.frames.viewsAreOlderThan(run.windows)) run.frames.keepViews([...host.slotOf.keys()], await host.inspect());
  run.frames.publish(frameOf(hosted, run.pacer.paused ? 'paused' : 'running'));
}
