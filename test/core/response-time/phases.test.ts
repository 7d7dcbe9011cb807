import test from 'ava';
import { firstNoticeBreakdown, roundBreakdown, secondNoticeBreakdown } from '../../../src/core/response-time/phase-breakdown.js';
import * as first from '../../../src/core/response-time/phases-first.js';
import * as second from '../../../src/core/response-time/phases-second.js';
import * as sums from '../../../src/core/response-time/sums.js';
import { PHASES_BY_HAND as P } from './by-hand.js';

const [a, b] = P.campuses as [(typeof P.campuses)[number], (typeof P.campuses)[number]];
const [a1, a2] = a.exchanges as [(typeof a.exchanges)[number], (typeof a.exchanges)[number]];
const [b1] = b.exchanges as [(typeof b.exchanges)[number]];

/** Equation by equation: what the function gives, and what paper gives. */
const EQUATIONS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['5.10', [first.requestsCollectedUs(a1), first.requestsCollectedUs(a2), first.requestsCollectedUs(b1)], [7, 4, 6]],
  ['5.11', [first.listingUs(P, a1), first.listingUs(P, a2), first.listingUs(P, b1)], [15, 5, 4]],
  ['5.12', [first.listTransactions(P, a1), first.listTransactions(P, a2), first.listTransactions(P, b1)], [2, 1, 1]],
  ['5.13', [first.listUploadUs(P, a, a1), first.listUploadUs(P, a, a2), first.listUploadUs(P, b, b1)], [2 * 20 + 10, 20 + 10, 10 + 4]],
  ['5.14', [first.exchangePhase1Us(P, a, a1), first.exchangePhase1Us(P, a, a2), first.exchangePhase1Us(P, b, b1)], [7 + 15 + 50, 4 + 5 + 30, 6 + 4 + 14]],
  ['5.15', [first.phase1Us(P, a), first.phase1Us(P, b)], [72, 24]],
  ['5.16', [first.totalRequests(a), first.totalRequests(b)], [20, 4]],
  ['5.17', [first.traverseUs(a), first.traverseUs(b)], [40, 10]],
  ['5.18', [first.filterUs(a), first.filterUs(b)], [20, 10]],
  ['5.19', [first.allocateUs(a), first.allocateUs(b)], [15, 2]],
  ['5.20', [first.phase2Us(P, a), first.phase2Us(P, b)], [2 * 10 + 75, 10 + 22]],
  ['5.21', [first.selectedRequests(a), first.selectedRequests(b)], [10, 1]],
  ['5.22', [first.remainingRequests(a), first.remainingRequests(b)], [10, 3]],
  ['5.23', [first.resultTransactions(P, a), first.resultTransactions(P, b)], [3, 1]],
  ['5.24', [first.resultUploadUs(P, a), first.resultUploadUs(P, b)], [3 * 20 + 10, 10 + 4]],
  ['5.25', [first.firstNoticeUs(P, a, 4), first.firstNoticeUs(P, b, 6)], [70 + 10 + 4, 14 + 10 + 6]],
  ['5.26', [first.phase31Us(P, a), first.phase31Us(P, b)], [87, 30]],
  ['5.27, not below 0', [second.remainingEvs(a), second.remainingEvs(b)], [0, 9]],
  ['5.28', [second.leftoverTransactions(P, a), second.leftoverTransactions(P, b)], [1, 3]],
  ['5.29', [second.phase32Us(P, a), second.phase32Us(P, b)], [10 + 0 + 30 + 20, 3 + 18 + 3 * 40 + 10]],
  ['5.30', [second.bocsRequests(P)], [13]],
  ['5.31', [second.bocsEvs(P)], [9]],
  ['5.32', [second.bocsTraverseUs(P, a), second.bocsTraverseUs(P, b)], [29.25, 58.5]],
  ['5.33', [second.bocsFilterUs(P, a), second.bocsFilterUs(P, b)], [14.625, 58.5]],
  ['5.34', [second.bocsAllocateUs(P, a), second.bocsAllocateUs(P, b)], [13, 26]],
  ['5.35', [second.bocsResultTransactions(P)], [2]],
  ['5.36', [second.planUploadUs(P, a), second.planUploadUs(P, b)], [2 * 30 + 20, 2 * 40 + 10]],
  ['5.37', [second.campusPhase4Us(P, a), second.campusPhase4Us(P, b)], [156.875, 253]],
  ['5.38', [second.phase4Us(P)], [156.875]],
  ['5.39', [second.campusPhase5Us(P, a), second.campusPhase5Us(P, b)], [10 + (2 * 20) / 2 + 10, 10 + (2 * 10) / 2 + 4]],
  ['5.40', [second.secondNoticeUs(P, a, 7), second.secondNoticeUs(P, b, 6)], [57, 40]],
  ['5.41', [second.slowestConsumerUs(a), second.slowestConsumerUs(b)], [7, 6]],
  ['5.42', [second.phase5Us(P)], [57]],
  ['5.43', [sums.firstResponseUs(P, a), sums.firstResponseUs(P, b)], [72 + 95 + 87, 24 + 32 + 30]],
  ['5.44', [sums.consumerFirstResponseUs(P, a, 4)], [72 + 95 + 84]],
  ['5.45', [sums.secondResponseUs(P)], [72 + 95 + 60 + 156.875 + 57]],
  ['5.46', [sums.consumerSecondResponseUs(P, b, 6)], [227 + 156.875 + 40]],
  ['5.47', [sums.roundUs(P)], [440.875]],
];

for (const [equation, found, byHand] of EQUATIONS) {
  test(`(${equation})`, (t) => {
    t.deepEqual(found, byHand);
  });
}

test('breakdowns sum up to (5.43) and (5.45), and tell the blockchain’s time from the rest', (t) => {
  const one = firstNoticeBreakdown(P, a);
  t.deepEqual(one.parts.map(({ name, us }) => [name, us]), [['1', 72], ['2', 95], ['3-1', 87]]);
  // Uploads 50 and 70, blocks taken apart 20 and 10.
  t.deepEqual([one.totalUs, one.blockchainUs], [254, 150]);
  const two = secondNoticeBreakdown(P);
  t.deepEqual(two.parts.map(({ name, us }) => [name, us]), [['1', 72], ['2', 95], ['3-2', 60], ['4', 156.875], ['5', 57]]);
  t.deepEqual([two.totalUs, two.blockchainUs, two.blockchainShare], [440.875, 50 + 20 + 50 + 100 + 50, 270 / 440.875]);
  t.deepEqual(roundBreakdown(P), two);
});

test('the round is a first-time notice where that comes last', (t) => {
  // Its results need three transactions on the BoE, those of the BoCS only one (two among two campuses).
  const slow = { ...P, campuses: [{ ...a, boe: { ...a.boe, endorseUs: 1000 } }, b] };
  const round = roundBreakdown(slow);
  t.deepEqual(round.parts.map(({ name }) => name), ['1', '2', '3-1']);
  t.is(round.totalUs, sums.roundUs(slow));
});
