import type { UiState } from '../model.js';
import type { Target } from '../views/view.js';

/** What the inspector shows. */
export interface InspectorUi {
  /** Null while one chooses from the nodes of the campus. */
  readonly target: Target | null;
  /** The chosen line of that list, and the first line shown of what is inspected. */
  readonly chosen: number;
  readonly scroll: number;
  /** Which of the attacks that a node can carry `m` means. */
  readonly attack: number;
}

export const CLOSED_INSPECTOR: InspectorUi = { target: null, chosen: 0, scroll: 0, attack: 0 };

/** The inspector over what lies there, with this in it; null lets one choose a node. */
export function inspecting(ui: UiState, target: Target | null): UiState {
  const modes = ui.modes.at(-1) === 'inspect' ? ui.modes : [...ui.modes.filter((mode) => mode !== 'inspect'), 'inspect' as const];
  return { ...ui, modes, shard: target?.shard ?? ui.shard, inspector: { ...ui.inspector, target, scroll: 0, attack: 0 } };
}
