import test from 'ava';
import { updateConsumerPenalties, updateExchangePenalties } from '../../../../src/core/market/ret/penalties.js';
import { toRatio } from '../../../../src/core/units/ratio.js';

const half = toRatio(1n, 2n);
const third = toRatio(1n, 3n);

test('a consumer that took too little gets pct + γ1 appended, exactly', (t) => {
  t.deepEqual(updateConsumerPenalties([], 3000, 1000, 0.2), [{ numerator: '8', denominator: '15' }]);
  t.deepEqual(updateConsumerPenalties([half], 3000, 0, 0.2), [half, { numerator: '1', denominator: '5' }]);
});

test('at exactly 1 - γ1, or beyond what was promised, the last entry is dropped', (t) => {
  t.deepEqual(updateConsumerPenalties([half, third], 1000, 800, 0.2), [half]);
  t.deepEqual(updateConsumerPenalties([half, third], 1000, 799, 0.2).length, 3);
  t.deepEqual(updateConsumerPenalties([half], 1000, 1200, 0.2), []);
  t.deepEqual(updateConsumerPenalties([], 1000, 1000, 0.2), []);
});

test('nothing selected, no update', (t) => {
  t.deepEqual(updateConsumerPenalties([half], 0, 0, 0.2), [half]);
  t.deepEqual(updateExchangePenalties([half], 0, 0, 0.2), [half]);
});

test('an exchange that forged half its requests is punished below γ2 = 0.5 only', (t) => {
  t.deepEqual(updateExchangePenalties([], 10, 5, 0.2), [{ numerator: '7', denominator: '10' }]);
  t.deepEqual(updateExchangePenalties([], 10, 5, 0.5), []);
});

test('lists given are left as they are', (t) => {
  const list = Object.freeze([half]);
  t.notThrows(() => updateConsumerPenalties(list, 10, 0, 0.2));
  t.notThrows(() => updateConsumerPenalties(list, 10, 10, 0.2));
});

test('what is no share or no risk parameter throws', (t) => {
  t.throws(() => updateConsumerPenalties([], 10.5, 0, 0.2), { instanceOf: RangeError });
  t.throws(() => updateConsumerPenalties([], 10, -1, 0.2), { instanceOf: RangeError });
  t.throws(() => updateExchangePenalties([], 10, 1, NaN), { instanceOf: RangeError });
  t.throws(() => updateExchangePenalties([], 10, 1, -0.2), { instanceOf: RangeError });
});
