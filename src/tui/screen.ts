import { layout, type Placement } from './layout.js';
import { lessonStrip } from './lessons/strip.js';
import type { Model } from './model.js';
import { attacksPanel } from './panels/attacks.js';
import { footerLine, headerLines, tooSmallLine } from './panels/bars.js';
import { crossShardPanel } from './panels/cross-shard.js';
import { electionsPanel } from './panels/elections.js';
import { fulfilmentPanel } from './panels/fulfilment.js';
import { modeOver } from './modes/registry.js';
import { startingPanel } from './panels/starting.js';
import { logPanel } from './panels/log.js';
import { shardsPanel } from './panels/shards.js';
import { viewOf } from './views/registry.js';

/** A panel with its place and its text: `placement.height` lines of `placement.width` cells. */
export interface DrawnPanel {
  readonly placement: Placement;
  readonly lines: readonly string[];
}

/** The whole screen for a model: pure, so that it can be tested as text and drawn by Ink or without it. */
export function drawScreen(model: Model): readonly DrawnPanel[] {
  return layout(model).map((placement) => ({ placement, lines: drawPanel(model, placement) }));
}

/** One panel's lines. */
export function drawPanel(model: Model, placement: Placement): string[] {
  const { panel, width, height, boxed, zoomed } = placement;
  const edge = { boxed, focused: zoomed || panel === model.ui.focus };
  switch (panel) {
    case 'header':
      return headerLines(model, width, height);
    case 'footer':
      return [footerLine(model, width)];
    case 'too-small':
      return [tooSmallLine(model, width)];
    case 'lesson':
      return lessonStrip(model, width, height, edge);
    case 'mode':
      return modeOver(model)!.draw(model, width, height, edge);
    case 'view':
      return viewOf(model.ui.view).draw(model, width, height, edge);
    case 'starting':
      return startingPanel(model, width, height, edge);
    case 'elections':
      return electionsPanel(model, width, height, edge);
    case 'shards':
      return shardsPanel(model, width, height, edge);
    case 'fulfilment':
      return fulfilmentPanel(model, width, height, edge);
    case 'attacks':
      return attacksPanel(model, width, height, edge);
    case 'cross-shard':
      return crossShardPanel(model, width, height, edge);
    case 'log':
      return logPanel(model, width, height, edge);
  }
}

/**
 * The screen as whole rows, without Ink: for the first frame and for tests. Panels of one row are joined from left to
 * right; cells that no panel owns are blank.
 */
export function composeRows(panels: readonly DrawnPanel[], rows: number): string[] {
  const out: string[] = [];
  for (let y = 0; y < rows; y += 1) {
    const across = panels
      .filter(({ placement }) => placement.y <= y && y < placement.y + placement.height)
      .toSorted((a, b) => a.placement.x - b.placement.x);
    let text = '';
    let x = 0;
    for (const { placement, lines } of across) {
      text += ' '.repeat(Math.max(0, placement.x - x)) + lines[y - placement.y]!;
      x = placement.x + placement.width;
    }
    out.push(text);
  }
  return out;
}
