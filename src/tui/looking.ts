import type { Action } from './keys.js';
import { inspecting } from './modes/inspect-state.js';
import { PANELS, STEP_UNITS, type Mode, type Model, type PanelName, type UiState } from './model.js';
import { modeOf, modeOver } from './modes/registry.js';
import { viewBehind } from './views/overview.js';
import { VIEWS, viewOf } from './views/registry.js';
import type { Move } from './views/view.js';

/** Actions that change only what is looked at. */
export function look(ui: UiState, action: Action, model: Model): UiState {
  const top = ui.modes.at(-1);
  switch (action.type) {
    case 'mode':
      return top === action.mode ? { ...ui, modes: ui.modes.slice(0, -1), scroll: 0 } : enter({ ...ui, modes: [...ui.modes, action.mode], scroll: 0 }, action.mode, model);
    case 'back':
      return back(ui);
    case 'view':
      return { ...ui, view: action.view, modes: [], scroll: 0 };
    case 'open':
      return open(ui, model);
    case 'inspect':
      return become(ui, model);
    case 'step-unit':
      return { ...ui, stepUnit: STEP_UNITS[(STEP_UNITS.indexOf(ui.stepUnit) + 1) % STEP_UNITS.length]! };
    case 'next-panel':
    case 'right':
      return { ...ui, focus: panelAfter(ui.focus, 1), scroll: 0 };
    case 'previous-panel':
    case 'left':
      return { ...ui, focus: panelAfter(ui.focus, -1), scroll: 0 };
    case 'up':
      return move(ui, model, (at) => at - 1);
    case 'down':
      return move(ui, model, (at) => at + 1);
    case 'first':
      return move(ui, model, () => 0);
    case 'last':
      return move(ui, model, (_, last) => last);
    default:
      return ui;
  }
}

function enter(ui: UiState, mode: Mode, model: Model): UiState {
  return modeOf(mode)?.entered?.(ui, model) ?? ui;
}

/** One mode away, or from another view to the overview. */
function back(ui: UiState): UiState {
  if (ui.modes.length > 0) return { ...ui, modes: ui.modes.slice(0, -1), scroll: 0 };
  return ui.view === 'overview' ? ui : { ...ui, view: 'overview', scroll: 0 };
}

/** What is selected in the inspector; of the overview a panel at length: its view where there is one, else alone. */
function open(ui: UiState, model: Model): UiState {
  if (ui.view !== 'overview') {
    const target = viewOf(ui.view).target?.(model) ?? null;
    return target === null || ui.modes.length > 0 ? ui : inspecting(ui, target);
  }
  if (ui.modes.at(-1) === 'zoom') return { ...ui, modes: ui.modes.slice(0, -1), scroll: 0 };
  const behind = viewBehind(ui.focus);
  if (behind !== null && VIEWS.some(({ name }) => name === behind)) return { ...ui, view: behind, modes: [], scroll: 0 };
  return { ...ui, modes: [...ui.modes, 'zoom'], scroll: 0 };
}

/** The inspector on the node that is selected, else on the list of nodes; from a node back to the list, and out of it. */
function become(ui: UiState, model: Model): UiState {
  if (ui.modes.at(-1) === 'inspect') return ui.inspector.target === null ? back(ui) : inspecting(ui, null);
  const target = viewOf(ui.view).target?.(model) ?? null;
  return inspecting(ui, target?.type === 'node' ? target : null);
}

function move(ui: UiState, model: Model, to: Move): UiState {
  const mode = modeOver(model);
  return (mode === null ? viewOf(ui.view).move?.(ui, model, to) : mode.move?.(ui, model, to)) ?? ui;
}

function panelAfter(panel: PanelName, by: number): PanelName {
  return PANELS[(PANELS.indexOf(panel) + by + PANELS.length) % PANELS.length]!;
}
