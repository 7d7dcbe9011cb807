import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { INITIAL_UI, type Model } from '../../src/tui/model.js';
import { modeOver } from '../../src/tui/modes/registry.js';
import { shownTrade } from '../../src/tui/modes/trade/followed.js';
import type { TradeUi } from '../../src/tui/modes/trade/state.js';
import { drawScreen, composeRows } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { displayWidth } from '../../src/tui/text/width.js';
import type { LedgerUi } from '../../src/tui/views/ledger/state.js';
import { viewOf } from '../../src/tui/views/registry.js';
import { fakeSource, noReach } from './fake-source.js';
import { golden } from './golden.js';
import { frameOf, modelOf } from './states.js';
import { BLOCKS, CHAIN, CROSSING, HASH, looks, ORIGINS, OTHER, PARTIES, TRADES } from './trade-states.js';

const ALL = looks(
  [{ kind: 'trades', shard: 0 }, TRADES],
  [{ kind: 'trade', shard: 0, id: CROSSING.trade.id }, CROSSING],
  [{ kind: 'trade', shard: 0, id: HASH }, CROSSING],
  [{ kind: 'trade', shard: 1, id: HASH }, OTHER],
  [{ kind: 'ledger-parties', shard: 0, page: 0 }, PARTIES],
  [{ kind: 'ledger-chain', shard: 0, party: 'North/consumer-1' }, CHAIN],
  [{ kind: 'ledger-blocks', shard: 0, height: 112 }, BLOCKS],
  [{ kind: 'ledger-origins', shard: 0, of: { wallet: 'North/consumer-1' } }, ORIGINS],
);
const FRAME = frameOf(4, { looks: ALL, journal: [] });
const FOLLOWED = { shard: 0, id: CROSSING.trade.id, fromList: true, seen: null };

function trading(columns: number, rows: number, trade: Partial<TradeUi>, change: Partial<Model> = {}): Model {
  return modelOf(columns, rows, { frame: FRAME, ui: { ...INITIAL_UI, modes: ['trade'], trade: { ...INITIAL_UI.trade, ...trade } }, ...change });
}

function ledger(columns: number, rows: number, own: Partial<LedgerUi>, change: Partial<Model> = {}): Model {
  return modelOf(columns, rows, { frame: FRAME, ui: { ...INITIAL_UI, view: 'ledger', ledger: { ...INITIAL_UI.ledger, party: 2, height: 112, ...own } }, ...change });
}

const ASCII = { style: { color: false, glyphs: 'ascii' } } as const;

for (const [columns, rows] of [[80, 24], [120, 40], [200, 60]] as const) {
  const size = `${columns}x${rows}`;
  golden(`trade-list-${size}`, trading(columns, rows, { chosen: TRADES.trades[2]!.id }));
  golden(`trade-followed-${size}`, trading(columns, rows, { followed: FOLLOWED, step: 6 }));
  golden(`ledger-chains-${size}`, ledger(columns, rows, { inDetail: true, line: 1 }));
  golden(`ledger-blocks-${size}`, ledger(columns, rows, { part: 'blocks' }));
  golden(`ledger-origins-${size}`, ledger(columns, rows, { part: 'origins', node: 1 }));
}
golden('trade-false-60x15-ascii', trading(60, 15, { followed: FOLLOWED, step: 4 }, ASCII));
golden('ledger-chains-60x15-ascii', ledger(60, 15, { inDetail: true }, ASCII));
golden('ledger-origins-80x24-ascii', ledger(80, 24, { part: 'origins' }, ASCII));

test('trades and the ledger fill any size exactly, in 7 bits in ASCII', (t) => {
  const choice = fc.record({
    columns: fc.integer({ min: 1, max: 220 }),
    rows: fc.integer({ min: 1, max: 60 }),
    glyphs: fc.constantFrom('braille' as const, 'ascii' as const),
    boxed: fc.boolean(),
    isTrade: fc.boolean(),
    at: fc.nat(12),
    isOpen: fc.boolean(),
    part: fc.constantFrom('chains' as const, 'blocks' as const, 'origins' as const),
    isBare: fc.boolean(),
  });
  fc.assert(
    fc.property(choice, ({ columns, rows, glyphs, boxed, isTrade, at, isOpen, part, isBare }) => {
      const change: Partial<Model> = { style: { color: false, glyphs }, ...(isBare ? { frame: frameOf(2) } : {}) };
      const model = isTrade ? trading(columns, rows, { followed: isOpen ? FOLLOWED : null, step: at }, change) : ledger(columns, rows, { part, inDetail: isOpen, line: at, entry: at, node: at }, change);
      const shown = isTrade ? modeOver(model)! : viewOf('ledger');
      const lines = shown.draw(model, columns, rows, { boxed, focused: true });
      t.is(lines.length, rows);
      for (const line of lines) {
        if (displayWidth(stripVTControlCharacters(line)) !== columns) t.is(displayWidth(line), columns, JSON.stringify(line));
        if (glyphs === 'ascii' && /[^\x20-\x7E]/.test(line)) t.fail(JSON.stringify(line));
      }
    }),
    { numRuns: 400 },
  );
});

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

function desk(model: Model) {
  let nowMs = 0;
  const source = fakeSource(model.frame!);
  const store = createStore(model, { nowMs: () => (nowMs += 1000), after: () => () => undefined });
  source.subscribe(store.frame);
  const press = createDispatcher({ store, source: () => source, quit: () => undefined, suspend: () => undefined, redraw: () => undefined, ...noReach });
  const key = (name: keyof InkKey): void => press('', { ...NO_KEY, [name]: true });
  return { source, store, key, type: (keys: string): void => press(keys, NO_KEY), ui: () => store.snapshot().ui };
}

test('w lists the trades, Enter follows one and jumps to a step, Esc goes back step by step', (t) => {
  const { source, key, type, ui } = desk(modelOf(120, 40, { frame: FRAME }));
  type('w');
  t.deepEqual(ui().modes, ['trade']);
  type('jj');
  t.is(ui().trade.chosen, TRADES.trades[2]!.id);
  key('return');
  t.is(ui().trade.followed?.id, TRADES.trades[2]!.id);
  t.is(TRADES.trades[2]!.id, CROSSING.trade.id);
  type('gjj');
  key('return');
  t.is(source.asked.at(-1), `travel ${CROSSING.steps[2]!.atUs}`);
  key('escape');
  t.is(ui().trade.followed, null);
  key('escape');
  t.deepEqual(ui().modes, []);
});

test('a step that has not happened cannot be jumped to', (t) => {
  const { source, key, type, ui } = desk(trading(120, 40, { followed: FOLLOWED }));
  type('G');
  key('return');
  t.regex(ui().message!, /no moment/);
  t.deepEqual(source.asked, []);
});

test('what one campus waits for, and the other says is done, is done', (t) => {
  const shown = shownTrade(trading(120, 40, { followed: FOLLOWED }));
  if (shown === null || shown === 'unknown') return t.fail();
  t.deepEqual(shown.steps.filter(({ step }) => step === 'atomix').map(({ key }) => key), ['lock/0/1/a', 'lock/1/1/a']);
});

test('after a jump back the steps that come are shown as ahead, until somebody does something else', (t) => {
  const { source, store, type, ui } = desk(trading(120, 40, { followed: FOLLOWED }));
  type('[');
  t.is(ui().trade.followed?.seen?.steps.length, 10);
  const nothing = looks([{ kind: 'trade', shard: 0, id: CROSSING.trade.id }, { found: 'nothing' }]);
  source.publish({ nowUs: 705_000_000, state: 'paused', looks: nothing });
  const shown = shownTrade(store.snapshot());
  if (shown === null || shown === 'unknown') return t.fail();
  t.deepEqual(shown.steps.slice(0, 3).map(({ state }) => state), ['done', 'done', 'ahead']);
  t.true(composeRows(drawScreen(store.snapshot()), 40).some((row) => row.includes('ahead: North/ev-3 offers')));
  source.publish({ nowUs: 706_000_000, state: 'running', looks: nothing, journal: [{ atUs: 705_000_000, sequence: 0, shards: null, command: { kind: 'attack' } as never }] });
  t.is(shownTrade(store.snapshot()), 'unknown');
});

test('from the ledger a transaction that is selected is followed at once', (t) => {
  const { type, ui } = desk(ledger(120, 40, { part: 'blocks', inDetail: true }));
  type('w');
  t.like(ui().trade.followed, { shard: 0, id: HASH, fromList: false });
});

test('the ledger names what is selected', (t) => {
  const target = (own: Partial<LedgerUi>) => viewOf('ledger').target!(ledger(120, 40, own));
  t.deepEqual(target({}), { type: 'node', shard: 0, id: 'North/consumer-1' });
  t.deepEqual(target({ inDetail: true }), { type: 'block', shard: 0, id: CHAIN.blocks[0]!.digest });
  t.deepEqual(target({ inDetail: true, line: 1 }), { type: 'transaction', shard: 0, id: HASH });
  t.deepEqual(target({ part: 'blocks' }), { type: 'block', shard: 0, id: '112' });
  t.deepEqual(target({ part: 'blocks', inDetail: true, entry: 3 }), { type: 'transaction', shard: 0, id: BLOCKS.opened!.entries[3]!.id });
  t.deepEqual(target({ part: 'origins', node: 2 }), { type: 'node', shard: 0, id: 'North/consumer-1' });
  t.deepEqual(target({ part: 'origins' }), { type: 'transaction', shard: 0, id: ORIGINS.nodes[0]!.by });
});

test('v walks chains, blocks and origins, and takes along what is selected', (t) => {
  const { key, type, ui } = desk(ledger(120, 40, { inDetail: true, line: 1 }));
  type('v');
  t.is(ui().ledger.part, 'blocks');
  type('v');
  t.like(ui().ledger, { part: 'origins', of: { transaction: HASH } });
  type('v');
  t.like(ui().ledger, { part: 'chains', of: null });
  key('tab');
  t.true(ui().ledger.inDetail);
  type('l');
  t.is(ui().shard, 1);
  t.is(ui().ledger.party, 0);
});
