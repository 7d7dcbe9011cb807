import { startRun } from '../src/nodes/coordinator.js';
import { runOptions } from '../src/nodes/run-scenario.js';
import type { RunHandle, RunOptions } from '../src/nodes/run.js';
import { loadScenario } from '../src/nodes/scenario-file.js';
import type { BenchRow } from './row.js';

/**
 * What a second thread brings to one round, and what it could bring: two runs on a thread each, begun together, share nothing
 * but the machine. A run that is shared between two threads has windows to wait for besides, and cannot well be faster.
 */
export async function threadRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const name of ['campus-4', 'metro-2000']) {
    const { oneMs, twoMs, bothMs } = await measured(name);
    rows.push(row(`${name}, one round, on two threads by one (times as fast)`, twoMs, oneMs, 'on one'));
    rows.push(row(`${name}, two rounds at once by one after the other`, bothMs, 2 * oneMs, 'one after the other'));
  }
  return rows;
}

function row(name: string, ms: number, referenceMs: number, what: string): BenchRow {
  return { name, measured: `${(ms / 1000).toFixed(1)} s`, reference: `${(referenceMs / 1000).toFixed(1)} s ${what}`, ratio: referenceMs / ms };
}

/** The best of two turns each, taken alternately; start-up does not count. */
async function measured(name: string): Promise<{ oneMs: number; twoMs: number; bothMs: number }> {
  const best = { oneMs: Infinity, twoMs: Infinity, bothMs: Infinity };
  for (let turn = 0; turn < 2; turn++) {
    best.oneMs = Math.min(best.oneMs, await roundsMs([optionsOf(name, 1)]));
    best.twoMs = Math.min(best.twoMs, await roundsMs([optionsOf(name, 2)]));
    best.bothMs = Math.min(best.bothMs, await roundsMs([optionsOf(name, 1), optionsOf(name, 1)]));
  }
  return best;
}

function optionsOf(name: string, threads: number): RunOptions {
  const scenario = loadScenario(name, []);
  if (!scenario.ok) throw new Error(`${name} does not load`);
  return runOptions(scenario, { seed: 1, threads, rounds: 1, untilUs: null, attacks: [] });
}

/** From the moment at which the shards of all of them exist to the end of the last. */
async function roundsMs(all: readonly RunOptions[]): Promise<number> {
  const runs = all.map((options) => startRun({ ...options, paused: true }));
  await Promise.all(runs.map((run) => new Promise<void>((exists) => whenItExists(run, exists))));
  const beganMs = performance.now();
  for (const run of runs) run.resume();
  await Promise.all(runs.map((run) => run.done));
  return performance.now() - beganMs;
}

/** The first frame tells that all shards exist. */
function whenItExists(run: RunHandle, exists: () => void): void {
  const leave = run.subscribe(() => {
    leave();
    exists();
  });
}
