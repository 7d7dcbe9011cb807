import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import { createDispatcher } from '../../src/tui/dispatch.js';
import { KEYS, type InkKey } from '../../src/tui/keys.js';
import { INITIAL_UI, type Mode } from '../../src/tui/model.js';
import { MODES } from '../../src/tui/modes/registry.js';
import { helpLines } from '../../src/tui/panels/help.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { displayWidth } from '../../src/tui/text/width.js';
import { VIEWS } from '../../src/tui/views/registry.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

/** What Ink reports for a key by its name. */
function report(name: string): [string, InkKey] {
  const flags: Readonly<Record<string, Partial<InkKey>>> = {
    up: { upArrow: true }, down: { downArrow: true }, left: { leftArrow: true }, right: { rightArrow: true }, home: { home: true }, end: { end: true },
    enter: { return: true }, escape: { escape: true, meta: true }, tab: { tab: true }, 'shift-tab': { tab: true, shift: true }, backspace: { delete: true },
  };
  if (flags[name] !== undefined) return ['', { ...NO_KEY, ...flags[name] }];
  if (name.startsWith('ctrl-')) return [name.slice(5), { ...NO_KEY, ctrl: true }];
  return [name === 'space' ? ' ' : name, NO_KEY];
}

const ALL_KEYS = [...new Set([...KEYS.flatMap(({ keys }) => keys), ...VIEWS.flatMap(({ keys }) => (keys ?? []).flatMap((one) => one.keys)), ...MODES.flatMap(({ keys }) => (keys ?? []).flatMap((one) => one.keys)), 'backspace', 'z', '0', '9'])];

for (const { name: view } of VIEWS) {
  test(`every key is pressed in the view ${view}, under every mode, at three sizes, without an error`, (t) => {
    for (const mode of [null, 'zoom', ...MODES.map(({ name }) => name)] as (Mode | null)[]) {
      for (const [columns, rows, key] of ALL_KEYS.map((name, at) => [...([[80, 24], [120, 40], [60, 15]] as const)[at % 3]!, name] as const)) {
        const source = fakeSource(frameOf(4, { journal: [] }));
        const ui = { ...INITIAL_UI, view, modes: mode === null ? [] : [mode] };
        const store = createStore(modelOf(columns, rows, { frame: source.frame(), ui }), { nowMs: () => 0, after: () => () => undefined });
        source.subscribe(store.frame);
        const press = createDispatcher({ store, source: () => source, quit: () => undefined, suspend: () => undefined, redraw: () => undefined, ...noReach });
        t.notThrows(() => press(...report(key)), `${key} in ${view} under ${mode}`);
        const drawn = composeRows(drawScreen(store.snapshot()), rows);
        if (drawn.some((row) => displayWidth(stripVTControlCharacters(row)) > columns)) t.fail(`${key} in ${view} under ${mode} draws too wide`);
      }
    }
  });
}

test('no key without help, in any view or mode', (t) => {
  const local = [...VIEWS, ...MODES].flatMap(({ name, keys }) => (keys ?? []).map((key) => ({ ...key, name })));
  for (const { label, help, keys, name } of [...KEYS.map((key) => ({ ...key, name: 'everywhere' })), ...local]) {
    t.true(label !== '' && help.length > 3 && keys.length > 0, `${name}: ${label}`);
  }
  for (const { name: view } of VIEWS) {
    const lines = helpLines(modelOf(120, 40, { ui: { ...INITIAL_UI, view } })).map((line) => line.map(({ text }) => text).join(''));
    for (const { label, help } of local) t.true(lines.some((line) => line.includes(label) && line.endsWith(help)), label);
  }
});

test('no view or mode has two meanings for one key of its own', (t) => {
  for (const { name, keys } of [...VIEWS, ...MODES]) {
    const own = (keys ?? []).flatMap((key) => key.keys);
    t.deepEqual(own.filter((key, at) => own.indexOf(key) !== at), [], name);
  }
});
