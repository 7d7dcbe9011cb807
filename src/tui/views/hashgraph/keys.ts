import type { HashgraphDetail } from '../../../core/inspect/hashgraph.js';
import type { Model } from '../../model.js';
import type { Reach } from '../../reach.js';
import type { LocalKey } from '../view.js';
import { shownGraph } from './state.js';
import type { HashgraphUi } from './ui.js';

const EPOCHS: readonly HashgraphUi['epoch'][] = ['newest', 'office', 'past'];

/** The view's own keys. */
export const HASHGRAPH_KEYS: readonly LocalKey[] = [
  { keys: ['left', 'h'], label: 'Left h', help: 'previous campus', run: (reach, model) => otherCampus(reach, model, -1) },
  { keys: ['right', 'l'], label: 'Right l', help: 'next campus', footer: { text: 'campus', rank: 6 }, run: (reach, model) => otherCampus(reach, model, 1) },
  { keys: ['m'], label: 'm', help: "the next member's copy of the graph", footer: { text: 'member', rank: 3 }, run: nextViewpoint },
  { keys: ['z'], label: 'z', help: 'the graph of the committee in office, of the one before, or whichever is newer', footer: { text: 'epoch', rank: 4 }, run: otherEpoch },
  { keys: ['f'], label: 'f', help: 'follow the newest event', footer: { text: 'follow', rank: 4 }, run: (reach) => choose(reach, { event: 'newest' }) },
  { keys: ['K'], label: 'K', help: "the selected event's self-parent", run: (reach, model) => alongChain(reach, model, -1) },
  { keys: ['J'], label: 'J', help: 'the next event of the same member', run: (reach, model) => alongChain(reach, model, 1) },
  { keys: ['r'], label: 'r', help: "the selected event's other-parent", footer: { text: 'other-parent', rank: 7 }, run: toOtherParent },
];

function choose(reach: Reach, change: Partial<HashgraphUi>): void {
  reach.store.ui((ui) => ({ ...ui, hashgraph: { ...ui.hashgraph, ...change } }));
}

function otherCampus(reach: Reach, model: Model, by: 1 | -1): void {
  const last = (model.frame?.views.length ?? 1) - 1;
  const shard = Math.max(0, Math.min(last, model.ui.shard + by));
  if (shard !== model.ui.shard) reach.store.ui((ui) => ({ ...ui, shard, hashgraph: { ...ui.hashgraph, member: null, event: 'newest' } }));
}

function graphOf(model: Model): HashgraphDetail | null {
  const shown = shownGraph(model);
  return shown === null || shown === 'none' ? null : shown.detail;
}

/** Another copy of the same graph: the selected event stays selected if it is there too. */
function nextViewpoint(reach: Reach, model: Model): void {
  const graph = graphOf(model);
  if (graph === null) return;
  const { viewpoints, members, viewpoint } = graph;
  const at = viewpoints.indexOf(members[viewpoint]!.node);
  choose(reach, { member: viewpoints[(at + 1) % viewpoints.length]! });
}

function otherEpoch(reach: Reach, model: Model): void {
  choose(reach, { epoch: EPOCHS[(EPOCHS.indexOf(model.ui.hashgraph.epoch) + 1) % EPOCHS.length]!, event: 'newest' });
}

function alongChain(reach: Reach, model: Model, by: 1 | -1): void {
  const shown = shownGraph(model);
  if (shown === null || shown === 'none') return;
  const { events, selected } = shown.detail;
  const here = events[shown.at];
  if (here === undefined) return;
  if (by === -1) {
    const parent = events.find(({ index }) => index === here.selfParent?.index)?.id ?? (shown.fresh ? selected?.selfParent?.id : undefined);
    if (parent !== undefined) choose(reach, { event: parent });
    return;
  }
  const next = events.slice(shown.at + 1).find(({ creator }) => creator === here.creator);
  if (next !== undefined) choose(reach, { event: next.id });
}

function toOtherParent(reach: Reach, model: Model): void {
  const shown = shownGraph(model);
  if (shown === null || shown === 'none') return;
  const { events, selected } = shown.detail;
  const here = events[shown.at];
  const parent = events.find(({ index }) => index === here?.otherParent?.index)?.id ?? (shown.fresh ? selected?.otherParent?.id : undefined);
  if (parent !== undefined) choose(reach, { event: parent });
}
