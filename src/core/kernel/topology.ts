import type { ProcessorCosts, Site } from './models.js';
import { createLinkTable, siteCodes, type LinkTable } from './network.js';
import type { NodePlacement, ShardProgram } from './program.js';
import { maxNodeId } from './queue.js';

/** What every shard knows of the whole run: where each node sits, the links, the processors. Derived, never state. */
export interface Topology {
  readonly placements: readonly NodePlacement[];
  readonly shardCount: number;
  /** Node id → shard. */
  readonly shardOf: Int32Array;
  /** Node id → site code. */
  readonly siteOf: Uint8Array;
  /** Node id → dense index among the nodes of its shard. */
  readonly localOf: Int32Array;
  /** Shard → its node ids, ascending. */
  readonly nodesOf: readonly (readonly number[])[];
  readonly links: LinkTable;
  /** Site code → costs. */
  readonly costs: readonly ProcessorCosts[];
}

/** Reads the program's placements and models once; all shards that one thread hosts share the result. */
export function createTopology(
  program: ShardProgram<any, any>,
  specification: unknown,
  seed: number,
  shardCount: number,
): Topology {
  const placements = program.placements(specification, seed);
  if (placements.length > maxNodeId) throw new RangeError(`${placements.length} nodes are more than the event key can order`);
  const nodesOf: number[][] = Array.from({ length: shardCount }, () => []);
  const shardOf = new Int32Array(placements.length);
  const siteOf = new Uint8Array(placements.length);
  const localOf = new Int32Array(placements.length);
  placements.forEach((placement, index) => {
    const nodes = nodesOf[placement.shard];
    if (placement.id !== index) throw new RangeError(`Node ${placement.name} has id ${placement.id}, not its index ${index}`);
    if (nodes === undefined) throw new RangeError(`Node ${placement.name} sits on shard ${placement.shard} of ${shardCount}`);
    shardOf[index] = placement.shard;
    siteOf[index] = siteCodes[placement.site];
    localOf[index] = nodes.length;
    nodes.push(index);
  });
  const processors = program.processors(specification);
  return {
    placements,
    shardCount,
    shardOf,
    siteOf,
    localOf,
    nodesOf,
    links: createLinkTable(program.network(specification)),
    costs: (Object.keys(siteCodes) as Site[]).map((site) => processors[site]),
  };
}
