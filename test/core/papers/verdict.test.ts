import test from 'ava';
import { judge } from '../../../src/core/papers/verdict.js';

const gain = { value: 10, neutral: 0, band: { least: 8, most: 12 } };

for (const [measured, verdict] of [
  [8, 'within the band'],
  [12, 'within the band'],
  [7.999, 'same direction'],
  [12.001, 'same direction'],
  [0.001, 'same direction'],
  [0, 'contradicts'],
  [-1, 'contradicts'],
  [null, 'not measured'],
  [Number.NaN, 'not measured'],
] as const) {
  test(`a gain of 10 with a band from 8 to 12, measured ${measured}: ${verdict}`, (t) => {
    t.is(judge(gain, measured), verdict);
  });
}

test('the direction is the one from the neutral value, down as well as up', (t) => {
  const drop = { value: 30, neutral: 68, band: { least: 24, most: 36 } };
  t.is(judge(drop, 50), 'same direction');
  t.is(judge(drop, 10), 'same direction');
  t.is(judge(drop, 68), 'contradicts');
  t.is(judge(drop, 70), 'contradicts');
});

test('a claim without a number has its band alone', (t) => {
  const claim = { value: null, neutral: 0, band: { least: 0, most: null } };
  t.is(judge(claim, 0), 'within the band');
  t.is(judge(claim, 1e9), 'within the band');
  t.is(judge(claim, -0.001), 'contradicts');
});

test('no effect published and none within the band is no direction to share', (t) => {
  t.is(judge({ value: 1, neutral: 1, band: { least: 0.9, most: 1.1 } }, 1.2), 'contradicts');
});
