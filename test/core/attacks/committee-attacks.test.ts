import test from 'ava';
import { isBeyondBound } from '../../../src/core/attacks/committee-targets.js';
import { cutLinks } from '../../../src/core/attacks/cut.js';
import { runAttacked } from './run.js';

test('a fork within the bound is seen, punished and changes no decision', async (t) => {
  const { outcome, totals, views } = await runAttacked({ name: 'fork', level: 1 }, [], 1);
  t.true(totals.attempts > 0);
  t.is(totals.blocked, totals.attempts);
  t.is(views.reduce((sum, view) => sum + view.consensus.forksDetected, 0), totals.attempts);
  t.deepEqual(outcome.violations, []);
  t.true(views.every((view) => view.rounds[0].phase === 'final'), 'every settlement is final all the same');
});

test('without fork detection nobody says that it forked', async (t) => {
  const { totals, views } = await runAttacked({ name: 'fork', level: 1 }, ['defences.forkDetection=false'], 1);
  t.is(totals.blocked, 0);
  t.true(totals.succeeded > 0);
  t.is(views.reduce((sum, view) => sum + view.consensus.forksDetected, 0), 0);
});

test('a silent primary is replaced by sending again; without that, transactions are abandoned', async (t) => {
  const attack = { name: 'silent', level: 1 };
  const defended = await runAttacked(attack, [], 1);
  t.true(defended.totals.blocked > 0, 'transactions were saved by a candidate');
  t.is(defended.totals.succeeded, 0);
  t.true(defended.views.every((view) => view.consensus.committeeBlocks > 0));
  const open = await runAttacked(attack, ['defences.resubmission=false'], 1);
  t.true(open.totals.succeeded > 0);
  t.is(open.totals.blocked, 0);
  t.deepEqual([...defended.outcome.violations, ...open.outcome.violations], []);
});

test('behind a cut link cross-shard transactions wait with their money, and end when it heals', async (t) => {
  const cut = { name: 'cut', level: 1, fromUs: 20_000_000 };
  const healed = await runAttacked({ ...cut, toUs: 42_000_000 }, ['market.settleBound=33s'], 2);
  t.true(healed.totals.attempts > 0);
  t.is(healed.totals.blocked, healed.totals.attempts, 'every one of them committed after the link was back');
  t.is(healed.totals.costMilli, 0, 'no money is held up any more');
  const lasting = await runAttacked(cut, [], 1);
  t.true(lasting.totals.attempts > 0 && lasting.totals.costMilli > 0);
  t.is(lasting.totals.blocked, 0);
  t.true(lasting.views.some((view) => view.crossShard.inFlight > 0));
  t.deepEqual([...healed.outcome.violations, ...lasting.outcome.violations], []);
});

function member(node: string, seats: number) {
  return { node, publicKey: '', role: 'P' as const, seats };
}

test('without anybody to drive it on, what a cut link has stalled stays where it is', async (t) => {
  const cut = { name: 'cut', level: 1, fromUs: 20_000_000, toUs: 62_000_000 };
  const bound = ['market.settleBound=33s', 'rounds=3'];
  const driven = await runAttacked(cut, bound, 3);
  t.true(driven.totals.attempts > 0);
  t.is(driven.totals.blocked, driven.totals.attempts);
  const left = await runAttacked(cut, [...bound, 'defences.rescue=false'], 3);
  t.true(left.totals.blocked < left.totals.attempts);
  t.true(left.totals.costMilli > 0, 'its money is held up for good');
  t.deepEqual([...driven.outcome.violations, ...left.outcome.violations], []);
});

test('links are cut between neighbours first', (t) => {
  t.deepEqual(cutLinks(3, 2), [
    [0, 1],
    [1, 2],
  ]);
  t.is(cutLinks(4, 99).length, 6);
});

test('a third of the seats is beyond every committee’s bound, whatever the number of members', (t) => {
  const committee = { shard: 0, epoch: 1, seed: '', members: [member('a', 3), member('b', 2), member('c', 2), member('d', 2)] };
  t.true(isBeyondBound(committee, 'silent', 1), 'the primary alone holds three of nine');
  t.false(isBeyondBound(committee, 'fork', 1), 'the forker with fewest seats holds two of nine');
  t.true(isBeyondBound(committee, 'fork', 2));
});
