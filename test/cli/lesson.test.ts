import test from 'ava';
import { cli } from './cli.js';

// `lesson` as a person or a script calls it, without a terminal.

test('lesson list tells the eight of them', (t) => {
  const { code, stdout } = cli(['lesson', 'list', '--json']);
  t.is(code, 0);
  const lessons = JSON.parse(stdout) as { name: string; title: string; minutes: number; about: string }[];
  t.is(lessons.length, 8);
  for (const { title, about, minutes } of lessons) t.true(title !== '' && about !== '' && minutes > 0);
});

test('a script with the answers of the key is right in everything; the protocol says what was asked and given', (t) => {
  const key = cli(['lesson', 'hashgraph', '--student', 'ada', '--key', '--json']);
  t.is(key.code, 0, key.stderr);
  const right = (JSON.parse(key.stdout) as { answers: { right: string }[] }).answers.map((one) => one.right);
  const taken = cli(['lesson', 'hashgraph', '--student', 'ada', '--json'], `${right.join('\n')}\n`);
  t.is(taken.code, 0, taken.stderr);
  t.like(JSON.parse(taken.stdout), { lesson: 'hashgraph', student: 'ada', finished: true, score: { right: right.length, of: right.length } });
  t.regex(taken.stderr, /Right: /);
  const plain = cli(['lesson', 'hashgraph', '--student', 'ada'], `${right.map(() => '77').join('\n')}\n`);
  t.is(plain.code, 2);
  t.regex(plain.stderr, /^v2g-tui: lesson hashgraph, question 1: expected one of a2, b2, a3, b3, a4, b4; found "77"$/m);
  t.regex(plain.stdout, /Predict: Which is the first event of round 2\?/);
});

test('wrong names, and answers that end too soon, are wrong input', (t) => {
  const misspelt = cli(['lesson', 'lotery']);
  t.deepEqual([misspelt.code, misspelt.stdout, misspelt.stderr], [2, '', 'v2g-tui: lotery: no lesson or file of this name; did you mean "lottery"?\n']);
  t.deepEqual([cli(['lesson']).code], [2]);
  const early = cli(['lesson', 'hashgraph'], 'b2\n');
  t.is(early.code, 2);
  t.regex(early.stderr, /the answers ended before the lesson did; expected one line for each question/);
});
