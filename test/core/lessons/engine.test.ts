import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { answerText, isRight, readAnswer, rightAnswer } from '../../../src/core/lessons/answers.js';
import { evaluate, fill, type Known, VOCABULARY } from '../../../src/core/lessons/expression.js';
import { packageRoot } from '../../../src/nodes/package-root.js';
import type { Lesson, Question } from '../../../src/core/lessons/lesson.js';
import { answered, BEGINNING, passed, predictionOf, revealed, scoreOf, stepNow } from '../../../src/core/lessons/progress.js';
import { wrapped } from '../../../src/core/lessons/wrap.js';

const CHOICE: Question = { ask: 'Which?', answer: 'x', form: { type: 'choice', choices: [{ key: 'up', text: 'it rises' }, { key: 'no', text: 'no, it stays' }] } };
const NUMBER: Question = { ask: 'How many?', answer: 'x', form: { type: 'number', unit: 'Wh', decimals: 1, tolerance: 0.2 } };

function known(student: string, moment: object = {}): Known {
  return { moment: moment as never, at: {}, values: { price: 7 }, student: { id: student, seed: student.length }, suite: nobleSuite };
}

test('answers are read as people type them; what cannot be one says what can', (t) => {
  t.deepEqual(readAnswer(CHOICE, ' UP '), { ok: true, answer: 'up' });
  t.deepEqual(readAnswer(CHOICE, 'upp'), { ok: false, message: 'expected one of up, no; found "upp"; did you mean "up"?' });
  t.deepEqual(readAnswer(NUMBER, '1,5'), { ok: true, answer: '1.5' });
  t.deepEqual(readAnswer(NUMBER, '63 %'), { ok: true, answer: '63' });
  for (const wrong of ['', 'many', '1e3', '0x10', '1.', '--1']) t.false(readAnswer(NUMBER, wrong).ok, wrong);
});

test('a number is right within its tolerance, a choice as it is', (t) => {
  t.is(rightAnswer(NUMBER, 12.34), '12.3');
  for (const right of ['12.1', '12.3', '12.5']) t.true(isRight(NUMBER, right, '12.3'), right);
  for (const wrong of ['12.0', '12.6']) t.false(isRight(NUMBER, wrong, '12.3'), wrong);
  t.is(rightAnswer(CHOICE, 'up'), 'up');
  t.throws(() => rightAnswer(CHOICE, 'down'), { message: /expected one of up, no/ });
  t.throws(() => rightAnswer(NUMBER, undefined), { message: /expected a number/ });
  t.is(answerText(CHOICE, 'up'), 'up (it rises)');
  t.is(answerText(CHOICE, 'no'), 'no, it stays');
  t.is(answerText(NUMBER, '12.3'), '12.3 Wh');
});

test('expressions see the moment, values and what belongs to the student, and nothing else', async (t) => {
  t.is(await evaluate('$sum(rounds.deliveredWh) / $sum(rounds.demandWh)', known('ada', { rounds: [{ deliveredWh: 1, demandWh: 2 }, { deliveredWh: 2, demandWh: 4 }] })), 0.5);
  t.is(await evaluate("attacks[name = 'fork'].blocked", known('ada', { attacks: [{ name: 'fork', blocked: 3 }] })), 3);
  t.is(await evaluate('$price + 1', known('ada')), 8);
  t.is(await evaluate("$unit('sortition', {'hash': $pad('', 128, 'f'), 'credit': 3, 'theta': 1, 'total': 2}).selected", known('ada')), 3);
  t.is(await evaluate("$hex('a', 4)", known('ada')), await evaluate("$hex('a', 4)", known('bob')));
  t.not(await evaluate("$hex('a', 4)", known('ada')), await evaluate("$hex('a', 4)", known('cy')));
  const draw = (await evaluate("$draw('a', 10)", known('ada'))) as number;
  t.true(draw >= 0 && draw < 10);
  for (const ambient of ['$now()', '$millis()', '$random()', "$eval('1')", '$shuffle([1,2])']) await t.throwsAsync(evaluate(ambient, known('ada')), { message: /does not follow from the run/ });
});

test('texts are filled in; a hole that gives nothing is an error', async (t) => {
  t.is(await fill('{{ $price }} of {{ $plural(1, "one", "many") }}, {{ $percent(0.5) }} $& {{ $money(1250) }}', known('ada')), '7 of 1 one, 50.0 % $& 1.25');
  await t.throwsAsync(fill('{{ nothing.here }}', known('ada')), { message: /gives nothing/ });
});

test('a lesson and what was answered give the next step and the score', (t) => {
  const lesson = {
    steps: [
      { kind: 'tell', text: '' },
      { kind: 'predict', name: 'a', question: NUMBER },
      { kind: 'reveal', of: 'a', text: '' },
      { kind: 'question', view: 'overview', where: '', text: '', question: CHOICE },
    ],
  } as unknown as Lesson;
  let progress = passed(BEGINNING);
  t.is(stepNow(lesson, progress)!.kind, 'predict');
  progress = answered(lesson, progress, 'How many?', '12.4', null);
  t.is(predictionOf(lesson, progress, 'a')!.isRight, null);
  t.deepEqual(scoreOf(lesson, progress), { right: 0, of: 2 });
  progress = revealed(lesson, progress, 'a', '12.3');
  t.like(predictionOf(lesson, progress, 'a')!, { given: '12.4', right: '12.3', isRight: true });
  progress = answered(lesson, progress, 'Which?', null, 'up');
  t.is(stepNow(lesson, progress), null);
  t.deepEqual(scoreOf(lesson, progress), { right: 1, of: 2 });
  t.throws(() => answered(lesson, progress, '', null, null));
});

test('texts are folded, drawings stay as they are, no line is too long', (t) => {
  t.deepEqual(wrapped('one two three four\nfive\n\n  a  = b\n  c\nsix', 9), ['one two', 'three', 'four five', '', '  a  = b', '  c', 'six']);
  for (const line of wrapped(`${'x'.repeat(50)} and ${'y'.repeat(9)}`, 9)) t.true(line.length <= 9, line);
});

test('the chapter on lessons tells every function there is, as it is', (t) => {
  const chapter = readFileSync(join(packageRoot(), 'docs', '14-lessons.md'), 'utf8');
  for (const { signature, about } of VOCABULARY) t.true(chapter.includes(`| \`${signature}\` | ${about.replaceAll('`', '`')} |`), signature);
});
