import test from 'ava';
import type { LabNote } from '../../../src/core/kernel/notes.js';
import { createShardMetrics, foldRecords } from '../../../src/core/metrics/fold.js';
import { CREDIT_POINTS, foldLottery } from '../../../src/core/metrics/fold-lottery.js';
import type { ShardMetrics } from '../../../src/core/metrics/shard-metrics.js';
import { CROSS_SHARD_LINES, LOG_LINES, type ShardView } from '../../../src/core/metrics/view.js';

/** Folds notes one microsecond apart, beginning at `fromUs`. */
function fold(metrics: ShardMetrics, notes: readonly LabNote[], fromUs = 0): ShardView {
  foldRecords(metrics, notes.map((note, at) => ({ type: 'note', timeUs: fromUs + at, node: 0, note })));
  return metrics.view;
}

const view = (...notes: LabNote[]): ShardView => fold(createShardMetrics(0, 'c1', 10), notes);

const round = (number: number): LabNote[] => [
  { kind: 'market/opened', round: number },
  { kind: 'market/demand', round: number, consumer: 'a', demandWh: 100 },
  { kind: 'market/offers', round: number, requests: 1, offers: 1, offeredWh: 80 },
  { kind: 'market/cleared', round: number, requests: 1, keptDemandWh: 100, allocatedWh: 80, allocations: [{ request: `a/r${number}`, consumer: 'a', ev: 'v', energyWh: 80, priceMilliPerKWh: 500 }] },
  { kind: 'market/delivered', round: number, request: `a/r${number}`, consumer: 'a', ev: 'v', allocatedWh: 80, readyWh: 80, deliveredWh: 80, dueMilli: 40, compensationMilli: 0 },
];
const closed = (number: number, settlements: number): LabNote => ({ kind: 'market/closed', round: number, settlements });
const settled = (number: number, outcome: 'committed' | 'aborted' | 'refused' = 'committed'): LabNote => ({ kind: 'settlement/final', round: number, transaction: 't', outcome, amountMilli: 40 });

test('a round goes through its phases and is final when every settlement that is due has ended', (t) => {
  const metrics = createShardMetrics(0, 'c1', 10);
  const phases = [...round(0), closed(0, 2), settled(0), settled(0, 'refused')].map((note, at) => fold(metrics, [note], at).rounds[0]!.phase);
  t.deepEqual(phases, ['requests', 'requests', 'matching', 'execution', 'execution', 'settlement', 'settlement', 'final']);
  const [{ settled: done, failedSettlements, deliveredWh, profitMilli }] = metrics.view.rounds as [ShardView['rounds'][number]];
  t.deepEqual([done, failedSettlements, deliveredWh, profitMilli], [1, 1, 80, 40]);
});

test('a round without settlements is final when it closes; early settlements count', (t) => {
  t.is(view(...round(0), closed(0, 0)).rounds[0]!.phase, 'final');
  t.is(view(...round(0), settled(0), closed(0, 1)).rounds[0]!.phase, 'final');
});

test('rounds that overlap keep their own numbers', (t) => {
  const { rounds } = view(...round(0), ...round(1), closed(0, 1), settled(0), closed(1, 1));
  t.deepEqual(rounds.map((one) => [one.phase, one.deliveredWh]), [['final', 80], ['settlement', 80]]);
});

const served = (demandWh: number, deliveredWh: number): LabNote => ({ kind: 'market/served', round: 0, consumer: 'a', demandWh, deliveredWh });

test('served means wholly, of a real demand', (t) => {
  t.is(view(...round(0), served(100, 99), served(100, 100), served(0, 0), served(5, 9)).rounds[0]!.fulfilledRequests, 2);
});

const submitted = (transaction: string, again = false): LabNote => ({ kind: 'ledger/submitted', shard: 0, transaction, what: 'micro', again });
const final = (transaction: string, code = 'accepted', submissions = 1): LabNote => ({ kind: 'ledger/final', shard: 0, transaction, what: 'micro', code, afterUs: 1000, submissions });

test('a transaction is pending from its first submission to its final word, sent again or not', (t) => {
  const { consensus } = view(submitted('x'), submitted('x', true), submitted('y'), final('x'), final('x'), final('z'));
  t.is(consensus.pending, 1);
  t.deepEqual(consensus.finalityUs, [1000]);
});

const fork = (epoch: number, member: string): LabNote => ({ kind: 'committee/fork-seen', epoch, member });

test('a fork counts once an epoch and member, however many see it', (t) => {
  t.is(view(fork(0, 'a'), fork(0, 'a'), fork(0, 'b'), fork(1, 'a')).consensus.forksDetected, 3);
});

const began = (transaction: string): LabNote => ({ kind: 'atomix/began', transaction, buyer: 'b', seller: 's', inputs: [0, 1], outputs: [1], amountMilli: 5 });
const state = (transaction: string, to: 'locking' | 'committing' | 'committed' | 'aborting' | 'aborted', rescued = false): LabNote => ({ kind: 'atomix/state', transaction, state: to, rescued });

test('a cross-shard transaction ends once; what comes later changes nothing', (t) => {
  const { crossShard } = view(began('x'), began('y'), began('z'), state('x', 'committing'), state('x', 'committed'), state('x', 'committed', true), state('y', 'aborting'), state('y', 'aborted'), state('y', 'committed'));
  const { started, committed, aborted, inFlight, rescued } = crossShard;
  t.deepEqual([started, committed, aborted, inFlight, rescued], [3, 1, 1, 1, 0]);
});

const proof = (shard: number, decision: 'validity' | 'invalidity'): LabNote => ({ kind: 'atomix/proof', transaction: 'x', shard, decision });

test('proofs are shown at the shard that gave them', (t) => {
  t.deepEqual(view(began('x'), proof(1, 'validity'), proof(0, 'invalidity')).crossShard.transactions[0]!.inputs, [{ shard: 0, proof: 'invalid' }, { shard: 1, proof: 'valid' }]);
});

test('those in flight stay listed however many there are, of the ended ones the oldest go', (t) => {
  const ids = Array.from({ length: CROSS_SHARD_LINES + 5 }, (_, at) => `x${at}`);
  const metrics = createShardMetrics(0, 'c1', 10);
  fold(metrics, ids.map(began));
  t.is(metrics.view.crossShard.transactions.length, ids.length);
  fold(metrics, [state('x3', 'committed'), began('last')]);
  t.false(metrics.view.crossShard.transactions.some((one) => one.id === 'x3'));
  t.is(metrics.view.crossShard.started, ids.length + 1);
});

const forkOfOne = (epoch: number): LabNote => ({ kind: 'committee/fork-seen', epoch, member: `m${epoch}` });

test('the log keeps the newest lines', (t) => {
  const { log } = view(...Array.from({ length: LOG_LINES + 7 }, (_, number) => forkOfOne(number)));
  t.is(log.length, LOG_LINES);
  t.regex(log.at(-1)!.text, new RegExp(`m${LOG_LINES + 6}\\b`));
});

const opened = (attempt: number): LabNote => ({ kind: 'election/opened', forEpoch: 1, attempt, thetaP: 2, thetaCP: 2, totalCredit: 100 });
const drawn = (node: string, units: number, attempt = 1): LabNote => ({ kind: 'election/drawn', forEpoch: 1, attempt, node, role: 'P', credit: 10, hashHead: '8000000000000', units });
const ordered = (node: string, code: string): LabNote => ({ kind: 'election/ordered', forEpoch: 1, attempt: 1, node, role: 'P', credit: 10, code });

test('the draws of an election are those of its attempt; a refusal says why', (t) => {
  const { election } = view(opened(1), drawn('a', 2), drawn('b', 0), drawn('c', 1), drawn('d', 1, 2), ordered('a', 'accepted'), ordered('c', 'not-admitted'));
  t.is(election.drawn, 3);
  t.deepEqual(election.draws.map((one) => [one.node, one.fraction, one.proof, one.reason]), [['a', 0.5, 'valid', null], ['c', 0.5, 'refused', 'not-admitted']]);
  t.deepEqual(view(opened(1), drawn('a', 2), opened(2)).election.draws, []);
});

const epochBegan = (number: number, outcome: 'genesis' | 'elected' | 'kept'): LabNote => ({ kind: 'epoch/began', epoch: number, seed: 'aa', members: [{ node: 'a', role: 'P', seats: 2 }, { node: 'b', role: 'CP', seats: 1 }], outcome });

test('elections count after genesis, kept ones besides; the first member is the primary', (t) => {
  const { consensus, epoch: last } = view(epochBegan(0, 'genesis'), epochBegan(1, 'elected'), epochBegan(2, 'kept'));
  t.deepEqual([consensus.elections, consensus.electionsKept, last.number, last.seats], [2, 1, 2, 3]);
  t.deepEqual(last.committee.map((member) => member.primary), [true, false]);
});

function tookOffice(epoch: number, outcome: 'genesis' | 'elected' | 'kept', ...members: (readonly [string, number])[]): LabNote {
  return { kind: 'epoch/began', epoch, seed: '', outcome, members: members.map(([node, seats]) => ({ node, role: 'P', seats })) };
}

function switched(name: string, level: number, on: boolean): LabNote {
  return { kind: 'attack/switched', name, level, on };
}

test('the risk counts epochs in which an adversary of each share, and the attackers, held a third', (t) => {
  const notes = [
    tookOffice(0, 'genesis', ['c1/ev-01', 9]),
    // A tenth of ten EVs is ev-01 alone: 1 of 3 seats is a third, 1 of 4 is not.
    tookOffice(1, 'elected', ['c1/ev-01', 1], ['c1/ev-05', 2]),
    tookOffice(2, 'elected', ['c1/ev-01', 1], ['c1/ev-05', 3]),
    tookOffice(3, 'kept', ['c1/ev-03', 2], ['c1/ev-10', 4]),
  ];
  t.deepEqual(view(...notes).risk, { evs: 10, epochs: 3, reached: [1, 1, 2], attacked: { epochs: 0, reached: 0 } });
  const { attacked } = view(...notes, switched('silent', 1, true), switched('silent', 2, true), tookOffice(4, 'elected', ['c1/ev-09', 1], ['c1/ev-08', 1], ['c1/ev-07', 5]), switched('silent', 2, false), tookOffice(5, 'elected', ['c1/ev-01', 1])).risk;
  t.deepEqual(attacked, { epochs: 2, reached: 1 });
  const sybils = view({ kind: 'attack/attempt', name: 'sybil', subjects: ['c1/sybil-1'] }, tookOffice(1, 'elected', ['c1/sybil-1', 1], ['c1/ev-05', 1]));
  t.deepEqual(sybils.risk.attacked, { epochs: 1, reached: 1 });
});

test('every draw is kept for the last lotteries, and credit by the epochs before which it changed', (t) => {
  const metrics = createShardMetrics(0, 'c1', 10);
  let timeUs = 0;
  const tell = (note: LabNote): void => foldRecords(metrics, [{ type: 'note', timeUs: (timeUs += 1), node: 0, note }]);
  const earn = (change: number): void => {
    const record = { kind: 'ledger/block', entries: [{ credits: [{ node: 'a', change, reason: 'served' }] }] };
    foldLottery(metrics, { type: 'commit', timeUs: (timeUs += 1), node: 0, record });
  };
  for (let epoch = 1; epoch <= 100; epoch += 1) {
    tell({ kind: 'election/opened', forEpoch: epoch, attempt: 1, thetaP: 4, thetaCP: 4, totalCredit: 100 });
    for (const [node, units] of [['a', 1], ['b', 0]] as const) tell({ kind: 'election/drawn', forEpoch: epoch, attempt: 1, node, role: 'P', credit: 10, hashHead: '8000000000000', units });
    tell({ kind: 'election/ordered', forEpoch: epoch, attempt: 1, node: 'a', role: 'P', credit: 10, code: 'accepted' });
    // A second copy of it, which the committee refuses, says nothing about the first.
    tell({ kind: 'election/ordered', forEpoch: epoch, attempt: 1, node: 'a', role: 'P', credit: 10, code: 'drawn-before' });
    earn(epoch % 2 === 0 ? 1 : -1);
    tell({ kind: 'epoch/began', epoch, seed: '', members: [{ node: 'a', role: 'P', seats: 1 }], outcome: 'elected' });
  }
  const { lotteries, creditHistory } = metrics.lottery;
  t.deepEqual(lotteries.map(({ forEpoch, outcome }) => [forEpoch, outcome]), [[97, 'elected'], [98, 'elected'], [99, 'elected'], [100, 'elected']]);
  t.deepEqual([...lotteries[0]!.draws.values()].map(({ node, fraction, proof }) => [node, fraction, proof]), [['a', 0.5, 'valid'], ['b', 0.5, 'none']]);
  t.is(creditHistory.get('a')!.length, 2 * CREDIT_POINTS);
  t.deepEqual(creditHistory.get('a')!.slice(-4), [99, -1, 100, 0]);
});

test('a draw that is repeated is a lottery of its own', (t) => {
  const metrics = createShardMetrics(0, 'c1', 10);
  for (const attempt of [1, 2]) {
    fold(metrics, [
      { kind: 'election/opened', forEpoch: 1, attempt, thetaP: 4, thetaCP: 4, totalCredit: 100 },
      { kind: 'election/drawn', forEpoch: 1, attempt, node: 'a', role: 'CP', credit: 10, hashHead: 'f000000000000', units: 2 },
    ]);
  }
  t.deepEqual(metrics.lottery.lotteries.map(({ attempt, outcome }) => [attempt, outcome]), [[1, 'repeated'], [2, 'open']]);
});

const attempt = (...subjects: string[]): LabNote => ({ kind: 'attack/attempt', name: 'consumer', subjects });
const cleared = (request: string): LabNote => ({ kind: 'market/cleared', round: 0, requests: 1, keptDemandWh: 100, allocatedWh: 100, allocations: [{ request, consumer: 'a', ev: 'v', energyWh: 100, priceMilliPerKWh: 500 }] });
const delivered = (request: string): LabNote => ({ kind: 'market/delivered', round: 0, request, consumer: 'a', ev: 'v', allocatedWh: 100, readyWh: 100, deliveredWh: 0, dueMilli: 0, compensationMilli: 0 });

test('an attack is counted for the side of its defence on which it was decided, a loss for the side of its match', (t) => {
  const metrics = createShardMetrics(0, 'c1', 10, ['consumer']);
  const defended: LabNote = { kind: 'defence/switched', attack: 'consumer', on: true };
  const { attacks } = fold(metrics, [attempt('x', 'y'), cleared('x'), attempt('z', 'w'), defended, cleared('w'), delivered('x'), delivered('w')]);
  t.like(attacks['consumer'], { attempts: 4, blocked: 2, succeeded: 2, lostWh: 200, costMilli: 100 });
  t.deepEqual(attacks['consumer']!.undefended, { attempts: 2, blocked: 1, succeeded: 1, costMilli: 50, lostWh: 100 });
  t.deepEqual(attacks['consumer']!.defended, { attempts: 2, blocked: 1, succeeded: 1, costMilli: 50, lostWh: 100 });
  const moments = metrics.attacks.moments.get('consumer')!;
  t.deepEqual(moments.map(({ what, count }) => `${what} ${count}`), ['tried 2', 'succeeded 1', 'blocked 1', 'tried 2', 'blocked 1', 'succeeded 1']);
});

test('only the last moments of an attack are kept', (t) => {
  const metrics = createShardMetrics(0, 'c1', 10);
  for (let at = 0; at < 40; at++) fold(metrics, [{ kind: 'attack/moment', name: 'silent', count: 1 }], at * 2_000_000);
  t.is(metrics.attacks.moments.get('silent')!.length, 12);
  t.is(metrics.attacks.moments.get('silent')!.at(-1)!.timeUs, 78_000_000);
  fold(metrics, [{ kind: 'attack/moment', name: 'silent', count: 5 }], 78_500_000);
  t.like(metrics.attacks.moments.get('silent')!.at(-1)!, { count: 6, timeUs: 78_500_000 });
});
