import test from 'ava';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { attackByConsumers, attackKey } from '../../../src/core/papers/v2gnet/consumer-attack.js';
import { attackByExchange, shareKey, totalKey } from '../../../src/core/papers/v2gnet/exchange-attack.js';
import { V2GNET_RULES } from '../../../src/core/papers/v2gnet/parameters.js';
import { noPenalties, tradeRound } from '../../../src/core/papers/v2gnet/rounds.js';
import { v2gftnExperiment } from '../../../src/core/papers/v2gftn/experiment.js';
import { V2GFTN_RULES } from '../../../src/core/papers/v2gftn/parameters.js';
import { drawWorld, timedBook, timelessBook } from '../../../src/core/papers/v2gftn/world.js';
import { v2gnetExperiment } from '../../../src/core/papers/v2gnet/experiment.js';
import { valuesOf } from '../../../src/core/papers/parameters.js';
import { fixtureValues } from './fixture-values.js';

const context = (repetition: number) => ({ suite: nobleSuite, seed: 1, repetition, given: {}, timed: <Result>(_: string, work: () => Result): Result => work() });

test('a repetition follows from seed and number alone', (t) => {
  const parameters = fixtureValues(v2gnetExperiment, { requestCounts: [100], evCounts: [50], consumerAttackRounds: 2, maliciousCounts: [5], exchangeAttackRounds: 2 });
  t.deepEqual(v2gnetExperiment.runRepetition(parameters, context(3)), v2gnetExperiment.runRepetition(parameters, context(3)));
  t.notDeepEqual(v2gnetExperiment.runRepetition(parameters, context(3)), v2gnetExperiment.runRepetition(parameters, context(4)));
});

// SEED B2, "Allocated and delivered are two things": what fakes are allocated is delivered to nobody.
test('fakes take energy from honest consumers without the defence, and with it most comes back', (t) => {
  const parameters = valuesOf(V2GNET_RULES, fixtureValues(v2gnetExperiment, { maliciousCounts: [0, 20] }));
  const numbers = attackByConsumers(parameters, context(0));
  const fill = (condition: 'no attack' | 'attack with RET' | 'attack without RET', count: number): number => numbers[attackKey('fill', condition, count)]!;
  t.is(fill('attack without RET', 0), fill('no attack', 0));
  t.is(fill('attack with RET', 0), fill('no attack', 0));
  t.is(fill('no attack', 20), fill('no attack', 0));
  t.true(fill('attack without RET', 20) < fill('attack with RET', 20));
});

test('an exchange attack is the same with and without RET in its first round, when nothing is learnt', (t) => {
  const parameters = valuesOf(V2GNET_RULES, fixtureValues(v2gnetExperiment, { exchangeAttackRounds: 2 }));
  const numbers = attackByExchange(parameters, context(0));
  for (const indicator of ['energy', 'fulfilled', 'profit'] as const) {
    t.is(numbers[totalKey(indicator, 'with RET', 1)], numbers[totalKey(indicator, 'without RET', 1)]);
    t.is(numbers[shareKey(indicator, 'with RET', 1)], numbers[shareKey(indicator, 'without RET', 1)]);
  }
  t.not(numbers[totalKey('energy', 'with RET', 2)], numbers[totalKey('energy', 'without RET', 2)]);
});

const request = (id: string, consumer: string, exchange: string) => ({ id, consumer, exchange, bidMilliPerKWh: 30_000, demandWh: 5000, submittedAtUs: 0 });

// Eq. 4.1 and 4.3 by hand: the liar took nothing of its 5 kWh, so 0/5 + 0.2; its exchange fulfilled 1 of 2, so 1/2 + 0.2.
test('penalties are learnt from what was taken', (t) => {
  const parameters = valuesOf(V2GNET_RULES, fixtureValues(v2gnetExperiment, {}));
  const book = { requests: [request('r1', 'liar', 'x1'), request('r2', 'ann', 'x1'), request('r3', 'bob', 'x2')], offers: ['a', 'b', 'c'].map((ev) => ({ ev, energyWh: 5000 })) };
  const penalties = noPenalties();
  tradeRound(book, penalties, new Set(['liar']), true, parameters);
  t.deepEqual(penalties.consumers, { liar: [{ numerator: '1', denominator: '5' }], ann: [], bob: [] });
  t.deepEqual(penalties.exchanges, { x1: [{ numerator: '7', denominator: '10' }], x2: [] });
  const untaught = noPenalties();
  tradeRound(book, untaught, new Set(['liar']), false, parameters);
  t.deepEqual(untaught, noPenalties());
});

test('timeless strategies see fewer EVs of the same world, and never another energy', (t) => {
  const values = fixtureValues(v2gftnExperiment, {});
  const world = drawWorld(valuesOf(V2GFTN_RULES, values), nobleSuite, 1, 0);
  const states = new Map(world.evs.map(({ ev, state }) => [ev, state]));
  const timed = timedBook(world, 200, 270, valuesOf(V2GFTN_RULES, values));
  const energies = new Map(timed.offers.map(({ ev, energyWh }) => [ev, energyWh]));
  const counts = (['idle', 'idle and charging', 'connected all along'] as const).map((timelessUse) => {
    const { offers } = timelessBook(world, 200, 270, valuesOf(V2GFTN_RULES, { ...values, timelessUse }));
    for (const { ev, energyWh } of offers) t.is(energies.get(ev), energyWh);
    if (timelessUse === 'idle') t.true(offers.every(({ ev }) => states.get(ev) === 'idle'));
    return offers.length;
  });
  t.true(counts[0]! < counts[1]! && counts[1]! < counts[2]! && counts[2]! < timed.offers.length, counts.join());
});

test('requests ask for no more than a pile passes on in their window, within the slot', (t) => {
  const parameters = valuesOf(V2GFTN_RULES, fixtureValues(v2gftnExperiment, { requestWindowMinutes: { min: 15, max: 30 } }));
  for (const { demandWh, window } of drawWorld(parameters, nobleSuite, 1, 0).requests) {
    const minutes = (window!.endUs - window!.startUs) / 60_000_000;
    t.true(minutes >= 15 && minutes <= 30 && demandWh <= (10_000 * minutes) / 60);
    t.true(window!.startUs >= 21 * 3_600_000_000 && window!.endUs <= 22 * 3_600_000_000);
  }
});
