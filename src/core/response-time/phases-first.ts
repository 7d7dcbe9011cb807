import { greatest } from './extremes.js';
import type { ChainTimes, PhaseCampus, PhaseExchange, PhaseParameters } from './phase-parameters.js';

/**
 * Phases 1, 2 and 3-1 of V2GFTN's response time (SEED B8; thesis, sections 5.4.1–5.4.3), one function per equation in its
 * order. Times are µs; counts are expectations and need not be whole, save those of transactions.
 */

/** (5.10) t_c_e^i: E_i has all requests when the latest consumer's has come. */
export function requestsCollectedUs({ consumerExchangeUs }: PhaseExchange): number {
  return greatest(consumerExchangeUs);
}

/** (5.11) t_l^i: organising the requests into a list. */
export function listingUs({ requestProcessUs }: PhaseParameters, { requests }: PhaseExchange): number {
  return requestProcessUs * requests;
}

/** (5.12) N_tx^boe,i: transactions that E_i's list needs. */
export function listTransactions({ requestSizeKb, transactionCapacityKb }: PhaseParameters, { requests }: PhaseExchange): number {
  return Math.ceil((requests * requestSizeKb) / transactionCapacityKb);
}

/** (5.13) t_u_ex^i: uploading E_i's list to the BoE. */
export function listUploadUs(parameters: PhaseParameters, { boe }: PhaseCampus, exchange: PhaseExchange): number {
  return uploadUs(listTransactions(parameters, exchange), boe);
}

/** (5.14) t_1^i: E_i's part of phase 1. */
export function exchangePhase1Us(parameters: PhaseParameters, campus: PhaseCampus, exchange: PhaseExchange): number {
  return requestsCollectedUs(exchange) + listingUs(parameters, exchange) + listUploadUs(parameters, campus, exchange);
}

/** (5.15) T_1^k: all lists of the campus are on the BoE. */
export function phase1Us(parameters: PhaseParameters, campus: PhaseCampus): number {
  return greatest(campus.exchanges.map((exchange) => exchangePhase1Us(parameters, campus, exchange)));
}

/** (5.16) N_req^total,k. */
export function totalRequests({ exchanges }: PhaseCampus): number {
  return exchanges.reduce((sum, { requests }) => sum + requests, 0);
}

/** (5.17) t_traverse^k. */
export function traverseUs(campus: PhaseCampus): number {
  return campus.pickEvUs * campus.fulfilledRatio * totalRequests(campus) * campus.evs;
}

/** (5.18) t_filter^k. */
export function filterUs(campus: PhaseCampus): number {
  return campus.checkEvUs * campus.fulfilledRatio * totalRequests(campus) * campus.evs;
}

/** (5.19) t_allocate^k. */
export function allocateUs(campus: PhaseCampus): number {
  return campus.allocateEvUs * campus.fulfilledRatio * campus.evsPerRequest * totalRequests(campus);
}

/** (5.20) T_2^k: the blocks taken apart, and SRET. */
export function phase2Us({ blockProcessUs }: PhaseParameters, campus: PhaseCampus): number {
  return blockProcessUs * campus.exchanges.length + traverseUs(campus) + filterUs(campus) + allocateUs(campus);
}

/** (5.21) N_req^s,k: requests fulfilled on the campus. */
export function selectedRequests(campus: PhaseCampus): number {
  return totalRequests(campus) * campus.fulfilledRatio;
}

/** (5.22) N_req^r,k: requests left for the BoCS. */
export function remainingRequests(campus: PhaseCampus): number {
  return totalRequests(campus) - selectedRequests(campus);
}

/** (5.23) N_tx^cs_ex: transactions that the campus's results need. */
export function resultTransactions({ allocationSizeKb, transactionCapacityKb }: PhaseParameters, campus: PhaseCampus): number {
  return Math.ceil((selectedRequests(campus) * allocationSizeKb) / transactionCapacityKb);
}

/** (5.24) t_u_cs^k: uploading the results to the BoE. */
export function resultUploadUs(parameters: PhaseParameters, campus: PhaseCampus): number {
  return uploadUs(resultTransactions(parameters, campus), campus.boe);
}

/** (5.25) t_n^ij: consumer C_ij of the campus has its first-time notice, counted from the end of phase 2. */
export function firstNoticeUs(parameters: PhaseParameters, campus: PhaseCampus, consumerExchangeUs: number): number {
  return resultUploadUs(parameters, campus) + parameters.blockProcessUs + consumerExchangeUs;
}

/** (5.26) T_3-1^k: all its selected consumers have it. */
export function phase31Us(parameters: PhaseParameters, campus: PhaseCampus): number {
  return greatest(campus.exchanges.flatMap(({ consumerExchangeUs }) => consumerExchangeUs.map((us) => firstNoticeUs(parameters, campus, us))));
}

/** What (5.13), (5.24), (5.29), (5.36) and (5.39) share: endorsing so many transactions, then one block. */
export function uploadUs(transactions: number, chain: ChainTimes): number {
  return transactions * chain.endorseUs + chain.orderUs + chain.broadcastUs + chain.verifyUs + chain.recordUs;
}
