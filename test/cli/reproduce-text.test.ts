import test from 'ava';
import { reportTexts } from '../../src/cli/reproduce-text.js';
import { PAPERS } from '../../src/core/papers/registry.js';
import { parametersOf } from '../../src/nodes/reproduce/fixture.js';
import { makeReport } from '../../src/nodes/reproduce/report.js';
import { fixtureFor } from '../core/papers/fixture-values.js';

test('the table has a row for each number, what was not measured too, and counts the verdicts', (t) => {
  const experiment = PAPERS.find(({ name }) => name === 'v2gnet')!;
  const fixture = fixtureFor(experiment);
  const repetitions = [67, 69].map((fill, repetition) => ({ repetition, numbers: { 'attack/fill/no attack/20': fill, 'attack/fill/attack with RET/20': 64, 'attack/fill/attack without RET/20': 69 }, timesUs: {} }));
  const lines = reportTexts(fixture, makeReport(experiment, fixture, parametersOf(fixture), repetitions), 1, 2);
  const row = (title: string): string => lines.find((line) => line.startsWith(title))!.replaceAll(/ {2,}/g, ' | ');
  t.is(row('Fill rate without an attack'), 'Fill rate without an attack (%) | 68 | 68 | 55.29 to 80.71 | 1 | 61.2 to 74.8 | within the band (?)');
  t.is(row('Fill rate of 20 malicious consumers without'), 'Fill rate of 20 malicious consumers without RET (%) | 30 | 69 | 69 to 69 | 2.3 | 24 to 36 | contradicts');
  t.regex(row('Fulfilled requests with 50 EVs'), /not measured$/);
  t.true(lines.includes('3 within the band, 2 contradicts, 26 not measured'), lines.join('\n'));
});
