import { inspectAttack, type AttackDetail, type AttackQuery } from './attack.js';
import { inspectBlock, type BlockDetail, type BlockQuery } from './block.js';
import { inspectEvent, type EventDetail, type EventQuery } from './event.js';
import type { Looked } from './looked.js';
import type { ShardView } from '../metrics/view.js';
import { inspectView, type ViewQuery } from './view.js';
import { inspectCommitteeRisk, type CommitteeRiskDetail, type CommitteeRiskQuery } from './committee-risk.js';
import { inspectElections, type ElectionsDetail, type ElectionsQuery } from './elections.js';
import { inspectForecast, type ForecastDetail, type ForecastQuery } from './forecast.js';
import { inspectHashgraph, type HashgraphDetail, type HashgraphQuery } from './hashgraph.js';
import { inspectCrossShard, type CrossShardDetail, type CrossShardQuery } from './cross-shard.js';
import { inspectMechanisms, type MechanismsDetail, type MechanismsQuery } from './mechanisms.js';
import { inspectMarket, type MarketDetail, type MarketQuery } from './market.js';
import { inspectNetwork, type NetworkDetail, type NetworkQuery } from './network.js';
import { inspectNode, type NodeDetail, type NodeQuery } from './node.js';
import { inspectBlocks, type BlocksDetail, type BlocksQuery } from './ledger-blocks.js';
import { inspectChain, inspectParties, type ChainDetail, type ChainQuery, type PartiesDetail, type PartiesQuery } from './ledger.js';
import { inspectOrigins, type OriginsDetail, type OriginsQuery } from './origins.js';
import { inspectTrade, inspectTrades, type TradeDetail, type TradeQuery, type TradesDetail, type TradesQuery } from './trade.js';
import { inspectNodes, type NodesDetail, type NodesQuery } from './nodes.js';
import { inspectTransaction, type TransactionDetail, type TransactionQuery } from './transaction.js';

/** Every closer look there is: what is asked, and what comes back. One file each; adding one is a file and a line here. */
interface Inspections {
  nodes: { query: NodesQuery; detail: NodesDetail };
  view: { query: ViewQuery; detail: ShardView };
  elections: { query: ElectionsQuery; detail: ElectionsDetail };
  'committee-risk': { query: CommitteeRiskQuery; detail: CommitteeRiskDetail };
  hashgraph: { query: HashgraphQuery; detail: HashgraphDetail | null };
  forecast: { query: ForecastQuery; detail: ForecastDetail };
  market: { query: MarketQuery; detail: MarketDetail };
  mechanisms: { query: MechanismsQuery; detail: MechanismsDetail };
  'cross-shard': { query: CrossShardQuery; detail: CrossShardDetail };
  network: { query: NetworkQuery; detail: NetworkDetail };
  attack: { query: AttackQuery; detail: AttackDetail };
  node: { query: NodeQuery; detail: NodeDetail | null };
  block: { query: BlockQuery; detail: BlockDetail | null };
  event: { query: EventQuery; detail: EventDetail | null };
  transaction: { query: TransactionQuery; detail: TransactionDetail | null };
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
  view: inspectView,
  elections: inspectElections,
  'committee-risk': inspectCommitteeRisk,
  hashgraph: inspectHashgraph,
  forecast: inspectForecast,
  market: inspectMarket,
  mechanisms: inspectMechanisms,
  'cross-shard': inspectCrossShard,
  network: inspectNetwork,
  attack: inspectAttack,
  node: inspectNode,
  block: inspectBlock,
  event: inspectEvent,
  transaction: inspectTransaction,
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
