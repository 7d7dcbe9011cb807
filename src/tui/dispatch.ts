import { ATTACKS, levelBeside } from '../core/attacks/catalogue.js';
import { discard, fork, swap } from './futures/doings.js';
import { actionFor, keyNames, localKeys, type Action, type InkKey } from './keys.js';
import { look } from './looking.js';
import { attackRows, chosenLevel, isPaused, speedOf } from './model.js';
import { modeOver } from './modes/registry.js';
import type { Reach } from './reach.js';
import type { RunSource, Speed } from './source.js';
import type { Store } from './store.js';
import { nextTheme } from './text/style.js';
import { scrub, step, stepBack, toLive, toStart } from './time.js';

export const SPEEDS: readonly Speed[] = [1, 10, 60, 300, 'max'];

/** The one dispatcher: every report of Ink's goes through it, key by key: the uppermost mode, the view, the key table. */
export function createDispatcher(reach: Reach): (input: string, key: InkKey) => void {
  return (input, key) => {
    for (const name of keyNames(input, key)) pressKey(name, reach);
  };
}

/** One key by its name. */
export function pressKey(name: string, reach: Reach): void {
  reach.store.ui((ui) => (ui.message === null ? ui : { ...ui, message: null }));
  const model = reach.store.snapshot();
  if (modeOver(model)?.press?.(name, reach, model) === true) return;
  const local = localKeys(model).find(({ keys }) => keys.includes(name));
  if (local !== undefined) return local.run(reach, model);
  const action = actionFor(name, model.ui.modes);
  if (action !== null) perform(action, reach);
}

/** Does what a key of everywhere means. */
export function perform(action: Action, reach: Reach): void {
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
    case 'save':
      return store.ui((ui) => ({ ...ui, message: reach.saveScreen(null) }));
    case 'mouse':
      return store.ui((ui) => ({ ...ui, mouse: reach.setMouse(!ui.mouse) }));
    case 'theme':
      return store.restyle(nextTheme(model.style, reach.colors));
    case 'pause':
      return setPause(store, source, model.ui.travelling || !isPaused(model));
    case 'step':
      if (!isPaused(model)) setPause(store, source, true);
      return step(reach);
    case 'step-back':
      return stepBack(reach);
    case 'scrub-back':
    case 'scrub-forth':
      return scrub(reach, action.type === 'scrub-back' ? -1 : 1);
    case 'to-start':
      return toStart(reach);
    case 'to-live':
      return toLive(reach);
    case 'faster':
    case 'slower':
      return changeSpeed(store, source, action.type === 'faster' ? 1 : -1);
    case 'attack':
      return toggleAttack(action.name, reach, source);
    case 'defence':
      return toggleDefence(action.path, reach, source);
    case 'fork':
      return fork(reach);
    case 'swap':
      return swap(reach);
    case 'discard':
      return discard(reach, 'shown');
    case 'raise':
    case 'lower':
      return changeLevel(reach, source, action.type === 'raise' ? 1 : -1);
    case 'mode':
      if (action.mode === 'lesson') reach.lessons?.opened();
      return store.ui((ui) => look(ui, action, model));
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
  const level = levelBeside(row.entry, row.level, by);
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
