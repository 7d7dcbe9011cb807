/** What eq. 5.1–5.9 take (thesis, section 5.2): the times of one trading round of V2GNet. All in µs, not negative. */
export interface StageParameters {
  /** E_i of the BoE; at least one. */
  readonly exchanges: readonly StageExchange[];
  /** EV_i of the BoEV; at least one. */
  readonly evs: readonly StageEv[];
  /** t^o1, t^r1 and t^d1: ordering the block of request lists, recording it, and its download by the CS. */
  readonly requestOrderUs: number;
  readonly requestRecordUs: number;
  readonly requestDownloadUs: number;
  /** t^o2, t^r2 and t^d2: the same for the block of offers. */
  readonly offerOrderUs: number;
  readonly offerRecordUs: number;
  readonly offerDownloadUs: number;
  /** t^RET. */
  readonly allocateUs: number;
  /** t^e3 and t^r3: endorsing the winning requests, and recording their block. */
  readonly resultEndorseUs: number;
  readonly resultRecordUs: number;
}

export interface StageExchange {
  /** t_ij^r, one for each active consumer. */
  readonly requestUs: readonly number[];
  /** t_i^c and t_i^s: collecting the requests into a list, and all lists in the pool. */
  readonly collectUs: number;
  readonly poolUs: number;
  /** t_i^e1, t_i^b1 and t_i^v1. */
  readonly endorseUs: number;
  readonly broadcastUs: number;
  readonly verifyUs: number;
  /** t_i^b3, t_i^v3 and t_i^d3: the block of results. */
  readonly resultBroadcastUs: number;
  readonly resultVerifyUs: number;
  readonly resultDownloadUs: number;
  /** t_ij^n, one for each active consumer. */
  readonly noticeUs: readonly number[];
}

export interface StageEv {
  /** t_i^inf: the CS tells the EV of the round. */
  readonly informUs: number;
  /** t_i^e2, t_i^b2 and t_i^v2. */
  readonly endorseUs: number;
  readonly broadcastUs: number;
  readonly verifyUs: number;
}
