import { type Quanta, quantaFromHex, quantaToHex } from '../../forecast/federated/model.js';
import { localUpdate } from '../../forecast/federated/client.js';
import { rateOf } from '../../forecast/federated/federation.js';
import { forecastSegmentsWh } from '../../forecast/arrival.js';
import type { Training } from '../../forecast/network/train.js';
import { openWorkspace, weightCount } from '../../forecast/network/network.js';
import type { Owner } from '../../forecast/trips/owner.js';
import type { Trip } from '../../forecast/trips/trip.js';
import type { NodeId } from '../../kernel/contract.js';
import type { FleetModel } from '../../energy/figures.js';
import { note, send, type Step } from '../step.js';
import { chargeTraining, drawPast, drawsOf, hiddenOf, layersFor, rowsOf, segmentsOf } from './land.js';
import { MODEL_DOMAIN, UPDATE_DOMAIN, type ModelMessage, type UpdateContent } from './messages.js';

/**
 * An EV as a client of federated learning (SEED B7): it keeps its trips to itself, trains each model that its control
 * system signed, and sends the signed change back. Durable.
 */
export interface Learner {
  readonly owner: Owner;
  /** Trips that train, and trips that are held out to tell how well a model forecasts. */
  readonly trips: readonly Trip[];
  readonly heldOut: readonly Trip[];
  /** The newest model, of this round; null before the first. */
  model: Quanta | null;
  round: number;
}

/** Null where the scenario does not forecast, and for Sybils, which have no trips. */
export function createLearner(step: Step, carName: string): Learner | null {
  const { forecast } = step.lab.parameters;
  if (!forecast.enabled || step.self.role !== 'ev') return null;
  const { owner, trips } = drawPast(step, carOf(step, carName), forecast.trips + forecast.heldOutTrips, drawsOf(step, 'forecast/trips'));
  return { owner, trips: trips.slice(0, forecast.trips), heldOut: trips.slice(forecast.trips), model: null, round: -1 };
}

/** The model that this EV is, as the only one to draw from. */
function carOf({ lab }: Step, name: string): FleetModel[] {
  return lab.figures.fleet.models.filter((one) => one.name === name).slice(0, 1);
}

/** A model of the control system: looked at against the EV's own held-out trips, then trained where that is asked for. */
export function onModel(step: Step, learner: Learner | null, from: NodeId, { content, signature }: ModelMessage): void {
  const { controlSystem } = step.lab.members;
  if (learner === null || from !== controlSystem || content.round <= learner.round) return;
  const model = quantaFromHex(content.model, layersFor(step));
  const { publicKey } = step.lab.directory.participants[controlSystem];
  if (model === null || !step.context.verify(publicKey, step.context.hash(MODEL_DOMAIN, content), signature)) {
    note(step, { kind: 'guard/refused', what: 'forecast-model', code: model === null ? 'malformed' : 'bad-signature', subject: `${step.self.name}/f${content.round}` });
    return;
  }
  learner.model = model;
  learner.round = content.round;
  evaluate(step, learner, model);
  if (content.training) sendUpdate(step, controlSystem, trainedUpdate(step, learner, model, 'forecast/training'));
}

function evaluate(step: Step, { heldOut, round }: Learner, model: Quanta): void {
  const segments = segmentsOf(heldOut);
  chargeTraining(step, segments.length, Math.ceil(model.length / 3));
  const forecasts = forecastSegmentsWh({ hidden: hiddenOf(step.lab.parameters.forecast.hidden), model }, segments.map(({ inputs }) => inputs));
  let absoluteWh = 0;
  let squaredWh2 = 0;
  for (const [index, { energyWh }] of segments.entries()) {
    const error = Math.min(ERROR_WH_MAX, Math.abs(forecasts[index]! - energyWh));
    absoluteWh += error;
    squaredWh2 += error * error;
  }
  note(step, { kind: 'forecast/evaluated', round, node: step.self.name, segments: segments.length, absoluteWh, squaredWh2 });
}

/** An error counts as a megawatt hour at most, so that sums of squares stay whole numbers. */
const ERROR_WH_MAX = 1_000_000;

/** The update that the EV's own trips ask for; the attack `poisoning` makes another with the rows it wants. */
export function trainedUpdate(step: Step, { trips, round }: Pick<Learner, 'trips' | 'round'>, model: Quanta, purpose: string, rows = rowsOf(trips)): UpdateContent {
  const layers = layersFor(step);
  const { change } = localUpdate(step.self.name, model, rows, trainingOf(step, round), openWorkspace(layers), drawsOf(step, purpose));
  chargeTraining(step, rows.count * step.lab.parameters.forecast.localEpochs, weightCount(layers));
  return { change: quantaToHex(change), ev: step.self.name, round, rows: rows.count };
}

/** How a round is trained. The rate falls over the scenario's rounds. */
export function trainingOf({ lab }: Pick<Step, 'lab'>, round: number): Training {
  const { localEpochs, batch, rate, momentum, rounds } = lab.parameters.forecast;
  return { epochs: localEpochs, batch, rate: rateOf(rate, round, rounds), momentum };
}

function sendUpdate(step: Step, to: NodeId, content: UpdateContent): void {
  send(step, to, signedUpdate(step, content));
}

/** Signs an update with the key of the EV that steps. */
export function signedUpdate({ context }: Step, content: UpdateContent): { readonly kind: 'forecast/update'; readonly content: UpdateContent; readonly signature: string } {
  return { kind: 'forecast/update', content, signature: context.sign(context.hash(UPDATE_DOMAIN, content)) };
}
