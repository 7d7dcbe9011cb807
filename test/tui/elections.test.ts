import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { CommitteeRiskDetail } from '../../src/core/inspect/committee-risk.js';
import type { DrawerLine, DrawLine, ElectionsDetail } from '../../src/core/inspect/elections.js';
import { sortitionBoundaries } from '../../src/core/crypto/sortition.js';
import { createDispatcher } from '../../src/tui/dispatch.js';
import { explainedOn } from '../../src/tui/explain.js';
import type { InkKey } from '../../src/tui/keys.js';
import { INITIAL_UI, type Model, type UiState } from '../../src/tui/model.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { displayWidth } from '../../src/tui/text/width.js';
import { elections } from '../../src/tui/views/elections/elections.js';
import { intervalBar } from '../../src/tui/views/elections/drawers.js';
import { electionLooks } from '../../src/tui/views/elections/state.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';
import { golden } from './golden.js';

const TOTAL = 500;

function draw(credit: number, theta: number, fraction: number | null, proof: DrawLine['proof'], reason: string | null = null): DrawLine {
  const bounds = sortitionBoundaries(credit, theta, TOTAL, 4);
  const units = fraction === null ? 0 : bounds.filter((bound) => bound <= fraction).length;
  return { fraction, bounds, units, proof, reason };
}

function drawer(number: number, credit: number, P: DrawLine | null, CP: DrawLine | null, change: Partial<DrawerLine> = {}): DrawerLine {
  return { node: `North/ev-${String(number).padStart(2, '0')}`, sybil: false, credit, status: 'up', seats: 0, P, CP, ...change };
}

const LINES: readonly DrawerLine[] = [
  drawer(17, 14, draw(14, 4, 0.9951, 'valid'), draw(14, 8, 0.8213, 'sent'), { seats: 3 }),
  drawer(3, 30, draw(30, 4, 0.31, 'none'), draw(30, 8, 0.99962, 'valid'), { seats: 1 }),
  drawer(40, 12, draw(12, 4, 0.9713, 'refused', 'proof-invalid'), draw(12, 8, 0.02, 'none')),
  drawer(5, 10, draw(10, 4, 0.7, 'none'), draw(10, 8, 0.31, 'none')),
  drawer(6, 10, draw(10, 4, null, 'none'), draw(10, 8, null, 'none'), { status: 'stopped' }),
  drawer(7, 0, null, null),
  { ...drawer(1, 10, draw(10, 4, 0.9987, 'refused', 'not-admitted'), draw(10, 8, 0.4, 'none')), node: 'North/sybil-01', sybil: true },
];

const DETAIL: ElectionsDetail = {
  lotteries: [{ forEpoch: 4, attempt: 1, outcome: 'open' }, { forEpoch: 3, attempt: 2, outcome: 'elected' }, { forEpoch: 3, attempt: 1, outcome: 'repeated' }],
  lottery: { forEpoch: 4, attempt: 1, outcome: 'open' },
  thetaP: 4,
  thetaCP: 8,
  totalCredit: TOTAL,
  wonP: 1,
  wonCP: 4,
  drew: 5,
  total: 7,
  before: 0,
  lines: LINES,
  at: 0,
  selected: { node: 'North/ev-17', history: [{ epoch: 0, credit: 10 }, { epoch: 2, credit: 11 }, { epoch: 3, credit: 15 }, { epoch: 4, credit: 14 }], maximum: 30 },
};

const EMPTY: ElectionsDetail = { ...DETAIL, lottery: null, lotteries: [], drew: 0, total: 0, lines: [], at: -1, selected: null };

const RISK: CommitteeRiskDetail = {
  minimumMembers: 4,
  computed: {
    bound: 'third',
    adversaries: [
      { share: 0.1, evs: 5, perEpoch: 0.0000123, perYear: 0.7262, observed: { epochs: 12, reached: 0, frequency: 0 } },
      { share: 0.2, evs: 10, perEpoch: 0.0312, perYear: 1, observed: { epochs: 12, reached: 1, frequency: 1 / 12 } },
      { share: 0.3, evs: 15, perEpoch: null, perYear: null, observed: { epochs: 12, reached: 4, frequency: 1 / 3 } },
    ],
    attackers: { epochs: 3, reached: 1, frequency: 1 / 3 },
  },
};

function showing(columns: number, rows: number, detail: ElectionsDetail, change: Partial<Model> = {}, risk: CommitteeRiskDetail | null = RISK): Model {
  const ui: UiState = { ...INITIAL_UI, view: 'elections', ...change.ui };
  const model = modelOf(columns, rows, { ...change, ui });
  const looks = [{ query: electionLooks(model)[0]!, detail }, ...(risk === null ? [] : [{ query: { kind: 'committee-risk', shard: 0 }, detail: risk }])];
  return { ...model, frame: frameOf(4, { looks }) };
}

const text = (model: Model): string => composeRows(drawScreen(model), model.rows).join('\n');

const SCREENS: Readonly<Record<string, Model>> = {
  'elections-80x24': showing(80, 24, DETAIL),
  'elections-120x40': showing(120, 40, DETAIL),
  'elections-200x60': showing(200, 60, DETAIL),
  'elections-60x15': showing(60, 15, DETAIL),
  'elections-80x24-ascii': showing(80, 24, DETAIL, { style: { color: false, glyphs: 'ascii' } }),
};

for (const [name, model] of Object.entries(SCREENS)) golden(name, model);

test('at any size the view gives its lines in full, and in ASCII 7 bits', (t) => {
  const detail = fc.constantFrom(DETAIL, EMPTY, { ...DETAIL, at: 6 });
  const glyphs = fc.constantFrom('braille' as const, 'block' as const, 'ascii' as const);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 220 }), fc.integer({ min: 1, max: 60 }), detail, glyphs, fc.boolean(), (columns, rows, shown, mode, boxed) => {
      const model = showing(columns, rows, shown, { style: { color: true, glyphs: mode } }, boxed ? RISK : null);
      const lines = elections.draw(model, columns, rows, { boxed, focused: true });
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

test('in a bar of any width a draw that wins stands right of the first mark, one that does not left of it', (t) => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999999, noNaN: true }), fc.integer({ min: 1, max: 30 }), fc.integer({ min: 3, max: 60 }), (fraction, credit, width) => {
      const line = draw(credit, 8, fraction, 'none');
      const cells = intervalBar(line, width, { color: false, glyphs: 'ascii' }).map((piece) => piece.text).join('');
      t.is(cells.length, width);
      const at = cells.indexOf('@');
      const first = Math.min(width - 2, Math.floor(line.bounds[0]! * width));
      if (line.units === 0) t.true(at < first || first === 0);
      else t.true(at > first);
    }),
    { numRuns: 200 },
  );
});

test('the risk is asked for once the draws are on the screen', (t) => {
  t.deepEqual(electionLooks(modelOf(80, 24)).map(({ kind }) => kind), ['elections']);
  t.deepEqual(electionLooks(showing(80, 24, DETAIL)).map(({ kind }) => kind), ['elections', 'committee-risk']);
  t.regex(text(showing(120, 40, DETAIL, {}, null)), /computing/);
});

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

const nothing = (): void => undefined;

function desk() {
  const model = showing(120, 40, DETAIL);
  const store = createStore(model, { nowMs: () => 0, after: () => () => undefined });
  const press = createDispatcher({ store, source: () => fakeSource(model.frame!), quit: nothing, suspend: nothing, redraw: nothing, ...noReach });
  return { ui: () => store.snapshot().ui, target: () => elections.target!(store.snapshot()), type: (keys: string) => press(keys, NO_KEY) };
}

test('down and G select an EV by its name, and Enter has its node', (t) => {
  const { ui, target, type } = desk();
  t.deepEqual(target(), { type: 'node', shard: 0, id: 'North/ev-17' });
  type('j');
  t.is(ui().elections.node, 'North/ev-03');
  t.deepEqual(target(), { type: 'node', shard: 0, id: 'North/ev-03' });
  type('G');
  t.is(ui().elections.node, 'North/sybil-01');
  type('k');
  t.is(ui().elections.node, 'North/ev-07');
});

test('r changes the order, z the lottery, l and h the campus', (t) => {
  const { ui, type } = desk();
  type('r');
  t.is(ui().elections.order, 'name');
  type('zz');
  t.is(ui().elections.back, 2);
  type('z');
  t.is(ui().elections.back, 0);
  type('l');
  t.is(ui().shard, 1);
  type('h');
  t.is(ui().shard, 0);
});

test('what the view shows is explained', (t) => {
  const shown = explainedOn(showing(200, 60, DETAIL)).filter(({ place }) => place === 'elections').map((one) => one.shown);
  for (const word of ['EV', 'cred', 'intervals', 'won/expected', 'R', 'proof', 'credit history', 'exact/epoch', 'a year', 'counted']) t.true(shown.includes(word), word);
});
