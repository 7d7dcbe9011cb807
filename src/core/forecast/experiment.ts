import { nobleSuite } from '../crypto/noble-suite.js';
import type { FleetModel } from '../energy/figures.js';
import { AGGREGATION_RULES } from './aggregation/registry.js';
import type { AggregationRule } from './aggregation/rule.js';
import { openStream, shuffled } from './draws.js';
import { rmseWh, tripRmseWh } from './errors.js';
import { type FederatedClient, JUDGED_PART, trainFederation, trainFirst } from './federated/federation.js';
import { type Quanta, toWeights } from './federated/model.js';
import { INPUTS, type Rows, type Segment, toRows } from './inputs.js';
import { layersOf, openWorkspace, predictor } from './network/network.js';
import type { Training } from './network/train.js';
import { type Poison, POISONS } from './poisoning/poisons.js';
import { fitLeastSquares, linearPredictor } from './regression/least-squares.js';
import { drawCampus, drawOwner } from './trips/owner.js';
import { buildRoadMap } from './trips/places.js';
import { drawTrip, type Trip, type World } from './trips/trip.js';
import { drawYear } from './trips/weather.js';

/** One repetition of the forecast's experiment (SEED B7, thesis 6.3): everything follows from these. */
export interface ForecastExperiment {
  /** Whole number; repetition k of seed s is another seed. */
  readonly seed: number;
  /** The fleet that models are drawn from: `models` of a `fleet` figures file. */
  readonly models: readonly FleetModel[];
  readonly settings?: Partial<ForecastSettings>;
}

export interface ForecastSettings {
  readonly evs: number;
  /** Trips of each EV that train, and that are held out: for choosing settings, and for the figures. */
  readonly trainTrips: number;
  readonly validationTrips: number;
  readonly testTrips: number;
  readonly hidden: readonly number[];
  readonly rounds: number;
  readonly training: Training;
  /** Cars of the campus itself, driven by its staff: their trips are the aggregator's own rows, and train the first model. */
  readonly poolCars: number;
  readonly poolEpochs: number;
  /** Share of poisoned EVs, floored to whole ones. */
  readonly poisonedShare: number;
  /** False leaves the poisoned runs out: the clean comparison alone costs a twentieth. */
  readonly poisoned: boolean;
}

/** Chosen by the validation trips of seeds 1001 to 1010, which no reported figure uses. */
export const FORECAST_SETTINGS: ForecastSettings = {
  evs: 30,
  trainTrips: 60,
  validationTrips: 10,
  testTrips: 20,
  hidden: [16, 8],
  rounds: 20,
  training: { epochs: 1, batch: 4, rate: 0.01, momentum: 0.9 },
  poolCars: 6,
  poolEpochs: 20,
  poisonedShare: 0.4,
  poisoned: true,
};

/** What one repetition measured. Errors are root mean squares in Wh over held-out segments, unless they say trips. */
export interface ForecastResult {
  readonly seed: number;
  readonly evs: number;
  readonly poisonedEvs: number;
  readonly trainSegments: number;
  readonly testSegments: number;
  /** Federated network under plain averaging, all clients honest. */
  readonly federatedRmseWh: number;
  /** Least squares on the same inputs and the pooled training rows. */
  readonly regressionRmseWh: number;
  /** `100 · (1 - federated / regression)`: the thesis's 5.7. */
  readonly federatedGainPercent: number;
  readonly federatedTripRmseWh: number;
  readonly regressionTripRmseWh: number;
  /** The first model alone, trained on the pool cars and on no EV's trips: what the federation begins with. */
  readonly firstRmseWh: number;
  /** The error of always saying the training rows' mean: the scale of the others. */
  readonly meanRmseWh: number;
  readonly federatedValidationRmseWh: number;
  readonly regressionValidationRmseWh: number;
  /** Every rule without poison, in the registry's order. */
  readonly clean: readonly CleanCell[];
  /** Every poison × every rule, poisons first; empty when `poisoned` is false. */
  readonly poisoned: readonly PoisonedCell[];
}

export interface CleanCell {
  readonly rule: string;
  readonly rmseWh: number;
  readonly validationRmseWh: number;
}

export interface PoisonedCell {
  readonly poison: Poison;
  readonly rule: string;
  readonly rmseWh: number;
  readonly validationRmseWh: number;
  /** `rmseWh` over the same rule's clean value in this repetition. */
  readonly ratioToClean: number;
}

/** Runs one repetition. Pure: the same experiment gives the same numbers on every engine. */
export function runForecastExperiment(experiment: ForecastExperiment): ForecastResult {
  const settings = { ...FORECAST_SETTINGS, ...experiment.settings };
  const data = drawData(experiment.seed, experiment.models, settings);
  const rules: readonly AggregationRule[] = settings.poisoned ? AGGREGATION_RULES : AGGREGATION_RULES.slice(0, 1);
  const trained = rules.map((rule) => trainOnce(experiment.seed, settings, data, rule, null));
  const clean = rules.map((rule, index) => ({ rule: rule.name, ...errorsOf(settings, data, trained[index]!) }));
  const poisoned = (settings.poisoned ? POISONS : []).flatMap((poison) =>
    rules.map((rule, index) => {
      const errors = errorsOf(settings, data, trainOnce(experiment.seed, settings, data, rule, poison));
      return { poison, rule: rule.name, ...errors, ratioToClean: errors.rmseWh / clean[index]!.rmseWh };
    }),
  );
  return { seed: experiment.seed, ...sizes(settings, data), ...againstRegression(settings, data, trainedFirst(experiment.seed, settings, data), trained[0]!), clean, poisoned };
}

interface Data {
  readonly clients: readonly FederatedClient[];
  /** Of the campus's own cars: rows that train the first model, and rows to judge updates by. */
  readonly pool: Rows;
  readonly judge: Rows;
  /** Pooled, for the regression. */
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
  readonly testTrips: readonly Rows[];
}

/** Draws the world, the owners, their trips and who of them is bad, each from a stream of its own. */
function drawData(seed: number, models: readonly FleetModel[], settings: ForecastSettings): Data {
  const world: World = { map: buildRoadMap(), year: drawYear(openStream(nobleSuite, seed, 'forecast/weather')) };
  const campus = drawCampus(openStream(nobleSuite, seed, 'forecast/campus'));
  const owners = openStream(nobleSuite, seed, 'forecast/owners');
  const order = shuffled(settings.evs, openStream(nobleSuite, seed, 'forecast/poisoned'));
  const bad = new Set(order.slice(0, Math.floor(settings.evs * settings.poisonedShare)));
  const trips = Array.from({ length: settings.evs + settings.poolCars }, (_, ev) => {
    const owner = drawOwner(world.map, campus, models, owners);
    const random = openStream(nobleSuite, seed, `forecast/trips/${ev}`);
    return Array.from({ length: settings.trainTrips + settings.validationTrips + settings.testTrips }, () => drawTrip(world, owner, random));
  });
  const part = (from: number, count: number): Trip[] => trips.flatMap((own) => own.slice(from, from + count));
  const judged = Math.floor(settings.trainTrips * JUDGED_PART);
  const testTrips = part(settings.trainTrips + settings.validationTrips, settings.testTrips);
  return {
    clients: trips.slice(0, settings.evs).map((own, ev) => ({ id: `ev-${ev}`, rows: toRows(segmentsOf(own.slice(0, settings.trainTrips))), poisoned: bad.has(ev) })),
    pool: toRows(segmentsOf(trips.slice(settings.evs).flatMap((own) => own.slice(judged, settings.trainTrips)))),
    judge: toRows(segmentsOf(trips.slice(settings.evs).flatMap((own) => own.slice(0, judged)))),
    train: toRows(segmentsOf(part(0, settings.trainTrips))),
    validation: toRows(segmentsOf(part(settings.trainTrips, settings.validationTrips))),
    test: toRows(segmentsOf(testTrips)),
    testTrips: testTrips.map((trip) => toRows(trip.segments)),
  };
}

function segmentsOf(trips: readonly Trip[]): Segment[] {
  return trips.flatMap((trip) => trip.segments);
}

/** Every run of a repetition begins with the same weights and shuffles alike: only rule and poison differ. */
function trainOnce(seed: number, settings: ForecastSettings, data: Data, rule: AggregationRule, poison: Poison | null): Quanta {
  const { hidden, rounds, training, poolEpochs } = settings;
  const byzantine = Math.floor(settings.evs * settings.poisonedShare);
  const federation = { clients: data.clients, hidden, rounds, training, rule, byzantine, poison, ownRows: data.pool, judgeRows: data.judge, ownEpochs: poolEpochs };
  return trainFederation(federation, openStream(nobleSuite, seed, 'forecast/training'));
}

function trainedFirst(seed: number, settings: ForecastSettings, data: Data): Quanta {
  return trainFirst({ ...settings, ownRows: data.pool, ownEpochs: settings.poolEpochs }, openStream(nobleSuite, seed, 'forecast/training'));
}

function errorsOf(settings: ForecastSettings, data: Data, model: Quanta): { rmseWh: number; validationRmseWh: number } {
  const space = openWorkspace(layersOf(INPUTS, settings.hidden));
  const weights = toWeights(model);
  return { rmseWh: rmseWh(predictor(space, weights), data.test), validationRmseWh: rmseWh(predictor(space, weights), data.validation) };
}

function sizes(settings: ForecastSettings, data: Data): Pick<ForecastResult, 'evs' | 'poisonedEvs' | 'trainSegments' | 'testSegments'> {
  const poisonedEvs = data.clients.filter((client) => client.poisoned).length;
  return { evs: settings.evs, poisonedEvs, trainSegments: data.train.count, testSegments: data.test.count };
}

function againstRegression(settings: ForecastSettings, data: Data, first: Quanta, model: Quanta): Omit<ForecastResult, 'seed' | 'evs' | 'poisonedEvs' | 'trainSegments' | 'testSegments' | 'clean' | 'poisoned'> {
  const network = predictor(openWorkspace(layersOf(INPUTS, settings.hidden)), toWeights(model));
  const linear = linearPredictor(fitLeastSquares(data.train));
  const mean = data.train.targets.reduce((sum, target) => sum + target, 0) / data.train.count;
  const [federatedRmseWh, regressionRmseWh] = [rmseWh(network, data.test), rmseWh(linear, data.test)];
  return {
    federatedRmseWh,
    regressionRmseWh,
    federatedGainPercent: 100 * (1 - federatedRmseWh / regressionRmseWh),
    federatedTripRmseWh: tripRmseWh(network, data.testTrips),
    regressionTripRmseWh: tripRmseWh(linear, data.testTrips),
    firstRmseWh: errorsOf(settings, data, first).rmseWh,
    meanRmseWh: rmseWh(() => mean, data.test),
    federatedValidationRmseWh: rmseWh(network, data.validation),
    regressionValidationRmseWh: rmseWh(linear, data.validation),
  };
}
