import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { Query } from '../../src/core/inspect/registry.js';
import { INITIAL_UI, type Model, type UiState } from '../../src/tui/model.js';
import { inspecting } from '../../src/tui/modes/inspect-state.js';
import { queryOfTarget } from '../../src/tui/modes/inspect.js';
import { composeRows, drawPanel, drawScreen } from '../../src/tui/screen.js';
import { displayWidth } from '../../src/tui/text/width.js';
import type { Target } from '../../src/tui/views/view.js';
import { ATTACK, BLOCK, CONSUMER, EV, EVENT, NETWORK, NODES, TRANSACTION } from './node-states.js';
import { frameOf, modelOf } from './states.js';
import { golden } from './golden.js';

const SIZES = [[80, 24], [120, 40], [200, 60]] as const;

function target(type: Target['type'], id: string): Target {
  return { type, shard: 0, id };
}

/** By name: what a person looks at, and what the run has answered. */
const PLACES: Readonly<Record<string, { readonly ui: UiState; readonly looks: readonly { readonly query: Query; readonly detail: unknown }[] }>> = {
  network: { ui: { ...INITIAL_UI, view: 'network' }, looks: [{ query: { kind: 'network', shard: 0 }, detail: NETWORK }, { query: { kind: 'attack', shard: 0, name: 'cut' }, detail: { ...ATTACK, links: [[0, 1]] } }] },
  response: { ui: { ...INITIAL_UI, view: 'network', network: { pane: 'response' } }, looks: [{ query: { kind: 'network', shard: 0 }, detail: NETWORK }] },
  attacks: { ui: { ...INITIAL_UI, view: 'attacks', selected: { attacks: 3 } }, looks: [{ query: { kind: 'attack', shard: 0, name: 'consumer' }, detail: ATTACK }] },
  'inspect-nodes': { ui: { ...inspecting(INITIAL_UI, null), inspector: { ...INITIAL_UI.inspector, chosen: 30 } }, looks: [{ query: { kind: 'nodes', shard: 0 }, detail: NODES }] },
  ...Object.fromEntries(
    ([['ev', target('node', EV.name), EV], ['consumer', target('node', CONSUMER.name), CONSUMER], ['block', target('block', '96'), BLOCK], ['event', target('event', EVENT.id), EVENT], ['transaction', target('transaction', TRANSACTION.id), TRANSACTION]] as const).map(
      ([name, at, detail]) => [`inspect-${name}`, { ui: inspecting(INITIAL_UI, at), looks: [{ query: queryOfTarget(at), detail }] }],
    ),
  ),
};

function modelAt(name: string, columns: number, rows: number, change: Partial<Model> = {}): Model {
  const { ui, looks } = PLACES[name]!;
  return modelOf(columns, rows, { frame: frameOf(4, { looks }), ui, ...change });
}

for (const name of Object.keys(PLACES)) {
  for (const [columns, rows] of SIZES) golden(`${name}-${columns}x${rows}`, modelAt(name, columns, rows));
}

test('network, attacks and inspector fill any size exactly, with or without answers, and are 7-bit in ASCII', (t) => {
  const arbitrary = fc.record({ name: fc.constantFrom(...Object.keys(PLACES)), columns: fc.integer({ min: 20, max: 220 }), rows: fc.integer({ min: 4, max: 70 }), glyphs: fc.constantFrom('braille' as const, 'ascii' as const), answered: fc.boolean(), scroll: fc.nat(60), boxed: fc.boolean() });
  fc.assert(
    fc.property(arbitrary, ({ name, columns, rows, glyphs, answered, scroll, boxed }) => {
      const { ui, looks } = PLACES[name]!;
      const model = modelAt(name, columns, rows, {
        style: { color: false, glyphs },
        frame: frameOf(4, { looks: answered ? looks : [] }),
        ui: { ...ui, scroll, selected: { network: scroll, attacks: scroll }, inspector: { ...ui.inspector, scroll, chosen: scroll } },
      });
      const lines = drawPanel(model, { panel: ui.modes.length > 0 ? 'mode' : 'view', x: 0, y: 0, width: columns, height: rows, boxed, zoomed: true });
      t.is(lines.length, rows);
      for (const line of lines) {
        const text = stripVTControlCharacters(line);
        if (displayWidth(text) !== columns) t.is(displayWidth(text), columns, JSON.stringify(text));
        if (glyphs === 'ascii' && /[^\x20-\x7E]/.test(text)) t.fail(JSON.stringify(text));
      }
    }),
    { numRuns: 150 },
  );
});

test('what the run does not know is said, and what it has not answered yet is told from that', (t) => {
  const at = target('event', 'deadbeef');
  const screen = (looks: readonly { readonly query: Query; readonly detail: unknown }[]): string => composeRows(drawScreen(modelOf(120, 40, { frame: frameOf(4, { looks }), ui: inspecting(INITIAL_UI, at) })), 40).join('\n');
  t.true(screen([]).includes('asking the run'));
  t.true(screen([{ query: queryOfTarget(at), detail: null }]).includes('no event deadbeef'));
});
