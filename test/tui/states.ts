import type { AttackTally, AttackView, CrossShardTransactionView, RoundView, ShardView } from '../../src/core/metrics/view.js';
import { INITIAL_UI, type Model } from '../../src/tui/model.js';
import type { RunFrame } from '../../src/tui/source.js';

/** Fixed states of a run that the screens' tests draw: made by hand, so that every field shows somewhere. */
export const NAMES = ['North', 'East', 'South', 'West'];

const PHASES = ['offers', 'final', 'settlement', 'matching'] as const;

export function shardView(shard: number, name = NAMES[shard] ?? `Campus ${shard}`): ShardView {
  return {
    shard,
    name,
    nowUs: 754_000_000,
    epoch: {
      number: 3 + (shard % 2),
      beganUs: 700_000_000,
      seed: `5eed${shard}5eed${'0'.repeat(120)}`,
      seats: 6,
      committee: [
        { node: `ev-${shard}-09`, role: 'CP', seats: 1, primary: false },
        { node: `ev-${shard}-03`, role: 'P', seats: 3, primary: true },
        { node: `ev-${shard}-31`, role: 'CP', seats: 2, primary: false },
      ],
    },
    election: {
      forEpoch: 4 + (shard % 2),
      attempt: 1 + (shard === 3 ? 1 : 0),
      phase: (['drawing', 'elected', 'waiting', 'kept'] as const)[shard % 4]!,
      thetaP: 3,
      thetaCP: 8,
      totalCredit: 5000,
      drawn: 41 + shard,
      draws: [
        { node: `ev-${shard}-17`, role: 'P', credit: 110, fraction: 0.9871, threshold: 0.9342, units: 1, proof: 'valid', reason: null },
        { node: `ev-${shard}-22`, role: 'CP', credit: 90, fraction: 0.8713, threshold: 0.8525, units: 2, proof: 'sent', reason: null },
        { node: `ev-${shard}-40`, role: 'CP', credit: 70, fraction: 0.9997, threshold: 0.8899, units: 3, proof: 'valid', reason: null },
        { node: `sybil-${shard}-1`, role: 'CP', credit: 50, fraction: 0.41, threshold: 0.92, units: 0, proof: 'refused', reason: 'no certificate' },
      ],
    },
    consensus: {
      elections: 3,
      electionsKept: shard === 3 ? 1 : 0,
      microBlocks: 812 + shard,
      energyBlocks: 4031,
      committeeBlocks: 96 + shard,
      transactions: 12_034 + shard,
      pending: 7 * shard,
      forksDetected: shard === 1 ? 2 : 0,
      finalityUs: [412_000, 380_000, 1_250_000, 512_000 + shard],
      gossipEvents: 45_012,
      lastBlock: shard === 2 ? null : { height: 96 + shard, hash: `a1b2c3d4${'0'.repeat(120)}` },
    },
    risk: { evs: 50, epochs: 12, reached: [0, 1, 4], attacked: { epochs: 3, reached: 1 } },
    response: [],
    rounds: [0.4, 0.55, 0.7, 0.62, 0.82].map((rate, at) => round(at + 1, rate - shard * 0.1, 'final')).concat(round(6, 0, PHASES[shard % 4]!)),
    forecast: [],
    arrivals: [{ connectUs: 741_000_000, energyWh: 41_200, ev: 'North/ev-06', forecastConnectUs: 730_000_000, forecastWh: 43_900, round: 6 }],
    crossShard: {
      started: 20 + shard,
      committed: 15,
      aborted: 2,
      inFlight: 3 + shard,
      rescued: shard === 3 ? 1 : 0,
      transactions: [0, 1, 2].map((at) => transaction(shard, at)),
    },
    attacks:
      shard === 0
        ? { consumer: attack({ level: 20, active: true, attempts: 112, blocked: 100, succeeded: 3, costMilli: 41_500, lostWh: 12_345 }, { attempts: 12, blocked: 0, succeeded: 3, costMilli: 40_500, lostWh: 12_000 }) }
        : { sybil: attack({ level: 10, active: false, attempts: 10, blocked: 10, succeeded: 0, costMilli: 0, lostWh: 0 }, { attempts: 0, blocked: 0, succeeded: 0, costMilli: 0, lostWh: 0 }) },
    log: [
      { timeUs: 600_000_000 + shard, level: 'info', text: 'round 5 matched 61 of 63 requests' },
      { timeUs: 700_000_000 + shard, level: 'good', text: `epoch ${3 + (shard % 2)}: committee of 3 elected` },
      { timeUs: 720_000_000 + shard, level: 'warn', text: 'fork of ev-1-09 detected, its credit is void' },
      { timeUs: 750_000_000 + shard, level: 'bad', text: 'proof of sybil refused: no certificate' },
    ],
  };
}

/** An attack's numbers, with those that came about while its defence was off. */
function attack(view: AttackTally & { level: number; active: boolean }, undefended: AttackTally): AttackView {
  const defended: AttackTally = {
    attempts: view.attempts - undefended.attempts,
    blocked: view.blocked - undefended.blocked,
    succeeded: view.succeeded - undefended.succeeded,
    costMilli: view.costMilli - undefended.costMilli,
    lostWh: view.lostWh - undefended.lostWh,
  };
  return { ...view, nodes: null, defended, undefended };
}

function round(number: number, rate: number, phase: RoundView['phase']): RoundView {
  const demandWh = 180_000;
  return {
    round: number,
    beganUs: number * 120_000_000,
    phase,
    requests: 60,
    fulfilledRequests: Math.round(60 * rate),
    demandWh,
    offeredWh: 200_000,
    keptDemandWh: 170_000,
    allocatedWh: Math.round(demandWh * Math.min(1, rate + 0.05)),
    deliveredWh: Math.round(demandWh * rate),
    shortfallWh: 0,
    compensationMilli: 0,
    profitMilli: Math.round(demandWh * rate * 0.3),
    penalised: number % 3,
    settlements: 40,
    settled: 38,
    failedSettlements: 1,
  };
}

function transaction(shard: number, at: number): CrossShardTransactionView {
  const other = (shard + 1) % 4;
  return {
    id: `${shard}${at}cafe${'0'.repeat(120)}`,
    buyer: `c-${shard}-${10 + at}`,
    seller: `ev-${other}-${20 + at}`,
    inputs: [
      { shard, proof: 'valid' },
      { shard: other, proof: (['asked', 'valid', 'invalid'] as const)[at]! },
    ],
    outputs: [other],
    state: (['locking', 'committed', 'aborting'] as const)[at]!,
    rescued: shard === 3 && at === 1,
    beganUs: 750_000_000 + 1000 * (10 * shard + at),
    changedUs: 751_250_000,
    amountMilli: 3_400 + at,
  };
}

/** A frame of a run with so many shards. */
export function frameOf(shards = 4, change: Partial<RunFrame> = {}): RunFrame {
  return {
    nowUs: 754_000_000,
    frontierUs: 754_000_000,
    state: 'running',
    speed: 60,
    windows: 30_160,
    events: 1_204_331,
    wallSeconds: 21,
    threads: 2,
    views: Array.from({ length: shards }, (_, shard) => shardView(shard)),
    checks: 48_211,
    violations: [],
    journal: [{ atUs: 0, sequence: 0, shards: null, command: { kind: 'attack', name: 'consumer', level: 20, on: true } as never }],
    landmarks: [],
    looks: [],
    ...change,
  };
}

/** A model of the screen at some size, without colours. */
export function modelOf(columns: number, rows: number, change: Partial<Model> = {}): Model {
  return {
    run: {
      scenario: 'campus-4',
      seed: 7,
      version: '0.1.0',
      currency: 'EUR',
      defences: {
        'market.defence': true,
        'defences.certificates': true,
        'defences.creditSortition': true,
        'defences.doubleSpending': false,
        'defences.forkDetection': true,
        'defences.signatures': true,
        'defences.resubmission': true,
        'defences.rescue': true,
        'defences.leftovers': true,
      },
    },
    style: { color: false, glyphs: 'braille' },
    columns,
    rows,
    frame: frameOf(),
    ui: INITIAL_UI,
    ...change,
  };
}
