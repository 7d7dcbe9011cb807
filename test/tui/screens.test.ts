import test from 'ava';
import { INITIAL_UI, PANELS, type Model } from '../../src/tui/model.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { frameOf, modelOf } from './states.js';
import { golden } from './golden.js';

/** Golden screens in fixtures/screens. `UPDATE_SCREENS=1` writes them anew; read the difference before you commit it. */
const SCREENS: Readonly<Record<string, Model>> = {
  'overview-60x15': modelOf(60, 15),
  'overview-80x24': modelOf(80, 24),
  'overview-100x30': modelOf(100, 30),
  'overview-120x40': modelOf(120, 40),
  'overview-160x50': modelOf(160, 50),
  'overview-80x24-ascii': modelOf(80, 24, { style: { color: false, glyphs: 'ascii' } }),
  'overview-120x40-block': modelOf(120, 40, { style: { color: false, glyphs: 'block' } }),
  'sixteen-shards-120x40': modelOf(120, 40, { frame: frameOf(16), ui: { ...INITIAL_UI, shard: 9 } }),
  'one-shard-100x30': modelOf(100, 30, { frame: frameOf(1) }),
  'no-shards-100x30': modelOf(100, 30, { frame: frameOf(0) }),
  'attacks-pending-120x40': modelOf(120, 40, {
    ui: { ...INITIAL_UI, focus: 'attacks', attack: 3, pendingAttacks: { fork: { on: true, level: 2 } }, pendingDefences: { 'defences.rescue': false } },
  }),
  'violated-120x40': modelOf(120, 40, {
    frame: frameOf(4, { state: 'stopped', violations: [{ checker: 'agreement', timeUs: 753_000_000, shard: 2, message: 'two blocks at height 96' }] }),
  }),
  'finished-80x24': modelOf(80, 24, { frame: frameOf(4, { state: 'finished', speed: 'max' }) }),
  'help-80x24': modelOf(80, 24, { ui: { ...INITIAL_UI, modes: ['help'] } }),
  'help-160x50': modelOf(160, 50, { ui: { ...INITIAL_UI, modes: ['help'] } }),
  'starting-80x24': modelOf(80, 24, { frame: null }),
  'too-small-50x10': modelOf(50, 10),
  ...Object.fromEntries(PANELS.map((focus) => [`zoom-${focus}-100x30`, modelOf(100, 30, { ui: { ...INITIAL_UI, focus, modes: ['zoom'] } })])),
};

for (const [name, model] of Object.entries(SCREENS)) golden(name, model);

test('from 100×30 on every panel has its title, whatever the focus', (t) => {
  for (const [columns, rows] of [[100, 30], [120, 40], [160, 50], [240, 70]] as const) {
    for (const focus of PANELS) {
      for (const shards of [1, 2, 4, 16]) {
        const model = modelOf(columns, rows, { frame: frameOf(shards), ui: { ...INITIAL_UI, focus } });
        const text = composeRows(drawScreen(model), rows).join('\n');
        for (const title of ['Elections', 'Shards', 'Fulfilment', 'Attacks', 'Cross-shard']) {
          t.true(text.includes(` ${title} `), `${title} at ${columns}x${rows} with ${shards} shards and the focus on ${focus}`);
        }
      }
    }
  }
});

test('80×24 shows all five panels of four campuses', (t) => {
  const panels = drawScreen(modelOf(80, 24)).map((drawn) => drawn.placement.panel);
  t.deepEqual(panels.toSorted(), ['attacks', 'cross-shard', 'elections', 'footer', 'fulfilment', 'header', 'shards']);
});

function panelsAt(columns: number, rows: number): string[] {
  return drawScreen(modelOf(columns, rows)).map((drawn) => drawn.placement.panel);
}

test('where there is no room for all, the panels go in the stated order, and the focused one is shown alone', (t) => {
  t.deepEqual(panelsAt(60, 15), ['header', 'elections', 'fulfilment', 'footer']);
  t.deepEqual(panelsAt(60, 20), ['header', 'elections', 'fulfilment', 'cross-shard', 'footer']);
  const focused = drawScreen(modelOf(60, 15, { ui: { ...INITIAL_UI, focus: 'attacks' } }));
  t.deepEqual(focused.map((drawn) => drawn.placement.panel), ['header', 'attacks', 'footer']);
});

test('a whole screen covers each cell once', (t) => {
  for (const [columns, rows] of [[60, 15], [79, 24], [80, 24], [99, 29], [100, 30], [121, 41], [160, 50]] as const) {
    const covered = new Map<string, number>();
    for (const { placement } of drawScreen(modelOf(columns, rows))) {
      for (let y = placement.y; y < placement.y + placement.height; y += 1) {
        for (let x = placement.x; x < placement.x + placement.width; x += 1) covered.set(`${x},${y}`, (covered.get(`${x},${y}`) ?? 0) + 1);
      }
    }
    const twice = [...covered.values()].filter((times) => times > 1).length;
    const outside = [...covered.keys()].filter((cell) => Number(cell.split(',')[0]) >= columns || Number(cell.split(',')[1]) >= rows);
    t.is(twice, 0);
    t.deepEqual(outside, []);
  }
});
