import { setImmediate } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { LessonSession, ShownStep } from '../../src/nodes/lessons/lesson-session.js';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { createLessonDesk, type LessonPlan } from '../../src/tui/lessons/desk.js';
import { type ActiveLesson, INITIAL_LESSON, type LessonUi } from '../../src/tui/lessons/lesson-ui.js';
import { INITIAL_UI, type Model, type UiState } from '../../src/tui/model.js';
import type { Reach } from '../../src/tui/reach.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { inputOf } from '../../src/tui/text/input.js';
import { displayWidth } from '../../src/tui/text/width.js';
import { fakeSource } from './fake-source.js';
import { frameOf, modelOf } from './states.js';
import { golden } from './golden.js';

const TELL: ShownStep = {
  index: 0,
  kind: 'tell',
  text: 'Every epoch the EVs of a campus draw for its committee. Nobody hands out the tickets: each EV computes its own, with its own key, from the epoch’s seed.\n\n  0 units   0.0000 to 0.5987\n  1 unit    0.5987 to 0.9139\n',
  view: null,
  figures: [],
  asked: null,
  verdict: null,
};
const ASK: ShownStep = {
  ...TELL,
  index: 4,
  kind: 'predict',
  text: '',
  asked: { ask: 'How many of their draws are made with more than their share of the EV’s credit?', choices: [{ key: 'none', text: 'none: credit is divided, not multiplied' }, { key: 'some', text: 'eight heads, eight draws' }], unit: '', tolerance: 0, where: null },
};
const LOOK: ShownStep = { ...TELL, index: 5, kind: 'look', text: 'Every line is a draw that won.', view: 'overview', figures: [{ label: 'members', value: '7' }, { label: 'draws that won', value: '9' }] };
const REVEAL: ShownStep = { ...TELL, index: 6, kind: 'reveal', text: '4 draws, none with more than their share.', verdict: { isRight: false, given: 'some', right: 'none: credit is divided, not multiplied', text: '' } };
const LISTINGS = ['signatures', 'lottery', 'hashgraph', 'forks', 'double-spending', 'cross-shard', 'consumer-attack', 'exchange-attack'].map((name, at) => ({ name, title: `The lesson of ${name}`, about: `What ${name} are for`, minutes: 10 + at }));

function active(change: Partial<ActiveLesson>): ActiveLesson {
  return { name: 'lottery', title: 'The VRF lottery and Sybils', steps: 17, state: 'reading', shown: TELL, verdict: null, note: null, score: null, ...change };
}

function withLesson(columns: number, rows: number, lesson: Partial<LessonUi>, ui: Partial<UiState> = {}, change: Partial<Model> = {}): Model {
  return modelOf(columns, rows, { ...change, ui: { ...INITIAL_UI, modes: ['lesson'], ...ui, lesson: { ...INITIAL_LESSON, ...lesson } } });
}

const ASKING = { active: active({ state: 'asking', shown: ASK }), typed: inputOf('non') };
const SCREENS: Readonly<Record<string, Model>> = {
  'lesson-list-80x24': withLesson(80, 24, { list: LISTINGS, at: 3 }),
  'lesson-list-120x40': withLesson(120, 40, { list: LISTINGS }),
  'lesson-tell-80x24': withLesson(80, 24, { active: active({}) }),
  'lesson-ask-80x24': withLesson(80, 24, ASKING),
  'lesson-ask-120x40': withLesson(120, 40, ASKING),
  'lesson-ask-200x60': withLesson(200, 60, { ...ASKING, active: { ...ASKING.active, note: 'expected one of none, some; found "non"; did you mean "none"?' } }),
  'lesson-aside-80x24': withLesson(80, 24, ASKING, { modes: [] }),
  'lesson-reveal-80x24': withLesson(80, 24, { active: active({ shown: REVEAL, verdict: REVEAL.verdict }) }),
  'lesson-look-120x40': withLesson(120, 40, { active: active({ shown: LOOK }) }),
  'lesson-ask-60x15-ascii': withLesson(60, 15, ASKING, {}, { style: { color: false, glyphs: 'ascii' } }),
};

for (const [name, model] of Object.entries(SCREENS)) golden(name, model);

test('a lesson fits any screen, and the view keeps its place beside it', (t) => {
  const lesson = fc.constantFrom<Partial<LessonUi>>(ASKING, { active: active({}) }, { active: active({ shown: LOOK }) }, { active: active({ state: 'busy', note: 'On the way.' }) }, { active: active({ state: 'finished', score: { right: 3, of: 5 } }) }, { list: LISTINGS });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 60 }), lesson, fc.nat(30), fc.boolean(), (columns, rows, shown, scroll, aside) => {
      const model = withLesson(columns, rows, { ...shown, scroll }, aside ? { modes: [] } : {}, { style: { color: false, glyphs: 'ascii' } });
      const drawn = composeRows(drawScreen(model), rows);
      t.is(drawn.length, rows);
      for (const row of drawn) {
        if (displayWidth(stripVTControlCharacters(row)) > columns || /[^\x20-\x7E]/.test(row)) t.fail(JSON.stringify(row));
      }
      const view = drawScreen(model).find(({ placement }) => placement.panel !== 'header');
      t.true(rows < 15 || columns < 60 || view!.placement.height >= 5);
    }),
    { numRuns: 150 },
  );
});

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

/** A session that shows these steps and finds `none` right. */
function fakeSession(steps: readonly ShownStep[], given: string[]): LessonSession {
  let at = 0;
  return {
    lesson: { name: 'lottery', title: 'The lottery', steps: steps.map(({ kind, text }) => ({ kind, text })) } as never,
    student: { id: 'ada', seed: 1 },
    step: async () => steps[at++] ?? null,
    read: (typed) => (typed === 'none' ? { ok: true, answer: typed } : { ok: false, message: `expected none; found "${typed}"` }),
    answer: async (answer) => {
      given.push(answer!);
      return null;
    },
    progress: () => ({ next: at, answers: [] }),
    protocol: () => ({ score: { right: 1, of: 1 } }) as never,
  };
}

const nothing = (): void => undefined;

function school(own: string | null) {
  const given: string[] = [];
  const store = createStore(modelOf(120, 40), { nowMs: () => 0, after: () => () => undefined });
  const source = fakeSource(frameOf(4));
  const plan: LessonPlan = { list: async () => LISTINGS, own, open: () => fakeSession([TELL, ASK, LOOK], given) };
  const left: string[] = [];
  const lessons = createLessonDesk(plan, store, (name) => left.push(name));
  const reach: Reach = { store, source: () => source, lessons, quit: nothing, suspend: nothing, redraw: nothing, colors: false, readSet: () => ({ ok: false, message: '' }), saveScreen: () => '', setMouse: () => false };
  const press = createDispatcher(reach);
  const type = async (keys: string): Promise<void> => {
    for (const key of keys) press(key === '\r' ? '' : key, key === '\r' ? { ...NO_KEY, return: true } : NO_KEY);
    for (let turn = 0; turn < 4; turn += 1) await setImmediate();
  };
  return { lessons, store, source, given, left, type, press, escape: () => press('', { ...NO_KEY, escape: true }), ui: () => store.snapshot().ui };
}

test('L lists the lessons; one that needs another run says so before it ends this one', async (t) => {
  const { type, ui, left } = school(null);
  await type('L');
  t.deepEqual(ui().modes, ['lesson']);
  t.is(ui().lesson.list?.length, 8);
  await type('jj\r');
  t.is(ui().lesson.at, 2);
  t.regex(ui().message!, /ends the one on the screen: Enter again opens it$/);
  t.deepEqual(left, []);
  await type('k\r');
  t.deepEqual(left, [], 'another lesson is warned of again');
  await type('j\r');
  t.deepEqual(left, []);
  await type('L');
  await type('L\r');
  t.deepEqual(left, [], 'so is the same one after the list was closed');
  await type('\r');
  t.deepEqual(left, ['hashgraph']);
  t.is(ui().lesson.active, null);
});

test('a lesson is read, answered and gone on with by keys, while the view stays', async (t) => {
  const { lessons, type, press, ui, given, escape, source } = school('lottery');
  lessons.begin();
  await type('');
  t.like(ui().lesson.active!, { state: 'reading', shown: TELL });
  await type('\r');
  t.is(ui().lesson.active!.state, 'asking');
  await type('q 5');
  t.is(ui().lesson.typed.text, 'q 5');
  await type('\r');
  t.is(ui().lesson.active!.note, 'expected none; found "q 5"');
  t.deepEqual(source.commands, []);
  escape();
  t.deepEqual(ui().modes, []);
  t.is(ui().lesson.active!.state, 'asking');
  await type('a');
  t.is(source.commands.length, 1);
  await type('L');
  t.deepEqual(ui().modes, ['lesson']);
  for (let at = 0; at < 3; at += 1) press('', { ...NO_KEY, delete: true } as InkKey);
  await type('none\r');
  t.deepEqual(given, ['none']);
  t.like(ui().lesson.active!, { state: 'reading', shown: LOOK });
  await type('\r');
  t.like(ui().lesson.active!, { state: 'finished', score: { right: 1, of: 1 } });
  await type('\r');
  t.is(ui().lesson.active, null);
  t.deepEqual(ui().modes, []);
});

test('when its own lesson is over, L leads from one lesson to another', async (t) => {
  const { lessons, type, left } = school('lottery');
  lessons.begin();
  await type('');
  lessons.leave();
  await type('L');
  await type('\r');
  t.deepEqual(left, []);
  await type('\r');
  t.deepEqual(left, ['signatures']);
});

test('what fails is told where the lesson stands', async (t) => {
  const { store } = school('lottery');
  const plan: LessonPlan = { list: async () => [], own: 'lottery', open: () => ({ ...fakeSession([], []), step: async () => Promise.reject(new Error('no run')) }) };
  createLessonDesk(plan, store, nothing).begin();
  await setImmediate();
  t.like(store.snapshot().ui.lesson.active!, { state: 'failed', note: 'no run' });
});
