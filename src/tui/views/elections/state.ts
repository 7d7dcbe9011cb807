import type { ElectionsDetail, ElectionsQuery } from '../../../core/inspect/elections.js';
import type { CommitteeRiskDetail } from '../../../core/inspect/committee-risk.js';
import type { Query } from '../../../core/inspect/registry.js';
import { detailOf, type Model } from '../../model.js';

function electionsQuery({ ui }: Model): ElectionsQuery {
  const { node, at, order, back } = ui.elections;
  // A name says it all; the place only where there is none.
  return { kind: 'elections', shard: ui.shard, back, order, node, at: node === null ? at : 0 };
}

/** The risk is asked for when the lottery is on the screen: its exact probabilities take some tenths of a second once. */
export function electionLooks(model: Model): readonly Query[] {
  const query = electionsQuery(model);
  return shownElection(model) === null ? [query] : [query, { kind: 'committee-risk', shard: model.ui.shard }];
}

/** The answer to the present query or, until it comes, the last one of this shard with the selection moved along. */
export function shownElection(model: Model): { readonly detail: ElectionsDetail; readonly fresh: boolean } | null {
  const query = electionsQuery(model);
  const exact = detailOf<'elections'>(model, query);
  if (exact !== null) return { detail: exact, fresh: true };
  const last = model.frame?.looks.find((look) => look.query.kind === 'elections' && look.query.shard === query.shard);
  if (last === undefined || last.detail === null) return null;
  const detail = last.detail as ElectionsDetail;
  const named = detail.lines.findIndex(({ node }) => node === query.node);
  return { detail: { ...detail, at: named >= 0 ? detail.before + named : Math.min(query.at, detail.total - 1) }, fresh: false };
}

export function shownRisk(model: Model): CommitteeRiskDetail | null {
  return detailOf<'committee-risk'>(model, { kind: 'committee-risk', shard: model.ui.shard });
}
