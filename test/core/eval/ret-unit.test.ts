import test from 'ava';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { EvalInputError } from '../../../src/core/eval/input-error.js';
import { evalRet } from '../../../src/core/eval/ret-unit.js';

// RET uses no cryptography; a suite that throws on use would be called out by any test here.
const suite = {} as CryptoSuite;

function request(id: string, bidPerKWh: unknown, demandKWh: unknown, more: object = {}): object {
  return { id, exchange: 'E1', consumer: `c-${id}`, bidPerKWh, demandKWh, submittedAt: 0, ...more };
}

const base = {
  requests: [request('a', 0.3, 5), request('b', 0.25, 3.5)],
  offers: [{ ev: 'v1', energyKWh: 4 }, { ev: 'v2', energyKWh: 3.6 }],
};

test('a book in, allocations in the order made and exact sums out', (t) => {
  t.deepEqual(evalRet(suite, base), {
    allocations: [
      { request: 'a', ev: 'v1', energyKWh: 4 },
      { request: 'a', ev: 'v2', energyKWh: 1 },
    ],
    fulfilledRequests: 1,
    energyKWh: 5,
    fillRate: 5 / 8.5,
    profit: 1.5,
  });
});

test('profit is exact where doubles would drift', (t) => {
  const requests = Array.from({ length: 30 }, (_, n) => request(`r${n}`, 0.1, 0.1));
  const offers = requests.map((_, n) => ({ ev: `v${n}`, energyKWh: 0.1 }));
  const answer = evalRet(suite, { requests, offers });
  t.is(answer.profit, 0.3);
  t.is(answer.energyKWh, 3);
  t.is(answer.fillRate, 1);
});

test('pile capacity and penalties apply, ids that are not in the book are ignored', (t) => {
  const answer = evalRet(suite, {
    requests: [request('a', 1, 0.1), request('b', 0.01, 9, { exchange: 'E2' })],
    offers: [{ ev: 'v1', energyKWh: 9 }],
    pileCapacityKWh: 0.06,
    consumerPenalties: { 'c-a': [0.7, 0.7], ghost: [1e300] },
    exchangePenalties: JSON.parse(`{ "E2": [0.9], "__proto__": [0] }`) as unknown,
  });
  t.deepEqual(answer.allocations, [{ request: 'a', ev: 'v1', energyKWh: 0.049 }]);
});

test('duplicates are dropped by submission, whatever number it is', (t) => {
  const same = { consumer: 'c' };
  const requests = [request('a', 9, 1, { ...same, submittedAt: 1e300 }), request('b', 1, 2, { ...same, submittedAt: -0.5 })];
  t.is(evalRet(suite, { requests, offers: [{ ev: 'v', energyKWh: 5 }] }).allocations[0]?.request, 'a');
});

test('an empty book answers every key', (t) => {
  t.deepEqual(evalRet(suite, { requests: [], offers: [] }), { allocations: [], fulfilledRequests: 0, energyKWh: 0, fillRate: 0, profit: 0 });
});

test('a wrong input is refused with its path', (t) => {
  const cases: [unknown, string][] = [
    [null, '$'],
    [{ ...base, offer: [] }, '$.offer'],
    [{ requests: [] }, '$.offers'],
    [{ ...base, requests: [request('a', 1, 1), { id: 'b' }] }, '$.requests[1].exchange'],
    [{ ...base, requests: [request('a', 0.0001, 1)] }, '$.requests[0].bidPerKWh'],
    [{ ...base, requests: [request('a', 1, 1.0005)] }, '$.requests[0].demandKWh'],
    [{ ...base, requests: [request('a', 1, -1)] }, '$.requests[0].demandKWh'],
    [{ ...base, requests: [request('a', 1, '1')] }, '$.requests[0].demandKWh'],
    [{ ...base, requests: [request('a', 1, 1e13)] }, '$.requests[0].demandKWh'],
    [{ ...base, requests: [request('a', 1, 1, { submittedAt: null })] }, '$.requests[0].submittedAt'],
    [{ ...base, requests: [request('a', 1, 1), request('b', 1, 1), request('a', 2, 2)] }, '$.requests[2].id'],
    [{ ...base, offers: [{ ev: 'v', energyKWh: 1 }, { ev: 'v', energyKWh: 2 }] }, '$.offers[1].ev'],
    [{ ...base, offers: [{ ev: 'v', energyKWh: 9e12 }, { ev: 'w', energyKWh: 9e12 }] }, '$.offers'],
    [{ ...base, pileCapacityKWh: null }, '$.pileCapacityKWh'],
    [{ ...base, pileCapacityKWh: 0.00001 }, '$.pileCapacityKWh'],
    [{ ...base, consumerPenalties: [] }, '$.consumerPenalties'],
    [{ ...base, consumerPenalties: { 'c a': 0.5 } }, '$.consumerPenalties["c a"]'],
    [{ ...base, consumerPenalties: { c: [0.5, -0.5] } }, '$.consumerPenalties.c[1]'],
    [{ ...base, exchangePenalties: { E1: [1e300] } }, '$.exchangePenalties.E1'],
  ];
  for (const [input, path] of cases) {
    const error = t.throws(() => evalRet(suite, input), { instanceOf: EvalInputError }, path);
    t.is(error?.path, path);
  }
});
