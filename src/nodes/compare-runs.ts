import { beginSide, createDivergence, feedSide, movedSoFar, type Divergence, type Moved } from '../core/metrics/divergence.js';
import { VECTOR, vectorOf } from '../core/metrics/vector.js';
import type { ShardView } from '../core/metrics/view.js';
import { startRun } from './coordinator.js';
import { optionsOf, type ReadFolder } from './resume.js';
import type { RunHandle } from './run.js';

/** Two runs beside each other, up to where the shorter one ends. */
export interface RunComparison {
  readonly comparedUs: number;
  /** The numbers that differed at the end of some virtual second, the first one first. */
  readonly moved: readonly Moved[];
  /** The vectors of both over all shards, as of the end of the comparison. */
  readonly values: readonly [readonly number[], readonly number[]];
  /** Names of the shards. */
  readonly shards: readonly string[];
}

/** Virtual time between two looks at both: what is measured meanwhile waits in memory. */
const STRIDE_US = 10_000_000;

/** Executes two folders' runs again, on one clock, and compares their metrics. They must have as many shards. */
export async function compareRuns(folders: readonly [ReadFolder, ReadFolder], threads: number, untilUs: number): Promise<RunComparison> {
  const divergence = createDivergence(folders[0].file.specification.parameters.shards, VECTOR.length);
  const runs = folders.map((folder) => startRun({ ...optionsOf(folder, threads), given: folder.journal.length, paused: true, hold: true }));
  const failed = Promise.race(runs.map((run) => run.done.then(() => new Promise<never>(() => undefined))));
  failed.catch(() => undefined);
  try {
    runs.forEach((run, side) => measureInto(divergence, side as 0 | 1, run));
    for (let atUs = Math.min(STRIDE_US, untilUs); ; atUs = Math.min(atUs + STRIDE_US, untilUs)) {
      await Promise.race([Promise.all(runs.map((run) => run.goOn(atUs))), failed]);
      if (atUs >= untilUs) break;
    }
    const views = runs.map((run) => run.frame()!.views as readonly ShardView[]);
    return { comparedUs: untilUs, moved: movedSoFar(divergence), values: [vectorOf(views[0]!), vectorOf(views[1]!)], shards: views[0]!.map(({ name }) => name) };
  } finally {
    for (const run of runs) run.stop();
    await Promise.allSettled(runs.map(({ done }) => done));
  }
}

function measureInto(divergence: Divergence, side: 0 | 1, run: RunHandle): void {
  run.subscribe(() => undefined);
  run.measure(({ begins, atUs, shards }) => (begins ? beginSide(divergence, side, atUs) : feedSide(divergence, side, atUs, shards)));
}
