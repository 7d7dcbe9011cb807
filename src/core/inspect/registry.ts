import { inspectBlocks, type BlocksDetail, type BlocksQuery } from './ledger-blocks.js';
import { inspectChain, inspectParties, type ChainDetail, type ChainQuery, type PartiesDetail, type PartiesQuery } from './ledger.js';
import type { Looked } from './looked.js';
import { inspectOrigins, type OriginsDetail, type OriginsQuery } from './origins.js';
import { inspectTrade, inspectTrades, type TradeDetail, type TradeQuery, type TradesDetail, type TradesQuery } from './trade.js';
import { inspectNodes, type NodesDetail, type NodesQuery } from './nodes.js';

/** Every closer look there is: what is asked, and what comes back. One file each; adding one is a file and a line here. */
interface Inspections {
  nodes: { query: NodesQuery; detail: NodesDetail };
  trades: { query: TradesQuery; detail: TradesDetail };
  trade: { query: TradeQuery; detail: TradeDetail };
  'ledger-parties': { query: PartiesQuery; detail: PartiesDetail };
  'ledger-chain': { query: ChainQuery; detail: ChainDetail };
  'ledger-blocks': { query: BlocksQuery; detail: BlocksDetail };
  'ledger-origins': { query: OriginsQuery; detail: OriginsDetail };
}

export type InspectionKind = keyof Inspections;

export type Query = Inspections[InspectionKind]['query'];

export type DetailOf<Kind extends InspectionKind> = Inspections[Kind]['detail'];

const INSPECTIONS: { readonly [Kind in InspectionKind]: (looked: Looked, query: Inspections[Kind]['query']) => Inspections[Kind]['detail'] } = {
  nodes: inspectNodes,
  trades: inspectTrades,
  trade: inspectTrade,
  'ledger-parties': inspectParties,
  'ledger-chain': inspectChain,
  'ledger-blocks': inspectBlocks,
  'ledger-origins': inspectOrigins,
};

/** Answers one query about the shard; plain data. */
export function inspect(looked: Looked, query: Query): unknown {
  const look = INSPECTIONS[query.kind] as ((looked: Looked, query: Query) => unknown) | undefined;
  if (look === undefined) throw new RangeError(`There is no closer look ${query.kind}`);
  return look(looked, query);
}
