import { aggregateRobustly } from '../../forecast/aggregation/aggregate.js';
import { aggregationRule } from '../../forecast/aggregation/registry.js';
import type { Update } from '../../forecast/aggregation/rule.js';
import { JUDGED_PART, trainFirst } from '../../forecast/federated/federation.js';
import { applyChange, type Quanta, quantaFromHex, quantaToHex } from '../../forecast/federated/model.js';
import type { Rows } from '../../forecast/inputs.js';
import { weightCount } from '../../forecast/network/network.js';
import type { NodeId, Timer } from '../../kernel/contract.js';
import { broadcast, note, setTimer, type Step } from '../step.js';
import { chargeTraining, drawPast, drawsOf, hiddenOf, layersFor, rowsOf } from './land.js';
import { trainingOf } from './learner.js';
import { MODEL_DOMAIN, UPDATE_DOMAIN, type ModelContent, type ModelMessage, type UpdateMessage } from './messages.js';

/**
 * The control system as the aggregator of its campus (SEED B7): it sends the model, takes the EVs' signed changes for a
 * while, makes one change of them by the scenario's rule, and sends again. Durable.
 */
export interface Aggregator {
  /** Rows of the campus's own cars that did not train the first model. */
  readonly judgeRows: Rows;
  model: Quanta;
  /** Of the model that was sent last; -1 before the first. */
  round: number;
  isOpen: boolean;
  /** Accepted updates of this round, by EV. */
  readonly updates: Map<string, Update>;
  refused: number;
}

export interface ForecastTimer extends Timer {
  readonly kind: 'forecast/send' | 'forecast/close';
  readonly round: number;
}

/** An EV drives no more segments than this in the time that it learns from. */
const ROWS_MAX = 10_000;

/** Null where the scenario does not forecast. Trains the first model on the campus's own cars. */
export function createAggregator(step: Step): Aggregator | null {
  const { forecast } = step.lab.parameters;
  if (!forecast.enabled) return null;
  const random = drawsOf(step, 'forecast/own');
  const cars = Array.from({ length: forecast.poolCars }, () => drawPast(step, step.lab.figures.fleet.models, forecast.trips, random));
  const judged = Math.floor(forecast.trips * JUDGED_PART);
  const ownRows = rowsOf(cars.flatMap(({ trips }) => trips.slice(judged)));
  const judgeRows = rowsOf(cars.flatMap(({ trips }) => trips.slice(0, judged)));
  const hidden = hiddenOf(forecast.hidden);
  const model = trainFirst({ hidden, training: trainingOf(step, 0), ownRows, ownEpochs: forecast.poolEpochs }, drawsOf(step, 'forecast/first'));
  chargeTraining(step, ownRows.count * forecast.poolEpochs, model.length);
  return { judgeRows, model, round: -1, isOpen: false, updates: new Map(), refused: 0 };
}

/** At the start: the first model goes out at once. */
export function beginForecast(step: Step, aggregator: Aggregator | null): void {
  if (aggregator !== null) sendModel(step, aggregator);
}

/** After a crash the timer of the stage under way is set again, for a whole stage more. */
export function recoverForecast(step: Step, aggregator: Aggregator | null): void {
  if (aggregator === null) return;
  if (aggregator.isOpen) awaitClose(step, aggregator);
  else awaitNext(step, aggregator);
}

export function onForecastTimer(step: Step, aggregator: Aggregator | null, timer: ForecastTimer): void {
  if (aggregator === null || timer.round !== aggregator.round) return;
  if (timer.kind === 'forecast/send' && !aggregator.isOpen) sendModel(step, aggregator);
  else if (timer.kind === 'forecast/close' && aggregator.isOpen) aggregate(step, aggregator);
}

/** An EV's update: taken when its round is open, it is the EV's first, it is signed, and it fits the model. */
export function takeUpdate(step: Step, aggregator: Aggregator | null, from: NodeId, { content, signature }: UpdateMessage): void {
  if (aggregator === null) return;
  const code = refusal(step, aggregator, from, content, signature);
  if (code === null) return;
  aggregator.refused += 1;
  note(step, { kind: 'guard/refused', what: 'forecast-update', code, subject: `${step.lab.directory.participants[from].name}/f${String(content.round)}` });
}

/** Keeps the update and gives null, or says why not. */
function refusal(step: Step, aggregator: Aggregator, from: NodeId, content: UpdateMessage['content'], signature: string): string | null {
  const { name, role, shard, publicKey } = step.lab.directory.participants[from];
  if (role !== 'ev' || shard !== step.lab.shard || content.ev !== name) return 'not-its-ev';
  if (content.round !== aggregator.round || !aggregator.isOpen) return 'wrong-round';
  if (aggregator.updates.has(name)) return 'twice';
  if (!Number.isSafeInteger(content.rows) || content.rows < 1 || content.rows > ROWS_MAX) return 'malformed';
  const change = quantaFromHex(content.change, layersFor(step));
  if (change === null) return 'malformed';
  if (!step.context.verify(publicKey, step.context.hash(UPDATE_DOMAIN, content), signature)) return 'bad-signature';
  aggregator.updates.set(name, { client: name, rows: content.rows, change });
  return null;
}

function sendModel(step: Step, aggregator: Aggregator): void {
  const { forecast } = step.lab.parameters;
  aggregator.round += 1;
  const round = aggregator.round;
  const training = round < forecast.rounds;
  const content: ModelContent = { controlSystem: step.self.name, model: quantaToHex(aggregator.model), round, training };
  const message: ModelMessage = { kind: 'forecast/model', content, signature: step.context.sign(step.context.hash(MODEL_DOMAIN, content)) };
  note(step, { kind: 'forecast/sent', round, isTraining: training });
  broadcast(step, step.lab.members.evs, message);
  aggregator.isOpen = true;
  aggregator.refused = 0;
  aggregator.updates.clear();
  awaitClose(step, aggregator);
}

function awaitClose(step: Step, { round }: Aggregator): void {
  setTimer(step, step.lab.parameters.forecast.answerWindowUs, { kind: 'forecast/close', round } as ForecastTimer);
}

function awaitNext(step: Step, { round }: Aggregator): void {
  const { everyUs, answerWindowUs, rounds } = step.lab.parameters.forecast;
  if (round < rounds) setTimer(step, everyUs - answerWindowUs, { kind: 'forecast/send', round } as ForecastTimer);
}

/** Closes the round. The last model is only looked at: nothing is made of it. */
function aggregate(step: Step, aggregator: Aggregator): void {
  const { forecast, defences } = step.lab.parameters;
  const { round, model, judgeRows, refused } = aggregator;
  aggregator.isOpen = false;
  const rule = aggregationRule(defences.robustAggregation ? forecast.rule : 'fedavg')!;
  const updates = [...aggregator.updates.values()].toSorted((a, b) => (a.client < b.client ? -1 : 1));
  if (updates.length > 0) {
    const layers = layersFor(step);
    const byzantine = Math.floor((step.lab.members.evs.length * forecast.byzantinePermille) / 1000);
    aggregator.model = applyChange(model, aggregateRobustly(rule, updates, { byzantine, layers, model, judgeRows }));
    chargeTraining(step, updates.length * updates.length, weightCount(layers));
  }
  note(step, { kind: 'forecast/aggregated', round, rule: rule.name, accepted: updates.length, refused });
  awaitNext(step, aggregator);
}
