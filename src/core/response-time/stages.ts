import { greatest, indexOfGreatest, indexOfLeast } from './extremes.js';
import type { StageExchange, StageParameters } from './stage-parameters.js';
import { breakdownOf, partOf, type Breakdown, type Part } from './terms.js';

/**
 * The five stages of V2GNet's response time (SEED B8; thesis, section 5.2), one function per equation in its order. Times
 * in and out are µs. Departures are SEED B8's "Read as" and stand at the equation that they concern.
 */

/** (5.1) t_i^r: E_i has all requests when the latest consumer's has come. */
export function requestsReceivedUs({ requestUs }: Pick<StageExchange, 'requestUs'>): number {
  return greatest(requestUs);
}

/** (5.2) t_i: E_i's list is received, collected, in the pool and endorsed. */
export function listEndorsedUs(exchange: StageExchange): number {
  return requestsReceivedUs(exchange) + exchange.collectUs + exchange.poolUs + exchange.endorseUs;
}

/** (5.3) T1: the first exchange that is done ends the preparation of request lists. */
export function requestListPreparationUs({ exchanges }: Pick<StageParameters, 'exchanges'>): number {
  return Math.min(...exchanges.map(listEndorsedUs));
}

/** (5.4) T2: consensus of request lists; the slowest node's broadcast and verification decide. */
export function requestConsensusUs(parameters: StageParameters): number {
  const slowestUs = greatest(parameters.exchanges.map(({ broadcastUs, verifyUs }) => broadcastUs + verifyUs));
  return parameters.requestOrderUs + slowestUs + parameters.requestRecordUs + parameters.requestDownloadUs;
}

/** (5.5) T3: consensus of the offer list. Read as (SEED B8): the printed `min` over informed and endorsed EVs is `max`. */
export function offerConsensusUs(parameters: StageParameters): number {
  const endorsedUs = greatest(parameters.evs.map(({ informUs, endorseUs }) => informUs + endorseUs));
  const slowestUs = greatest(parameters.evs.map(({ broadcastUs, verifyUs }) => broadcastUs + verifyUs));
  return endorsedUs + parameters.offerOrderUs + slowestUs + parameters.offerRecordUs + parameters.offerDownloadUs;
}

/** T4 = t^RET (section 5.2.4, without a number): energy allocation. */
export function allocationUs({ allocateUs }: Pick<StageParameters, 'allocateUs'>): number {
  return allocateUs;
}

/** (5.6) t_i^n: all of E_i's consumers are notified when the last one is. */
export function consumersNotifiedUs({ noticeUs }: Pick<StageExchange, 'noticeUs'>): number {
  return greatest(noticeUs);
}

/** (5.7) T5: the results' endorsement and block, their download and the consumers' notices. */
export function notificationUs(parameters: StageParameters): number {
  const noticedUs = greatest(parameters.exchanges.map((exchange) => exchange.resultDownloadUs + consumersNotifiedUs(exchange)));
  return resultsRecordedUs(parameters) + noticedUs;
}

/** (5.8) T^response of a whole round. */
export function responseUs(parameters: StageParameters): number {
  return untilAllocatedUs(parameters) + notificationUs(parameters);
}

/** (5.9) T^response of consumer C_ij. Read as (SEED B8): the last term is its notice t_ij^n, not a second download. */
export function consumerResponseUs(parameters: StageParameters, i: number, j: number): number {
  const { resultDownloadUs, noticeUs } = parameters.exchanges[i]!;
  return untilAllocatedUs(parameters) + resultsRecordedUs(parameters) + resultDownloadUs + noticeUs[j]!;
}

/** T1 to T5 with their addends along the exchanges and EVs that decide each `min` and `max`; the sum is (5.8). */
export function stageBreakdown(parameters: StageParameters): Breakdown {
  return breakdownOf([requestPart(parameters), requestConsensusPart(parameters), offerConsensusPart(parameters), allocationPart(parameters), notificationPart(parameters)]);
}

function untilAllocatedUs(parameters: StageParameters): number {
  return requestListPreparationUs(parameters) + requestConsensusUs(parameters) + offerConsensusUs(parameters) + allocationUs(parameters);
}

/** What (5.7) and (5.9) share. */
function resultsRecordedUs({ exchanges, resultEndorseUs, resultRecordUs }: StageParameters): number {
  return resultEndorseUs + greatest(exchanges.map((one) => one.resultBroadcastUs + one.resultVerifyUs)) + resultRecordUs;
}

function requestPart({ exchanges }: StageParameters): Part {
  const first = exchanges[indexOfLeast(exchanges.map(listEndorsedUs))]!;
  return partOf('T1', [
    { symbol: 't_i^r', equation: '5.1', kind: 'notice', us: requestsReceivedUs(first) },
    { symbol: 't_i^c', equation: '5.2', kind: 'list', us: first.collectUs },
    { symbol: 't_i^s', equation: '5.2', kind: 'broadcast', us: first.poolUs },
    { symbol: 't_i^e1', equation: '5.2', kind: 'endorse', us: first.endorseUs },
  ]);
}

function requestConsensusPart(parameters: StageParameters): Part {
  const slowest = slowestOf(parameters.exchanges);
  return partOf('T2', [
    { symbol: 't^o1', equation: '5.4', kind: 'order', us: parameters.requestOrderUs },
    { symbol: 't_i^b1', equation: '5.4', kind: 'broadcast', us: slowest.broadcastUs },
    { symbol: 't_i^v1', equation: '5.4', kind: 'verify', us: slowest.verifyUs },
    { symbol: 't^r1', equation: '5.4', kind: 'record', us: parameters.requestRecordUs },
    { symbol: 't^d1', equation: '5.4', kind: 'read', us: parameters.requestDownloadUs },
  ]);
}

function offerConsensusPart(parameters: StageParameters): Part {
  const { evs } = parameters;
  const last = evs[indexOfGreatest(evs.map(({ informUs, endorseUs }) => informUs + endorseUs))]!;
  const slowest = slowestOf(evs);
  return partOf('T3', [
    { symbol: 't_i^inf', equation: '5.5', kind: 'notice', us: last.informUs },
    { symbol: 't_i^e2', equation: '5.5', kind: 'endorse', us: last.endorseUs },
    { symbol: 't^o2', equation: '5.5', kind: 'order', us: parameters.offerOrderUs },
    { symbol: 't_i^b2', equation: '5.5', kind: 'broadcast', us: slowest.broadcastUs },
    { symbol: 't_i^v2', equation: '5.5', kind: 'verify', us: slowest.verifyUs },
    { symbol: 't^r2', equation: '5.5', kind: 'record', us: parameters.offerRecordUs },
    { symbol: 't^d2', equation: '5.5', kind: 'read', us: parameters.offerDownloadUs },
  ]);
}

function allocationPart(parameters: StageParameters): Part {
  return partOf('T4', [{ symbol: 't^RET', equation: 'T4', kind: 'match', us: allocationUs(parameters) }]);
}

function notificationPart(parameters: StageParameters): Part {
  const { exchanges } = parameters;
  const slowest = exchanges[indexOfGreatest(exchanges.map((one) => one.resultBroadcastUs + one.resultVerifyUs))]!;
  const last = exchanges[indexOfGreatest(exchanges.map((one) => one.resultDownloadUs + consumersNotifiedUs(one)))]!;
  return partOf('T5', [
    { symbol: 't^e3', equation: '5.7', kind: 'endorse', us: parameters.resultEndorseUs },
    { symbol: 't_i^b3', equation: '5.7', kind: 'broadcast', us: slowest.resultBroadcastUs },
    { symbol: 't_i^v3', equation: '5.7', kind: 'verify', us: slowest.resultVerifyUs },
    { symbol: 't^r3', equation: '5.7', kind: 'record', us: parameters.resultRecordUs },
    { symbol: 't_i^d3', equation: '5.7', kind: 'read', us: last.resultDownloadUs },
    { symbol: 't_i^n', equation: '5.6', kind: 'notice', us: consumersNotifiedUs(last) },
  ]);
}

function slowestOf<Node extends { readonly broadcastUs: number; readonly verifyUs: number }>(nodes: readonly Node[]): Node {
  return nodes[indexOfGreatest(nodes.map(({ broadcastUs, verifyUs }) => broadcastUs + verifyUs))]!;
}
