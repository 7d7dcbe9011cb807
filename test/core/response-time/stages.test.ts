import test from 'ava';
import * as stages from '../../../src/core/response-time/stages.js';
import { STAGES_BY_HAND } from './by-hand.js';

const [one, two] = STAGES_BY_HAND.exchanges;

test('(5.1) an exchange has all requests when the latest has come', (t) => {
  t.deepEqual([stages.requestsReceivedUs(one!), stages.requestsReceivedUs(two!)], [5, 1]);
});

test('(5.2) receive, collect, pool, endorse', (t) => {
  t.deepEqual([stages.listEndorsedUs(one!), stages.listEndorsedUs(two!)], [5 + 2 + 4 + 10, 1 + 1 + 2 + 9]);
});

test('(5.3) T1 is the first exchange’s', (t) => {
  t.is(stages.requestListPreparationUs(STAGES_BY_HAND), 13);
});

test('(5.4) T2 waits for the node with the slowest broadcast and verification together', (t) => {
  t.is(stages.requestConsensusUs(STAGES_BY_HAND), 100 + Math.max(7 + 1, 4 + 6) + 20 + 30);
});

test('(5.5) T3 waits for the last EV: the printed min is a max', (t) => {
  t.is(stages.offerConsensusUs(STAGES_BY_HAND), Math.max(5 + 6, 2 + 1) + 40 + Math.max(3 + 3, 9 + 2) + 50 + 60);
  const late = { ...STAGES_BY_HAND, evs: [...STAGES_BY_HAND.evs, { informUs: 1000, endorseUs: 0, broadcastUs: 0, verifyUs: 0 }] };
  t.is(stages.offerConsensusUs(late) - stages.offerConsensusUs(STAGES_BY_HAND), 1000 - 11);
});

test('T4 is the matching', (t) => {
  t.is(stages.allocationUs(STAGES_BY_HAND), 7);
});

test('(5.6) an exchange’s consumers are notified when the last one is', (t) => {
  t.deepEqual([stages.consumersNotifiedUs(one!), stages.consumersNotifiedUs(two!)], [8, 2]);
});

test('(5.7) T5', (t) => {
  t.is(stages.notificationUs(STAGES_BY_HAND), 11 + Math.max(2 + 3, 1 + 1) + 13 + Math.max(4 + 8, 9 + 2));
});

test('(5.8) the round is the sum of its stages', (t) => {
  t.is(stages.responseUs(STAGES_BY_HAND), 13 + 160 + 172 + 7 + 41);
});

test('(5.9) a consumer’s own: the last term is its notice', (t) => {
  t.deepEqual([stages.consumerResponseUs(STAGES_BY_HAND, 0, 0), stages.consumerResponseUs(STAGES_BY_HAND, 0, 1), stages.consumerResponseUs(STAGES_BY_HAND, 1, 0)], [391, 393, 392]);
});

test('the addends of every stage sum up to its equation, and who spends them is told', (t) => {
  const { parts, totalUs, shares, blockchainUs, otherUs } = stages.stageBreakdown(STAGES_BY_HAND);
  t.deepEqual(parts.map(({ name, us }) => [name, us]), [['T1', 13], ['T2', 160], ['T3', 172], ['T4', 7], ['T5', 41]]);
  t.is(totalUs, stages.responseUs(STAGES_BY_HAND));
  t.is(shares.reduce((sum, share) => sum + share, 0), 1);
  // Not the chain's: the request 1 and its listing 1, informing the EV 5, the matching 7, the notice 8.
  t.deepEqual([blockchainUs, otherUs], [393 - 22, 22]);
});
