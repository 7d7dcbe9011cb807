import { CommandError } from '../commands/command.js';
import { obey, suggestions, type Suggestion } from '../commands/obey.js';
import type { Model, UiState } from '../model.js';
import { framed, inside } from '../panels/frame.js';
import type { Reach } from '../reach.js';
import { edited, EMPTY_INPUT, inputOf } from '../text/input.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf } from '../text/style.js';
import { firstShown } from '../panels/elections.js';
import type { ModeEntry } from './mode.js';

/** A line in which one types what to do, with completion. */
export const palette: ModeEntry = {
  name: 'palette',
  actions: [],
  draw(model, width, height, edge) {
    const { ui, style } = model;
    const room = inside(width, height, edge.boxed);
    const found = suggestions(ui.palette.input.text, model);
    const rows = Math.max(0, room.height - 2);
    const first = firstShown(Math.max(0, ui.palette.selected), found.length, rows);
    const lines = [inputLine(model), errorLine(model), ...found.slice(first, first + rows).map((one, at) => suggestionLine(one, first + at === ui.palette.selected, model))];
    const note = [span('Tab completes, Enter does it, Esc goes back', 'dim')];
    return framed({ ...edge, title: 'Command', note }, lines, width, height, style);
  },
  press(keyName, reach, model) {
    if (keyName === 'ctrl-c') return false;
    reach.store.ui((ui) => typed(ui, keyName, model));
    if (keyName === 'enter') submit(reach, model);
    return true;
  },
};

function inputLine({ ui }: Model): Line {
  const { text, cursor } = ui.palette.input;
  return [span(':', 'title'), span(text.slice(0, cursor)), span(text[cursor] ?? ' ', 'inverse'), span(text.slice(cursor + 1))];
}

function errorLine({ ui }: Model): Line {
  return ui.palette.error === null ? [] : [span(ui.palette.error, 'bad')];
}

function suggestionLine({ line, help, key }: Suggestion, selected: boolean, { style }: Model): Line {
  return [span(selected ? glyphsOf(style).selected : ' ', 'accent'), span(line.padEnd(18), selected ? 'bold' : 'plain'), span(` ${key === null ? '' : `(${key}) `}${help}`, 'dim')];
}

function typed(ui: UiState, keyName: string, model: Model): UiState {
  const { palette } = ui;
  const found = suggestions(palette.input.text, model);
  const change = (next: Partial<UiState['palette']>): UiState => ({ ...ui, palette: { ...palette, ...next } });
  switch (keyName) {
    case 'escape':
      return close(ui);
    case 'up':
      return change({ selected: Math.max(-1, palette.selected - 1) });
    case 'down':
      return change({ selected: Math.min(found.length - 1, palette.selected + 1) });
    case 'tab': {
      const chosen = found[Math.max(0, palette.selected)];
      return chosen === undefined ? ui : change({ input: inputOf(chosen.line), selected: -1, error: null });
    }
    default: {
      const input = edited(palette.input, keyName);
      return input === null ? ui : change({ input, selected: -1, error: null });
    }
  }
}

function submit(reach: Reach, model: Model): void {
  const { input, selected, history } = model.ui.palette;
  const line = selected >= 0 ? (suggestions(input.text, model)[selected]?.line ?? input.text) : input.text;
  if (line.trim() === '') return reach.store.ui(close);
  // One that wants more behind it is completed and not obeyed.
  if (line.endsWith(' ')) return reach.store.ui((ui) => ({ ...ui, palette: { ...ui.palette, input: inputOf(line), selected: -1 } }));
  try {
    reach.store.ui((ui) => ({ ...close(ui), palette: { input: EMPTY_INPUT, selected: -1, history: [line, ...history].slice(0, 20), error: null } }));
    const message = obey(line, reach, model);
    if (message !== null) reach.store.ui((ui) => ({ ...ui, message }));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    reach.store.ui((ui) => ({ ...ui, modes: [...ui.modes, 'palette'], palette: { ...ui.palette, input: inputOf(line), error: error.message } }));
  }
}

function close(ui: UiState): UiState {
  return { ...ui, modes: ui.modes.filter((mode) => mode !== 'palette'), palette: { ...ui.palette, input: EMPTY_INPUT, selected: -1, error: null } };
}
