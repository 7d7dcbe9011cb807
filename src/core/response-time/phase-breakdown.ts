import { indexOfGreatest, indexOfLeast } from './extremes.js';
import type { ChainTimes, PhaseCampus, PhaseParameters } from './phase-parameters.js';
import * as first from './phases-first.js';
import * as second from './phases-second.js';
import { firstResponseUs, secondResponseUs } from './sums.js';
import { breakdownOf, partOf, type Breakdown, type Part, type Term } from './terms.js';

/** A campus's first-time notice: phases 1, 2 and 3-1 with their addends; the sum is (5.43). */
export function firstNoticeBreakdown(parameters: PhaseParameters, campus: PhaseCampus): Breakdown {
  return breakdownOf([phase1Part(parameters, campus), phase2Part(parameters, campus), phase31Part(parameters, campus)]);
}

/** The second-time notice: phases 1, 2 and 3-2 of the campus that is on the BoCS last, then 4 and 5; the sum is (5.45). */
export function secondNoticeBreakdown(parameters: PhaseParameters): Breakdown {
  const { campuses } = parameters;
  const last = campuses[indexOfGreatest(campuses.map((campus) => first.phase1Us(parameters, campus) + first.phase2Us(parameters, campus) + second.phase32Us(parameters, campus)))]!;
  return breakdownOf([phase1Part(parameters, last), phase2Part(parameters, last), phase32Part(parameters, last), phase4Part(parameters), phase5Part(parameters)]);
}

/** The whole round (5.47): the breakdown of whichever notice comes last. */
export function roundBreakdown(parameters: PhaseParameters): Breakdown {
  const { campuses } = parameters;
  const slowest = campuses[indexOfGreatest(campuses.map((campus) => firstResponseUs(parameters, campus)))]!;
  const isFirst = firstResponseUs(parameters, slowest) > secondResponseUs(parameters);
  return isFirst ? firstNoticeBreakdown(parameters, slowest) : secondNoticeBreakdown(parameters);
}

function phase1Part(parameters: PhaseParameters, campus: PhaseCampus): Part {
  const slowest = campus.exchanges[indexOfGreatest(campus.exchanges.map((exchange) => first.exchangePhase1Us(parameters, campus, exchange)))]!;
  return partOf('1', [
    { symbol: 't_c_e^i', equation: '5.10', kind: 'notice', us: first.requestsCollectedUs(slowest) },
    { symbol: 't_l^i', equation: '5.11', kind: 'list', us: first.listingUs(parameters, slowest) },
    ...uploadTerms('boe', '5.13', first.listTransactions(parameters, slowest), campus.boe),
  ]);
}

function phase2Part({ blockProcessUs }: PhaseParameters, campus: PhaseCampus): Part {
  return partOf('2', [
    { symbol: 't_prcs^blk', equation: '5.20', kind: 'read', us: blockProcessUs * campus.exchanges.length },
    { symbol: 't_traverse^k', equation: '5.17', kind: 'match', us: first.traverseUs(campus) },
    { symbol: 't_filter^k', equation: '5.18', kind: 'match', us: first.filterUs(campus) },
    { symbol: 't_allocate^k', equation: '5.19', kind: 'match', us: first.allocateUs(campus) },
  ]);
}

function phase31Part(parameters: PhaseParameters, campus: PhaseCampus): Part {
  return partOf('3-1', [
    ...uploadTerms('boe', '5.24', first.resultTransactions(parameters, campus), campus.boe),
    { symbol: 't_prcs^blk', equation: '5.25', kind: 'read', us: parameters.blockProcessUs },
    { symbol: 't_c_e^ij', equation: '5.25', kind: 'notice', us: second.slowestConsumerUs(campus) },
  ]);
}

function phase32Part(parameters: PhaseParameters, campus: PhaseCampus): Part {
  return partOf('3-2', [
    { symbol: 't_prcs^req', equation: '5.29', kind: 'list', us: parameters.requestProcessUs * first.remainingRequests(campus) },
    { symbol: 't_prcs^ev', equation: '5.29', kind: 'list', us: parameters.evProcessUs * second.remainingEvs(campus) },
    ...uploadTerms('bocs', '5.29', second.leftoverTransactions(parameters, campus), campus.bocs),
  ]);
}

function phase4Part(parameters: PhaseParameters): Part {
  const { campuses } = parameters;
  const fastest = campuses[indexOfLeast(campuses.map((campus) => second.campusPhase4Us(parameters, campus)))]!;
  return partOf('4', [
    { symbol: 't_prcs^blk', equation: '5.37', kind: 'read', us: parameters.blockProcessUs * campuses.length },
    { symbol: 't_traverse^r,k', equation: '5.32', kind: 'match', us: second.bocsTraverseUs(parameters, fastest) },
    { symbol: 't_filter^r,k', equation: '5.33', kind: 'match', us: second.bocsFilterUs(parameters, fastest) },
    { symbol: 't_allocate^r,k', equation: '5.34', kind: 'match', us: second.bocsAllocateUs(parameters, fastest) },
    ...uploadTerms('bocs', '5.36', second.bocsResultTransactions(parameters), fastest.bocs),
  ]);
}

function phase5Part(parameters: PhaseParameters): Part {
  const { campuses, blockProcessUs } = parameters;
  const slowest = campuses[indexOfGreatest(campuses.map((campus) => second.slowestConsumerUs(campus) + second.campusPhase5Us(parameters, campus)))]!;
  return partOf('5', [
    { symbol: 't_prcs^blk', equation: '5.42', kind: 'read', us: blockProcessUs },
    { symbol: 't_prcs^blk', equation: '5.39', kind: 'read', us: blockProcessUs },
    ...uploadTerms('boe', '5.39', second.bocsResultTransactions(parameters) / campuses.length, slowest.boe),
    { symbol: 't_c_e^k', equation: '5.41', kind: 'notice', us: second.slowestConsumerUs(slowest) },
  ]);
}

function uploadTerms(chain: 'boe' | 'bocs', equation: string, transactions: number, times: ChainTimes): Term[] {
  return [
    { symbol: `t_endo^${chain},k`, equation, kind: 'endorse', us: transactions * times.endorseUs },
    { symbol: `t_o^${chain},k`, equation, kind: 'order', us: times.orderUs },
    { symbol: `t_bcst^${chain},k`, equation, kind: 'broadcast', us: times.broadcastUs },
    { symbol: `t_ver^${chain},k`, equation, kind: 'verify', us: times.verifyUs },
    { symbol: `t_rec^${chain},k`, equation, kind: 'record', us: times.recordUs },
  ];
}
