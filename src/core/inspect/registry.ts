import type { Looked } from './looked.js';
import type { ShardView } from '../metrics/view.js';
import { inspectNodes, type NodesDetail, type NodesQuery } from './nodes.js';
import { inspectView, type ViewQuery } from './view.js';

/** Every closer look there is: what is asked, and what comes back. One file each; adding one is a file and a line here. */
interface Inspections {
  nodes: { query: NodesQuery; detail: NodesDetail };
  view: { query: ViewQuery; detail: ShardView };
}

export type InspectionKind = keyof Inspections;

export type Query = Inspections[InspectionKind]['query'];

export type DetailOf<Kind extends InspectionKind> = Inspections[Kind]['detail'];

const INSPECTIONS: { readonly [Kind in InspectionKind]: (looked: Looked, query: Inspections[Kind]['query']) => Inspections[Kind]['detail'] } = {
  nodes: inspectNodes,
  view: inspectView,
};

/** Answers one query about the shard; plain data. */
export function inspect(looked: Looked, query: Query): unknown {
  const look = INSPECTIONS[query.kind] as ((looked: Looked, query: Query) => unknown) | undefined;
  if (look === undefined) throw new RangeError(`There is no closer look ${query.kind}`);
  return look(looked, query);
}
