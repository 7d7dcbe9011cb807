import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { lessonFolder, loadLesson, readLesson } from '../../../src/nodes/lessons/lesson-file.js';
import { problemText } from '../../../src/nodes/scenario-file.js';

const SOUND = `name: small
title: A small one
about: How little a lesson may be
minutes: 1
papers: [{ id: A2, section: all }]
scenario: tiny
seed: 7
steps:
  - predict: { name: guess, ask: How many?, number: {}, answer: "$count(shards)" }
  - do: { text: Run., run: { until: 1s }, as: here }
  - reveal: { of: guess, text: "{{ $count(shards) }}" }
  - question: { ask: Again?, view: overview, where: above, number: {}, answer: "$at.here.seconds", text: So. }
`;

function problems(from: string, to: string): string[] {
  if (!SOUND.includes(from)) throw new Error(`no ${from}`);
  const read = readLesson(SOUND.replace(from, to), 'x.yaml');
  return read.ok ? [] : read.problems.map(problemText);
}

test('a sound lesson is read', (t) => {
  const read = readLesson(SOUND, 'x.yaml');
  t.true(read.ok);
  if (read.ok) t.deepEqual(read.lesson.steps.map(({ kind }) => kind), ['predict', 'do', 'reveal', 'question']);
});

test('what is wrong is told with its place and the nearest word', (t) => {
  t.deepEqual(problems('minutes: 1', 'minuts: 1'), ['x.yaml:1:1: "minutes" is missing', 'x.yaml:4:1: minuts: unknown key "minuts"; did you mean "minutes"?']);
  t.deepEqual(problems('view: overview', 'view: overveiw'), [
    'x.yaml:12:36: steps[3].question.view: expected one of overview, elections, hashgraph, market, cross-shard, ledger, attacks, network; found "overveiw"; did you mean "overview"?',
  ]);
  t.deepEqual(problems('of: guess', 'of: gues'), [
    'x.yaml:8:1: steps: the prediction "guess" is never revealed',
    'x.yaml:11:19: steps[2].reveal.of: no prediction "gues" before this step; did you mean "guess"?',
  ]);
  t.deepEqual(problems('$at.here', '$at.her'), ['x.yaml:12:80: steps[3].question.answer: unknown moment "her"; did you mean "here"?']);
  t.deepEqual(problems('scenario: tiny', 'scenario: tinny'), ['x.yaml:6:11: scenario: unknown scenario "tinny"; did you mean "tiny"?']);
  t.deepEqual(problems('until: 1s', 'until: soon'), ['x.yaml:10:37: steps[1].do.run.until: expected a time such as 250ms, 90s or 2m; found "soon"']);
});

test('expressions that do not parse, or whose answers would not follow from the run, are refused', (t) => {
  t.regex(problems('"$count(shards)" }', '"$count(shards" }')[0]!, /^x\.yaml:9:\d+: steps\[0\]\.predict\.answer: `\$count\(shards`: not an expression/);
  t.regex(problems('"$count(shards)" }', '"$random()" }')[0]!, /\$random does not follow from the run/);
  t.regex(problems('"$count(shards)" }', `"$unit('merkel', {})" }`)[0]!, /unknown eval unit "merkel"; did you mean "merkle"\?/);
});

test('attacks and fields that are changed are known', (t) => {
  t.regex(problems('run: { until: 1s }', 'attack: { name: consumers }')[0]!, /^x\.yaml:10:\d+: steps\[1\]\.do\.attack\.name: unknown attack "consumers"; did you mean "consumer"\?$/);
  t.regex(problems('run: { until: 1s }', 'set: { market.defense: false }')[0]!, /unknown live field "market\.defense"; did you mean "market\.defence"\?$/);
});

test('a lesson ends with a question and asks before it tells', (t) => {
  const read = readLesson(SOUND.split('\n').filter((line) => !/question|reveal|predict/.test(line)).join('\n'), 'x.yaml');
  t.false(read.ok);
  if (!read.ok) t.deepEqual(read.problems.map(({ message }) => message).toSorted(), ['expected a prediction: a lesson asks before it tells', 'expected a question as the last step']);
});

test('a name that is none is told with the nearest', (t) => {
  const loaded = loadLesson('lotery');
  t.false(loaded.ok);
  if (!loaded.ok) t.deepEqual(loaded.problems.map(problemText), ['lotery: no lesson or file of this name; did you mean "lottery"?']);
});

test('no lesson holds an answer: every answer is computed', (t) => {
  for (const name of ['signatures', 'lottery', 'hashgraph', 'forks', 'double-spending', 'cross-shard', 'consumer-attack', 'exchange-attack']) {
    const text = readFileSync(join(lessonFolder(), `${name}.yaml`), 'utf8');
    for (const [, answer] of text.matchAll(/^\s+answer: (.*)$/gm)) t.false(/^['"]?[\d.]+['"]?$/.test(answer!), `${name}: ${answer}`);
  }
});
