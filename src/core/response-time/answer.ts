import type { PhaseCampus, PhaseParameters } from './phase-parameters.js';
import { firstNoticeBreakdown, roundBreakdown, secondNoticeBreakdown } from './phase-breakdown.js';
import * as first from './phases-first.js';
import * as second from './phases-second.js';
import { consumerFirstResponseUs, consumerSecondResponseUs } from './sums.js';
import { consumerResponseUs, stageBreakdown } from './stages.js';
import type { StageParameters } from './stage-parameters.js';
import type { Breakdown } from './terms.js';

/** Eq. 5.1–5.9 worked out: the round's breakdown (5.8), and every consumer's response time (5.9) by exchange. */
export interface StageAnswer extends Breakdown {
  readonly consumersUs: readonly (readonly number[])[];
}

/** Eq. 5.10–5.47 worked out. */
export interface PhaseAnswer {
  /** (5.47) T_r, and what it is made of. */
  readonly roundUs: number;
  readonly round: Breakdown;
  /** (5.43) and what it is made of, by campus; (5.45). */
  readonly firstNotice: readonly Breakdown[];
  readonly secondNotice: Breakdown;
  readonly campuses: readonly CampusAnswer[];
  /** (5.30), (5.31), (5.35). */
  readonly bocsRequests: number;
  readonly bocsEvs: number;
  readonly bocsResultTransactions: number;
}

/** Counts and times of one campus beside its breakdown. */
export interface CampusAnswer {
  /** (5.16), (5.21), (5.22), (5.27). */
  readonly requests: number;
  readonly selectedRequests: number;
  readonly remainingRequests: number;
  readonly remainingEvs: number;
  /** (5.12) by exchange, (5.23), (5.28). */
  readonly listTransactions: readonly number[];
  readonly resultTransactions: number;
  readonly leftoverTransactions: number;
  /** (5.37) and (5.39). */
  readonly phase4Us: number;
  readonly phase5Us: number;
  /** (5.44) and (5.46), by exchange and consumer. */
  readonly consumersFirstUs: readonly (readonly number[])[];
  readonly consumersSecondUs: readonly (readonly number[])[];
}

export function stageAnswer(parameters: StageParameters): StageAnswer {
  const consumersUs = parameters.exchanges.map(({ noticeUs }, i) => noticeUs.map((_, j) => consumerResponseUs(parameters, i, j)));
  return { ...stageBreakdown(parameters), consumersUs };
}

export function phaseAnswer(parameters: PhaseParameters): PhaseAnswer {
  const round = roundBreakdown(parameters);
  return {
    roundUs: round.totalUs,
    round,
    firstNotice: parameters.campuses.map((campus) => firstNoticeBreakdown(parameters, campus)),
    secondNotice: secondNoticeBreakdown(parameters),
    campuses: parameters.campuses.map((campus) => campusAnswer(parameters, campus)),
    bocsRequests: second.bocsRequests(parameters),
    bocsEvs: second.bocsEvs(parameters),
    bocsResultTransactions: second.bocsResultTransactions(parameters),
  };
}

function campusAnswer(parameters: PhaseParameters, campus: PhaseCampus): CampusAnswer {
  const perConsumer = (of: (us: number) => number): number[][] => campus.exchanges.map(({ consumerExchangeUs }) => consumerExchangeUs.map(of));
  return {
    requests: first.totalRequests(campus),
    selectedRequests: first.selectedRequests(campus),
    remainingRequests: first.remainingRequests(campus),
    remainingEvs: second.remainingEvs(campus),
    listTransactions: campus.exchanges.map((exchange) => first.listTransactions(parameters, exchange)),
    resultTransactions: first.resultTransactions(parameters, campus),
    leftoverTransactions: second.leftoverTransactions(parameters, campus),
    phase4Us: second.campusPhase4Us(parameters, campus),
    phase5Us: second.campusPhase5Us(parameters, campus),
    consumersFirstUs: perConsumer((us) => consumerFirstResponseUs(parameters, campus, us)),
    consumersSecondUs: perConsumer((us) => consumerSecondResponseUs(parameters, campus, us)),
  };
}
