import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { RepetitionNumbers } from '../../core/papers/paper.js';
import type { ParameterValues } from '../../core/papers/parameters.js';

/** What one repetition measured; `timesUs` is of this machine and of no other. */
export interface Repetition {
  readonly repetition: number;
  readonly numbers: RepetitionNumbers;
  readonly timesUs: Readonly<Record<string, number>>;
}

export interface RepetitionTask {
  readonly paper: string;
  readonly parameters: ParameterValues;
  readonly seed: number;
  readonly repetition: number;
  /** Whether its times are compared: a thread then runs its first one twice and forgets the first. */
  readonly isTimed: boolean;
}

/** Threads that run repetitions, one to a thread. */
export interface RepetitionPool {
  /** Runs the tasks and gives what has ended, in the order of the tasks; all of it unless the pool was stopped. Rejects when a thread fails. */
  run(tasks: readonly RepetitionTask[], onDone: (done: Repetition) => void): Promise<readonly Repetition[]>;
  /** Ends it at once; repetitions under way are lost. */
  stop(): void;
  close(): Promise<void>;
}

export function openPool(threads: number): RepetitionPool {
  const pool = new Piscina({ filename: fileURLToPath(new URL('./repetition-worker.js', import.meta.url)), minThreads: threads, maxThreads: threads, idleTimeout: Infinity, recordTiming: false });
  // Stopping ends threads in the midst of their work; whoever waits for that work is told by its promise.
  pool.on('error', () => undefined);
  const abort = new AbortController();
  return {
    async run(tasks, onDone) {
      const ended: (Repetition | undefined)[] = [];
      let next = 0;
      const lane = async (): Promise<void> => {
        while (!abort.signal.aborted && next < tasks.length) {
          const at = next++;
          const done = await runTask(pool, tasks[at]!, abort.signal);
          if (done === null) return;
          ended[at] = done;
          onDone(done);
        }
      };
      await Promise.all(Array.from({ length: threads }, lane));
      return ended.filter((one) => one !== undefined);
    },
    stop: () => abort.abort(),
    close: () => pool.destroy(),
  };
}

/** Null when the pool was stopped. */
async function runTask(pool: Piscina, task: RepetitionTask, signal: AbortSignal): Promise<Repetition | null> {
  try {
    return (await pool.run(task, { signal })) as Repetition;
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}
