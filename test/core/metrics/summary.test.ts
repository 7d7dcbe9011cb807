import test from 'ava';
import { sortitionRisk } from '../../../src/core/consensus/sortition/committee-risk.js';
import { METRICS } from '../../../src/core/metrics/registry.js';
import { type RunResult, summarise } from '../../../src/core/metrics/summary.js';
import type { RoundView, ShardView } from '../../../src/core/metrics/view.js';
import { DEFAULTS } from '../../../src/core/scenario/defaults.js';

const NOTHING = { attempts: 0, blocked: 0, succeeded: 0, costMilli: 0, lostWh: 0 };

function round(number: number, changes: Partial<RoundView> = {}): RoundView {
  return {
    round: number, beganUs: 0, phase: 'final', requests: 4, fulfilledRequests: 2, demandWh: 1000, offeredWh: 900, keptDemandWh: 800,
    allocatedWh: 600, deliveredWh: 500, shortfallWh: 0, compensationMilli: 0, profitMilli: 1001, penalised: 1, settlements: 2, settled: 2, failedSettlements: 0, ...changes,
  };
}

function view(shard: number, rounds: RoundView[], finalityUs: number[] = []): ShardView {
  return {
    shard, name: `campus ${shard}`, nowUs: 0, rounds, response: [], log: [],
    epoch: { number: 0, beganUs: 0, seed: '', committee: [], seats: 0 },
    election: { forEpoch: 1, attempt: 0, phase: 'waiting', thetaP: 5, thetaCP: 5, totalCredit: 0, drawn: 0, draws: [] },
    consensus: {
      elections: 2, electionsKept: 0, microBlocks: 3, energyBlocks: 4, committeeBlocks: 5, transactions: 6, pending: 1, forksDetected: 0,
      finalityUs, gossipEvents: 0, lastBlock: null,
    },
    risk: { evs: 50, epochs: 10, reached: [0, 1, 4], attacked: { epochs: 4, reached: 1 } },
    forecast: [],
    arrivals: [],
    crossShard: { started: 3, committed: 1, aborted: 1, inFlight: 1, rescued: 0, transactions: [] },
    attacks: { consumer: { level: 5, active: true, attempts: 7, blocked: 4, succeeded: 3, costMilli: 1500, lostWh: 20, nodes: null, defended: NOTHING, undefended: NOTHING } },
  };
}

function result(views: ShardView[], rounds: number | null): RunResult {
  return { version: '0', seed: 7, digest: 'd', nowUs: 2_500_000, views, checks: 9, violations: [], wallSeconds: 2, events: 10, threads: 1, rounds };
}

test('rounds come by round and shard; totals are their sums; rates divide the sums', (t) => {
  const summary = summarise(DEFAULTS, result([view(0, [round(1), round(2)]), view(1, [round(1, { demandWh: 3000 }), round(2)])], 2));
  t.deepEqual(summary.rounds.map((one) => [one.round, one.shard]), [[1, 0], [1, 1], [2, 0], [2, 1]]);
  t.is(summary.totals.demandWh, 6000);
  t.is(summary.totals.fillRate, 2000 / 6000);
  t.is(summary.totals.fillRateAllocated, 2400 / 3200);
  t.is(summary.totals.profit, 4.004);
  t.is(summary.virtualSeconds, 2.5);
});

test('penalised parties are counted once, after the last round', (t) => {
  t.is(summarise(DEFAULTS, result([view(0, [round(1, { penalised: 3 }), round(2, { penalised: 2 })])], 2)).totals.penalised, 2);
});

test('a round that was not asked for does not count, nor one under way when a run ends by time', (t) => {
  const rounds = [round(1), round(2, { phase: 'requests', deliveredWh: 0 })];
  t.is(summarise(DEFAULTS, result([view(0, rounds)], 1)).rounds.length, 1);
  t.is(summarise(DEFAULTS, result([view(0, rounds)], null)).rounds.length, 1);
  t.is(summarise(DEFAULTS, result([view(0, rounds)], 2)).rounds.length, 2);
});

test('finality is the nearest rank over all shards, null while nothing is final', (t) => {
  const finality = Array.from({ length: 100 }, (_, index) => (100 - index) * 1000);
  t.deepEqual(summarise(DEFAULTS, result([view(0, [], finality.slice(0, 50)), view(1, [], finality.slice(50))], 1)).consensus.finalityMs, { p50: 50, p99: 99 });
  t.deepEqual(summarise(DEFAULTS, result([view(0, [])], 1)).consensus.finalityMs, { p50: null, p99: null });
});

test('attacks are summed over shards, the given ones first, with the level they were given', (t) => {
  const parameters = { ...DEFAULTS, attacks: [{ name: 'silent', level: 2, fromUs: 0, toUs: null }, { name: 'consumer', level: 10, fromUs: 0, toUs: null }] };
  const { attacks } = summarise(parameters, result([view(0, []), view(1, [])], 1));
  t.deepEqual(attacks, [
    { name: 'silent', level: 2, attempts: 0, blocked: 0, succeeded: 0, costMoney: 0, lostWh: 0 },
    { name: 'consumer', level: 10, attempts: 14, blocked: 8, succeeded: 6, costMoney: 3, lostWh: 40 },
  ]);
});

const paths = (value: unknown, path: string): string[] => {
  if (Array.isArray(value)) return value.flatMap((item) => paths(item, `${path}[]`));
  if (typeof value !== 'object' || value === null) return typeof value === 'number' || value === null ? [path] : [];
  return Object.entries(value).flatMap(([name, child]) => paths(child, path === '' ? name : `${path}.${name}`));
};

test('the summary has the keys of run --json, and every number in it is a registered metric', (t) => {
  const summary = summarise(DEFAULTS, result([view(0, [round(1)])], 1));
  t.deepEqual(Object.keys(summary), [
    'version', 'scenario', 'seed', 'digest', 'virtualSeconds', 'rounds', 'totals', 'consensus', 'crossShard', 'attacks', 'checkers', 'performance',
  ]);
  const numbers = [...new Set(paths(summary, ''))].filter((path) => !['seed', 'rounds[].round', 'rounds[].shard'].includes(path));
  t.deepEqual(numbers.toSorted(), METRICS.map((metric) => metric.name).toSorted());
});

test('the committee’s risk is computed for the sizes and counted over all shards', (t) => {
  const parameters = { ...DEFAULTS, shards: 2, population: { ...DEFAULTS.population, evs: 100 } };
  const { adversaries, attackers } = summarise(parameters, result([view(0, []), view(1, [])], null)).consensus.committeeRisk;
  t.deepEqual(adversaries.map(({ share, evs, observed }) => [share, evs, observed.reached, observed.epochs, observed.frequency]), [
    [0.1, 5, 0, 20, 0],
    [0.2, 10, 2, 20, 0.1],
    [0.3, 15, 8, 20, 0.4],
  ]);
  const { thetaP, thetaCP, minimumMembers } = DEFAULTS.committee;
  const sizes = { thetaP, thetaCP, minimumMembers, maxAttempts: 3, nodes: 50, creditPerNode: 10 };
  for (const { evs, perEpoch, perYear } of adversaries) {
    const risk = sortitionRisk({ ...sizes, adversaryNodes: evs }, 'third', 105_120);
    t.deepEqual([perEpoch, perYear], [risk.perEpoch, risk.perYear]);
  }
  t.deepEqual(attackers, { epochs: 8, reached: 2, frequency: 0.25 });
});
