import type { Model, PanelName } from './model.js';
import { stripRows } from './lessons/strip.js';
import { modeOver } from './modes/registry.js';

/** Where a panel lies, in cells from the upper left corner, and how its edge is drawn. */
export interface Placement {
  readonly panel: PanelName | 'header' | 'footer' | 'lesson' | 'mode' | 'view' | 'starting' | 'too-small';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A whole box, or where there is little room a title line only. */
  readonly boxed: boolean;
  readonly zoomed: boolean;
}

/** Below this one line is drawn that says so. */
export const LEAST_COLUMNS = 60;
export const LEAST_ROWS = 15;

/** Panels in the order in which they keep their place: where there is no room for all, the last one goes first. */
const KEEP: readonly PanelName[] = ['elections', 'fulfilment', 'cross-shard', 'attacks', 'shards', 'log'];

/** Lines inside the edge that a panel needs to be worth its place, and those beyond which more say nothing more. */
interface Need {
  readonly least: number;
  readonly most: number;
}

/** Divides a screen of the model's size among the panels. */
export function layout(model: Model): readonly Placement[] {
  const { columns, rows, ui } = model;
  const whole = { x: 0, y: 0, width: Math.max(1, columns), boxed: false, zoomed: false };
  if (columns < LEAST_COLUMNS || rows < LEAST_ROWS) return [{ ...whole, panel: 'too-small', height: 1 }];
  const headerRows = rows >= 36 ? 2 : 1;
  const boxed = columns >= 100 && rows >= 30;
  const header: Placement = { ...whole, panel: 'header', height: headerRows };
  const footer: Placement = { ...whole, panel: 'footer', y: rows - 1, height: 1 };
  const taken = stripRows(model, boxed);
  const area = { x: 0, y: headerRows, width: columns, height: rows - headerRows - 1 - taken };
  const strip: Placement[] = taken === 0 ? [] : [{ ...area, panel: 'lesson', y: rows - 1 - taken, height: taken, boxed, zoomed: false }];
  const ends = [...strip, footer];
  const alone = (panel: Placement['panel']): Placement => ({ ...area, panel, boxed, zoomed: true });
  const over = modeOver(model);
  if (over !== null && over.covers?.(model) !== false) return [header, alone('mode'), ...ends];
  if (model.frame === null) return [header, alone('starting'), ...ends];
  if (ui.view !== 'overview') return [header, alone('view'), ...ends];
  if (ui.modes.at(-1) === 'zoom') return [header, alone(ui.focus), ...ends];
  const panels = arrange(area, boxed, model.frame.views.length);
  if (!panels.some((placement) => placement.panel === ui.focus)) return [header, alone(ui.focus), ...ends];
  return [header, ...panels, ...ends];
}

interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The overview with as many panels as there is room for. */
function arrange(area: Area, boxed: boolean, shards: number): Placement[] {
  for (let kept = KEEP.length; kept > 1; kept -= 1) {
    const panels = KEEP.slice(0, kept);
    const placed = area.width >= 80 ? inTwoColumns(area, boxed, shards, panels) : stack(area, boxed, shards, panels);
    if (placed !== null) return placed;
  }
  return [{ ...area, panel: KEEP[0]!, boxed, zoomed: false }];
}

/** Shards across the top as a table; elections and attacks at the left, the rest at the right. */
function inTwoColumns(area: Area, boxed: boolean, shards: number, panels: readonly PanelName[]): Placement[] | null {
  if (!panels.includes('shards')) return belowTable(area, boxed, shards, panels, 0);
  // Many shards get up to a third of the screen, as long as every other panel has what it needs.
  const most = Math.max(1, Math.min(shards, Math.max(4, Math.floor(area.height * 0.3))));
  for (let lines = most; lines >= Math.min(most, 4); lines -= 1) {
    const placed = belowTable(area, boxed, shards, panels, (boxed ? 3 : 2) + lines);
    if (placed !== null) return placed;
  }
  return null;
}

function belowTable(area: Area, boxed: boolean, shards: number, panels: readonly PanelName[], tableRows: number): Placement[] | null {
  const below = { y: area.y + tableRows, height: area.height - tableRows };
  // One cell between the columns where no box divides them.
  const gap = boxed ? 0 : 1;
  // Draws and attacks say more on a line than what stands at the right.
  const leftWidth = Math.ceil((area.width - gap) * (boxed ? 0.55 : 0.5));
  const pick = (names: readonly PanelName[]): PanelName[] => names.filter((name) => panels.includes(name));
  const left = stack({ ...below, x: area.x, width: leftWidth }, boxed, shards, pick(['elections', 'attacks']));
  const right = stack(
    { ...below, x: area.x + leftWidth + gap, width: area.width - leftWidth - gap },
    boxed,
    shards,
    pick(['fulfilment', 'cross-shard', 'log']),
  );
  if (left === null || right === null) return null;
  const table: Placement[] = tableRows > 0 ? [{ ...area, height: tableRows, panel: 'shards', boxed, zoomed: false }] : [];
  return [...left, ...table, ...right].toSorted((a, b) => KEEP.indexOf(a.panel as PanelName) - KEEP.indexOf(b.panel as PanelName));
}

/** Panels one above the other, each with what it needs, the rest shared out; null when there is no room. */
function stack(area: Area, boxed: boolean, shards: number, panels: readonly PanelName[]): Placement[] | null {
  const edge = boxed ? 2 : 1;
  const needs = panels.map((panel) => needOf(panel, shards, boxed));
  const inside = needs.map((need) => need.least);
  let spare = area.height - inside.reduce((sum, lines) => sum + lines + edge, 0);
  if (spare < 0) return null;
  for (let changed = true; spare > 0 && changed; ) {
    changed = false;
    for (let at = 0; at < panels.length && spare > 0; at += 1) {
      if (inside[at]! >= needs[at]!.most) continue;
      inside[at]! += 1;
      spare -= 1;
      changed = true;
    }
  }
  // Nothing wants the rest: the first panel takes it, so that no line of the screen stays without an owner.
  if (inside.length > 0) inside[0]! += spare;
  let y = area.y;
  return panels.map((panel, at) => {
    const height = inside[at]! + edge;
    const placement = { panel, x: area.x, y, width: area.width, height, boxed, zoomed: false };
    y += height;
    return placement;
  });
}

function needOf(panel: PanelName, shards: number, boxed: boolean): Need {
  const few = Math.max(1, Math.min(shards, 4));
  switch (panel) {
    case 'elections':
      return { least: few + 1, most: shards * 12 };
    case 'attacks':
      return { least: 9, most: 11 };
    case 'fulfilment':
      return { least: few, most: shards + 3 };
    case 'cross-shard':
      return { least: 4, most: 24 };
    case 'shards':
      return { least: few + 1, most: shards + 1 };
    case 'log':
      return { least: boxed ? 3 : 8, most: 20 };
  }
}
