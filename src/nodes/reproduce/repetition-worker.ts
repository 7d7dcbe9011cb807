import { performance } from 'node:perf_hooks';
import type { PaperExperiment } from '../../core/papers/paper.js';
import { PAPERS } from '../../core/papers/registry.js';
import { nodeSuite } from '../crypto/node-suite.js';
import { bring } from './given.js';
import type { Repetition, RepetitionTask } from './repetitions.js';

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
    const beganMs = performance.now();
    const result = work();
    timesUs[key] = (timesUs[key] ?? 0) + (performance.now() - beganMs) * 1000;
    return result;
  };
  const given = await bring(experiment, task);
  return { repetition, numbers: experiment.runRepetition(parameters, { suite: nodeSuite, seed, repetition, given, timed }), timesUs };
}
