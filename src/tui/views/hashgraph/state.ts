import type { HashgraphDetail, HashgraphQuery } from '../../../core/inspect/hashgraph.js';
import { detailOf, type Model } from '../../model.js';

export function queryOf({ ui }: Model): HashgraphQuery {
  return { kind: 'hashgraph', shard: ui.shard, ...ui.hashgraph };
}

/** What is known: the answer to the present query, or, until it comes, the last one of this shard without its selection. */
export interface ShownGraph {
  readonly detail: HashgraphDetail;
  readonly fresh: boolean;
  /** Position in `detail.events` of what is selected, -1 when it is not among them. */
  readonly at: number;
}

/** Null until there is an answer; `none` when nobody holds a graph. */
export function shownGraph(model: Model): ShownGraph | 'none' | null {
  const query = queryOf(model);
  const exact = detailOf<'hashgraph'>(model, query);
  if (exact !== null) return { detail: exact, fresh: true, at: exact.selected === null ? -1 : exact.selected.index - exact.before };
  const looks = model.frame?.looks.filter((look) => look.query.kind === 'hashgraph' && look.query.shard === query.shard) ?? [];
  if (looks.some((look) => JSON.stringify(look.query) === JSON.stringify(query))) return 'none';
  const detail = (looks[0]?.detail ?? null) as HashgraphDetail | null;
  if (detail === null) return null;
  const { event } = query;
  const at = event === 'newest' ? detail.events.length - 1 : event === 'first' ? 0 : detail.events.findIndex(({ id }) => id === event);
  return { detail, fresh: false, at };
}
