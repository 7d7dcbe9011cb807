import test from 'ava';
import { questionOf } from '../../../src/core/lessons/lesson.js';
import type { LessonProtocol } from '../../../src/nodes/lessons/lesson-session.js';
import { lessonNames } from '../../../src/nodes/lessons/lesson-file.js';
import { lessonNamed, rightAnswers, take } from './school.js';

// Every lesson, taken to its end by a script with the answers of the instructor's key.

const NAMES = lessonNames();
const EXCHANGE = 'exchange-attack';

/** What `--key` gives for ada: computed once, since several tests compare with it. */
const keys = new Map<string, Promise<LessonProtocol>>();

function keyOf(name: string): Promise<LessonProtocol> {
  const known = keys.get(name) ?? take(lessonNamed(name), 'ada', null);
  keys.set(name, known);
  return known;
}

test('there are the eight lessons that the issue names, each with a prediction before and a question on the screen at its end', (t) => {
  t.deepEqual(NAMES, ['signatures', 'lottery', 'hashgraph', 'forks', 'double-spending', 'cross-shard', 'consumer-attack', EXCHANGE]);
  for (const name of NAMES) {
    const { steps, about, minutes } = lessonNamed(name);
    const kinds = steps.map(({ kind }) => kind);
    t.true(kinds.indexOf('predict') < kinds.indexOf('reveal'), name);
    t.is(kinds.at(-1), 'question', name);
    t.true(about.length > 10 && minutes > 0, name);
  }
});

for (const name of NAMES) {
  test.serial(`${name}: who gives the key's answers is right everywhere, and the run says so`, async (t) => {
    const lesson = lessonNamed(name);
    const key = await keyOf(name);
    t.true(key.finished);
    t.is(key.score.right, 0);
    const asked = lesson.steps.filter((step) => questionOf(step) !== null).length;
    t.is(key.answers.length, asked);
    const taken = await take(lesson, 'ada', rightAnswers(key));
    t.deepEqual(taken.score, { right: asked, of: asked });
    t.deepEqual(rightAnswers(taken), rightAnswers(key));
    t.true(taken.steps.filter(({ verdict }) => verdict !== null).every(({ verdict }) => verdict!.isRight));
  });
}

test.serial('wrong answers are told as wrong, with what is right', async (t) => {
  const lesson = lessonNamed('hashgraph');
  const right = rightAnswers(await keyOf('hashgraph'));
  const wrong = lesson.steps.flatMap((step) => {
    const question = questionOf(step);
    return question === null ? [] : [question];
  }).map(({ form }, at) => (form.type === 'number' ? String(Number(right[at]) + 7) : form.choices.find(({ key }) => key !== right[at])!.key));
  const taken = await take(lesson, 'ada', wrong);
  t.is(taken.score.right, 0);
  t.deepEqual(rightAnswers(taken), right);
  t.deepEqual(taken.answers.map(({ given, isRight }) => [given, isRight]), wrong.map((one) => [one, false]));
});

test.serial('students differ in their seeds, and so in their answers', async (t) => {
  const lesson = lessonNamed('hashgraph');
  const protocols = [await keyOf('hashgraph'), await take(lesson, 'yan', null)];
  t.is(new Set(protocols.map(({ seed }) => seed)).size, 2);
  t.true(new Set(protocols.map((one) => rightAnswers(one).join(' '))).size > 1);
});

test.serial('what a student does to the run between steps changes no answer', async (t) => {
  const lesson = lessonNamed('signatures');
  const key = await keyOf('signatures');
  const disturbed = await take(lesson, 'ada', rightAnswers(key), async (run, step) => {
    if (step === 6) run.operate({ kind: 'attack', name: 'consumer', level: 3, on: true } as never, null);
    if (step === 9) await run.rewind(20_000_000);
    if (step === 9) run.operate({ kind: 'attack', name: 'silent', level: 1, on: true } as never, null);
    if (step === 12) await run.rewind(60_000_000);
  });
  t.deepEqual(disturbed.score, { right: 5, of: 5 });
  t.deepEqual(disturbed.steps.map(({ text }) => text), key.steps.map(({ text }) => text));
});
