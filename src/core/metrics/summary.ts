import type { AttackSetting, Parameters } from '../actors/parameters.js';
import { committeeRisk } from './committee-risk.js';
import { rmseOf } from './fold-forecast.js';
import type { Violation } from '../kernel/program.js';
import { scaledIntegerToDecimal } from '../units/decimal.js';
import type { AttackView, ConsensusView, CrossShardView, RoundView, ShardView } from './view.js';

/** What `run --json` prints (DESIGN 6). Money is in currency units, every amount an exact decimal of milli-units. */
export interface Summary {
  readonly version: string;
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
  readonly virtualSeconds: number;
  /** Per trading round and shard, in that order. */
  readonly rounds: readonly RoundSummary[];
  readonly totals: TradeSummary;
  readonly consensus: ConsensusSummary;
  readonly crossShard: CrossShardSummary;
  /** Per federated round and shard, in that order; only where EVs learn to forecast. */
  readonly forecast?: readonly ForecastSummary[];
  readonly attacks: readonly AttackSummary[];
  readonly checkers: { readonly checks: number; readonly violations: readonly ViolationSummary[] };
  readonly performance: PerformanceSummary;
}

export interface TradeSummary {
  readonly requests: number;
  readonly fulfilledRequests: number;
  readonly demandWh: number;
  readonly allocatedWh: number;
  readonly deliveredWh: number;
  /** Delivered over the honest consumers' real demand, one request each; 0 where nothing was demanded. */
  readonly fillRate: number;
  /** What the match promised: allocated over the demand of the requests it kept. */
  readonly fillRateAllocated: number;
  readonly profit: number;
  readonly penalised: number;
}

export interface RoundSummary extends TradeSummary {
  readonly round: number;
  readonly shard: number;
}

export interface ConsensusSummary {
  readonly elections: number;
  readonly microBlocks: number;
  readonly energyBlocks: number;
  readonly transactions: number;
  readonly pending: number;
  /** Null while nothing is final. */
  readonly finalityMs: { readonly p50: number | null; readonly p99: number | null };
  readonly forksDetected: number;
  readonly committeeRisk: CommitteeRiskSummary;
}

/**
 * The risk that the adversary holds a third of a committee's seats or more: computed for the scenario's sizes and for
 * adversaries of some shares of the EVs, beside how often it was seen in the run, over all shards.
 */
export interface CommitteeRiskSummary {
  readonly bound: 'third';
  readonly adversaries: readonly {
    readonly share: number;
    /** That many EVs of the first shard, rounded down. */
    readonly evs: number;
    /** Null when no committee can be elected, or the sizes are beyond what is computed here. */
    readonly perEpoch: number | null;
    readonly perYear: number | null;
    readonly observed: FrequencySummary;
  }[];
  /** Epochs during which `fork`, `silent`, `tamper` or false identities were at work, and those in which they held as much. */
  readonly attackers: FrequencySummary;
}

export interface FrequencySummary {
  readonly epochs: number;
  readonly reached: number;
  /** Null while there is no epoch. */
  readonly frequency: number | null;
}

export interface CrossShardSummary {
  readonly started: number;
  readonly committed: number;
  readonly aborted: number;
  readonly inFlight: number;
}

/** The model of a federated round, on the held-out trips of the EVs that told. */
export interface ForecastSummary {
  readonly round: number;
  readonly shard: number;
  readonly evs: number;
  /** Null where none has told. */
  readonly rmseWh: number | null;
  /** Null for the last model, of which nothing was made yet. */
  readonly rule: string | null;
  readonly accepted: number;
  readonly refused: number;
}

export interface AttackSummary {
  readonly name: string;
  readonly level: number;
  readonly attempts: number;
  readonly blocked: number;
  readonly succeeded: number;
  readonly costMoney: number;
  readonly lostWh: number;
}

export interface ViolationSummary {
  readonly checker: string;
  readonly virtualSeconds: number;
  readonly shard: number;
  readonly message: string;
}

/** Of the machine, outside the digest. */
export interface PerformanceSummary {
  readonly wallSeconds: number;
  readonly virtualPerWallSecond: number;
  readonly events: number;
  readonly eventsPerSecond: number;
  readonly threads: number;
}

/** What a run ended with, as far as the summary needs it. */
export interface RunResult {
  readonly version: string;
  readonly seed: number;
  readonly digest: string;
  readonly nowUs: number;
  readonly views: readonly ShardView[];
  readonly checks: number;
  readonly violations: readonly Violation[];
  readonly wallSeconds: number;
  readonly events: number;
  readonly threads: number;
  /** The rounds that were asked for, or null when the run went until a time: then only executed rounds count. */
  readonly rounds: number | null;
}

/** Folds the shards' views into what `run --json` prints. Pure. */
export function summarise(parameters: Parameters, result: RunResult): Summary {
  const { views } = result;
  const counted = views.map((view) => ({ shard: view.shard, rounds: roundsThatCount(view.rounds, result.rounds) }));
  const rounds = counted
    .flatMap(({ shard, rounds }) => rounds.map((round) => ({ shard, round })))
    .toSorted((left, right) => left.round.round - right.round.round || left.shard - right.shard);
  return {
    version: result.version,
    scenario: parameters.name,
    seed: result.seed,
    digest: result.digest,
    virtualSeconds: result.nowUs / 1_000_000,
    rounds: rounds.map(({ shard, round }) => ({ round: round.round, shard, ...trade([round]) })),
    totals: { ...trade(rounds.map(({ round }) => round)), penalised: sum(counted, ({ rounds }) => rounds.at(-1)?.penalised ?? 0) },
    consensus: { ...consensus(views.map((view) => view.consensus)), committeeRisk: committeeRisk(parameters, views) },
    crossShard: crossShard(views.map((view) => view.crossShard)),
    ...(parameters.forecast.enabled ? { forecast: forecast(views) } : {}),
    attacks: attacks(views, parameters.attacks),
    checkers: { checks: result.checks, violations: result.violations.map(violation) },
    performance: performanceOf(result),
  };
}

/** A round under way would lower the fill rate by energy that is still to flow, so it counts only when it was asked for. */
function roundsThatCount(rounds: readonly RoundView[], asked: number | null): readonly RoundView[] {
  if (asked !== null) return rounds.slice(0, asked);
  return rounds.filter((round) => round.phase === 'settlement' || round.phase === 'final');
}

function trade(rounds: readonly RoundView[]): TradeSummary {
  const demandWh = sum(rounds, (round) => round.demandWh);
  const allocatedWh = sum(rounds, (round) => round.allocatedWh);
  const deliveredWh = sum(rounds, (round) => round.deliveredWh);
  return {
    requests: sum(rounds, (round) => round.requests),
    fulfilledRequests: sum(rounds, (round) => round.fulfilledRequests),
    demandWh,
    allocatedWh,
    deliveredWh,
    fillRate: ratio(deliveredWh, demandWh),
    fillRateAllocated: ratio(allocatedWh, sum(rounds, (round) => round.keptDemandWh)),
    profit: money(sum(rounds, (round) => round.profitMilli)),
    penalised: sum(rounds, (round) => round.penalised),
  };
}

function consensus(views: readonly ConsensusView[]): Omit<ConsensusSummary, 'committeeRisk'> {
  const finalityUs = views.flatMap((view) => view.finalityUs).toSorted((left, right) => left - right);
  return {
    elections: sum(views, (view) => view.elections),
    microBlocks: sum(views, (view) => view.microBlocks),
    energyBlocks: sum(views, (view) => view.energyBlocks),
    transactions: sum(views, (view) => view.transactions),
    pending: sum(views, (view) => view.pending),
    finalityMs: { p50: percentileMs(finalityUs, 50), p99: percentileMs(finalityUs, 99) },
    forksDetected: sum(views, (view) => view.forksDetected),
  };
}

function crossShard(views: readonly CrossShardView[]): CrossShardSummary {
  return {
    started: sum(views, (view) => view.started),
    committed: sum(views, (view) => view.committed),
    aborted: sum(views, (view) => view.aborted),
    inFlight: sum(views, (view) => view.inFlight),
  };
}

function forecast(views: readonly ShardView[]): ForecastSummary[] {
  return views
    .flatMap((view) => view.forecast.map((one) => ({ round: one.round, shard: view.shard, evs: one.evs, rmseWh: rmseOf(one), rule: one.rule, accepted: one.accepted, refused: one.refused })))
    .toSorted((left, right) => left.round - right.round || left.shard - right.shard);
}

/** First the attacks that the run was given, in their order, then those switched on while it ran, by name. */
function attacks(views: readonly ShardView[], settings: readonly AttackSetting[]): AttackSummary[] {
  const given = settings.map((setting) => setting.name);
  const later = views.flatMap((view) => Object.keys(view.attacks)).toSorted();
  return [...new Set([...given, ...later])].map((name) => {
    const seen = views.flatMap((view): AttackView[] => (Object.hasOwn(view.attacks, name) ? [view.attacks[name]!] : []));
    const levels = [...settings.filter((setting) => setting.name === name), ...seen].map((one) => one.level);
    return {
      name,
      level: Math.max(...levels),
      attempts: sum(seen, (view) => view.attempts),
      blocked: sum(seen, (view) => view.blocked),
      succeeded: sum(seen, (view) => view.succeeded),
      costMoney: money(sum(seen, (view) => view.costMilli)),
      lostWh: sum(seen, (view) => view.lostWh),
    };
  });
}

function violation({ checker, timeUs, shard, message }: Violation): ViolationSummary {
  return { checker, virtualSeconds: timeUs / 1_000_000, shard, message };
}

function performanceOf({ wallSeconds, events, threads, nowUs }: RunResult): PerformanceSummary {
  return {
    wallSeconds,
    virtualPerWallSecond: ratio(nowUs / 1_000_000, wallSeconds),
    events,
    eventsPerSecond: ratio(events, wallSeconds),
    threads,
  };
}

/** Nearest rank: the smallest value that at least this share of all values does not exceed. `sorted` ascends. */
function percentileMs(sorted: readonly number[], percent: number): number | null {
  if (sorted.length === 0) return null;
  return sorted[Math.ceil((sorted.length * percent) / 100) - 1]! / 1_000;
}

function money(milli: number): number {
  return Number(scaledIntegerToDecimal(milli, 3));
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += amount(item);
  return total;
}
