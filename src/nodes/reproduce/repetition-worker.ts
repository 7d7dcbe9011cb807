import { performance } from 'node:perf_hooks';
import { PAPERS } from '../../core/papers/registry.js';
import { nodeSuite } from '../crypto/node-suite.js';
import type { Repetition, RepetitionTask } from './repetitions.js';

/** Papers whose code this thread has run before: the first run of a function is slow, and no time of it is worth noting. */
const warm = new Set<string>();

/** One repetition in this thread. */
export default function runTask(task: RepetitionTask): Repetition {
  const experiment = PAPERS.find(({ name }) => name === task.paper)!;
  if (task.isTimed && !warm.has(task.paper)) {
    runOnce(task, experiment);
    warm.add(task.paper);
  }
  return runOnce(task, experiment);
}

function runOnce({ parameters, seed, repetition }: RepetitionTask, experiment: (typeof PAPERS)[number]): Repetition {
  const timesUs: Record<string, number> = {};
  const timed = <Result>(key: string, work: () => Result): Result => {
    const beganMs = performance.now();
    const result = work();
    timesUs[key] = (timesUs[key] ?? 0) + (performance.now() - beganMs) * 1000;
    return result;
  };
  return { repetition, numbers: experiment.runRepetition(parameters, { suite: nodeSuite, seed, repetition, timed }), timesUs };
}
