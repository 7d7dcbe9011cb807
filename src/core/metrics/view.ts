import type { Hex } from '../units/hex.js';
import type { MeasuredRound } from './response-round.js';

/**
 * What a shard's trace folds into: the small frame that screens draw and the summary that `run --json` prints.
 * Plain data; every number is a fold over notes and commits, nothing is read from protocol state.
 */
export interface ShardView {
  readonly shard: number;
  readonly name: string;
  nowUs: number;
  epoch: EpochView;
  election: ElectionView;
  consensus: ConsensusView;
  risk: RiskView;
  /** Trading rounds, oldest first; the last one may be under way. */
  rounds: RoundView[];
  /** Response times of the rounds that are closed, oldest first. */
  response: MeasuredRound[];
  crossShard: CrossShardView;
  /** Federated rounds, oldest first; the last one may be under way. Empty where EVs do not learn to forecast. */
  forecast: ForecastRoundView[];
  /** EVs that had offered on the road and have arrived since, newest last, at most `ARRIVAL_LINES`. */
  arrivals: ArrivalView[];
  /** By attack name, in the order of their first note. */
  attacks: Record<string, AttackView>;
  /** The last things worth saying, newest last, at most `LOG_LINES`. */
  log: LogLine[];
}

/** What an EV had foretold of its arrival when it offered, and what came true. */
export interface ArrivalView {
  readonly ev: string;
  /** The trading round in which it had offered. */
  readonly round: number;
  readonly forecastConnectUs: number;
  readonly connectUs: number;
  readonly forecastWh: number;
  readonly energyWh: number;
}

/** The model of one federated round: how well it forecasts, and what was made of the updates to it. */
export interface ForecastRoundView {
  readonly round: number;
  readonly sentUs: number;
  /** EVs that have told how it does on their own held-out trips, and those trips' segments. */
  evs: number;
  segments: number;
  absoluteWh: number;
  squaredWh2: number;
  /** Null until the round is closed. */
  rule: string | null;
  accepted: number;
  refused: number;
}

export interface EpochView {
  number: number;
  beganUs: number;
  seed: Hex;
  /** The committee in office. */
  committee: MemberView[];
  seats: number;
}

export interface MemberView {
  node: string;
  role: 'P' | 'CP' | 'genesis';
  seats: number;
  primary: boolean;
}

/** The draw for the next committee. */
export interface ElectionView {
  /** The epoch that is being elected for. */
  forEpoch: number;
  attempt: number;
  phase: 'waiting' | 'drawing' | 'elected' | 'kept';
  thetaP: number;
  thetaCP: number;
  /** R: credit of all EVs of the shard. */
  totalCredit: number;
  /** Draws that were made, winning or not: each EV makes one for either role. */
  drawn: number;
  draws: DrawView[];
}

/** One EV's draw that selected at least one unit, or that was refused. */
export interface DrawView {
  node: string;
  role: 'P' | 'CP';
  credit: number;
  /** hash/2^512 as a fraction, for drawing only. */
  fraction: number;
  /** The end of interval 0, B(0): a fraction at or beyond it selects at least one unit. For drawing only. */
  threshold: number;
  units: number;
  /** Whether the committee has checked the proof yet, and what came out. */
  proof: 'sent' | 'valid' | 'refused';
  reason: string | null;
}

export interface ConsensusView {
  elections: number;
  /** Elections that kept the old committee. */
  electionsKept: number;
  /** Validated micro blocks of individual chains. */
  microBlocks: number;
  /** Energy blocks those cover. */
  energyBlocks: number;
  /** Committee blocks certified by a quorum. */
  committeeBlocks: number;
  transactions: number;
  pending: number;
  forksDetected: number;
  /** Finality times in µs from submission to the certified block, in order of arrival. */
  finalityUs: number[];
  gossipEvents: number;
  lastBlock: { height: number; hash: Hex } | null;
}

/** How often a committee was lost to an adversary, since the first election. */
export interface RiskView {
  /** EVs of the shard at genesis. */
  evs: number;
  /** Epochs whose committee was elected or kept. */
  epochs: number;
  /** For each of `ADVERSARY_SHARES`: epochs in which that share of the EVs, the first ones by name, held a third of the seats or more. */
  reached: number[];
  /** Epochs during which an attack on the committee was on, and those of them in which its nodes held as much. */
  attacked: { epochs: number; reached: number };
}

export interface RoundView {
  round: number;
  beganUs: number;
  phase: 'requests' | 'offers' | 'matching' | 'execution' | 'settlement' | 'final';
  requests: number;
  /** Requests of honest consumers that were served wholly, as delivered. */
  fulfilledRequests: number;
  /** Real demand of the honest consumers, one request each. */
  demandWh: number;
  offeredWh: number;
  /** Demand of the requests the mechanism kept, as asked. */
  keptDemandWh: number;
  allocatedWh: number;
  deliveredWh: number;
  /** What EVs had promised and did not have ready, and what they gave up for it. */
  shortfallWh: number;
  compensationMilli: number;
  /** Σ payments due for delivered energy, milli-units. */
  profitMilli: number;
  /** Consumers and exchanges with a penalty list after this round. */
  penalised: number;
  settlements: number;
  settled: number;
  failedSettlements: number;
}

export interface CrossShardView {
  started: number;
  committed: number;
  aborted: number;
  inFlight: number;
  rescued: number;
  /** The most recent transactions this shard's consumers drive, newest last, at most `CROSS_SHARD_LINES`. */
  transactions: CrossShardTransactionView[];
}

export interface CrossShardTransactionView {
  id: Hex;
  buyer: string;
  seller: string;
  /** Shards whose inputs are locked, with what each has answered. */
  inputs: { shard: number; proof: 'asked' | 'valid' | 'invalid' }[];
  outputs: number[];
  state: 'locking' | 'committing' | 'committed' | 'aborting' | 'aborted';
  /** Another party than the buyer has brought it to its end. */
  rescued: boolean;
  beganUs: number;
  changedUs: number;
  amountMilli: number;
}

export interface AttackView extends AttackTally {
  level: number;
  active: boolean;
  /** Names of the nodes it was aimed at; null where its own rule chooses by the level. */
  nodes: string[] | null;
  /** What of it happened while its defence was on, and while it was off. */
  defended: AttackTally;
  undefended: AttackTally;
}

export interface AttackTally {
  attempts: number;
  blocked: number;
  succeeded: number;
  costMilli: number;
  lostWh: number;
}

export interface LogLine {
  timeUs: number;
  level: 'info' | 'good' | 'warn' | 'bad';
  text: string;
}

export const LOG_LINES = 50;
export const CROSS_SHARD_LINES = 32;
