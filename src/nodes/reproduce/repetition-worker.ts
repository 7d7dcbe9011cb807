import { performance } from 'node:perf_hooks';
import type { PaperExperiment } from '../../core/papers/paper.js';
import { PAPERS } from '../../core/papers/registry.js';
import { nodeSuite } from '../crypto/node-suite.js';
import { bring } from './given.js';
import type { Repetition, RepetitionTask } from './repetitions.js';

const TIMED_RUNS = 3;

/** Papers whose code this thread has run before: the first run of a function is slow, and no time of it is worth noting. */
const warm = new Set<string>();

/** One repetition in this thread. */
export default async function runTask(task: RepetitionTask): Promise<Repetition> {
  const experiment = PAPERS.find(({ name }) => name === task.paper)!;
  if (task.isTimed && !warm.has(task.paper)) {
    await runOnce(task, experiment);
    warm.add(task.paper);
  }
  return runOnce(task, experiment);
}

async function runOnce(task: RepetitionTask, experiment: PaperExperiment): Promise<Repetition> {
  const { parameters, seed, repetition } = task;
  const timesUs: Record<string, number> = {};
  const timed = <Result>(key: string, work: () => Result): Result => {
    // The least of a few: whatever else the machine did in between only ever adds to a time.
    let leastMs = Infinity;
    for (let run = 1; ; run += 1) {
      const beganMs = performance.now();
      const result = work();
      leastMs = Math.min(leastMs, performance.now() - beganMs);
      if (run < (task.isTimed ? TIMED_RUNS : 1)) continue;
      timesUs[key] = leastMs * 1000;
      return result;
    }
  };
  const given = await bring(experiment, task);
  return { repetition, numbers: experiment.runRepetition(parameters, { suite: nodeSuite, seed, repetition, given, timed }), timesUs };
}
