import type { FaultSetting } from '../actors/parameters.js';
import type { NetworkParameters } from '../kernel/models.js';
import type { TrafficLine } from '../kernel/traffic.js';
import { STAGES, type StageName } from '../metrics/fold-stages.js';
import { measureRound } from '../metrics/response-round.js';
import { compareResponse, type ResponseComparison } from '../metrics/response-table.js';
import type { Looked } from './looked.js';

/** How a shard's messages travel: links in force, what is wrong with them, what went over them, and how long trades take. */
export interface NetworkQuery {
  readonly kind: 'network';
  readonly shard: number;
}

export interface NetworkDetail {
  readonly links: NetworkParameters;
  /** Cut links to other campuses, by shard. */
  readonly cutTo: readonly number[];
  readonly faults: readonly FaultLine[];
  /** Further faults that are on and not listed. */
  readonly faultsLeft: number;
  readonly held: number;
  readonly pending: number;
  readonly traffic: readonly TrafficLine[];
  readonly stages: readonly StageLine[];
  /** Response times of the newest rounds beside their formulas, oldest first; the last one may still be under way. */
  readonly response: readonly ResponseComparison[];
}

export interface FaultLine {
  readonly id: string;
  readonly setting: FaultSetting;
}

export interface StageLine {
  readonly stage: StageName;
  /** Samples since the run began; the percentiles are over the newest `kept` of them. */
  readonly count: number;
  readonly kept: number;
  readonly p50Us: number | null;
  readonly p99Us: number | null;
  readonly lastUs: number | null;
}

const FAULT_LINES = 24;
const RESPONSE_ROUNDS = 16;

export function inspectNetwork(looked: Looked): NetworkDetail {
  const { kernel, lab, faults, metrics } = looked;
  const { traffic, cutTo, held, pending } = kernel.network();
  const stages = STAGES.map((stage): StageLine => {
    const { samplesUs, count, lastUs } = metrics.stages.stages[stage];
    const sorted = Float64Array.from(samplesUs).toSorted();
    return { stage, count, kept: sorted.length, p50Us: nearestRank(sorted, 50), p99Us: nearestRank(sorted, 99), lastUs };
  });
  return {
    links: lab.parameters.network,
    cutTo,
    faults: faults.active.slice(0, FAULT_LINES).map(({ id, setting }) => ({ id, setting })),
    faultsLeft: Math.max(0, faults.active.length - FAULT_LINES),
    held,
    pending,
    traffic,
    stages,
    response: responseOf(looked),
  };
}

/** Rounds that are closed, and those whose consumers have their notices already. */
function responseOf({ lab, metrics }: Looked): ResponseComparison[] {
  const closed = metrics.view.response.slice(-RESPONSE_ROUNDS);
  const open = metrics.response.rounds.flatMap((round) => (closed.some((one) => one.round === round.round) ? [] : (measureRound(metrics.response, round) ?? [])));
  const { parameters, members } = lab;
  return [...closed, ...open].slice(-RESPONSE_ROUNDS).map((measured) => compareResponse({ round: measured.round, parameters, evs: members.evs.length, counts: measured.counts }, measured));
}

/** The nearest-rank percentile of ascending values; null when there is none. */
function nearestRank(sorted: Float64Array, percent: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)]!;
}
