import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import { VECTOR } from '../../src/core/metrics/vector.js';
import { comparedOf, deedsOf, storyOf } from '../../src/tui/futures/differences.js';
import { helpLines } from '../../src/tui/panels/help.js';
import { INITIAL_UI, type Model } from '../../src/tui/model.js';
import { composeRows, drawPanel, drawScreen } from '../../src/tui/screen.js';
import type { RunFrame } from '../../src/tui/source.js';
import { displayWidth } from '../../src/tui/text/width.js';
import { frameOf, modelOf } from './states.js';
import { golden } from './golden.js';

const FORK_US = 602_000_000;
const first = frameOf().journal[0]!;
const command = (name: string, on: boolean) => ({ kind: 'attack', name, level: 20, on }) as never;

/** B: the rounds from the fifth on deliver less, and the consumer attack has been on since the fork. */
function futureB(shards: number): RunFrame {
  const a = frameOf(shards);
  const views = a.views.map((view) => ({
    ...view,
    rounds: view.rounds.map((round) => (round.round >= 4 ? { ...round, deliveredWh: Math.round(round.deliveredWh / 2), penalised: round.penalised + 3 } : round)),
    consensus: { ...view.consensus, transactions: view.consensus.transactions - 40, pending: view.consensus.pending + 5 },
  }));
  return { ...a, nowUs: 754_012_345, views, journal: [first, { atUs: FORK_US + 1_500_000, sequence: 1, shards: null, command: command('consumer', true) }] };
}

const MOVED = (['totals.requests', 'attacks[consumer].attempts', 'totals.deliveredWh', 'totals.penalised', 'consensus.transactions', 'consensus.pending', 'crossShard.inFlight'] as const).map((name, at) => ({
  index: VECTOR.findIndex((entry) => entry.name === name),
  shard: at % 4,
  atUs: FORK_US + 2_000_000 + at * 7_654_321,
}));

function compareModel(columns: number, rows: number, change: Partial<Model> = {}, shards = 4): Model {
  const a: RunFrame = { ...frameOf(shards), journal: [first, { atUs: 760_000_000, sequence: 1, shards: null, command: { kind: 'set', path: 'market.defence', value: false } as never }] };
  const frame: RunFrame = { ...futureB(shards), futures: { shown: 'B', forkUs: FORK_US, other: a, comparedUs: 754_000_000, moved: shards === 0 ? [] : MOVED.map((one) => ({ ...one, shard: one.shard % shards })) } };
  return modelOf(columns, rows, { frame, ui: { ...INITIAL_UI, modes: ['compare'] }, ...change });
}

const same = ({ frame, ...model }: Model): Model => ({ ...model, frame: { ...frame!, journal: [first], views: frame!.futures!.other!.views, futures: { ...frame!.futures!, moved: [], other: { ...frame!.futures!.other!, journal: [first] } } } });

const SCREENS: Readonly<Record<string, Model>> = {
  'compare-80x24': compareModel(80, 24),
  'compare-120x40': compareModel(120, 40),
  'compare-200x60': compareModel(200, 60),
  'compare-60x15': compareModel(60, 15),
  'compare-80x24-ascii': compareModel(80, 24, { style: { color: false, glyphs: 'ascii' } }),
  'compare-same-80x24': same(compareModel(80, 24)),
  'compare-one-future-80x24': modelOf(80, 24, { ui: { ...INITIAL_UI, modes: ['compare'] } }),
  'future-b-120x40': compareModel(120, 40, { ui: INITIAL_UI }),
};

for (const [name, model] of Object.entries(SCREENS)) golden(name, model);

test('the comparison fits any size, whatever moved and however far it is scrolled', (t) => {
  const size = fc.record({ columns: fc.integer({ min: 1, max: 200 }), rows: fc.integer({ min: 1, max: 60 }), shards: fc.integer({ min: 0, max: 20 }), scroll: fc.nat(20), glyphs: fc.constantFrom('braille' as const, 'ascii' as const), boxed: fc.boolean() });
  fc.assert(
    fc.property(size, ({ columns, rows, shards, scroll, glyphs, boxed }) => {
      const model = compareModel(columns, rows, { style: { color: true, glyphs }, ui: { ...INITIAL_UI, modes: ['compare'], scroll } }, shards);
      const lines = drawPanel(model, { panel: 'mode', x: 0, y: 0, width: columns, height: rows, boxed, zoomed: true }).map((line) => stripVTControlCharacters(line));
      t.is(lines.length, rows);
      for (const line of lines) {
        if (displayWidth(line) !== columns) t.is(displayWidth(line), columns, JSON.stringify(line));
        if (glyphs === 'ascii' && /[^\x20-\x7E]/.test(line)) t.fail(JSON.stringify(line));
      }
    }),
    { numRuns: 150 },
  );
});

test('the story says what was done, which fold changed first, and what followed where an attack only counted itself', (t) => {
  const compared = comparedOf(compareModel(80, 24))!;
  t.is(storyOf(compared), 'B: attack consumer on, level 20, at 00:10:03 and 1 more. First to change: the market fold, totals.requests in North at 00:10:04.000000, 0.500 s later.');
  const later = storyOf({ ...compared, moved: compared.moved.slice(1, 3) });
  t.true(later.includes('the attack fold, attacks[consumer].attempts in East at 00:10:11.654321') && later.includes('; then the market fold, totals.deliveredWh in South'), later);
  t.is(storyOf(comparedOf(same(compareModel(80, 24)))!), 'Nothing was done differently since the fork at 00:10:02; no metric differs up to 00:12:34.');
});

test('what was done is what one journal has and the other has not, with what is yet to come', (t) => {
  t.deepEqual(deedsOf(comparedOf(compareModel(80, 24))!).map(({ future, text, toCome }) => [future, text, toCome]), [
    ['B', 'attack consumer on, level 20', false],
    ['A', 'market.defence = false', true],
  ]);
  t.deepEqual(deedsOf({ a: frameOf(), b: frameOf() }), []);
});

test('the figures are the same whichever future is shown', (t) => {
  const model = compareModel(120, 40);
  const { futures, ...b } = model.frame!;
  const swapped: Model = { ...model, frame: { ...futures!.other!, futures: { ...futures!, shown: 'A', other: b } } };
  const rows = (of: Model): string[] => composeRows(drawScreen(of), of.rows).slice(8, -1);
  t.deepEqual(rows(swapped), rows(model));
});

test('its own keys are in the help', (t) => {
  const help = helpLines(compareModel(80, 24)).map((line) => line.map(({ text }) => text).join(''));
  for (const text of ['show the other future', 'discard the future that is not shown']) t.true(help.some((line) => line.endsWith(text)), text);
});
