import test from 'ava';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { EvalInputError } from '../../../src/core/eval/input-error.js';
import { evalResponseTime } from '../../../src/core/eval/response-time-unit.js';
import { PHASES_BY_HAND, STAGES_BY_HAND } from '../response-time/by-hand.js';

const suite = {} as CryptoSuite;

test('either half, or both', (t) => {
  const both = evalResponseTime(suite, { stages: STAGES_BY_HAND, phases: PHASES_BY_HAND });
  t.deepEqual([both.stages!.totalUs, both.stages!.consumersUs], [393, [[391, 393], [392]]]);
  t.deepEqual([both.phases!.roundUs, both.phases!.secondNotice.totalUs, both.phases!.firstNotice.map(({ totalUs }) => totalUs)], [440.875, 440.875, [254, 86]]);
  t.deepEqual(both.phases!.campuses[1]!.consumersSecondUs, [[423.875]]);
  t.is(evalResponseTime(suite, { stages: STAGES_BY_HAND }).phases, null);
  t.is(evalResponseTime(suite, { phases: PHASES_BY_HAND }).stages, null);
});

const campus = PHASES_BY_HAND.campuses[0]!;
const WRONG: readonly (readonly [unknown, string])[] = [
  [{}, '$: expected "stages", "phases" or both'],
  [{ stages: { ...STAGES_BY_HAND, exchanges: [] } }, '$.stages.exchanges: expected at least one'],
  [{ stages: { ...STAGES_BY_HAND, allocateUs: -1 } }, '$.stages.allocateUs: expected at least 0, found -1'],
  [{ stages: { ...STAGES_BY_HAND, exchanges: [{ ...STAGES_BY_HAND.exchanges[0], noticeUs: [1] }] } }, '$.stages.exchanges[0].noticeUs: expected one for each of the 2 consumers, found 1'],
  [{ phases: { ...PHASES_BY_HAND, transactionCapacityKb: 0 } }, '$.phases.transactionCapacityKb: expected at least 0.001, found 0'],
  [{ phases: { ...PHASES_BY_HAND, campuses: [{ ...campus, fulfilledRatio: 1.5 }] } }, '$.phases.campuses[0].fulfilledRatio: expected at most 1, found 1.5'],
  [{ phases: { ...PHASES_BY_HAND, campuses: [{ ...campus, boe: { ...campus.boe, orderUS: 1 } }] } }, '$.phases.campuses[0].boe.orderUS: unknown key "orderUS"; did you mean "orderUs"?'],
];

for (const [input, message] of WRONG) {
  test(`refuses ${message}`, (t) => {
    t.is(t.throws(() => evalResponseTime(suite, input), { instanceOf: EvalInputError }).message, message);
  });
}
