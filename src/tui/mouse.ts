import { layout } from './layout.js';
import { look } from './looking.js';
import { PANELS, type PanelName } from './model.js';
import type { Reach } from './reach.js';
import type { MouseReport } from './terminal/keyboard.js';

/** What the mouse does while it is ours: a press focuses the panel under it, the wheel moves what is selected. */
export function onMouse({ type, x, y }: MouseReport, { store }: Reach): void {
  const model = store.snapshot();
  if (!model.ui.mouse) return;
  if (type !== 'press') return store.ui((ui) => look(ui, { type: type === 'wheel-up' ? 'up' : 'down' }, model));
  const under = layout(model).find((place) => place.x <= x && x < place.x + place.width && place.y <= y && y < place.y + place.height);
  const panel = PANELS.find((name) => name === under?.panel);
  if (panel !== undefined) store.ui((ui) => focusOn(ui, panel));
}

function focusOn<Ui extends { readonly focus: PanelName; readonly scroll: number }>(ui: Ui, focus: PanelName): Ui {
  return { ...ui, focus, scroll: 0 };
}
