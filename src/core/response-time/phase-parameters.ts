/**
 * What eq. 5.10–5.47 take (thesis, section 5.4): one trading round of V2GFTN over several campuses. Times in µs, data
 * sizes in kb (only their ratios matter; the thesis does not say whether bits or bytes), nothing negative.
 */
export interface PhaseParameters {
  /** CS_k, k = 1 … N_cs; at least one. */
  readonly campuses: readonly PhaseCampus[];
  /** t_prcs^req, t_prcs^ev and t_prcs^blk: a node's time for one request, one EV, one block. */
  readonly requestProcessUs: number;
  readonly evProcessUs: number;
  readonly blockProcessUs: number;
  /** S_req, S_ev, S_allocate and C_tx. */
  readonly requestSizeKb: number;
  readonly evSizeKb: number;
  readonly allocationSizeKb: number;
  readonly transactionCapacityKb: number;
  /** p′: the part of the BoCS's requests that is fulfilled; q′: EVs that a fulfilled one needs. */
  readonly bocsFulfilledRatio: number;
  readonly bocsEvsPerRequest: number;
}

export interface PhaseCampus {
  /** E_i, i = 1 … N_ex; at least one. */
  readonly exchanges: readonly PhaseExchange[];
  /** N_ev^k. */
  readonly evs: number;
  /** c_1^k, c_2^k and c_3^k: picking an EV, checking its time boundaries, allocating it. */
  readonly pickEvUs: number;
  readonly checkEvUs: number;
  readonly allocateEvUs: number;
  /** p_k and q_k: the part of the campus's requests that is fulfilled, and EVs that a fulfilled one needs. */
  readonly fulfilledRatio: number;
  readonly evsPerRequest: number;
  /** What a transaction or block takes on the campus's BoE, and for this CS on the BoCS. */
  readonly boe: ChainTimes;
  readonly bocs: ChainTimes;
}

export interface PhaseExchange {
  /** N_req^i. */
  readonly requests: number;
  /** t_c_e^ij, one per consumer; a single number may stand for all of them. */
  readonly consumerExchangeUs: readonly number[];
}

/** A chain's five times: t_endo for one transaction, and t_o, t_bcst, t_ver, t_rec for the block. */
export interface ChainTimes {
  readonly endorseUs: number;
  readonly orderUs: number;
  readonly broadcastUs: number;
  readonly verifyUs: number;
  readonly recordUs: number;
}
