import { ATTACKS } from '../attacks/catalogue.js';
import type { AttackView, RoundView, ShardView } from './view.js';

/** Which fold a number belongs to: the subject whose notes move it. */
export type FoldName = 'market' | 'consensus' | 'cross-shard' | 'risk' | 'attack';

/** One number of the vector. */
export interface VectorEntry {
  /** As the registry has it, an attack's name in its brackets. */
  readonly name: string;
  /** The registry's own name. */
  readonly metric: string;
  readonly fold: FoldName;
  readonly unit: string;
}

interface Measure extends VectorEntry {
  readonly of: (views: readonly ShardView[]) => number;
}

/**
 * The numbers of `run --json` that can differ between two futures of one run, all of them folds: a short vector that can be
 * taken after every note. Amounts count the round under way; rates and penalties count rounds that settle or have settled.
 */
const MEASURES: readonly Measure[] = [
  market('requests', 'requests', (views) => overRounds(views, (round) => round.requests)),
  market('fulfilledRequests', 'requests', (views) => overRounds(views, (round) => round.fulfilledRequests)),
  market('demandWh', 'Wh', (views) => overRounds(views, (round) => round.demandWh)),
  market('allocatedWh', 'Wh', (views) => overRounds(views, (round) => round.allocatedWh)),
  market('deliveredWh', 'Wh', (views) => overRounds(views, (round) => round.deliveredWh)),
  market('fillRate', 'ratio', (views) => ratio(settled(views, (round) => round.deliveredWh), settled(views, (round) => round.demandWh))),
  market('fillRateAllocated', 'ratio', (views) => ratio(settled(views, (round) => round.allocatedWh), settled(views, (round) => round.keptDemandWh))),
  market('profit', 'currency', (views) => overRounds(views, (round) => round.profitMilli) / 1000),
  market('penalised', 'parties', (views) => sum(views, ({ rounds }) => rounds.findLast(isSettling)?.penalised ?? 0)),
  consensus('elections', 'elections', (views) => sum(views, ({ consensus: { elections } }) => elections)),
  consensus('microBlocks', 'blocks', (views) => sum(views, ({ consensus: { microBlocks } }) => microBlocks)),
  consensus('energyBlocks', 'blocks', (views) => sum(views, ({ consensus: { energyBlocks } }) => energyBlocks)),
  consensus('transactions', 'transactions', (views) => sum(views, ({ consensus: { transactions } }) => transactions)),
  consensus('pending', 'transactions', (views) => sum(views, ({ consensus: { pending } }) => pending)),
  consensus('finalityMs.p50', 'ms', (views) => percentileMs(views, 50)),
  consensus('finalityMs.p99', 'ms', (views) => percentileMs(views, 99)),
  consensus('forksDetected', 'forks', (views) => sum(views, ({ consensus: { forksDetected } }) => forksDetected)),
  risk('epochs', (views) => sum(views, ({ risk: { attacked } }) => attacked.epochs)),
  risk('reached', (views) => sum(views, ({ risk: { attacked } }) => attacked.reached)),
  crossShard('started', (views) => sum(views, ({ crossShard: { started } }) => started)),
  crossShard('committed', (views) => sum(views, ({ crossShard: { committed } }) => committed)),
  crossShard('aborted', (views) => sum(views, ({ crossShard: { aborted } }) => aborted)),
  crossShard('inFlight', (views) => sum(views, ({ crossShard: { inFlight } }) => inFlight)),
  ...ATTACKS.flatMap(({ name }) => [
    attack(name, 'attempts', 'attempts', (seen) => seen.attempts),
    attack(name, 'blocked', 'attempts', (seen) => seen.blocked),
    attack(name, 'succeeded', 'attempts', (seen) => seen.succeeded),
    attack(name, 'costMoney', 'currency', (seen) => seen.costMilli / 1000),
    attack(name, 'lostWh', 'Wh', (seen) => seen.lostWh),
  ]),
];

/** What the vector's numbers are, in their order. */
export const VECTOR: readonly VectorEntry[] = MEASURES;

/** The vector of one shard, or of several together; what is not there yet, such as the median of nothing, is NaN. */
export function vectorOf(views: readonly ShardView[]): number[] {
  return MEASURES.map(({ of }) => of(views));
}

/** Takes down in `changes` what has changed since the vector was `last`, as index and value after the time; makes `last` the new one. */
export function changesSince(last: number[], views: readonly ShardView[], timeUs: number, changes: number[]): void {
  for (let at = 0; at < MEASURES.length; at++) {
    const value = MEASURES[at]!.of(views);
    if (Object.is(value, last[at])) continue;
    last[at] = value;
    changes.push(timeUs, at, value);
  }
}

type Of = Measure['of'];

function market(name: string, unit: string, of: Of): Measure {
  return { name: `totals.${name}`, metric: `totals.${name}`, fold: 'market', unit, of };
}

function consensus(name: string, unit: string, of: Of): Measure {
  return { name: `consensus.${name}`, metric: `consensus.${name}`, fold: 'consensus', unit, of };
}

function risk(name: string, of: Of): Measure {
  const metric = `consensus.committeeRisk.attackers.${name}`;
  return { name: metric, metric, fold: 'risk', unit: 'epochs', of };
}

function crossShard(name: string, of: Of): Measure {
  return { name: `crossShard.${name}`, metric: `crossShard.${name}`, fold: 'cross-shard', unit: 'transactions', of };
}

function attack(attackName: string, name: string, unit: string, of: (view: AttackView) => number): Measure {
  const ofViews: Of = (views) => sum(views, ({ attacks }) => (attacks[attackName] === undefined ? 0 : of(attacks[attackName])));
  return { name: `attacks[${attackName}].${name}`, metric: `attacks[].${name}`, fold: 'attack', unit, of: ofViews };
}

function overRounds(views: readonly ShardView[], amount: (round: RoundView) => number): number {
  return sum(views, ({ rounds }) => sum(rounds, amount));
}

function settled(views: readonly ShardView[], amount: (round: RoundView) => number): number {
  return sum(views, ({ rounds }) => sum(rounds, (round) => (isSettling(round) ? amount(round) : 0)));
}

function isSettling({ phase }: RoundView): boolean {
  return phase === 'settlement' || phase === 'final';
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** Finality times in ascending order, kept beside the list that grows; no state, only what sorting it again would give. */
const sorted = new WeakMap<readonly number[], number[]>();

/** Nearest rank, as in the summary. */
function percentileMs(views: readonly ShardView[], percent: number): number {
  const only = views.length === 1 ? views[0]! : null;
  const all = only === null ? views.flatMap(({ consensus: { finalityUs } }) => finalityUs).toSorted((a, b) => a - b) : inOrder(only.consensus.finalityUs);
  return all.length === 0 ? NaN : all[Math.ceil((all.length * percent) / 100) - 1]! / 1000;
}

function inOrder(finalityUs: readonly number[]): readonly number[] {
  const known = sorted.get(finalityUs);
  if (known !== undefined && known.length <= finalityUs.length && finalityUs.length - known.length < 32) {
    for (const value of finalityUs.slice(known.length)) known.splice(placeOf(known, value), 0, value);
    return known;
  }
  const made = finalityUs.toSorted((a, b) => a - b);
  sorted.set(finalityUs, made);
  return made;
}

function placeOf(ascending: readonly number[], value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sum<Item>(items: readonly Item[], amount: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += amount(item);
  return total;
}
