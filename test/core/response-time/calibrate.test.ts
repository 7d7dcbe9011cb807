import test from 'ava';
import { calibrate, CALIBRATION_POINT, FIGURE_5_5 } from '../../../src/core/response-time/calibrate.js';
import { firstNoticeBreakdown, roundBreakdown, secondNoticeBreakdown } from '../../../src/core/response-time/phase-breakdown.js';
import { TABLE_5_1, TABLE_MIDDLE, tableParameters } from '../../../src/core/response-time/table-5-1.js';

const open = calibrate();
const parameters = tableParameters(CALIBRATION_POINT, open);
const inTenths = (share: number): number => Math.round(share * 1000) / 1000;

test('calibrated to Fig. 5.5, Table 5.1 gives every published share to 0.1 %', (t) => {
  for (const campus of parameters.campuses) t.deepEqual(firstNoticeBreakdown(parameters, campus).shares.map(inTenths), [...FIGURE_5_5.first]);
  t.deepEqual(secondNoticeBreakdown(parameters).shares.map(inTenths), [...FIGURE_5_5.second]);
  t.is(inTenths(roundBreakdown(parameters).blockchainShare), FIGURE_5_5.blockchain);
});

test('what that takes is absurd: some 740 s for one endorsement, a round of more than an hour', (t) => {
  t.true(open.boe.endorseUs > 735e6 && open.boe.endorseUs < 750e6, String(open.boe.endorseUs));
  t.true(open.consumerExchangeUs > 400e6);
  t.true(secondNoticeBreakdown(parameters).totalUs > 3600e6);
});

test('the very middle of the table cannot meet phases 3-2 and 4, whatever is calibrated', (t) => {
  const middle = tableParameters(TABLE_MIDDLE, calibrate(TABLE_MIDDLE));
  const [, , third, fourth] = secondNoticeBreakdown(middle).shares;
  t.true(fourth! - third! > 0.0285 && fourth! - third! < 0.0305);
  t.not(inTenths(fourth!), 0.191);
});

test('the point lies within the ranges of the table as printed', (t) => {
  const values: Readonly<Record<string, number>> = {
    N_ex: CALIBRATION_POINT.exchanges,
    N_ev: CALIBRATION_POINT.evs,
    'N_req^i': CALIBRATION_POINT.requests,
    'c_1^k': CALIBRATION_POINT.pickEvUs / 1000,
    'c_2^k': CALIBRATION_POINT.checkEvUs / 1000,
    'c_3^k': CALIBRATION_POINT.allocateEvUs / 1000,
    p_k: CALIBRATION_POINT.fulfilledRatio,
    q_k: CALIBRATION_POINT.evsPerRequest,
    N_cs: parameters.campuses.length,
    't_prcs^req': parameters.requestProcessUs / 1000,
    't_prcs^ev': parameters.evProcessUs / 1000,
    't_prcs^blk': parameters.blockProcessUs / 1000,
    S_req: parameters.requestSizeKb,
    S_ev: parameters.evSizeKb,
    S_allocate: parameters.allocationSizeKb,
    C_tx: parameters.transactionCapacityKb,
    'p′': parameters.bocsFulfilledRatio,
    'q′': parameters.bocsEvsPerRequest,
  };
  t.deepEqual(Object.keys(values).toSorted(), TABLE_5_1.map(({ symbol }) => symbol).toSorted());
  for (const { symbol, low, high } of TABLE_5_1) t.true(values[symbol]! >= low && values[symbol]! <= high, symbol);
});
