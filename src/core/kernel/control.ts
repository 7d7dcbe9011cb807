import type { NodeEvent, NodeId } from './contract.js';
import { createLinkTable } from './network.js';
import { crashProcessor, nodeAsleep, nodeUp } from './processor.js';
import type { Control } from './program.js';
import { anyIncarnation, kernelSource, operatorSource, pushEvent } from './queue.js';
import { releaseHeld } from './sending.js';
import type { Shard } from './shard.js';

/** What operator commands may do to a shard's kernel; takes the shard lazily because each holds the other. */
export function createControl(shardOf: () => Shard): Control {
  return {
    get nowUs() {
      return shardOf().state.kernel.nowUs;
    },
    stopNode: (node) => stopNode(shardOf(), node),
    startNode: (node) => startNode(shardOf(), node),
    setLinkToShard: (target, up) => {
      const { linkUp } = shardOf().state.kernel;
      if (!(target in linkUp)) throw new RangeError(`There is no shard ${target}`);
      linkUp[target] = up ? 1 : 0;
    },
    setNetwork: (network) => {
      const shard = shardOf();
      const links = createLinkTable(network);
      if (links.wideArea.baseUs < shard.topology.links.wideArea.baseUs) throw new RangeError('Windows rest on the wide area’s base latency; it cannot become less');
      shard.state.kernel.links = links;
    },
    beginLinkFault: (fault) => {
      const { faults } = shardOf().state.kernel;
      faults.links = [...faults.links.filter(({ id }) => id !== fault.id), fault];
    },
    beginClockFault: (fault) => {
      const { faults } = shardOf().state.kernel;
      if (!(fault.driftPpm > -1_000_000)) throw new RangeError(`A clock that drifts by ${fault.driftPpm} millionths stands still`);
      faults.clocks = [...faults.clocks, fault];
    },
    endFault: (id) => {
      const { faults } = shardOf().state.kernel;
      faults.clocks = faults.clocks.filter((fault) => fault.id !== id);
      if (!faults.links.some((fault) => fault.id === id)) return;
      faults.links = faults.links.filter((fault) => fault.id !== id);
      releaseHeld(shardOf());
    },
    deliver: (node, event) => deliver(shardOf(), node, event),
  };
}

/**
 * The effects of a step that was executed before the crash still leave the node, even when their processor time ends
 * after it: a step is atomic.
 */
function stopNode(shard: Shard, node: NodeId): void {
  const local = localOf(shard, node);
  const { kernel, world } = shard.state;
  if (local < 0 || kernel.processors.status[local] !== nodeUp) return;
  crashProcessor(kernel.processors, kernel.queue, local, kernel.nowUs);
  shard.program.crash(world, node);
}

function startNode(shard: Shard, node: NodeId): void {
  const local = localOf(shard, node);
  const { kernel } = shard.state;
  const { processors } = kernel;
  if (local < 0 || processors.status[local] === nodeUp) return;
  const event: NodeEvent = { type: 'start', restarted: processors.status[local] !== nodeAsleep };
  processors.status[local] = nodeUp;
  pushEvent(kernel.queue, kernel.nowUs, node, kernelSource, kernel.kernelSequence++, processors.incarnations[local]!, event);
}

function deliver(shard: Shard, node: NodeId, event: NodeEvent): void {
  if (localOf(shard, node) < 0) return;
  const { kernel } = shard.state;
  pushEvent(kernel.queue, kernel.nowUs, node, operatorSource, kernel.kernelSequence++, anyIncarnation, event);
}

function localOf(shard: Shard, node: NodeId): number {
  const { shardOf, localOf } = shard.topology;
  if (!(node in shardOf)) throw new RangeError(`There is no node ${node}`);
  return shardOf[node] === shard.index ? localOf[node]! : -1;
}
