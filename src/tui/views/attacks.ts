import { ATTACKS } from '../../core/attacks/catalogue.js';
import type { AttackDetail, AttackQuery } from '../../core/inspect/attack.js';
import { detailOf, type Model, type UiState } from '../model.js';
import { attacksPanel } from '../panels/attacks.js';
import { framed, inside, type Edge } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { linesBeside } from '../text/beside.js';
import { span, type Line } from '../text/spans.js';
import { carrierLines, momentLines } from './attacks/doing.js';
import { sideLines } from './attacks/sides.js';
import { CAMPUS_KEYS } from './campus-keys.js';
import { moved, type Move, type Target, type View } from './view.js';

/** The catalogue, and of the selected attack: what it cost with its defence and without, who does it, what it did last. */
export const attacks: View = {
  name: 'attacks',
  title: 'Attacks',
  summary: 'the catalogue, what each did with its defence and without, and who carries it out',
  digit: '7',
  looks: (model) => (model.frame === null ? [] : [queryOf(model)]),
  draw,
  keys: [
    ...CAMPUS_KEYS,
    { keys: ['v'], label: 'v', help: 'select the next of the nodes that carry the attack out; Enter opens it', footer: { text: 'node', rank: 7 }, run: nextCarrier },
  ],
  move,
  target,
};

function queryOf({ ui }: Model): AttackQuery {
  return { kind: 'attack', shard: ui.shard, name: ATTACKS[ui.attack]!.name };
}

function move(ui: UiState, _: Model, to: Move): UiState {
  return { ...ui, attack: moved(ui.attack, ATTACKS.length - 1, to), selected: { ...ui.selected, attacks: 0 } };
}

function nextCarrier(reach: Reach, model: Model): void {
  const carriers = detailOf<'attack'>(model, queryOf(model))?.carriers ?? [];
  if (carriers.length === 0) return;
  reach.store.ui((ui) => ({ ...ui, selected: { ...ui.selected, attacks: ((ui.selected.attacks ?? 0) + 1) % carriers.length } }));
}

function target(model: Model): Target | null {
  const carriers = detailOf<'attack'>(model, queryOf(model))?.carriers ?? [];
  const carrier = carriers[Math.min(model.ui.selected.attacks ?? 0, carriers.length - 1)];
  return carrier === undefined ? null : { type: 'node', shard: model.ui.shard, id: carrier.name };
}

function draw(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  // The catalogue first, with its explanation where both parts have room for more than their lists.
  const list = ATTACKS.length + 2 + (edge.boxed ? 1 : 0);
  const upper = Math.min(height, height >= 34 ? list + 5 : list + 1);
  const lower = height - upper;
  const top = attacksPanel(model, width, upper, { ...edge, focused: true });
  return lower < 3 ? [...top, ...Array.from({ length: lower }, () => ' '.repeat(width))] : [...top, ...selectedPanel(model, width, lower, edge)];
}

function selectedPanel(model: Model, width: number, height: number, edge: Omit<Edge, 'title'>): string[] {
  const { style, ui } = model;
  const entry = ATTACKS[ui.attack]!;
  const room = inside(width, height, edge.boxed);
  const detail = detailOf<'attack'>(model, queryOf(model));
  const campus = model.frame?.views[ui.shard]?.name ?? `c${ui.shard + 1}`;
  const sides = sideLines(model, entry, room.width);
  const left = room.height - sides.length;
  const lines: Line[] = [...sides, ...(left > 0 ? doingLines(model, detail, campus, room.width, left) : [])];
  return framed({ ...edge, focused: false, title: `${entry.name} in this run`, note: [span(`campus ${campus}`, 'dim')] }, lines, width, height, style);
}

function doingLines(model: Model, detail: AttackDetail | null, campus: string, width: number, height: number): Line[] {
  const { style, ui } = model;
  if (detail === null) return [[span('asking the run...', 'dim')]];
  const half = Math.floor((width - 3) / 2);
  const carriers = carrierLines(model, detail, campus, ui.selected.attacks ?? 0, half, height);
  return linesBeside(momentLines(detail, campus, half, height, style), carriers, half, 3, style);
}
