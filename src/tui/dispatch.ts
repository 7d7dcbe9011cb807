import { ATTACKS } from '../core/attacks/catalogue.js';
import { actionFor, keyNames, type Action, type InkKey } from './keys.js';
import { attackRows, chosenLevel, isPaused, PANELS, speedOf, type Model, type PanelName, type UiState } from './model.js';
import type { RunSource, Speed } from './source.js';
import type { Store } from './store.js';

/** What keys reach besides the store. */
export interface Reach {
  readonly store: Store;
  /** Null until the run is up. */
  readonly source: () => RunSource | null;
  readonly quit: () => void;
  readonly suspend: () => void;
  readonly redraw: () => void;
}

export const SPEEDS: readonly Speed[] = [1, 10, 60, 300, 'max'];

/** The one dispatcher: every report of Ink's goes through it, key by key, against the key table and the mode stack. */
export function createDispatcher(reach: Reach): (input: string, key: InkKey) => void {
  return (input, key) => {
    for (const name of keyNames(input, key)) {
      const action = actionFor(name, reach.store.snapshot().ui.modes);
      if (action !== null) perform(action, reach);
    }
  };
}

function perform(action: Action, reach: Reach): void {
  const { store } = reach;
  const model = store.snapshot();
  const source = reach.source();
  switch (action.type) {
    case 'quit':
      return reach.quit();
    case 'suspend':
      return reach.suspend();
    case 'redraw':
      return reach.redraw();
    case 'pause':
      return setPause(store, source, !isPaused(model));
    case 'step':
      if (!isPaused(model)) setPause(store, source, true);
      return source?.stepWindow();
    case 'faster':
    case 'slower':
      return changeSpeed(store, source, action.type === 'faster' ? 1 : -1);
    case 'attack':
      return toggleAttack(action.name, reach, source);
    case 'defence':
      return toggleDefence(action.path, reach, source);
    case 'raise':
    case 'lower':
      return changeLevel(reach, source, action.type === 'raise' ? 1 : -1);
    default:
      return store.ui((ui) => look(ui, action, model));
  }
}

function setPause(store: Store, source: RunSource | null, pause: boolean): void {
  const state = store.snapshot().frame?.state;
  if (source === null || (state !== 'running' && state !== 'paused')) return;
  store.ui((ui) => ({ ...ui, pendingPause: pause }));
  if (pause) source.pause();
  else source.resume();
}

function changeSpeed(store: Store, source: RunSource | null, by: 1 | -1): void {
  if (source === null) return;
  const speed = speedOf(store.snapshot());
  // A speed that is none of ours counts as the nearest one below it.
  const at = speed === 'max' ? SPEEDS.length - 1 : SPEEDS.findLastIndex((step) => step !== 'max' && step <= speed);
  const next = SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, at + by))]!;
  if (next === speed) return;
  store.ui((ui) => ({ ...ui, pendingSpeed: next }));
  source.setSpeed(next);
}

function toggleAttack(name: string, reach: Reach, source: RunSource | null): void {
  if (source === null) return;
  const model = reach.store.snapshot();
  const row = attackRows(model).find((each) => each.entry.name === name);
  if (row === undefined) return;
  const wanted = { on: !row.on, level: row.on ? row.level : chosenLevel(model.ui, row.entry) };
  reach.store.ui((ui) => ({
    ...ui,
    attack: ATTACKS.indexOf(row.entry),
    pendingAttacks: { ...ui.pendingAttacks, [name]: wanted },
  }));
  source.operate({ kind: 'attack', name, ...wanted }, null);
}

function toggleDefence(path: string, reach: Reach, source: RunSource | null): void {
  if (source === null) return;
  const row = attackRows(reach.store.snapshot()).find((each) => each.entry.defence === path);
  // Where the run does not say whether the defence is on, it is on: scenarios switch off what they want off.
  const value = !(row?.defence ?? true);
  reach.store.ui((ui) => ({ ...ui, pendingDefences: { ...ui.pendingDefences, [path]: value } }));
  source.operate({ kind: 'set', path, value }, null);
}

/** Chooses the level of the selected attack; one that is on goes to the new level at once. */
function changeLevel(reach: Reach, source: RunSource | null, by: 1 | -1): void {
  const row = attackRows(reach.store.snapshot())[reach.store.snapshot().ui.attack];
  if (row === undefined) return;
  const level = Math.max(1, row.level + by);
  if (level === row.level) return;
  const { name } = row.entry;
  const running = row.on && source !== null;
  reach.store.ui((ui) => ({
    ...ui,
    levels: { ...ui.levels, [name]: level },
    pendingAttacks: running ? { ...ui.pendingAttacks, [name]: { on: true, level } } : ui.pendingAttacks,
  }));
  if (running) source.operate({ kind: 'attack', name, level, on: true }, null);
}

/** Actions that change only what is looked at. */
function look(ui: UiState, action: Action, model: Model): UiState {
  const top = ui.modes.at(-1);
  switch (action.type) {
    case 'help':
      return { ...ui, modes: top === 'help' ? ui.modes.slice(0, -1) : [...ui.modes, 'help'], scroll: 0 };
    case 'back':
      return ui.modes.length === 0 ? ui : { ...ui, modes: ui.modes.slice(0, -1), scroll: 0 };
    case 'zoom':
      return { ...ui, modes: top === 'zoom' ? ui.modes.slice(0, -1) : [...ui.modes, 'zoom'], scroll: 0 };
    case 'panel':
      return { ...ui, focus: action.panel, scroll: 0 };
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

function panelAfter(panel: PanelName, by: number): PanelName {
  return PANELS[(PANELS.indexOf(panel) + by + PANELS.length) % PANELS.length]!;
}

/** Moves what the focused panel selects, or scrolls it. */
function move(ui: UiState, model: Model, to: (at: number, last: number) => number): UiState {
  const within = (at: number, last: number): number => Math.max(0, Math.min(last, to(at, last)));
  if (ui.modes.at(-1) === 'help' || ui.focus === 'log' || ui.focus === 'cross-shard') return { ...ui, scroll: within(ui.scroll, scrollEnd(ui, model)) };
  if (ui.focus === 'attacks') return { ...ui, attack: within(ui.attack, ATTACKS.length - 1) };
  return { ...ui, shard: within(ui.shard, Math.max(0, (model.frame?.views.length ?? 1) - 1)) };
}

/** The last line a list may be scrolled to; the panel itself stops earlier, by its height. */
function scrollEnd(ui: UiState, model: Model): number {
  const views = model.frame?.views ?? [];
  if (ui.modes.at(-1) === 'help') return 100;
  const lines = views.reduce((sum, view) => sum + (ui.focus === 'log' ? view.log.length : view.crossShard.transactions.length), 0);
  return Math.max(0, lines - 1);
}
