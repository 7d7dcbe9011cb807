import { contentHashOfMutable } from '../core/crypto/encoding.js';
import type { Program } from '../core/kernel/program.js';
import { beginMeasuring, restoreRun, takeCheckpoint } from './checkpoint.js';
import { nodeSuite } from './crypto/node-suite.js';
import { assignShards, type Host } from './host.js';
import { createInProcessHost } from './in-process-host.js';
import { finish } from './outcome.js';
import { loadProgram } from './program-loader.js';
import { createRun, type Hosted, type Run } from './run-state.js';
import type { Parting, RunHandle, RunOptions, RunOutcome } from './run.js';
import { addEntry, branchOff, dropFuture, seek } from './seeking.js';
import { executeWindows } from './window-loop.js';
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
    pause() {
      pacer.pause();
      if (run.chase !== null) run.chase.halted = true;
    },
    resume: () => pacer.resume(),
    stepWindow: () => pacer.step(),
    stepEvent() {
      run.pieceDue = true;
      pacer.step();
    },
    runTo(landmarks) {
      pacer.pause();
      return seek(run, { toUs: Number.MAX_SAFE_INTEGER, landmarks }, async (_, { reached }) => reached);
    },
    look(queries) {
      run.queries = queries;
      pacer.nudge();
    },
    ask: (query) =>
      new Promise((answered, failed) => {
        if (run.ended) return failed(new Error('The run has ended'));
        run.asks.push({ query, answered, failed });
        pacer.nudge();
      }),
    setSpeed: (speed) => pacer.setSpeed(speed),
    stop() {
      run.stopping = true;
      pacer.release();
    },
    operate(command, shards) {
      if (run.ended || run.seek !== null || run.chase !== null) return null;
      if (run.barrierUs < run.frontierUs) dropFuture(run);
      const entry = addEntry(run, run.open?.window.endUs ?? run.barrierUs, command, shards);
      pacer.nudge();
      return entry;
    },
    rewind: (toUs) => seek(run, { toUs }, async () => run.barrierUs),
    goOn: (toUs) => seek(run, { toUs, throughout: true }, async () => run.barrierUs),
    fork: (atUs, changes) => seek(run, { toUs: atUs, changes }, part),
    branch: () => seek(run, { toUs: run.open?.window.endUs ?? run.barrierUs, throughout: true }, branchOff),
    measure(listener) {
      run.onMeasured = listener;
      beginMeasuring(run);
    },
    checkpoints: () => ({ count: run.history.checkpoints.length, bytes: run.history.bytes, longestGapMs: run.history.longestGapMs(run.busyMs), tookMs: run.checkpointMs, busyMs: run.executedMs }),
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
    for (const abandoned of [run.seek, run.chase, ...run.asks]) abandoned?.failed(new Error('The run has ended'));
    clearInterval(keepUp);
    await host.close();
  }
}

function createHost(program: Program, options: RunOptions): Host {
  const { specification, seed } = options;
  const shardCount = program.shardCount(specification);
  const journal = options.journal.slice(0, options.given);
  const setup = { specification, seed, digest: options.digest ?? true, trace: options.trace ?? 'none', journal, givesWay: options.givesWay ?? false } as const;
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
    for (const earlier of run.options.past?.checkpoints ?? []) run.history.add(earlier);
    run.history.add(from);
  }
  run.frontierUs = run.barrierUs;
  return hosted;
}
