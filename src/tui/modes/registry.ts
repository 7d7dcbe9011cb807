import type { Mode, Model } from '../model.js';
import { compare } from './compare.js';
import { explain } from './explain.js';
import { help } from './help.js';
import { lesson } from './lesson.js';
import { inspect } from './inspect.js';
import { mechanism } from './mechanism.js';
import type { ModeEntry } from './mode.js';
import { palette } from './palette.js';
import { search } from './search.js';
import { trade } from './trade.js';
import { until } from './until.js';

/** All modes but `zoom`, which shows a panel of the overview alone. */
export const MODES: readonly ModeEntry[] = [compare, explain, help, inspect, lesson, mechanism, palette, search, trade, until];

/** The mode on top that covers the view, or null. */
export function modeOver(model: Model): ModeEntry | null {
  const top = model.ui.modes.at(-1);
  return top === undefined ? null : modeOf(top);
}

export function modeOf(name: Mode): ModeEntry | null {
  return MODES.find((mode) => mode.name === name) ?? null;
}
