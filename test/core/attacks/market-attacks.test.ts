import test from 'ava';
import { fillRateOf, runAttacked, type AttackedRun } from './run.js';

function penalised(run: AttackedRun): number {
  return run.views.reduce((sum, view) => sum + view.rounds.at(-1)!.penalised, 0);
}

test('the consumer attack costs less with the defence than without it, and what it costs is counted', async (t) => {
  const attack = { name: 'consumer', level: 6 };
  const without = await runAttacked(attack, ['market.defence=false'], 2);
  const defended = await runAttacked(attack, [], 2);
  const undisturbed = await runAttacked({ ...attack, level: 0 }, [], 2);
  t.deepEqual(defended.outcome.violations, []);
  t.deepEqual(without.outcome.violations, []);
  t.true(fillRateOf(without.views) < fillRateOf(defended.views), 'the defence helps');
  t.true(fillRateOf(without.views) < fillRateOf(undisturbed.views), 'the attack hurts');
  t.is(without.totals.attempts, defended.totals.attempts, 'the attacker does the same in both');
  for (const { totals } of [without, defended]) {
    t.is(totals.blocked + totals.succeeded, totals.attempts, 'every fake request is either matched or not');
    t.true(totals.succeeded > 0 && totals.lostWh > 0 && totals.costMilli > 0);
  }
  t.true(without.totals.lostWh > defended.totals.lostWh);
});

test('what a fake request was promised is exactly what it is said to lose', async (t) => {
  const { views, totals } = await runAttacked({ name: 'consumer', level: 6 }, [], 1);
  const promisedWh = views.flatMap((view) => view.rounds).reduce((sum, round) => sum + round.allocatedWh, 0);
  const deliveredWh = views.flatMap((view) => view.rounds).reduce((sum, round) => sum + round.deliveredWh, 0);
  t.is(totals.lostWh, promisedWh - deliveredWh);
});

test('a malicious exchange is penalised with the defence and goes on without it', async (t) => {
  const attack = { name: 'exchange', level: 4 };
  const without = await runAttacked(attack, ['market.defence=false'], 2);
  const defended = await runAttacked(attack, [], 2);
  t.is(penalised(without), 0);
  t.true(penalised(defended) > 0);
  t.true(without.totals.succeeded > defended.totals.succeeded);
  t.deepEqual([...without.outcome.violations, ...defended.outcome.violations], []);
});

test('an attack may begin and end at virtual times', async (t) => {
  const { views, totals } = await runAttacked({ name: 'consumer', level: 16, fromUs: 0, toUs: 40_000_000 }, [], 2);
  const [first, second] = [0, 1].map((round) => views.reduce((sum, view) => sum + view.rounds[round].demandWh, 0));
  t.is(first, 0, 'while it lasts nobody has a real demand');
  t.true(second > 0, 'afterwards everybody is honest again');
  t.true(totals.attempts >= 16);
  t.false(views.some((view) => view.attacks['consumer'].active));
});
