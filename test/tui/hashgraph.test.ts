import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { HashgraphDetail } from '../../src/core/inspect/hashgraph.js';
import type { EventLine } from '../../src/core/inspect/hashgraph-events.js';
import { createDispatcher } from '../../src/tui/dispatch.js';
import { explainedOn } from '../../src/tui/explain.js';
import type { InkKey } from '../../src/tui/keys.js';
import { INITIAL_UI, type Model, type UiState } from '../../src/tui/model.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { displayWidth } from '../../src/tui/text/width.js';
import { hashgraph } from '../../src/tui/views/hashgraph/hashgraph.js';
import { queryOf } from '../../src/tui/views/hashgraph/state.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';
import { golden } from './golden.js';

/** Creator, other-parent's index, round, fame, round received, place, relation to the last one. */
type Short = readonly [number, number, number, EventLine['fame'], number | null, number | null, EventLine['relation']];

const EVENTS: readonly Short[] = [
  [0, -1, 1, 'famous', 2, 1, 'strongly'],
  [1, 0, 1, 'famous', 2, 2, 'strongly'],
  [2, 1, 1, 'not-famous', 2, 4, 'strongly'],
  [3, 1, 1, 'famous', 2, 3, 'hidden'],
  [0, 2, 1, null, 2, 5, 'strongly'],
  [1, 4, 2, 'famous', 3, 6, 'strongly'],
  [2, 0, 1, null, null, null, 'sees'],
  [3, 5, 2, 'undecided', null, null, 'hidden'],
  [3, 4, 2, 'undecided', null, null, 'hidden'],
  [0, 5, 2, 'undecided', null, null, 'sees'],
  [2, 9, 2, 'undecided', null, null, 'sees'],
  [0, 6, 2, null, null, null, 'none'],
  [1, 10, 3, 'undecided', null, null, 'self'],
];

function eventsOf(): EventLine[] {
  const last = new Map<number, number>();
  return EVENTS.map(([creator, other, round, fame, received, place, relation], index) => {
    const own = last.get(creator);
    last.set(creator, index);
    return {
      id: `${String(index).padStart(2, '0')}e7`.repeat(16),
      index,
      creator,
      selfParent: own === undefined ? null : { index: own, creator },
      otherParent: other < 0 ? null : { index: other, creator: EVENTS[other]![0] },
      round,
      witness: fame !== null,
      fame,
      vote: fame === 'undecided' && round === 2 ? { yes: 2, no: index === 9 ? 1 : 0, difference: 1, coin: false } : null,
      received,
      place,
      forked: index === 7 || index === 8,
      transactions: index % 5 === 1 ? 2 : 0,
      relation,
    };
  });
}

const DETAIL: HashgraphDetail = {
  epoch: 3,
  inOffice: true,
  members: [
    { node: 'North/ev-03', seats: 3, role: 'P', forked: false, events: 5 },
    { node: 'North/ev-09', seats: 1, role: 'CP', forked: false, events: 3 },
    { node: 'North/ev-31', seats: 2, role: 'CP', forked: false, events: 3 },
    { node: 'North/ev-44', seats: 1, role: 'CP', forked: true, events: 3 },
  ],
  viewpoint: 1,
  viewpoints: ['North/ev-03', 'North/ev-09', 'North/ev-31'],
  status: 'up',
  gossip: { resting: false, pending: 1, unordered: 2, unaware: 0, orphans: 0, closed: false },
  totals: { events: 13, witnesses: 9, undecided: 5, ordered: 6, completeRound: 1, coinVotes: 2, coinRound: 10, seats: 7, supermajority: 5 },
  before: 0,
  after: 0,
  events: eventsOf(),
  selected: {
    id: '12e7'.repeat(16),
    index: 12,
    creator: 1,
    height: 2,
    timestampUs: 701_234_567,
    selfParent: { id: '05e7'.repeat(16), creator: 1, round: 2 },
    otherParent: { id: '10e7'.repeat(16), creator: 2, round: 2 },
    carries: [{ kind: 'micro', count: 2 }, { kind: 'draw', count: 1 }],
    received: null,
    sees: 9,
    stronglySeen: { witnesses: 3, of: 5, seats: 6 },
    election: [],
    votes: [
      { id: '09e7'.repeat(16), creator: 0, round: 2, vote: 'yes', difference: 1, coin: false, yes: 0, no: 0 },
      { id: '10e7'.repeat(16), creator: 2, round: 2, vote: 'yes', difference: 1, coin: false, yes: 0, no: 0 },
      { id: '07e7'.repeat(16), creator: 3, round: 2, vote: 'no', difference: 1, coin: false, yes: 0, no: 0 },
    ],
  },
  found: true,
  rounds: [
    { round: 3, witnesses: 1, famous: 0, undecided: 1, complete: false, received: 0, block: null },
    { round: 2, witnesses: 5, famous: 1, undecided: 4, complete: false, received: 5, block: null },
    { round: 1, witnesses: 4, famous: 3, undecided: 0, complete: true, received: 1, block: 41 },
  ],
};

const RESTING: HashgraphDetail = { ...DETAIL, inOffice: false, epoch: 2, gossip: { ...DETAIL.gossip, resting: true, pending: 0, unordered: 0, unaware: 2, closed: true } };
const EMPTY: HashgraphDetail = { ...DETAIL, events: [], selected: null, rounds: [], totals: { ...DETAIL.totals, events: 0, witnesses: 0, undecided: 0, ordered: 0, completeRound: 0 } };
const MANY: HashgraphDetail = {
  ...DETAIL,
  members: Array.from({ length: 40 }, (_, at) => ({ node: `North/ev-${String(at).padStart(3, '0')}`, seats: 1, role: 'CP', forked: false, events: 4 })),
};

function showing(columns: number, rows: number, detail: HashgraphDetail | null, change: Partial<Model> = {}): Model {
  const ui: UiState = { ...INITIAL_UI, view: 'hashgraph', ...change.ui };
  const model = modelOf(columns, rows, { ...change, ui });
  const looks = [{ query: queryOf(model), detail }];
  return { ...model, frame: frameOf(4, { looks }) };
}

const text = (model: Model): string => composeRows(drawScreen(model), model.rows).join('\n');

const SCREENS: Readonly<Record<string, Model>> = {
  'hashgraph-80x24': showing(80, 24, DETAIL),
  'hashgraph-120x40': showing(120, 40, DETAIL),
  'hashgraph-200x60': showing(200, 60, DETAIL),
  'hashgraph-60x15': showing(60, 15, DETAIL),
  'hashgraph-80x24-ascii': showing(80, 24, DETAIL, { style: { color: false, glyphs: 'ascii' } }),
  'hashgraph-resting-80x24': showing(80, 24, RESTING),
  'hashgraph-empty-80x24': showing(80, 24, EMPTY),
  'hashgraph-many-80x24': showing(80, 24, MANY),
};

for (const [name, model] of Object.entries(SCREENS)) golden(name, model);

test('at any size the view gives its lines in full, and in ASCII 7 bits', (t) => {
  const detail = fc.constantFrom<HashgraphDetail | null>(DETAIL, RESTING, EMPTY, MANY, null);
  const glyphs = fc.constantFrom('braille' as const, 'block' as const, 'ascii' as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 220 }), fc.integer({ min: 1, max: 60 }), detail, glyphs, fc.boolean(), (columns, rows, shown, mode, boxed) => {
      const model = showing(columns, rows, shown, { style: { color: true, glyphs: mode } });
      const lines = hashgraph.draw(model, columns, rows, { boxed, focused: true });
      t.is(lines.length, rows);
      for (const line of lines) {
        const plain = stripVTControlCharacters(line);
        if (displayWidth(plain) !== columns) t.is(displayWidth(plain), columns, JSON.stringify(plain));
        if (mode === 'ascii' && /[^\x20-\x7E]/.test(plain)) t.fail(JSON.stringify(plain));
      }
    }),
    { numRuns: 200 },
  );
});

test('before an answer comes, and where nobody holds a graph, the view says so', (t) => {
  t.regex(text(modelOf(80, 24, { ui: { ...INITIAL_UI, view: 'hashgraph' } })), /asking for the graph/);
  t.regex(text(showing(80, 24, null)), /nobody in this campus holds a seat/);
  const waiting = { ...showing(80, 24, DETAIL), ui: { ...INITIAL_UI, view: 'hashgraph' as const, hashgraph: { ...INITIAL_UI.hashgraph, event: DETAIL.events[4]!.id } } };
  t.regex(text(waiting), /asking for the selected event/);
});

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

const nothing = (): void => undefined;

function desk() {
  const model = showing(120, 40, DETAIL);
  const store = createStore(model, { nowMs: () => 0, after: () => () => undefined });
  const press = createDispatcher({ store, source: () => fakeSource(model.frame!), quit: nothing, suspend: nothing, redraw: nothing, ...noReach });
  return { ui: () => store.snapshot().ui, target: () => hashgraph.target!(store.snapshot()), type: (keys: string) => press(keys, NO_KEY) };
}

test('up selects the event before, down comes back to following, and Enter has its event', (t) => {
  const { ui, target, type } = desk();
  type('k');
  t.is(ui().hashgraph.event, DETAIL.events[11]!.id);
  type('k');
  t.is(ui().hashgraph.event, DETAIL.events[10]!.id);
  t.deepEqual(target(), { type: 'event', shard: 0, id: DETAIL.events[10]!.id });
  type('jj');
  t.is(ui().hashgraph.event, 'newest');
  type('g');
  t.is(ui().hashgraph.event, DETAIL.events[0]!.id);
});

test('K and J go along the chain of one member, r to the other-parent, f follows', (t) => {
  const { ui, type } = desk();
  type('K');
  t.is(ui().hashgraph.event, DETAIL.events[5]!.id);
  type('J');
  t.is(ui().hashgraph.event, DETAIL.events[12]!.id);
  type('r');
  t.is(ui().hashgraph.event, DETAIL.events[10]!.id);
  type('f');
  t.is(ui().hashgraph.event, 'newest');
});

test('m shows the next copy, z another committee, l the next campus', (t) => {
  const { ui, type } = desk();
  type('m');
  t.is(ui().hashgraph.member, 'North/ev-31');
  type('z');
  t.is(ui().hashgraph.epoch, 'office');
  type('l');
  t.is(ui().shard, 1);
  t.is(ui().hashgraph.member, null);
});

test('what the view shows is explained', (t) => {
  const shown = explainedOn(showing(200, 60, DETAIL)).filter(({ place }) => place === 'hashgraph').map((one) => one.shown);
  for (const word of ['round', 'witness', 'in', 'order', 'seen', 'tx', 'ordered', 'coin', 'at rest', 'out of it']) t.true(shown.includes(word), word);
});
