import test from 'ava';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { evalCommitteeRisk } from '../../../src/core/eval/committee-risk-unit.js';
import { EvalInputError } from '../../../src/core/eval/input-error.js';

const suite = {} as CryptoSuite;
const sortition = { thetaP: 6, thetaCP: 6, total: 120, adversary: 20, creditPerNode: 10, epochSeconds: 30 };
const fixed = { seats: 4, nodes: 10, adversary: 3 };

test('sortition by credit, and a fixed size without replacement', (t) => {
  const answer = evalCommitteeRisk(suite, sortition);
  t.is(answer.epochsPerYear, 1_051_200);
  t.true(answer.perEpoch! > 0.09 && answer.perEpoch! < 0.0911 && answer.redraw > 0 && answer.kept < answer.redraw);
  // 1 − C(7,4)/C(10,4) − 3·C(7,3)/C(10,4) = 70/210 of the committees have two of the three.
  t.is(evalCommitteeRisk(suite, fixed).perEpoch, 70 / 210);
  t.is(evalCommitteeRisk(suite, { ...fixed, bound: 'two-thirds' }).perEpoch, 7 / 210);
  t.is(evalCommitteeRisk(suite, { ...fixed, replacement: true, bound: 'half' }).perEpoch, 0.3483);
});

const WRONG: readonly (readonly [object, string])[] = [
  [{ ...sortition, thetaP: 121 }, '$.thetaP: expected at most total, 120, found 121'],
  [{ ...sortition, adversary: 25 }, '$.adversary: expected a multiple of creditPerNode, 10, found 25'],
  [{ ...sortition, adversary: 130 }, '$.adversary: expected at most 120, found 130'],
  [{ ...sortition, bound: 'thirds' }, '$.bound: unknown bound "thirds"; did you mean "third"?'],
  [{ ...sortition, epochSeconds: 0 }, '$.epochSeconds: expected at least 0.001, found 0'],
  [{ ...fixed, seats: 11 }, '$.seats: expected at most 10, found 11'],
  [{ ...fixed, replacement: 1 }, '$.replacement: expected true or false'],
  [{ ...fixed, thetaP: 4 }, '$.thetaP: unknown key "thetaP"; valid: seats, nodes, adversary, replacement, bound, epochSeconds'],
  [{ thetaP: 4, thetaCP: 4, total: 100 }, '$.adversary: is missing'],
];

for (const [input, message] of WRONG) {
  test(`refuses ${message}`, (t) => {
    t.is(t.throws(() => evalCommitteeRisk(suite, input), { instanceOf: EvalInputError }).message, message);
  });
}
