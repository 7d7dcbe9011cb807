import type { ChainTimes, PhaseParameters } from './phase-parameters.js';

/** One row of Table 5.1; `low` and `high` are the same where the table gives one value. */
export interface TableRow {
  readonly symbol: string;
  readonly meaning: string;
  readonly low: number;
  readonly high: number;
  readonly unit: string;
}

/** Table 5.1 of the thesis as printed (its `kb` kept: bits or bytes is not said). */
export const TABLE_5_1: readonly TableRow[] = [
  { symbol: 'N_cs', meaning: 'No. of control systems', low: 3, high: 3, unit: 'control systems' },
  { symbol: 'N_ex', meaning: 'No. of exchanges in a BoE', low: 3, high: 5, unit: 'exchanges' },
  { symbol: 'N_ev', meaning: 'No. of EVs in a BoEV', low: 75, high: 900, unit: 'EVs' },
  { symbol: 'N_req^i', meaning: 'No. of requests in an exchange', low: 30, high: 150, unit: 'requests' },
  { symbol: 't_prcs^req', meaning: 'Average time to process a request', low: 0.1, high: 0.1, unit: 'ms' },
  { symbol: 't_prcs^ev', meaning: 'Average time to process an EV', low: 0.2, high: 0.2, unit: 'ms' },
  { symbol: 't_prcs^blk', meaning: 'Average time for a node to process a block', low: 2000, high: 2000, unit: 'ms' },
  { symbol: 'S_req', meaning: 'Data size of a single request', low: 0.2, high: 0.2, unit: 'kb' },
  { symbol: 'S_ev', meaning: 'Data size for a single EV', low: 0.2, high: 0.2, unit: 'kb' },
  { symbol: 'S_allocate', meaning: 'Data size for an allocate result', low: 0.5, high: 0.5, unit: 'kb' },
  { symbol: 'C_tx', meaning: 'Variable transaction capacity', low: 256, high: 256, unit: 'kb' },
  { symbol: 'c_1^k', meaning: 'Average time to pick an EV in SRET', low: 0.45, high: 0.55, unit: 'ms' },
  { symbol: 'c_2^k', meaning: 'Average time to check an EV’s time boundaries', low: 0.36, high: 0.44, unit: 'ms' },
  { symbol: 'c_3^k', meaning: 'Average time to allocate an EV', low: 0.23, high: 0.28, unit: 'ms' },
  { symbol: 'p_k', meaning: 'Expected value to fulfill a request on a BoE', low: 0.6, high: 0.8, unit: 'ratio' },
  { symbol: 'q_k', meaning: 'Average EV No. to fulfill a request on a BoE', low: 1.0, high: 1.2, unit: 'EVs' },
  { symbol: 'p′', meaning: 'Expected value to fulfill a request on BoCS', low: 0.7, high: 0.7, unit: 'ratio' },
  { symbol: 'q′', meaning: 'Average EV No. to fulfill a request on BoCS', low: 1.2, high: 1.2, unit: 'EVs' },
];

/** Where in the table's ranges one stands; every campus alike. */
export interface TablePoint {
  readonly exchanges: number;
  readonly evs: number;
  /** Per exchange. */
  readonly requests: number;
  readonly pickEvUs: number;
  readonly checkEvUs: number;
  readonly allocateEvUs: number;
  readonly fulfilledRatio: number;
  readonly evsPerRequest: number;
}

/** What Table 5.1 lacks and nothing else in the thesis gives: how long a consumer's transfer and each chain's steps take. */
export interface OpenParameters {
  readonly consumerExchangeUs: number;
  readonly boe: ChainTimes;
  readonly bocs: ChainTimes;
}

/** The middle of every range of the table. */
export const TABLE_MIDDLE: TablePoint = {
  exchanges: 4,
  evs: 487.5,
  requests: 90,
  pickEvUs: 500,
  checkEvUs: 400,
  allocateEvUs: 255,
  fulfilledRatio: 0.7,
  evsPerRequest: 1.1,
};

/** Eq. 5.10–5.47's parameters at a point of Table 5.1, with what it lacks given; its three campuses are alike. */
export function tableParameters(point: TablePoint, open: OpenParameters): PhaseParameters {
  const exchange = { requests: point.requests, consumerExchangeUs: [open.consumerExchangeUs] };
  const { evs, pickEvUs, checkEvUs, allocateEvUs, fulfilledRatio, evsPerRequest } = point;
  const exchanges = Array.from({ length: point.exchanges }, () => exchange);
  const campus = { exchanges, evs, pickEvUs, checkEvUs, allocateEvUs, fulfilledRatio, evsPerRequest, boe: open.boe, bocs: open.bocs };
  return {
    campuses: [campus, campus, campus],
    requestProcessUs: 100,
    evProcessUs: 200,
    blockProcessUs: 2_000_000,
    requestSizeKb: 0.2,
    evSizeKb: 0.2,
    allocationSizeKb: 0.5,
    transactionCapacityKb: 256,
    bocsFulfilledRatio: 0.7,
    bocsEvsPerRequest: 1.2,
  };
}
