import test from 'ava';
import { ATTACKS, defenceKeyOf } from '../../src/core/attacks/catalogue.js';
import { actionFor, keyNames, KEYS, type InkKey } from '../../src/tui/keys.js';
import { helpLines } from '../../src/tui/panels/help.js';
import { footerLine } from '../../src/tui/panels/bars.js';
import { modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

test('no two bindings share a key', (t) => {
  const keys = KEYS.flatMap((binding) => binding.keys);
  t.deepEqual(
    keys.filter((key, at) => keys.indexOf(key) !== at),
    [],
  );
});

test('every binding has a label and a help text, and the help screen shows it', (t) => {
  const help = helpLines(modelOf(80, 24)).map((line) => line.map((piece) => piece.text).join(''));
  for (const binding of KEYS) {
    t.true(binding.label !== '' && binding.help !== '');
    t.true(help.some((line) => line.trimStart().startsWith(binding.label) && line.endsWith(binding.help)), binding.label);
  }
});

test('every attack has the catalogue’s lower-case key, its defence the same in upper case; where no letter is free, two signs', (t) => {
  for (const entry of ATTACKS) {
    const { key } = entry;
    const off = defenceKeyOf(entry);
    t.true(/^[a-z]$/.test(key) ? off === key.toUpperCase() : /^[^a-z]$/i.test(key) && /^[^a-z]$/i.test(off) && off !== key);
    t.deepEqual(actionFor(key, []), { type: 'attack', name: entry.name });
    t.deepEqual(actionFor(off, []), { type: 'defence', path: entry.defence });
  }
});

test('the footer keeps the help to the last and never lacks quit on a readable screen', (t) => {
  t.true(footerLine(modelOf(80, 24), 80).includes('q quit'));
  t.true(footerLine(modelOf(80, 24), 80).includes('? help'));
  t.is(footerLine(modelOf(10, 24), 10).trim(), '? help');
  const hints = KEYS.filter((binding) => binding.footer);
  t.true(hints.length >= 5 && hints.length <= 11);
});

test('joined repeats are several keys', (t) => {
  t.deepEqual(keyNames('jj', NO_KEY), ['j', 'j']);
  t.deepEqual(keyNames('  q', NO_KEY), ['space', 'space', 'q']);
  t.deepEqual(keyNames('j\u0003', NO_KEY), ['j', 'ctrl-c']);
});

test('Ink’s reports become key names', (t) => {
  t.deepEqual(keyNames('', { ...NO_KEY, escape: true, meta: true }), ['escape']);
  t.deepEqual(keyNames('', { ...NO_KEY, tab: true, shift: true }), ['shift-tab']);
  t.deepEqual(keyNames('', { ...NO_KEY, upArrow: true }), ['up']);
  t.deepEqual(keyNames('\r', { ...NO_KEY, return: true }), ['enter']);
  t.deepEqual(keyNames('c', { ...NO_KEY, ctrl: true }), ['ctrl-c']);
  t.deepEqual(keyNames('a', { ...NO_KEY, meta: true }), []);
  t.deepEqual(keyNames('é', NO_KEY), []);
});

test('the help hides attack keys; quitting, pausing and Esc go through it', (t) => {
  t.is(actionFor('a', ['help']), null);
  t.deepEqual(actionFor('q', ['help']), { type: 'quit' });
  t.deepEqual(actionFor('ctrl-c', ['zoom', 'help']), { type: 'quit' });
  t.deepEqual(actionFor('escape', ['help']), { type: 'back' });
  t.deepEqual(actionFor('space', ['help']), { type: 'pause' });
  t.deepEqual(actionFor('a', ['zoom']), { type: 'attack', name: 'consumer' });
});
