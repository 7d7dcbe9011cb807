import { greatest } from './extremes.js';
import type { PhaseCampus, PhaseParameters } from './phase-parameters.js';
import { remainingRequests, totalRequests, uploadUs } from './phases-first.js';

/**
 * Phases 3-2, 4 and 5 of V2GFTN's response time (SEED B8; thesis, sections 5.4.3–5.4.5), one function per equation in its
 * order. Times are µs; counts are expectations and need not be whole, save those of transactions.
 */

/** (5.27) N_ev^r,k: EVs left for the BoCS. Read as (SEED B8): not below 0, where the printed difference is negative. */
export function remainingEvs(campus: PhaseCampus): number {
  return Math.max(0, campus.evs - campus.fulfilledRatio * campus.evsPerRequest * totalRequests(campus));
}

/** (5.28) N_tx^bocs,k: transactions that the campus's leftovers need. */
export function leftoverTransactions({ requestSizeKb, evSizeKb, transactionCapacityKb }: PhaseParameters, campus: PhaseCampus): number {
  return Math.ceil((remainingRequests(campus) * requestSizeKb + remainingEvs(campus) * evSizeKb) / transactionCapacityKb);
}

/** (5.29) T_3-2^k: listing the leftovers and uploading them to the BoCS. */
export function phase32Us(parameters: PhaseParameters, campus: PhaseCampus): number {
  const listedUs = parameters.requestProcessUs * remainingRequests(campus) + parameters.evProcessUs * remainingEvs(campus);
  return listedUs + uploadUs(leftoverTransactions(parameters, campus), campus.bocs);
}

/** (5.30) N_total_req^r. */
export function bocsRequests({ campuses }: PhaseParameters): number {
  return campuses.reduce((sum, campus) => sum + remainingRequests(campus), 0);
}

/** (5.31) N_total_ev^r. */
export function bocsEvs({ campuses }: PhaseParameters): number {
  return campuses.reduce((sum, campus) => sum + remainingEvs(campus), 0);
}

/** (5.32) t_traverse^r,k. */
export function bocsTraverseUs(parameters: PhaseParameters, { pickEvUs }: PhaseCampus): number {
  return pickEvUs * parameters.bocsFulfilledRatio * bocsRequests(parameters) * bocsEvs(parameters);
}

/** (5.33) t_filter^r,k. */
export function bocsFilterUs(parameters: PhaseParameters, { checkEvUs }: PhaseCampus): number {
  return checkEvUs * parameters.bocsFulfilledRatio * bocsRequests(parameters) * bocsEvs(parameters);
}

/** (5.34) t_allocate^r,k. */
export function bocsAllocateUs(parameters: PhaseParameters, { allocateEvUs }: PhaseCampus): number {
  return allocateEvUs * parameters.bocsFulfilledRatio * parameters.bocsEvsPerRequest * bocsRequests(parameters);
}

/** (5.35) N_tx^cs: transactions that the BoCS's results need. */
export function bocsResultTransactions(parameters: PhaseParameters): number {
  const { bocsFulfilledRatio, allocationSizeKb, transactionCapacityKb } = parameters;
  return Math.ceil((bocsFulfilledRatio * bocsRequests(parameters) * allocationSizeKb) / transactionCapacityKb);
}

/** (5.36) t_u_bocs^k: uploading CS_k's plan to the BoCS. */
export function planUploadUs(parameters: PhaseParameters, { bocs }: PhaseCampus): number {
  return uploadUs(bocsResultTransactions(parameters), bocs);
}

/** (5.37) t_4^k: the blocks taken apart, SRET over all leftovers, and the plan's upload. */
export function campusPhase4Us(parameters: PhaseParameters, campus: PhaseCampus): number {
  const matchedUs = bocsTraverseUs(parameters, campus) + bocsFilterUs(parameters, campus) + bocsAllocateUs(parameters, campus);
  return parameters.blockProcessUs * parameters.campuses.length + matchedUs + planUploadUs(parameters, campus);
}

/** (5.38) T_4: the control systems compete, so the fastest decides. */
export function phase4Us(parameters: PhaseParameters): number {
  return Math.min(...parameters.campuses.map((campus) => campusPhase4Us(parameters, campus)));
}

/** (5.39) t_5^k: CS_k takes the results off the BoCS and uploads its own part to its BoE. */
export function campusPhase5Us(parameters: PhaseParameters, { boe }: PhaseCampus): number {
  return parameters.blockProcessUs + uploadUs(bocsResultTransactions(parameters) / parameters.campuses.length, boe);
}

/** (5.40) t_5^ij: consumer C_ij of CS_k has its second-time notice, counted from the end of phase 4. */
export function secondNoticeUs(parameters: PhaseParameters, campus: PhaseCampus, consumerExchangeUs: number): number {
  return campusPhase5Us(parameters, campus) + parameters.blockProcessUs + consumerExchangeUs;
}

/** (5.41) t_c_e^k: the slowest transfer between a consumer and an exchange of the campus. */
export function slowestConsumerUs({ exchanges }: PhaseCampus): number {
  return greatest(exchanges.flatMap(({ consumerExchangeUs }) => consumerExchangeUs));
}

/** (5.42) T_5: all consumers that the BoCS served have their notice. */
export function phase5Us(parameters: PhaseParameters): number {
  return parameters.blockProcessUs + greatest(parameters.campuses.map((campus) => slowestConsumerUs(campus) + campusPhase5Us(parameters, campus)));
}
