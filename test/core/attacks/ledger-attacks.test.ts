import test from 'ava';
import { runAttacked } from './run.js';

test('Sybils without a certificate get no seat; without the check every draw of theirs counts', async (t) => {
  const attack = { name: 'sybil', level: 6 };
  const defended = await runAttacked(attack, [], 1);
  t.true(defended.totals.attempts > 0);
  t.is(defended.totals.blocked, defended.totals.attempts);
  t.false(defended.views.some((view) => view.epoch.committee.some((member) => member.node.includes('sybil'))));
  const open = await runAttacked(attack, ['defences.certificates=false'], 1);
  t.is(open.totals.succeeded, open.totals.attempts);
  t.true(open.views.some((view) => view.epoch.committee.some((member) => member.node.includes('sybil'))));
  t.deepEqual([...defended.outcome.violations, ...open.outcome.violations], [], 'a stated breach is a success, not a violation');
});

test('splitting credit over Sybils gains nothing by credit, and much where every identity draws alike', async (t) => {
  const attack = { name: 'sybil-split', level: 8 };
  const defended = await runAttacked(attack, [], 1);
  t.is(defended.totals.succeeded, 0);
  t.is(defended.totals.blocked, defended.totals.attempts);
  const open = await runAttacked(attack, ['defences.creditSortition=false'], 1);
  t.true(open.totals.succeeded > 0);
  t.deepEqual([...defended.outcome.violations, ...open.outcome.violations], []);
});

test('an origin is spent once; without check 3 money is made from nothing and counted as the attack’s', async (t) => {
  const attack = { name: 'double-spend', level: 16 };
  const defended = await runAttacked(attack, [], 2);
  t.true(defended.totals.attempts > 0);
  t.is(defended.totals.blocked, defended.totals.attempts);
  t.is(defended.totals.costMilli, 0);
  const open = await runAttacked(attack, ['defences.doubleSpending=false'], 2);
  t.is(open.totals.succeeded, open.totals.attempts);
  t.true(open.totals.costMilli > 0);
  t.deepEqual([...defended.outcome.violations, ...open.outcome.violations], []);
});

test('tampered bids and payments are refused by their signatures; unchecked, altered bids are matched', async (t) => {
  const attack = { name: 'tamper', level: 1 };
  const defended = await runAttacked(attack, [], 1);
  t.true(defended.totals.attempts > 0);
  t.is(defended.totals.blocked, defended.totals.attempts);
  const open = await runAttacked(attack, ['defences.signatures=false'], 1);
  t.true(open.totals.succeeded > 0 && open.totals.costMilli > 0 && open.totals.lostWh > 0);
  t.deepEqual([...defended.outcome.violations, ...open.outcome.violations], []);
});
