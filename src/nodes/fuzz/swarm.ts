import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { Coverage } from '../../core/fuzz/coverage.js';
import type { Violation } from '../../core/kernel/program.js';

/** What a thread says of one world: plain data, small enough for thousands. */
export interface SeedOutcome {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly error: string | null;
  readonly digest: string;
  readonly coverage: Coverage;
  readonly virtualSeconds: number;
  readonly wallSeconds: number;
  readonly events: number;
}

export interface SeedTask {
  readonly seed: number;
  readonly crossCheck: boolean;
}

export interface SwarmOptions {
  readonly firstSeed: number;
  /** Null: until it is stopped. */
  readonly lastSeed: number | null;
  readonly threads: number;
  /** Every so manieth seed is run again on worker threads; 0 for none. */
  readonly crossCheckEvery: number;
  readonly onOutcome: (outcome: SeedOutcome) => void;
}

export interface Swarm {
  /** All outcomes, by seed, when the last world has ended or the swarm was stopped. */
  readonly done: Promise<readonly SeedOutcome[]>;
  /** Ends it at once; worlds under way are not counted. */
  stop(): void;
}

/** Runs the worlds of many seeds, one to a thread, as many at a time as there are threads. */
export function startSwarm(options: SwarmOptions): Swarm {
  const { threads, lastSeed, crossCheckEvery } = options;
  const pool = new Piscina({ filename: fileURLToPath(new URL('./swarm-worker.js', import.meta.url)), minThreads: threads, maxThreads: threads, idleTimeout: Infinity, recordTiming: false, resourceLimits: { maxYoungGenerationSizeMb: 64 } });
  pool.on('error', () => undefined);
  const outcomes: SeedOutcome[] = [];
  const abort = new AbortController();
  let next = options.firstSeed;
  const lane = async (): Promise<void> => {
    while (!abort.signal.aborted && (lastSeed === null || next <= lastSeed)) {
      const seed = next++;
      const crossCheck = crossCheckEvery > 0 && seed % crossCheckEvery === 0;
      const outcome = await runSeed(pool, { seed, crossCheck }, abort.signal);
      if (outcome === null) return;
      outcomes.push(outcome);
      options.onOutcome(outcome);
    }
  };
  const work = async (): Promise<readonly SeedOutcome[]> => {
    await Promise.all(Array.from({ length: threads }, lane));
    await pool.destroy();
    return outcomes.toSorted((a, b) => a.seed - b.seed);
  };
  return { done: work(), stop: () => abort.abort() };
}

/** Null when the swarm was stopped. A thread that dies is the world's failure. */
async function runSeed(pool: Piscina, task: SeedTask, signal: AbortSignal): Promise<SeedOutcome | null> {
  try {
    return (await pool.run(task, { signal })) as SeedOutcome;
  } catch (error) {
    if (signal.aborted) return null;
    const message = error instanceof Error ? error.message : String(error);
    return { seed: task.seed, violations: [], error: `the thread died: ${message}`, digest: '', coverage: {}, virtualSeconds: 0, wallSeconds: 0, events: 0 };
  }
}
