import type { FaultSetting } from '../actors/parameters.js';
import type { NetworkParameters } from '../kernel/models.js';
import type { TrafficLine } from '../kernel/traffic.js';
import { STAGES, type StageName } from '../metrics/fold-stages.js';
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

export function inspectNetwork({ kernel, lab, faults, metrics }: Looked): NetworkDetail {
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
  };
}

/** The nearest-rank percentile of ascending values; null when there is none. */
function nearestRank(sorted: Float64Array, percent: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.max(0, Math.ceil((percent * sorted.length) / 100) - 1)]!;
}
