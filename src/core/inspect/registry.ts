import { inspectAttack, type AttackDetail, type AttackQuery } from './attack.js';
import { inspectBlock, type BlockDetail, type BlockQuery } from './block.js';
import { inspectEvent, type EventDetail, type EventQuery } from './event.js';
import type { Looked } from './looked.js';
import { inspectCrossShard, type CrossShardDetail, type CrossShardQuery } from './cross-shard.js';
import { inspectMarket, type MarketDetail, type MarketQuery } from './market.js';
import { inspectNetwork, type NetworkDetail, type NetworkQuery } from './network.js';
import { inspectNode, type NodeDetail, type NodeQuery } from './node.js';
import { inspectNodes, type NodesDetail, type NodesQuery } from './nodes.js';
import { inspectTransaction, type TransactionDetail, type TransactionQuery } from './transaction.js';

/** Every closer look there is: what is asked, and what comes back. One file each; adding one is a file and a line here. */
interface Inspections {
  nodes: { query: NodesQuery; detail: NodesDetail };
  market: { query: MarketQuery; detail: MarketDetail };
  'cross-shard': { query: CrossShardQuery; detail: CrossShardDetail };
  network: { query: NetworkQuery; detail: NetworkDetail };
  attack: { query: AttackQuery; detail: AttackDetail };
  node: { query: NodeQuery; detail: NodeDetail | null };
  block: { query: BlockQuery; detail: BlockDetail | null };
  event: { query: EventQuery; detail: EventDetail | null };
  transaction: { query: TransactionQuery; detail: TransactionDetail | null };
}

export type InspectionKind = keyof Inspections;

export type Query = Inspections[InspectionKind]['query'];

export type DetailOf<Kind extends InspectionKind> = Inspections[Kind]['detail'];

const INSPECTIONS: { readonly [Kind in InspectionKind]: (looked: Looked, query: Inspections[Kind]['query']) => Inspections[Kind]['detail'] } = {
  nodes: inspectNodes,
  market: inspectMarket,
  'cross-shard': inspectCrossShard,
  network: inspectNetwork,
  attack: inspectAttack,
  node: inspectNode,
  block: inspectBlock,
  event: inspectEvent,
  transaction: inspectTransaction,
};

/** Answers one query about the shard; plain data. */
export function inspect(looked: Looked, query: Query): unknown {
  const look = INSPECTIONS[query.kind] as ((looked: Looked, query: Query) => unknown) | undefined;
  if (look === undefined) throw new RangeError(`There is no closer look ${query.kind}`);
  return look(looked, query);
}
