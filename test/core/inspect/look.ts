import type { Query } from '../../../src/core/inspect/registry.js';
import type { KernelLook } from '../../../src/core/kernel/program.js';
import { world } from '../../../src/core/scenario/world.js';
import type { ObservedRun } from '../../conformance/lab.js';

/** One closer look at the end of a run; every node counts as up, since a world does not know its kernel. */
export function lookAt(run: Pick<ObservedRun, 'worlds' | 'outcome'>, query: Query): unknown {
  const kernel: KernelLook = { nowUs: run.outcome.nowUs, pendingOf: () => [], processorOf: () => ({ status: 'up', busyUntilUs: 0, waiting: 0 }), network: notKnown };
  return world.shard.inspect!(run.worlds[query.shard]!, query, kernel);
}

function notKnown(): never {
  throw new Error('a world alone does not know its network');
}
