import type { ElectionsDetail } from '../../../core/inspect/elections.js';
import type { ShardView } from '../../../core/metrics/view.js';
import type { Model, UiState } from '../../model.js';
import { committeeLine, firstShown } from '../../panels/elections.js';
import { framed, inside, type Edge } from '../../panels/frame.js';
import type { Reach } from '../../reach.js';
import { ruledBeside } from '../../text/beside.js';
import { span, type Line } from '../../text/spans.js';
import { glyphsOf, type Style, type Tone } from '../../text/style.js';
import { titled } from '../../text/table.js';
import { wrappedLines } from '../../text/wrap.js';
import { moved, type LocalKey, type Move, type Target, type View } from '../view.js';
import { drawerHeading, drawerRow } from './drawers.js';
import { riskLines, selectedLines } from './selected.js';
import { electionLooks, shownElection, shownRisk } from './state.js';
import type { ElectionsUi } from './ui.js';

const KEYS: readonly LocalKey[] = [
  { keys: ['left', 'h'], label: 'Left h', help: 'previous campus', run: (reach, model) => otherCampus(reach, model, -1) },
  { keys: ['right', 'l'], label: 'Right l', help: 'next campus', footer: { text: 'campus', rank: 6 }, run: (reach, model) => otherCampus(reach, model, 1) },
  { keys: ['r'], label: 'r', help: 'order of the EVs: winners first, by name, by credit', footer: { text: 'order', rank: 3 }, run: nextOrder },
  { keys: ['z'], label: 'z', help: 'the lottery before the one shown, and the newest after the oldest', footer: { text: 'lottery', rank: 4 }, run: lotteryBefore },
];

/** The lottery of one campus: every EV's draw against its intervals, the committee in office, credit and risk (SEED A2). */
export const elections: View = {
  name: 'elections',
  title: 'Elections',
  summary: "every EV's draw against its intervals, proofs, credit history and committee risk",
  digit: '2',
  looks: electionLooks,
  draw: drawElections,
  keys: KEYS,
  move: moveDrawer,
  target: drawerTarget,
};

function drawElections(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style } = model;
  const view = model.frame?.views[model.ui.shard];
  const shown = shownElection(model);
  if (view === undefined || shown === null) {
    return framed({ ...edge, title: 'Elections' }, [[span(`${view?.name ?? ''}: asking for the draws`, 'dim')]], width, height, style);
  }
  const { detail } = shown;
  const room = inside(width, height, edge.boxed);
  const head = [headLine(detail, view, style), committeeLine(view, room.width, style)];
  const left = Math.max(0, room.height - head.length);
  const told = shown.fresh ? selectedLines(detail, view.name, Math.min(room.width, 60), style) : [[span('asking for the selected EV', 'dim' as const)]];
  const risk = riskLines(shownRisk(model), style);
  const body = room.width >= 130 ? wide(detail, view, told, risk, room.width, left, style) : high(detail, view, told, risk, room.width, left, style);
  return framed({ ...edge, title: 'Elections', note: noteOf(detail, model.ui.elections) }, [...head, ...body], width, height, style);
}

function noteOf({ total, before, lines, lotteries }: ElectionsDetail, { back, order }: ElectionsUi): Line {
  const older = back > 0 ? `lottery ${back + 1} of ${lotteries.length}, ` : '';
  const part = lines.length < total ? `, EVs ${before + 1} to ${before + lines.length} of ${total}` : '';
  return [span(`${older}${order === 'winners' ? 'winners first' : `by ${order}`}${part}`, 'dim')];
}

const OUTCOME_TONE: Readonly<Record<string, Tone>> = { open: 'accent', elected: 'good', kept: 'warn', repeated: 'warn' };

function headLine(detail: ElectionsDetail, { name, election }: ShardView, style: Style): Line {
  const { dot } = glyphsOf(style);
  const { lottery } = detail;
  titled(['won/expected', 'R']);
  const title: Line =
    lottery === null
      ? [span(`${name} epoch ${election.forEpoch}`, 'bold'), span(' nobody has drawn yet', 'dim')]
      : [span(`${name} lottery for epoch ${lottery.forEpoch}`, 'bold'), span(` draw ${lottery.attempt} `), span(lottery.outcome, OUTCOME_TONE[lottery.outcome])];
  const { wonP, wonCP, thetaP, thetaCP, totalCredit, drew, total } = detail;
  return [...title, span(` ${dot} won/expected P ${wonP}/${thetaP} CP ${wonCP}/${thetaCP} ${dot} R ${totalCredit} ${dot} ${drew} of ${total} drew`, 'dim')];
}

/** The EVs at the left, the selected one and the risk at the right. */
function wide(detail: ElectionsDetail, view: ShardView, told: readonly Line[], risk: readonly Line[], width: number, height: number, style: Style): Line[] {
  const side = 60;
  const left = drawerPart(detail, view, width - side - 3, height, style);
  return ruledBeside(left, [...wrappedLines(told, side), [], ...risk], side, width, height, style);
}

/** The EVs above, the selected one and the risk below as far as there is room. */
function high(detail: ElectionsDetail, view: ShardView, told: readonly Line[], risk: readonly Line[], width: number, height: number, style: Style): Line[] {
  const below = width >= 116 ? ruledBeside(told, risk, 58, width, Math.max(told.length, risk.length), style) : [...wrappedLines(told, width), ...risk];
  const most = Math.max(0, Math.min(below.length, height - Math.max(4, Math.min(detail.total + 1, Math.floor(height / 2)))));
  return [...drawerPart(detail, view, width, height - most, style), ...below.slice(0, most)];
}

/** Exactly `height` lines: the heading and the EVs around the selected one. */
function drawerPart(detail: ElectionsDetail, view: ShardView, width: number, height: number, style: Style): Line[] {
  const rows = Math.max(0, height - 1);
  const at = detail.at - detail.before;
  const first = firstShown(at, detail.lines.length, Math.min(rows, detail.lines.length));
  const lines = detail.lines.slice(first, first + rows).map((line, offset) => drawerRow(line, first + offset === at, view.name, width, style));
  return [drawerHeading(width), ...lines, ...Array.from({ length: Math.max(0, rows - lines.length) }, (): Line => [])].slice(0, Math.max(0, height));
}

function otherCampus(reach: Reach, model: Model, by: 1 | -1): void {
  const last = (model.frame?.views.length ?? 1) - 1;
  const shard = Math.max(0, Math.min(last, model.ui.shard + by));
  if (shard !== model.ui.shard) reach.store.ui((ui) => ({ ...ui, shard, elections: { ...ui.elections, node: null, at: 0, back: 0 } }));
}

const ORDERS: readonly ElectionsUi['order'][] = ['winners', 'name', 'credit'];

function nextOrder(reach: Reach): void {
  reach.store.ui((ui) => ({ ...ui, elections: { ...ui.elections, order: ORDERS[(ORDERS.indexOf(ui.elections.order) + 1) % ORDERS.length]! } }));
}

function lotteryBefore(reach: Reach, model: Model): void {
  const known = shownElection(model)?.detail.lotteries.length ?? 0;
  reach.store.ui((ui) => ({ ...ui, elections: { ...ui.elections, back: ui.elections.back + 1 < known ? ui.elections.back + 1 : 0 } }));
}

function moveDrawer(ui: UiState, model: Model, to: Move): UiState {
  const detail = shownElection(model)?.detail;
  if (detail === undefined || detail.total === 0) return ui;
  const at = moved(Math.max(0, detail.at), detail.total - 1, to);
  return { ...ui, elections: { ...ui.elections, at, node: detail.lines[at - detail.before]?.node ?? null } };
}

function drawerTarget(model: Model): Target | null {
  const detail = shownElection(model)?.detail;
  const node = detail?.lines[detail.at - detail.before]?.node;
  return node === undefined ? null : { type: 'node', shard: model.ui.shard, id: node };
}
