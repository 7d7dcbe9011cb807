import type { CrossShardDetail, CrossShardQuery } from '../../core/inspect/cross-shard.js';
import { crossings, detailOf, type Crossing, type Model, type UiState } from '../model.js';
import { framed, type Edge } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { span, type Line } from '../text/spans.js';
import { travelTo } from '../time.js';
import { countLines } from './cross-shard/counts.js';
import { detailLines } from './cross-shard/detail.js';
import { listPane } from './cross-shard/list.js';
import { moved, type Move, type Target, type View } from './view.js';

/** Every transaction across shards as a small state machine (SEED A6, Atomix), and the selected one with all its proofs. */
export const crossShard: View = {
  name: 'cross-shard',
  title: 'Cross-shard',
  summary: 'each transaction across campuses as a state machine, with its proofs and what it waits for',
  digit: '5',
  looks: queriesOf,
  draw,
  keys: [
    { keys: ['left', 'h'], label: 'Left h', help: 'only those of the campus before', run: (reach, model) => toCampus(reach, model, -1) },
    { keys: ['right', 'l'], label: 'Right l', help: 'only those of the next campus', footer: { text: 'campus', rank: 3 }, run: (reach, model) => toCampus(reach, model, 1) },
    { keys: ['v'], label: 'v', help: 'all campuses, or only the one looked at', footer: { text: 'all', rank: 2 }, run: toggleFilter },
    { keys: ['J'], label: 'J', help: 'to the moment when the transaction began', footer: { text: 'its beginning', rank: 4 }, run: toBeginning },
  ],
  move,
  target,
};

/** The transactions that the filter lets through, in flight first. */
function shownOf({ frame, ui }: Model): readonly Crossing[] {
  const { campus } = ui.crossShard;
  const all = crossings(frame?.views ?? []);
  return campus === null ? all : all.filter((one) => shardsOf(one).includes(campus));
}

/** Every shard that has a part in it, ascending. */
function shardsOf({ home, inputs, outputs }: Crossing): number[] {
  return [...new Set([home, ...inputs.map(({ shard }) => shard), ...outputs])].toSorted((a, b) => a - b);
}

function selectedOf(model: Model, shown: readonly Crossing[]): number {
  const at = shown.findIndex(({ id }) => id === model.ui.crossShard.chosen);
  return at < 0 ? 0 : at;
}

function queriesOf(model: Model): readonly CrossShardQuery[] {
  const shown = shownOf(model);
  const one = shown[selectedOf(model, shown)];
  if (one === undefined) return [];
  const shards = (model.frame?.views ?? []).length;
  return shardsOf(one)
    .filter((shard) => shard < shards)
    .map((shard) => ({ kind: 'cross-shard', shard, transaction: one.id, buyer: one.buyer, seller: one.seller }));
}

function toCampus(reach: Reach, { frame, ui }: Model, by: 1 | -1): void {
  const last = Math.max(0, (frame?.views.length ?? 1) - 1);
  // The first press filters by the campus looked at already.
  const campus = ui.crossShard.campus === null ? ui.shard : moved(ui.shard, last, (at) => at + by);
  reach.store.ui((now) => ({ ...now, shard: campus, crossShard: { ...now.crossShard, campus } }));
}

function toggleFilter(reach: Reach, { ui }: Model): void {
  reach.store.ui((now) => ({ ...now, crossShard: { ...now.crossShard, campus: ui.crossShard.campus === null ? ui.shard : null } }));
}

function toBeginning(reach: Reach, model: Model): void {
  const shown = shownOf(model);
  const one = shown[selectedOf(model, shown)];
  if (one !== undefined) travelTo(reach, one.beganUs);
}

function move(ui: UiState, model: Model, to: Move): UiState {
  const shown = shownOf(model);
  const chosen = shown[moved(selectedOf(model, shown), Math.max(0, shown.length - 1), to)]?.id ?? null;
  return { ...ui, crossShard: { ...ui.crossShard, chosen } };
}

function target(model: Model): Target | null {
  const shown = shownOf(model);
  const one = shown[selectedOf(model, shown)];
  return one === undefined ? null : { type: 'transaction', shard: one.home, id: one.id };
}

function draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { ui, style } = model;
  const views = model.frame?.views ?? [];
  const { campus } = ui.crossShard;
  const shown = shownOf(model);
  const selected = selectedOf(model, shown);
  const one = shown[selected];
  const headHeight = Math.min(height, edge.boxed ? 4 : 3);
  const note: Line = [span(campus === null ? 'all campuses' : `only ${views[campus]?.name ?? campus}`, campus === null ? 'dim' : 'accent'), span('  v: filter', 'dim')];
  const head = framed({ ...edge, title: 'Cross-shard transactions', note }, countLines(model, shown, width - (edge.boxed ? 4 : 0)), width, headHeight, style);
  const left = height - headHeight;
  const edges = edge.boxed ? 2 : 1;
  const listHeight = one === undefined ? left : Math.min(left, Math.max(edges + 3, Math.min(edges + 1 + shown.length, Math.floor(left * 0.42))));
  const list = listPane(model, shown, selected, width, listHeight, edge.boxed);
  if (one === undefined) return [...head, ...list];
  const details = queriesOf(model).map((query) => detailOf<'cross-shard'>(model, query));
  const known = details.filter((detail): detail is CrossShardDetail => detail !== null);
  const lines = detailLines(model, one, known, known.length < details.length, width - (edge.boxed ? 4 : 0));
  const title = { title: `Transaction ${one.id.slice(0, 12)}`, focused: false, boxed: edge.boxed };
  return [...head, ...list, ...framed(title, lines, width, left - listHeight, style)];
}
