import { ATTACKS, defenceKeyOf } from '../core/attacks/catalogue.js';
import type { Mode, Model, PanelName, ViewName } from './model.js';
import { modeOver, MODES } from './modes/registry.js';
import { VIEWS, viewOf } from './views/registry.js';
import type { LocalKey } from './views/view.js';

/** What a key makes the interface do. */
export type Action =
  | { readonly type: SimpleAction }
  | { readonly type: 'view'; readonly view: ViewName }
  | { readonly type: 'mode'; readonly mode: Mode }
  | { readonly type: 'attack'; readonly name: string }
  | { readonly type: 'defence'; readonly path: string };

export type SimpleAction =
  | 'quit'
  | 'suspend'
  | 'redraw'
  | 'save'
  | 'mouse'
  | 'theme'
  | 'back'
  | 'pause'
  | 'step'
  | 'step-back'
  | 'step-unit'
  | 'scrub-back'
  | 'scrub-forth'
  | 'to-start'
  | 'to-live'
  | 'faster'
  | 'slower'
  | 'next-panel'
  | 'previous-panel'
  | 'up'
  | 'down'
  | 'left'
  | 'right'
  | 'first'
  | 'last'
  | 'open'
  | 'inspect'
  | 'raise'
  | 'lower'
  | 'fork'
  | 'swap'
  | 'discard';

/** One line of the key table. */
export interface KeyBinding {
  /** Names as `keyNames` gives them: a character, or `space`, `enter`, `escape`, `up`, `ctrl-c`, … */
  readonly keys: readonly string[];
  readonly label: string;
  readonly help: string;
  /** Short words for the footer, with its rank: the highest goes first when the width is short. */
  readonly footer?: { readonly text: string; readonly rank: number };
  /** Its heading on the help screen. */
  readonly group: 'run' | 'time' | 'look' | 'attack' | 'leave';
  readonly action: Action;
}

const FIXED: readonly KeyBinding[] = [
  { keys: ['space'], label: 'Space', help: 'pause or go on; on the way somewhere: stay here', footer: { text: 'pause', rank: 2 }, group: 'run', action: { type: 'pause' } },
  { keys: ['+', '='], label: '+', help: 'faster: 1x, 10x, 60x, 300x, max', footer: { text: 'faster', rank: 5 }, group: 'run', action: { type: 'faster' } },
  { keys: ['-', '_'], label: '-', help: 'slower', group: 'run', action: { type: 'slower' } },
  { keys: ['.'], label: '.', help: 'pause, or step a paused run by one unit', footer: { text: 'step', rank: 6 }, group: 'time', action: { type: 'step' } },
  { keys: [','], label: ',', help: 'one unit back', group: 'time', action: { type: 'step-back' } },
  { keys: ['s'], label: 's', help: 'the unit of steps: event, window, round, epoch', group: 'time', action: { type: 'step-unit' } },
  { keys: ['['], label: '[', help: 'ten seconds back; what people did later is done again unless something else is done first', footer: { text: 'back', rank: 6 }, group: 'time', action: { type: 'scrub-back' } },
  { keys: [']'], label: ']', help: 'ten seconds forth', group: 'time', action: { type: 'scrub-forth' } },
  { keys: ['<'], label: '<', help: 'to the beginning', group: 'time', action: { type: 'to-start' } },
  { keys: ['>'], label: '>', help: 'to the furthest that the run has been, and go on', group: 'time', action: { type: 'to-live' } },
  { keys: ['F'], label: 'F', help: 'fork the future: a second one, B, begins from exactly this state; A stays as it is, and both go on one clock', group: 'time', action: { type: 'fork' } },
  { keys: ['V'], label: 'V', help: 'show the other future; keys act on the one that is shown, the clock is one for both', group: 'time', action: { type: 'swap' } },
  { keys: ['Z'], label: 'Z', help: 'discard the future that is shown; the other one goes on alone', group: 'time', action: { type: 'discard' } },
  { keys: ['c'], label: 'c', help: 'compare the two futures: figures, fill rates, what was done differently, which metric moved first', group: 'time', action: { type: 'mode', mode: 'compare' } },
  { keys: ['tab'], label: 'Tab', help: 'next panel; one that has no room is shown alone', footer: { text: 'panel', rank: 3 }, group: 'look', action: { type: 'next-panel' } },
  { keys: ['shift-tab'], label: 'Shift-Tab', help: 'previous panel', group: 'look', action: { type: 'previous-panel' } },
  { keys: ['right', 'l'], label: 'Right l', help: 'next panel', group: 'look', action: { type: 'right' } },
  { keys: ['left', 'h'], label: 'Left h', help: 'previous panel', group: 'look', action: { type: 'left' } },
  { keys: ['up', 'k'], label: 'Up k', help: 'select the shard or attack above, or scroll', group: 'look', action: { type: 'up' } },
  { keys: ['down', 'j'], label: 'Down j', help: 'select the shard or attack below, or scroll', group: 'look', action: { type: 'down' } },
  { keys: ['g', 'home'], label: 'g Home', help: 'first one', group: 'look', action: { type: 'first' } },
  { keys: ['G', 'end'], label: 'G End', help: 'last one', group: 'look', action: { type: 'last' } },
  { keys: ['enter'], label: 'Enter', help: 'open what is selected: a panel at length, a node, block, event or transaction', footer: { text: 'open', rank: 7 }, group: 'look', action: { type: 'open' } },
  ...VIEWS.map(({ name, title, summary, digit }): KeyBinding => ({
    keys: [digit],
    label: digit,
    help: `${title}: ${summary}`,
    group: 'look',
    action: { type: 'view', view: name },
  })),
  { keys: ['L'], label: 'L', help: 'lessons: the list of them, or back to the one under way', group: 'look', action: { type: 'mode', mode: 'lesson' } },
  { keys: ['b'], label: 'b', help: 'become a node: inspect the one that is selected, or choose one', group: 'look', action: { type: 'inspect' } },
  { keys: ['w'], label: 'w', help: 'follow a trade from request to bill, with what proves each step', footer: { text: 'follow', rank: 10 }, group: 'look', action: { type: 'mode', mode: 'trade' } },
  { keys: ['escape'], label: 'Esc', help: 'back; never quits', group: 'leave', action: { type: 'back' } },
  { keys: ['?'], label: '?', help: 'this help', footer: { text: 'help', rank: 0 }, group: 'leave', action: { type: 'mode', mode: 'help' } },
  { keys: [':'], label: ':', help: 'a command, with completion', footer: { text: 'command', rank: 9 }, group: 'look', action: { type: 'mode', mode: 'palette' } },
  { keys: ['/'], label: '/', help: 'find a node, block or transaction', footer: { text: 'find', rank: 10 }, group: 'look', action: { type: 'mode', mode: 'search' } },
  { keys: ['n'], label: 'n', help: 'run on to the next election, round, commit, abort, attack, fault or violation', group: 'time', action: { type: 'mode', mode: 'until' } },
  { keys: ['i'], label: 'i', help: 'what every number on the screen is: definition, unit, formula, source', group: 'leave', action: { type: 'mode', mode: 'explain' } },
  { keys: ['S'], label: 'S', help: 'save the screen as text', group: 'look', action: { type: 'save' } },
  { keys: ['C'], label: 'C', help: 'the next theme: colours, high contrast, none', group: 'look', action: { type: 'theme' } },
  { keys: ['M'], label: 'M', help: 'the mouse on or off; while it is on the terminal selects no text', group: 'look', action: { type: 'mouse' } },
  { keys: ['ctrl-l'], label: 'Ctrl-L', help: 'draw the screen anew', group: 'leave', action: { type: 'redraw' } },
  { keys: ['ctrl-z'], label: 'Ctrl-Z', help: 'back to the shell for a while', group: 'leave', action: { type: 'suspend' } },
  { keys: ['q', 'ctrl-c'], label: 'q Ctrl-C', help: 'quit at once', footer: { text: 'quit', rank: 1 }, group: 'leave', action: { type: 'quit' } },
  { keys: ['}'], label: '}', help: 'raise the level of the selected attack', group: 'attack', action: { type: 'raise' } },
  { keys: ['{'], label: '{', help: 'lower it', group: 'attack', action: { type: 'lower' } },
];

/** The key table: the help screen, the footer and the dispatcher are made from it. */
export const KEYS: readonly KeyBinding[] = [
  ...FIXED,
  ...ATTACKS.map((entry) => ({ ...entry, off: defenceKeyOf(entry) })).flatMap(({ name, key, off, summary, defence }): KeyBinding[] => [
    { keys: [key], label: key, help: `${name}: ${summary}`, group: 'attack', action: { type: 'attack', name } },
    {
      keys: [off],
      label: off,
      help: `the defence against ${name} (${defence}) on or off`,
      group: 'attack',
      action: { type: 'defence', path: defence },
    },
  ]),
];

const BY_KEY: ReadonlyMap<string, KeyBinding> = new Map(KEYS.flatMap((binding) => binding.keys.map((key) => [key, binding] as const)));

/** What a key of everywhere means under the uppermost mode, or null. */
export function actionFor(keyName: string, modes: readonly Mode[]): Action | null {
  const action = BY_KEY.get(keyName)?.action ?? null;
  const allowed = MODES.find(({ name }) => name === modes.at(-1))?.actions ?? null;
  return action === null || allowed === null || allowed.includes(action.type) ? action : null;
}

/** The keys that the uppermost mode, or else the view, has for itself. */
export function localKeys(model: Model): readonly LocalKey[] {
  const mode = modeOver(model);
  return (mode === null ? viewOf(model.ui.view).keys : mode.keys) ?? [];
}

/** A panel's title in full. */
export function titleOf(panel: PanelName): string {
  return panel.charAt(0).toUpperCase() + panel.slice(1);
}

/** What Ink's `useInput` says of a key, as far as it is needed here. */
export interface InkKey {
  readonly upArrow: boolean;
  readonly downArrow: boolean;
  readonly leftArrow: boolean;
  readonly rightArrow: boolean;
  readonly home?: boolean;
  readonly end?: boolean;
  readonly return: boolean;
  readonly escape: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly tab: boolean;
  readonly meta: boolean;
  readonly backspace?: boolean;
  readonly delete?: boolean;
}

/**
 * The names of the keys in one report of Ink's. Fast repeats arrive joined (`jj`) and give one name each; what is held
 * down with Alt, and what the terminal says of itself, gives none.
 */
export function keyNames(input: string, key: InkKey): readonly string[] {
  if (key.upArrow) return ['up'];
  if (key.downArrow) return ['down'];
  if (key.leftArrow) return ['left'];
  if (key.rightArrow) return ['right'];
  if (key.home) return ['home'];
  if (key.end) return ['end'];
  // What most terminals send for Backspace, Ink calls delete (INTERFACE, Keys).
  if (key.backspace || key.delete) return ['backspace'];
  if (key.return) return ['enter'];
  if (key.tab) return [key.shift ? 'shift-tab' : 'tab'];
  if (key.escape && input === '') return ['escape'];
  if (key.ctrl && input.length === 1) return [`ctrl-${input}`];
  if (key.meta) return [];
  return [...input].flatMap(characterName);
}

function characterName(character: string): string[] {
  const code = character.codePointAt(0)!;
  if (character === ' ') return ['space'];
  if (character === '\r' || character === '\n') return ['enter'];
  if (character === '\t') return ['tab'];
  if (code === 27) return ['escape'];
  if (code < 27) return [`ctrl-${String.fromCharCode(code + 96)}`];
  return code < 127 ? [character] : [];
}
