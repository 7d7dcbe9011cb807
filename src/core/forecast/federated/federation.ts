import type { RandomSource } from '../../energy/draw.js';
import { aggregateRobustly } from '../aggregation/aggregate.js';
import type { AggregationRule, Update } from '../aggregation/rule.js';
import { INPUTS, type Rows } from '../inputs.js';
import { layersOf, openWorkspace } from '../network/network.js';
import { type Training, train } from '../network/train.js';
import { type Poison, poisonedRows, poisonUpdates } from '../poisoning/poisons.js';
import { localUpdate } from './client.js';
import { applyChange, firstModel, type Quanta, quantise, toWeights } from './model.js';

/** A federation that runs to its end at once: what the experiment does, where the emulation sends messages. */
export interface Federation {
  readonly clients: readonly FederatedClient[];
  readonly hidden: readonly number[];
  readonly rounds: number;
  /** Of the first round; the rate falls in a straight line to a tenth in the last. */
  readonly training: Training;
  readonly rule: AggregationRule;
  /** How many bad updates the rule is told to withstand. */
  readonly byzantine: number;
  readonly poison: Poison | null;
  /** Rows of the aggregator's own cars, which nobody else can poison: the first model is trained on them, and `judgeRows` are kept from it to judge by. */
  readonly ownRows: Rows;
  readonly judgeRows: Rows;
  readonly ownEpochs: number;
}

export interface FederatedClient {
  readonly id: string;
  readonly rows: Rows;
  readonly poisoned: boolean;
}

/** Trains over all rounds; the model of the last one. Deterministic in what `random` gives. */
export function trainFederation(federation: Federation, random: RandomSource): Quanta {
  const { hidden, rounds, rule, byzantine, poison, judgeRows } = federation;
  const layers = layersOf(INPUTS, hidden);
  const space = openWorkspace(layers);
  const rowsOf = federation.clients.map((client) => (poison !== null && client.poisoned ? poisonedRows(poison, client.rows) : client.rows));
  let model = trainFirst(federation, random);
  for (let round = 0; round < rounds; round += 1) {
    const training = { ...federation.training, rate: rateOf(federation.training.rate, round, rounds) };
    const updates = federation.clients.map((client, index) => localUpdate(client.id, model, rowsOf[index]!, training, space, random));
    const sent = poison === null ? updates : withPoison(federation, poison, updates);
    model = applyChange(model, aggregateRobustly(rule, sent, { byzantine, model, layers, judgeRows }));
  }
  return model;
}

/** Part of the own cars' trips that is kept from the first model, to judge updates by. */
export const JUDGED_PART = 1 / 3;

/** The model that a federation begins with: random weights, trained on the aggregator's own rows. */
export function trainFirst({ hidden, training, ownRows, ownEpochs }: Pick<Federation, 'hidden' | 'training' | 'ownRows' | 'ownEpochs'>, random: RandomSource): Quanta {
  const layers = layersOf(INPUTS, hidden);
  const weights = toWeights(firstModel(layers, random));
  train(openWorkspace(layers), weights, ownRows, { ...training, epochs: ownEpochs }, random);
  return quantise(weights);
}

/** The rate of a round, counted from 0: from the full rate in a straight line to a tenth of it. */
export function rateOf(rate: number, round: number, rounds: number): number {
  return rounds <= 1 ? rate : rate * (1 - (0.9 * Math.min(round, rounds - 1)) / (rounds - 1));
}

function withPoison({ clients }: Federation, poison: Poison, updates: readonly Update[]): Update[] {
  const bad = poisonUpdates(poison, updates.filter((_, index) => clients[index]!.poisoned), clients.length);
  let next = 0;
  return updates.map((update, index) => (clients[index]!.poisoned ? bad[next++]! : update));
}
