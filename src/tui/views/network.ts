import type { AttackQuery } from '../../core/inspect/attack.js';
import type { NetworkDetail, NetworkQuery } from '../../core/inspect/network.js';
import { detailOf, type Model, type UiState } from '../model.js';
import { framed, inside, type Edge } from '../panels/frame.js';
import { linesBeside } from '../text/beside.js';
import { span, type Line } from '../text/spans.js';
import type { Reach } from '../reach.js';
import { CAMPUS_KEYS } from './campus-keys.js';
import { linkLines, stageLines, troubleLines } from './network/links.js';
import { kindLines, kindsOf } from './network/kinds.js';
import { responseLines } from './network/response.js';
import { moved, type Move, type View } from './view.js';

/**
 * How messages travel: links in force, what is wrong with them, what went over them by kind, and how long trades take; and
 * response times beside the thesis' formulas.
 */
export const network: View = {
  name: 'network',
  title: 'Network',
  summary: 'links, faults and cuts, messages by kind, response times by stage and beside their formulas',
  digit: '8',
  looks: (model) => (model.frame === null ? [] : [networkQuery(model), cutQuery(model)]),
  draw,
  keys: [{ keys: ['v'], label: 'v', help: 'links and messages, or response times measured beside the formulas', footer: { text: 'response times', rank: 2 }, run: nextPane }, ...CAMPUS_KEYS],
  move,
};

function networkQuery({ ui }: Model): NetworkQuery {
  return { kind: 'network', shard: ui.shard };
}

function cutQuery({ ui }: Model): AttackQuery {
  return { kind: 'attack', shard: ui.shard, name: 'cut' };
}

function nextPane(reach: Reach): void {
  reach.store.ui((ui) => ({ ...ui, selected: { ...ui.selected, network: 0 }, network: { pane: ui.network.pane === 'links' ? 'response' : 'links' } }));
}

/** A kind of message, or the first line shown of the response times. */
function move(ui: UiState, model: Model, to: Move): UiState {
  const detail = detailOf<'network'>(model, networkQuery(model));
  const lines = detail === null ? 0 : ui.network.pane === 'links' ? kindsOf(detail).length : RESPONSE_LINES + detail.response.length;
  const last = Math.max(0, lines - 1);
  return { ...ui, selected: { ...ui.selected, network: moved(ui.selected.network ?? 0, last, to) } };
}

function draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const room = inside(width, height, edge.boxed);
  const detail = detailOf<'network'>(model, networkQuery(model));
  const name = model.frame?.views[ui.shard]?.name ?? `c${ui.shard + 1}`;
  const title = ui.network.pane === 'links' ? `Network of ${name}` : `Response times of ${name}`;
  if (detail === null) return framed({ ...edge, title }, [[span('asking the run...', 'dim')]], width, height, style);
  const note = [span(`${detail.pending} pending`, 'dim'), ...(detail.held > 0 ? [span(`, ${detail.held} held`, 'warn')] : [])];
  if (ui.network.pane === 'links') return framed({ ...edge, title, note }, body(model, detail, room.width, room.height), width, height, style);
  const lines = responseLines(detail, room.width, style);
  const from = Math.min(ui.selected.network ?? 0, Math.max(0, lines.length - room.height));
  return framed({ ...edge, title, note: [span('v: links and messages', 'dim')] }, lines.slice(from, from + room.height), width, height, style);
}

/** More than the lines that tables of response times have besides their rounds. */
const RESPONSE_LINES = 40;

/** Side by side where there is room, else below each other; the kinds take what is left. */
function body(model: Model, detail: NetworkDetail, width: number, height: number): Line[] {
  const { style, ui } = model;
  const cut = detailOf<'attack'>(model, cutQuery(model))?.links ?? [];
  const isWide = width >= 116;
  const side = isWide ? Math.floor((width - 3) / 2) : width;
  const links = [...linkLines(detail, side, style), ...troubleLines(model, detail, cut, side, isWide ? 6 : 2)];
  const stages = stageLines(detail, side, style);
  const upper = isWide ? linesBeside(links, stages, side, 3, style) : [...links, ...stages];
  const gap: Line[] = height - upper.length > 8 ? [[]] : [];
  const left = Math.max(0, height - upper.length - gap.length);
  return [...upper, ...gap, ...kindLines(detail, ui.selected.network ?? 0, width, left, style)];
}
