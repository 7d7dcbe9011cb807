import type { Looked } from './looked.js';
import { inspectCommitteeRisk, type CommitteeRiskDetail, type CommitteeRiskQuery } from './committee-risk.js';
import { inspectElections, type ElectionsDetail, type ElectionsQuery } from './elections.js';
import { inspectHashgraph, type HashgraphDetail, type HashgraphQuery } from './hashgraph.js';
import { inspectNodes, type NodesDetail, type NodesQuery } from './nodes.js';

/** Every closer look there is: what is asked, and what comes back. One file each; adding one is a file and a line here. */
interface Inspections {
  nodes: { query: NodesQuery; detail: NodesDetail };
  elections: { query: ElectionsQuery; detail: ElectionsDetail };
  'committee-risk': { query: CommitteeRiskQuery; detail: CommitteeRiskDetail };
  hashgraph: { query: HashgraphQuery; detail: HashgraphDetail | null };
}

export type InspectionKind = keyof Inspections;

export type Query = Inspections[InspectionKind]['query'];

export type DetailOf<Kind extends InspectionKind> = Inspections[Kind]['detail'];

const INSPECTIONS: { readonly [Kind in InspectionKind]: (looked: Looked, query: Inspections[Kind]['query']) => Inspections[Kind]['detail'] } = {
  nodes: inspectNodes,
  elections: inspectElections,
  'committee-risk': inspectCommitteeRisk,
  hashgraph: inspectHashgraph,
};

/** Answers one query about the shard; plain data. */
export function inspect(looked: Looked, query: Query): unknown {
  const look = INSPECTIONS[query.kind] as ((looked: Looked, query: Query) => unknown) | undefined;
  if (look === undefined) throw new RangeError(`There is no closer look ${query.kind}`);
  return look(looked, query);
}
