import test from 'ava';
import type { CryptoSuite } from '../../../src/core/crypto/suite.js';
import { EvalInputError } from '../../../src/core/eval/input-error.js';
import { EVAL_UNITS, evaluateAll } from '../../../src/core/eval/registry.js';
import { evalSretDouble, evalSretSingle } from '../../../src/core/eval/sret-units.js';

const suite = {} as CryptoSuite;
const request = (id: string, bidPerKWh: number, demandKWh: unknown, start: unknown, end: unknown, more: object = {}): object => ({ id, exchange: 'E1', consumer: 'c', bidPerKWh, demandKWh, submittedAt: 0, start, end, ...more });
const offer = (ev: string, energyKWh: unknown, start: unknown, end: unknown): object => ({ ev, energyKWh, start, end });

const base = {
  requests: [request('a', 0.3, 6, 9, 11), request('b', 0.4, 2, 10, 11)],
  offers: [offer('v1', 4, 8, 10), offer('v2', 9, 9.5, 12)],
};

test('double boundary: only who is there for all of it serves', (t) => {
  t.deepEqual(evalSretDouble(suite, base), { allocations: [{ request: 'b', ev: 'v2', energyKWh: 2 }], fulfilledRequests: 1, energyKWh: 2, fillRate: 0.25, profit: 0.8 });
});

test('single boundary: pieces with their hours, an EV serving again', (t) => {
  const book = { ...base, requests: [request('a', 0.3, 6, 9, 11, {}), request('b', 0.4, 2, 11, 11.5)] };
  t.deepEqual(evalSretSingle(suite, { ...book, maxPowerKW: 10 }), {
    allocations: [
      { request: 'b', ev: 'v2', energyKWh: 2, start: 11, end: 11.5 },
      { request: 'a', ev: 'v2', energyKWh: 4.5, start: 9.5, end: 11 },
      { request: 'a', ev: 'v1', energyKWh: 1.5, start: 9, end: 9.5 },
    ],
    fulfilledRequests: 2,
    energyKWh: 8,
    fillRate: 1,
    profit: 2.6,
  });
});

test('more power than a pile gives is skipped, not refused', (t) => {
  const book = { requests: [request('a', 1, 2.001, 9, 11)], offers: [offer('v', 9, 9, 11)] };
  t.is(evalSretSingle(suite, { ...book, maxPowerKW: 1 }).fulfilledRequests, 0);
  t.is(evalSretSingle(suite, { ...book, maxPowerKW: 1.0005 }).fulfilledRequests, 1);
  t.is(evalSretSingle(suite, book).fulfilledRequests, 1);
  t.is(evalSretSingle(suite, { ...book, maxPowerKW: 0 }).fillRate, 0);
});

test('the fields of RET and of the other boundary are accepted and ignored', (t) => {
  const ret = { pileCapacityKWh: 0.1, consumerPenalties: { c: [0] }, exchangePenalties: { E1: [0] } };
  t.deepEqual(evalSretDouble(suite, { ...base, ...ret, maxPowerKW: 0, prefer: 'evs' }), evalSretDouble(suite, base));
  t.deepEqual(evalSretSingle(suite, { ...base, ...ret, offers: base.offers.map((one) => ({ ...one, askPerKWh: 9 })) }), evalSretSingle(suite, base));
});

test('an empty book answers every key', (t) => {
  for (const evaluate of [evalSretDouble, evalSretSingle]) t.deepEqual(evaluate(suite, { requests: [], offers: [] }), { allocations: [], fulfilledRequests: 0, energyKWh: 0, fillRate: 0, profit: 0 });
});

test('a wrong input is refused with its path', (t) => {
  const cases: [unknown, string, RegExp][] = [
    [{ ...base, prefer: 'energie' }, '$.prefer', /did you mean "energy"/],
    [{ ...base, maxPowerKW: -1 }, '$.maxPowerKW', /at least 0/],
    [{ ...base, maxPower: 1 }, '$.maxPower', /did you mean "maxPowerKW"/],
    [{ ...base, offers: [offer('v', 1, 12, 9)] }, '$.offers[0].end', /reversed/],
    [{ ...base, offers: [offer('v', 1, 9, 9)] }, '$.offers[0].end', /empty/],
    [{ ...base, offers: [offer('v', 1, '9', 12)] }, '$.offers[0].start', /expected a number/],
    [{ ...base, offers: [offer('v', Number.NaN, 9, 12)] }, '$.offers[0].energyKWh', /NaN/],
    [{ ...base, offers: [offer('v', 1, 9, 1e300)] }, '$.offers[0].end', /too large/],
    [{ ...base, offers: [offer('v', 1, 9, 12), offer('v', 1, 11, 13)] }, '$.offers[1].ev', /overlapping windows.*\$\.offers\[0\]$/],
    [{ ...base, offers: [{ ev: 'v', energyKWh: 1 }] }, '$.offers[0].start', /missing/],
    [{ ...base, exchanges: ['E2'] }, '$.requests[0].exchange', /unknown exchange "E1"/],
    [{ ...base, exchanges: 'E1' }, '$.exchanges', /expected an array/],
  ];
  for (const [input, path, reason] of cases) {
    const error = t.throws(() => evalSretSingle(suite, input), { instanceOf: EvalInputError }, path);
    t.is(error?.path, path);
    t.regex(error?.reason ?? '', reason);
  }
});

test('in a list of books every fault carries its entry, second places too', (t) => {
  const unit = EVAL_UNITS.find((one) => one.name === 'sret-double')!;
  const error = t.throws(() => evaluateAll(unit, suite, [base, { ...base, offers: [offer('v', 1, 9, 12), offer('v', -1, 11, 13)] }]), { instanceOf: EvalInputError });
  t.deepEqual(error?.faults.map((fault) => [fault.path, fault.elsewhere]), [['$[1].offers[1].energyKWh', undefined], ['$[1].offers[1].ev', '$[1].offers[0]']]);
});
