import test from 'ava';
import fc from 'fast-check';
import { integerPlan, MOST_INTEGER_COLUMNS, TooManyColumns } from '../../../../src/core/market/optimum/integer.js';
import { fractionalPlan, linearBounds, linearProblem } from '../../../../src/core/market/optimum/linear.js';
import { gapTo, type Objective, type OptimumBook, pooledBounds } from '../../../../src/core/market/optimum/optimum.js';
import { boundByDuals } from '../../../../src/core/market/optimum/solver.js';
import { loadSolver } from '../../../../src/nodes/solver/highs.js';
import { optimumBook, plainBooks, timedBooks } from './books.js';

const solver = await loadSolver();
const OBJECTIVES: readonly Objective[] = ['profit', 'energy'];
const reached = (plan: { readonly energyWh: number; readonly profitMicro: string }, objective: Objective): bigint => (objective === 'profit' ? BigInt(plan.profitMicro) : BigInt(plan.energyWh));

test('without windows: the best bids first out of one pool, for profit and energy at once', (t) => {
  const book = optimumBook([[20, 5], [50, 5], [30, 5]], [[4], [4]]);
  t.deepEqual(pooledBounds(book), { method: 'pooled', energyWh: 8, profitMicro: String(50 * 5 + 30 * 3) });
  for (const objective of OBJECTIVES) {
    const plan = fractionalPlan(book, objective, solver);
    t.deepEqual(plan.allocations, [{ request: 'r1', ev: 'v0', energyWh: 4 }, { request: 'r1', ev: 'v1', energyWh: 1 }, { request: 'r2', ev: 'v1', energyWh: 3 }]);
    t.is(plan.bound, String(reached(plan, objective)));
    t.deepEqual(plan.fulfilledIds, ['r1']);
  }
});

test('windows cap a request at what it draws while any EV is there, and an EV at what it can serve in its time', (t) => {
  t.is(pooledBounds(optimumBook([[50, 4000, 20, 22]], [[9000, 20, 20.5], [9000, 21.5, 23]])).energyWh, 2000);
  // Requests of 2 kW and 1 kW, and an EV that is there for an hour.
  t.is(pooledBounds(optimumBook([[50, 2000, 20, 21], [50, 1000, 20, 21]], [[9000, 20, 21]])).energyWh, 2000);
  t.is(pooledBounds(optimumBook([[50, 4000, 20, 21]], [[9000, 21, 22]])).energyWh, 0);
});

test('the linear program shares the time of an EV among requests by their power', (t) => {
  // An hour for a request of 2 kW at 10 or one of 1 kW at 50: 50 · 1 kWh is more than 10 · 2 kWh.
  const book = optimumBook([[10, 2000, 20, 21], [50, 1000, 20, 21]], [[9000, 20, 21]]);
  t.deepEqual(linearBounds(book, solver), { method: 'linear', energyWh: 2000, profitMicro: String(50 * 1000) });
  t.deepEqual(fractionalPlan(book, 'energy', solver).allocations, [{ request: 'r0', ev: 'v0', energyWh: 2000 }]);
  t.is(pooledBounds(book).profitMicro, String(50 * 1000 + 10 * 1000));
});

test('whole requests, offers that serve one: less than in parts', (t) => {
  const book = optimumBook([[50, 5000], [30, 4000]], [[6000], [3000]]);
  t.is(integerPlan(book, 'energy', solver).energyWh, 5000);
  t.deepEqual(integerPlan(optimumBook([[50, 5000], [30, 4000]], [[4000], [3000], [2000]]), 'profit', solver).fulfilledIds, ['r0', 'r1']);
  t.is(pooledBounds(book).energyWh, 9000);
});

test('with windows a whole request needs an EV at every moment', (t) => {
  const halves = optimumBook([[50, 2000, 20, 21]], [[9000, 20, 20.5], [9000, 20, 20.5]]);
  t.is(integerPlan(halves, 'energy', solver).energyWh, 0);
  const parted = integerPlan(optimumBook([[50, 2000, 20, 21]], [[9000, 20, 20.5], [9000, 20.5, 21]]), 'energy', solver);
  t.deepEqual(parted.allocations.map(({ ev, energyWh }) => [ev, energyWh]), [['v0', 1000], ['v1', 1000]]);
});

test('each bound is above the next: pooled, linear, whole requests', (t) => {
  fc.assert(
    fc.property(timedBooks, (book) => {
      const [pooled, linear] = [pooledBounds(book), linearBounds(book, solver)];
      for (const objective of OBJECTIVES) {
        const [least, middle, most] = [integerPlan(book, objective, solver), linear, pooled].map((one) => reached(one, objective));
        t.true(least! <= middle! && middle! <= most!, `${objective}: ${least} ${middle} ${most}`);
        const plan = fractionalPlan(book, objective, solver);
        // Each piece was rounded down to a whole Wh.
        t.true(linear.energyWh - fractionalPlan(book, 'energy', solver).energyWh <= 16);
        t.true(reached(plan, objective) <= BigInt(plan.bound));
      }
    }),
    { numRuns: 15 },
  );
});

test('the best of whole requests is what trying all of them finds', (t) => {
  fc.assert(
    fc.property(plainBooks, fc.constantFrom(...OBJECTIVES), (book, objective) => {
      const plan = integerPlan(book, objective, solver);
      t.true(plan.isProven);
      t.is(reached(plan, objective), tryAll(book, objective));
      t.is(plan.bound, String(reached(plan, objective)));
    }),
    { numRuns: 15 },
  );
});

/** The best over every way of giving each offer to one request or to none. */
function tryAll({ requests, offers }: OptimumBook, objective: Objective): bigint {
  let best = 0n;
  for (let way = 0; way < (requests.length + 1) ** offers.length; way += 1) {
    const got = requests.map(() => 0);
    let code = way;
    for (const { energyWh } of offers) {
      const to = code % (requests.length + 1);
      if (to < requests.length) got[to]! += energyWh;
      code = Math.floor(code / (requests.length + 1));
    }
    const served = requests.filter(({ demandWh }, at) => got[at]! >= demandWh);
    const worth = served.reduce((sum, { bidMilliPerKWh, demandWh }) => sum + BigInt(objective === 'profit' ? bidMilliPerKWh : 1) * BigInt(demandWh), 0n);
    if (worth > best) best = worth;
  }
  return best;
}

test('the order of the rows has no effect on any plan', (t) => {
  fc.assert(
    fc.property(timedBooks, (book) => {
      const turned = { requests: book.requests.toReversed(), offers: book.offers.toReversed() };
      t.deepEqual(pooledBounds(turned), pooledBounds(book));
      t.deepEqual(fractionalPlan(turned, 'profit', solver), fractionalPlan(book, 'profit', solver));
      t.deepEqual(integerPlan(turned, 'profit', solver), integerPlan(book, 'profit', solver));
    }),
    { numRuns: 10 },
  );
});

test('any prices bound the linear program, so the solver need not be trusted', (t) => {
  const { problem } = linearProblem(optimumBook([[10, 2000, 20, 21], [50, 1000, 20, 21]], [[9000, 20, 21]]), 'profit');
  const { duals, bound } = solver.solve(problem);
  t.true(Math.abs(boundByDuals(problem, duals) - bound) < 1e-9);
  for (const wrong of [0, 0.01, 7]) t.true(boundByDuals(problem, duals.map(() => wrong)) >= bound - 1e-9);
});

test('books without anything to gain', (t) => {
  for (const book of [optimumBook([], []), optimumBook([[5, 0, 20, 21]], [[5, 20, 21]]), optimumBook([[5, 5]], [[0]])]) {
    t.is(pooledBounds(book).energyWh, 0);
    for (const objective of OBJECTIVES) {
      t.is(fractionalPlan(book, objective, solver).bound, '0');
      t.is(integerPlan(book, objective, solver).bound, '0');
    }
    t.deepEqual(gapTo({ energyWh: 0, profitMicro: '0' }, pooledBounds(book)), { profitGap: 0, energyGap: 0 });
  }
});

test('the gap is the share of the bound that is missing', (t) => {
  t.deepEqual(gapTo({ energyWh: 75, profitMicro: '90' }, { method: 'pooled', energyWh: 100, profitMicro: '120' }), { profitGap: 0.25, energyGap: 0.25 });
});

test('windows on some rows only, and a book too large to search, are refused', (t) => {
  t.throws(() => pooledBounds(optimumBook([[5, 5, 20, 21]], [[5]])), { instanceOf: RangeError });
  const many = Array.from({ length: MOST_INTEGER_COLUMNS }, () => [5, 5]);
  t.throws(() => integerPlan(optimumBook(many, [[5]]), 'profit', solver), { instanceOf: TooManyColumns });
});
