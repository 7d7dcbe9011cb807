import { helpLines, helpPanel } from '../panels/help.js';
import type { ModeEntry } from './mode.js';
import { moved } from '../views/view.js';

/** The key table as a screen. */
export const help: ModeEntry = {
  name: 'help',
  actions: ['quit', 'suspend', 'redraw', 'mode', 'back', 'up', 'down', 'first', 'last', 'pause'],
  draw: helpPanel,
  move: (ui, model, to) => ({ ...ui, scroll: moved(ui.scroll, helpLines(model).length - 1, to) }),
};
