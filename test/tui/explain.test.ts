import test from 'ava';
import { explainedOn, TERMS } from '../../src/tui/explain.js';
import { INITIAL_UI, PANELS } from '../../src/tui/model.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { VIEWS } from '../../src/tui/views/registry.js';
import { frameOf, modelOf } from './states.js';
import { unexplained } from './unexplained.js';

test('every column of every panel and view has a definition', (t) => {
  for (const [columns, rows] of [[80, 24], [120, 40], [200, 60]] as const) {
    for (const focus of PANELS) {
      for (const modes of [[], ['zoom']] as const) t.deepEqual(unexplained(modelOf(columns, rows, { frame: frameOf(4), ui: { ...INITIAL_UI, focus, modes } })), []);
    }
    for (const { name } of VIEWS) t.deepEqual(unexplained(modelOf(columns, rows, { ui: { ...INITIAL_UI, view: name } })), []);
  }
});

test('every term has a unit, a definition and a source, and is shown under some word', (t) => {
  for (const { name, shown, unit, definition, source } of TERMS) {
    t.true(shown.length > 0 && unit !== '' && definition.endsWith('.') && source !== '', name);
  }
});

test('the overview explains what it shows, the focused panel first', (t) => {
  const model = modelOf(120, 40, { ui: { ...INITIAL_UI, focus: 'fulfilment' } });
  const found = explainedOn(model);
  t.is(found[0]!.place, 'fulfilment');
  t.true(found.some(({ shown, term }) => shown === 'filled' && term.formula !== null));
  t.is(found.at(-1)!.place, 'header');
  t.true(found.length > 30);
});

test('the selected term is written out below the list', (t) => {
  const model = modelOf(100, 30, { ui: { ...INITIAL_UI, focus: 'fulfilment', modes: ['explain'], explained: 1 } });
  const text = composeRows(drawScreen(model), 30).join('\n');
  t.regex(text, /formula +delivered Wh \/ real demand Wh/);
  t.regex(text, /source +SEED B9/);
});
