import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { MECHANISMS } from '../../src/core/market/registry.js';
import { termFor } from '../../src/core/metrics/glossary.js';
import { createDispatcher } from '../../src/tui/dispatch.js';
import { TERMS } from '../../src/tui/explain.js';
import type { InkKey } from '../../src/tui/keys.js';
import { layout } from '../../src/tui/layout.js';
import { INITIAL_UI, type Model, type UiState } from '../../src/tui/model.js';
import { composeRows, drawPanel, drawScreen } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { titlesWithin } from '../../src/tui/text/table.js';
import { displayWidth } from '../../src/tui/text/width.js';
import { crossShard } from '../../src/tui/views/cross-shard.js';
import { market } from '../../src/tui/views/market.js';
import { bookAt, standing } from '../../src/tui/views/market/steps.js';
import { MARKET_PANES } from '../../src/tui/views/market/ui.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';
import { CHOSEN, crossingDetails, crossingFrame, MARKET, marketFrame } from './trading-states.js';
import { golden } from './golden.js';

// The views of the market and of the transactions across campuses.

const MARKET_UI: UiState = { ...INITIAL_UI, view: 'market' };
const CROSS_UI: UiState = { ...INITIAL_UI, view: 'cross-shard' };

function marketUi(changes: Partial<UiState['market']>, selected = 0): UiState {
  return { ...MARKET_UI, selected: { market: selected }, market: { ...INITIAL_UI.market, ...changes } };
}

const ASCII = { color: false, glyphs: 'ascii' } as const;

/** As in screens.test.ts: `UPDATE_SCREENS=1` writes them anew. */
const SCREENS: Readonly<Record<string, Model>> = {
  'market-80x24': modelOf(80, 24, { frame: marketFrame(), ui: MARKET_UI }),
  'market-120x40': modelOf(120, 40, { frame: marketFrame(), ui: MARKET_UI }),
  'market-200x60': modelOf(200, 60, { frame: marketFrame(), ui: marketUi({ whole: false, step: 3 }) }),
  'market-steps-80x24': modelOf(80, 24, { frame: marketFrame(), ui: marketUi({ whole: false, step: 4 }) }),
  'market-delivery-80x24': modelOf(80, 24, { frame: marketFrame(), ui: marketUi({ pane: 'delivery' }, 2) }),
  'market-delivery-120x40': modelOf(120, 40, { frame: marketFrame(), ui: marketUi({ pane: 'delivery' }, 1) }),
  'market-forecast-80x24': modelOf(80, 24, { frame: marketFrame(), ui: marketUi({ pane: 'forecast' }) }),
  'market-forecast-120x40': modelOf(120, 40, { frame: marketFrame(), ui: marketUi({ pane: 'forecast' }) }),
  'market-forecast-200x60': modelOf(200, 60, { frame: marketFrame(), ui: marketUi({ pane: 'forecast' }) }),
  'mechanism-80x24': modelOf(80, 24, { frame: marketFrame(), ui: { ...MARKET_UI, modes: ['mechanism'] } }),
  'mechanism-120x40': modelOf(120, 40, { frame: marketFrame(), ui: { ...MARKET_UI, modes: ['mechanism'] } }),
  'mechanism-200x60': modelOf(200, 60, { frame: marketFrame(), ui: { ...MARKET_UI, modes: ['mechanism'] } }),
  'market-penalties-80x24': modelOf(80, 24, { frame: marketFrame(), ui: marketUi({ pane: 'penalties' }, 3) }),
  'market-history-80x24': modelOf(80, 24, { frame: marketFrame(), ui: marketUi({ pane: 'history' }, 1), style: ASCII }),
  'market-60x15': modelOf(60, 15, { frame: marketFrame(), ui: marketUi({ whole: false, step: 1 }) }),
  'cross-shard-80x24': modelOf(80, 24, { frame: crossingFrame(), ui: CROSS_UI }),
  'cross-shard-120x40': modelOf(120, 40, { frame: crossingFrame(), ui: CROSS_UI }),
  'cross-shard-200x60': modelOf(200, 60, { frame: crossingFrame(crossingDetails(), { nowUs: 790_000_000 }), ui: CROSS_UI, style: ASCII }),
  'cross-shard-60x15': modelOf(60, 15, { frame: crossingFrame(), ui: { ...CROSS_UI, crossShard: { campus: 1, chosen: null } } }),
};

for (const [name, model] of Object.entries(SCREENS)) golden(name, model);

test('every column of both views has a definition', (t) => {
  for (const model of Object.values(SCREENS)) {
    const titles = layout(model).flatMap((placement) => (placement.panel === 'view' ? titlesWithin(() => drawPanel(model, placement)) : []));
    t.deepEqual(titles.filter((title) => title !== '' && termFor(title, model.ui.view, TERMS) === null), []);
  }
});

const STYLE = fc.record({ color: fc.boolean(), glyphs: fc.constantFrom('braille' as const, 'block' as const, 'ascii' as const) });
const FRAMES = [marketFrame(), marketFrame(null), marketFrame({ rounds: [], book: null, history: [] }), crossingFrame(), frameOf(0), frameOf(1)];
const ANY: fc.Arbitrary<Model> = fc
  .record({
    columns: fc.integer({ min: 1, max: 200 }),
    rows: fc.integer({ min: 1, max: 60 }),
    style: STYLE,
    view: fc.constantFrom('market' as const, 'cross-shard' as const),
    frame: fc.constantFrom(...FRAMES),
    pane: fc.constantFrom(...MARKET_PANES),
    whole: fc.boolean(),
    step: fc.nat(30),
    campus: fc.constantFrom(null, 0, 3, 7),
    shard: fc.nat(4),
  })
  .map(({ columns, rows, style, view, frame, pane, whole, step, campus, shard }) =>
    modelOf(columns, rows, { style, frame, ui: { ...INITIAL_UI, view, shard, selected: { market: step }, market: { round: null, pane, whole, step }, crossShard: { campus, chosen: null } } }),
  );

test('both views give exactly their height in lines of exactly their width, 7-bit in ASCII, at any size', (t) => {
  for (const pane of MARKET_PANES) {
    for (let rows = 1; rows <= 16; rows += 1) {
      for (const columns of [20, 80, 120]) {
        const model = modelOf(columns, rows, { frame: marketFrame(), ui: { ...INITIAL_UI, view: 'market', market: { round: null, pane, whole: false, step: 0 } } });
        t.is(drawPanel(model, { panel: 'view', x: 0, y: 0, width: columns, height: rows, boxed: true, zoomed: true }).length, rows, `${pane} at ${columns}x${rows}`);
      }
    }
  }
  fc.assert(
    fc.property(ANY, fc.boolean(), (model, boxed) => {
      const lines = drawPanel(model, { panel: 'view', x: 0, y: 0, width: model.columns, height: model.rows, boxed, zoomed: true });
      t.is(lines.length, model.rows);
      for (const line of lines) {
        const text = stripVTControlCharacters(line);
        if (displayWidth(text) !== model.columns) t.is(displayWidth(text), model.columns, JSON.stringify(text));
        if (model.style.glyphs === 'ascii' && /[^\x20-\x7E]/.test(text)) t.fail(JSON.stringify(text));
      }
    }),
    { numRuns: 300 },
  );
});

test('after each step the book has what the allocations up to there leave, and after the last one every fate', (t) => {
  const { book } = MARKET;
  const { allocations, requests } = book!;
  for (let step = 0; step <= allocations.length; step += 1) {
    const at = bookAt(book!, step);
    t.is(at.allocatedWh, allocations.slice(0, step).reduce((sum, one) => sum + one.energyWh, 0));
    t.is(at.usedBy.size, step);
    t.is(at.current, allocations[step - 1] ?? null);
  }
  const fates = new Set(requests.map((request, rank) => standing(request, rank, 0, bookAt(book!, Infinity))));
  t.deepEqual([...fates].toSorted(), ['duplicate', 'empty', 'part', 'penalised', 'quota', 'served', 'unserved']);
  t.is(standing(requests[1]!, 1, -1, bookAt(book!, 0)), 'waiting');
});

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

const never = (): void => undefined;

function lab(frame = marketFrame()) {
  let nowMs = 0;
  const source = fakeSource(frame);
  const store = createStore(modelOf(120, 40, { frame }), { nowMs: () => (nowMs += 1000), after: () => never });
  source.subscribe(store.frame);
  const press = createDispatcher({ store, source: () => source, quit: never, suspend: never, redraw: never, ...noReach });
  const type = (keys: string): void => press(keys, NO_KEY);
  return { source, store, type, enter: (): void => press('', { ...NO_KEY, return: true }), ui: () => store.snapshot().ui };
}

test('m goes through the matching step by step, and Enter opens the consumer of the step', (t) => {
  const { type, ui, store } = lab();
  type('4jj');
  t.deepEqual(ui().selected, { market: 2 });
  t.deepEqual(market.target!(store.snapshot()), { type: 'node', shard: 0, id: MARKET.book!.requests[2]!.consumer });
  type('mjjjk');
  t.is(ui().market.step, 2);
  const request = MARKET.book!.requests.find(({ id }) => id === MARKET.book!.allocations[1]!.request)!;
  t.deepEqual(market.target!(store.snapshot()), { type: 'node', shard: 0, id: request.consumer });
  type('G');
  t.is(ui().market.step, MARKET.book!.allocations.length);
  type('g');
  t.is(market.target!(store.snapshot()), null);
});

test('K lists the mechanisms, and Enter has the next rounds matched by the selected one', (t) => {
  const { source, type, enter, ui } = lab();
  type('4K');
  t.deepEqual(ui().modes, ['mechanism']);
  type('G');
  enter();
  t.deepEqual(source.commands.at(-1), { kind: 'set', path: 'market.mechanism', value: MECHANISMS.at(-1)!.name });
  t.deepEqual(ui().modes, []);
});

test('v goes round the panes; r, f and z choose the round; left and right the campus', async (t) => {
  const { source, type, ui, store } = lab();
  type('4v');
  t.is(ui().market.pane, 'delivery');
  t.deepEqual(market.target!(store.snapshot()), { type: 'node', shard: 0, id: MARKET.book!.allocations[0]!.ev });
  type('v');
  t.is(ui().market.pane, 'penalties');
  t.deepEqual(market.target!(store.snapshot()), { type: 'node', shard: 0, id: 'North/x-1' });
  type('vvv');
  t.is(ui().market.pane, 'book');
  type('r');
  t.is(ui().market.round, 5);
  t.deepEqual(market.looks!(store.snapshot()), [{ kind: 'market', shard: 0, round: 5 }]);
  type('z');
  t.is(ui().market.round, null);
  type('f');
  t.is(ui().market.round, null);
  type('J');
  await new Promise(setImmediate);
  t.is(source.asked.at(-1), 'travel 753000000');
  type('l');
  t.is(ui().shard, 1);
  type('lllh');
  t.is(ui().shard, 2);
});

test('transactions are chosen by their id, so that the list may move below the selection', (t) => {
  const { type, ui, store, source } = lab(crossingFrame());
  type('5');
  t.is(crossShard.target!(store.snapshot())!.id, CHOSEN.id);
  type('jj');
  const { chosen } = ui().crossShard;
  source.publish({ views: source.frame()!.views.map((view) => ({ ...view, crossShard: { ...view.crossShard, transactions: view.crossShard.transactions.toReversed() } })) });
  t.is(crossShard.target!(store.snapshot())!.id, chosen!);
  const queries = crossShard.looks!(store.snapshot());
  t.true(queries.length >= 2 && queries.every((query) => query.kind === 'cross-shard' && query.transaction === chosen));
});

test('the campus filter leaves those in which it takes part', (t) => {
  const { type, ui, store } = lab(crossingFrame());
  const lines = (): string[] => drawPanel(store.snapshot(), { panel: 'view', x: 0, y: 0, width: 120, height: 60, boxed: true, zoomed: true });
  type('5');
  const all = lines().filter((line) => line.includes('cafe')).length;
  type('v');
  t.is(ui().crossShard.campus, 0);
  const some = lines().filter((line) => line.includes('cafe')).length;
  t.true(some > 0 && some < all);
  type('l');
  t.deepEqual([ui().crossShard.campus, ui().shard], [1, 1]);
  type('v');
  t.is(ui().crossShard.campus, null);
});

test('what is stalled says for how long, and what it waits for', (t) => {
  const text = composeRows(drawScreen(SCREENS['cross-shard-200x60']!), 60).join('\n');
  t.regex(text, /stalled: nothing for 38\.8s/);
  t.regex(text, /run 1 waits for a proof from North, asked 2 times, first 38\.0s ago/);
  const back = modelOf(120, 40, { frame: crossingFrame(crossingDetails({ phase: 'backing-off', backOffTicks: 2, awaited: [] })), ui: CROSS_UI });
  t.regex(composeRows(drawScreen(back), 40).join('\n'), /backs off for 2 more ticks, then run 2/);
});
