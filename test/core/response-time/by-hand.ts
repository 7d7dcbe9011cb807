import type { PhaseParameters } from '../../../src/core/response-time/phase-parameters.js';
import type { StageParameters } from '../../../src/core/response-time/stage-parameters.js';

/** Small numbers of no meaning, so that every equation can be worked out on paper. */
export const STAGES_BY_HAND: StageParameters = {
  exchanges: [
    { requestUs: [3, 5], collectUs: 2, poolUs: 4, endorseUs: 10, broadcastUs: 7, verifyUs: 1, resultBroadcastUs: 2, resultVerifyUs: 3, resultDownloadUs: 4, noticeUs: [6, 8] },
    { requestUs: [1], collectUs: 1, poolUs: 2, endorseUs: 9, broadcastUs: 4, verifyUs: 6, resultBroadcastUs: 1, resultVerifyUs: 1, resultDownloadUs: 9, noticeUs: [2] },
  ],
  evs: [
    { informUs: 5, endorseUs: 6, broadcastUs: 3, verifyUs: 3 },
    { informUs: 2, endorseUs: 1, broadcastUs: 9, verifyUs: 2 },
  ],
  requestOrderUs: 100,
  requestRecordUs: 20,
  requestDownloadUs: 30,
  offerOrderUs: 40,
  offerRecordUs: 50,
  offerDownloadUs: 60,
  allocateUs: 7,
  resultEndorseUs: 11,
  resultRecordUs: 13,
};

/** Two campuses: the first needs more EVs than it has, so that (5.27) would be negative. */
export const PHASES_BY_HAND: PhaseParameters = {
  campuses: [
    {
      exchanges: [{ requests: 15, consumerExchangeUs: [3, 7] }, { requests: 5, consumerExchangeUs: [4] }],
      evs: 8,
      pickEvUs: 0.5,
      checkEvUs: 0.25,
      allocateEvUs: 1,
      fulfilledRatio: 0.5,
      evsPerRequest: 1.5,
      boe: { endorseUs: 20, orderUs: 1, broadcastUs: 2, verifyUs: 3, recordUs: 4 },
      bocs: { endorseUs: 30, orderUs: 5, broadcastUs: 5, verifyUs: 5, recordUs: 5 },
    },
    {
      exchanges: [{ requests: 4, consumerExchangeUs: [6] }],
      evs: 10,
      pickEvUs: 1,
      checkEvUs: 1,
      allocateEvUs: 2,
      fulfilledRatio: 0.25,
      evsPerRequest: 1,
      boe: { endorseUs: 10, orderUs: 1, broadcastUs: 1, verifyUs: 1, recordUs: 1 },
      bocs: { endorseUs: 40, orderUs: 1, broadcastUs: 2, verifyUs: 3, recordUs: 4 },
    },
  ],
  requestProcessUs: 1,
  evProcessUs: 2,
  blockProcessUs: 10,
  requestSizeKb: 1,
  evSizeKb: 2,
  allocationSizeKb: 3,
  transactionCapacityKb: 10,
  bocsFulfilledRatio: 0.5,
  bocsEvsPerRequest: 2,
};
