import type { CryptoSuite } from '../crypto/suite.js';
import { type BookColumns, PLAIN_BOOK, TIMED_BOOK } from './book.js';
import { evalCommitteeRisk } from './committee-risk-unit.js';
import { evalEd25519Verify, evalMerkle, evalSortition, evalVrfProve, evalVrfVerify } from './crypto-units.js';
import { evalHashgraph } from './hashgraph-unit.js';
import { errorOfFaults, type EvalFault, EvalInputError } from './input-error.js';
import { doubleAuction } from '../market/double-auction/double-auction.js';
import { incentive } from '../market/incentive/incentive.js';
import type { LinearSolver } from '../market/optimum/solver.js';
import { evalDoubleAuction } from './double-auction-unit.js';
import { evalIncentive } from './incentive-unit.js';
import { evalOptimum } from './optimum-unit.js';
import { evalResponseTime } from './response-time-unit.js';
import { evalRet } from './ret-unit.js';
import { evalSretDouble, evalSretSingle } from './sret-units.js';

/** One protocol unit that `v2g-tui eval` puts on JSON. Shapes as in DESIGN 6. */
export interface EvalUnit {
  readonly name: string;
  readonly summary: string;
  readonly input: string;
  readonly output: string;
  readonly source: string;
  /** For a unit that clears a book of requests and offers: what its rows carry, so that they may come from CSV files too. */
  readonly book?: BookColumns;
  /** Whether it may need a solver of linear programs, which whoever calls it then loads first. */
  readonly needsSolver?: true;
  /** Answers one input; throws `EvalInputError` for what is wrong in it. `solver` is null unless `needsSolver`. */
  readonly evaluate: (suite: CryptoSuite, input: unknown, solver: LinearSolver | null) => unknown;
}

/** Every unit there is; the command line's choices and the reference pages are made from this list. */
export const EVAL_UNITS: readonly EvalUnit[] = [
  {
    name: 'vrf-prove',
    summary: 'Proves a VRF output',
    input: '{secretKey, alpha} (hex)',
    output: '{publicKey, proof, hash}',
    source: 'RFC 9381, ECVRF-EDWARDS25519-SHA512-TAI',
    evaluate: (suite, input) => evalVrfProve(suite, input),
  },
  {
    name: 'vrf-verify',
    summary: 'Verifies a VRF proof',
    input: '{publicKey, alpha, proof} (hex)',
    output: '{valid, hash} (hash null when invalid)',
    source: 'RFC 9381, ECVRF-EDWARDS25519-SHA512-TAI',
    evaluate: (suite, input) => evalVrfVerify(suite, input),
  },
  {
    name: 'sortition',
    summary: 'Units of credit that a VRF output selects',
    input: '{hash, credit, theta, total}',
    output: '{selected}',
    source: 'SEED A2, Algorithm 1',
    evaluate: (suite, input) => evalSortition(suite, input),
  },
  {
    name: 'ed25519-verify',
    summary: 'Verifies a signature under the project’s one rule',
    input: '{publicKey, message, signature} (hex)',
    output: '{valid}',
    source: 'RFC 8032; DESIGN 5',
    evaluate: (suite, input) => evalEd25519Verify(suite, input),
  },
  {
    name: 'merkle',
    summary: 'Merkle tree root, and an inclusion path',
    input: '{leaves: hex[], index?}',
    output: '{root, path?}',
    source: 'RFC 6962',
    evaluate: (suite, input) => evalMerkle(suite, input),
  },
  {
    name: 'hashgraph',
    summary: 'Rounds, witnesses, fame and the order of events',
    input: '{members: string[], events: [{id, creator, selfParent, otherParent, timestamp, signature?}], coinRound?}',
    output: '{events: [{id, round, witness, famous, roundReceived, consensusTimestamp}], order: id[]}',
    source: 'SEED A3, Baird 2016',
    evaluate: (suite, input) => evalHashgraph(suite, input),
  },
  {
    name: 'ret',
    summary: 'Clears one trading round',
    input:
      '{pileCapacityKWh?, requests: [{id, exchange, consumer, bidPerKWh, demandKWh, submittedAt}], offers: [{ev, energyKWh}], consumerPenalties?, exchangePenalties?, exchanges?}; `start`, `end`, `askPerKWh` are accepted and ignored',
    output: '{allocations: [{request, ev, energyKWh}], fulfilledRequests, energyKWh, fillRate, profit}',
    source: 'SEED B2, Algorithm 1',
    book: PLAIN_BOOK,
    evaluate: (suite, input) => evalRet(suite, input),
  },
  {
    name: 'double-auction',
    summary: 'Clears one trading round by double auction: one clearing price, or McAfee’s rule',
    input:
      '{auction?: "uniform" | "mcafee", splitOffers?, pileCapacityKWh?, requests: [{id, exchange, consumer, bidPerKWh, demandKWh, submittedAt}], offers: [{ev, energyKWh, askPerKWh?}], consumerPenalties?, exchanges?} (the ask is 0 where left out; `splitOffers`, of "uniform", true); `exchangePenalties`, `start`, `end` are accepted and ignored',
    output: '{allocations: [{request, ev, energyKWh}], fulfilledRequests, energyKWh, fillRate, profit, price, sellerPrice, surplus} (prices null when nothing trades)',
    source: doubleAuction.source,
    book: PLAIN_BOOK,
    evaluate: (suite, input) => evalDoubleAuction(suite, input),
  },
  {
    name: 'incentive',
    summary: 'Clears one trading round by the incentive scheme',
    input: '{pileCapacityKWh?, requests: [{id, exchange, consumer, bidPerKWh, demandKWh, submittedAt}], offers: [{ev, energyKWh, askPerKWh?}], consumerPenalties?, exchanges?}; `exchangePenalties`, `start`, `end` are accepted and ignored',
    output: '{allocations: [{request, ev, energyKWh}], fulfilledRequests, energyKWh, fillRate, profit}',
    source: incentive.source,
    book: PLAIN_BOOK,
    evaluate: (suite, input) => evalIncentive(suite, input),
  },
  {
    name: 'optimum',
    summary: 'The best that any mechanism could make of a book, and what none exceeds',
    input:
      '{objective?: "profit" | "energy", exact?, pileCapacityKWh?, requests: [{id, exchange, consumer, bidPerKWh, demandKWh, submittedAt, start?, end?}], offers: [{ev, energyKWh, start?, end?}]} (hours, on every row or on none; `exact`: whole requests, an offer serves one); penalties, `maxPowerKW`, `prefer`, `askPerKWh` are accepted and ignored',
    output: '{objective, method: "pooled" | "linear" | "integer", allocations: [{request, ev, energyKWh}], fulfilledRequests, energyKWh, fillRate, profit, bound, proven} (bound in kWh or the currency)',
    source: 'an upper bound that none of the papers has',
    book: PLAIN_BOOK,
    needsSolver: true,
    evaluate: (suite, input, solver) => evalOptimum(suite, input, solver),
  },
  {
    name: 'sret-double',
    summary: 'Clears one trading round with EVs that are there for all of a request’s time',
    input:
      '{requests: [{id, exchange, consumer, bidPerKWh, demandKWh, submittedAt, start, end}], offers: [{ev, energyKWh, start, end}], exchanges?} (hours); RET’s fields, `maxPowerKW`, `prefer`, `askPerKWh` are accepted and ignored',
    output: '{allocations: [{request, ev, energyKWh}], fulfilledRequests, energyKWh, fillRate, profit}',
    source: 'SEED B3, Section 6.2.2',
    book: TIMED_BOOK,
    evaluate: (suite, input) => evalSretDouble(suite, input),
  },
  {
    name: 'sret-single',
    summary: 'Clears one trading round with EVs that are there for the begin or the end of a request’s time',
    input:
      '{maxPowerKW?, prefer?: "energy" | "evs", requests: [{id, exchange, consumer, bidPerKWh, demandKWh, submittedAt, start, end}], offers: [{ev, energyKWh, start, end}], exchanges?} (hours); RET’s fields, `askPerKWh` are accepted and ignored',
    output: '{allocations: [{request, ev, energyKWh, start, end}], fulfilledRequests, energyKWh, fillRate, profit}',
    source: 'SEED B3, Section 6.2.3, eq. 6.1–6.5',
    book: TIMED_BOOK,
    evaluate: (suite, input) => evalSretSingle(suite, input),
  },
  {
    name: 'committee-risk',
    summary: 'The exact probability that a committee exceeds its fault bound, per epoch and per year',
    input:
      '{thetaP, thetaCP, total, adversary, creditPerNode?, minimumMembers?, maxAttempts?, bound?, epochSeconds?} for sortition, or {seats, nodes, adversary, replacement?, bound?, epochSeconds?} for a fixed size; bound "third" | "half" | "two-thirds"',
    output: '{perEpoch, perYear, epochsPerYear, redraw, kept} (perEpoch and perYear null when no committee can be elected)',
    source: 'SEED A2, A3',
    evaluate: (suite, input) => evalCommitteeRisk(suite, input),
  },
  {
    name: 'response-time',
    summary: 'The response time of a trading round by stages and by phases, with the share of each',
    input:
      '{stages?: {exchanges: [{requestUs: number[], collectUs, poolUs, endorseUs, broadcastUs, verifyUs, resultBroadcastUs, resultVerifyUs, resultDownloadUs, noticeUs: number[]}], evs: [{informUs, endorseUs, broadcastUs, verifyUs}], requestOrderUs, requestRecordUs, requestDownloadUs, offerOrderUs, offerRecordUs, offerDownloadUs, allocateUs, resultEndorseUs, resultRecordUs}, phases?: {campuses: [{exchanges: [{requests, consumerExchangeUs: number[]}], evs, pickEvUs, checkEvUs, allocateEvUs, fulfilledRatio, evsPerRequest, boe, bocs: {endorseUs, orderUs, broadcastUs, verifyUs, recordUs}}], requestProcessUs, evProcessUs, blockProcessUs, requestSizeKb, evSizeKb, allocationSizeKb, transactionCapacityKb, bocsFulfilledRatio, bocsEvsPerRequest}}',
    output:
      '{stages: {totalUs, parts: [{name, us, terms: [{symbol, equation, kind, us}]}], shares, blockchainUs, otherUs, blockchainShare, consumersUs}, phases: {roundUs, round, firstNotice[], secondNotice, campuses[], bocsRequests, bocsEvs, bocsResultTransactions}} (null for what was not asked)',
    source: 'SEED B8, eq. 5.1–5.47',
    evaluate: (suite, input) => evalResponseTime(suite, input),
  },
];

/**
 * Puts a unit on an input: an array in gives an array out, and one bad entry refuses the whole, named by its index
 * (`$[3].alpha`). Throws `EvalInputError`.
 */
export function evaluateAll(unit: EvalUnit, suite: CryptoSuite, input: unknown, solver: LinearSolver | null = null): unknown {
  if (!Array.isArray(input)) return unit.evaluate(suite, input, solver);
  return input.map((entry: unknown, index) => {
    try {
      return unit.evaluate(suite, entry, solver);
    } catch (error) {
      if (error instanceof EvalInputError) throw errorOfFaults(error.faults.map((fault) => faultOfEntry(fault, index)));
      throw error;
    }
  });
}

function faultOfEntry({ path, reason, elsewhere }: EvalFault, index: number): EvalFault {
  const within = (inner: string): string => `$[${index}]${inner.slice(1)}`;
  return { path: within(path), reason, ...(elsewhere === undefined ? {} : { elsewhere: within(elsewhere) }) };
}
