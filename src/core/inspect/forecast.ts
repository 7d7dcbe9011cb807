import { forecastSegmentsWh } from '../forecast/arrival.js';
import { hiddenOf } from '../actors/forecast/land.js';
import { rmseOf } from '../metrics/fold-forecast.js';
import { PLACES } from '../forecast/trips/places.js';
import type { Trip } from '../forecast/trips/trip.js';
import type { ForecastRoundView } from '../metrics/view.js';
import type { Looked } from './looked.js';

/** Forecast against truth in one shard: the federated rounds, and the held-out trips of one EV under its newest model. */
export interface ForecastQuery {
  readonly kind: 'forecast';
  readonly shard: number;
  /** An EV's name; null takes the first that learns. */
  readonly ev: string | null;
}

export interface ForecastDetail {
  /** What the control system aggregates by now. */
  readonly rule: string;
  readonly rounds: readonly ForecastLine[];
  /** Null where no EV of the shard has a model yet. */
  readonly learner: LearnerDetail | null;
  /** Names of the EVs that learn, in order. */
  readonly evs: readonly string[];
}

export interface ForecastLine extends ForecastRoundView {
  readonly rmseWh: number | null;
}

export interface LearnerDetail {
  readonly ev: string;
  readonly round: number;
  readonly vehicle: string;
  readonly home: string;
  readonly campus: string;
  readonly ageYears: number;
  readonly evAgeYears: number;
  /** Segments that it learns from. */
  readonly segments: number;
  readonly trips: readonly TripForecast[];
}

/** A held-out trip, with sums over its segments. */
export interface TripForecast {
  readonly dayOfYear: number;
  readonly startHours: number;
  readonly from: string;
  readonly to: string;
  readonly durationMinutes: number;
  readonly temperatureC: number;
  readonly segments: number;
  readonly forecastWh: number;
  readonly trueWh: number;
}

/** Held-out trips that are shown, the last ones. */
const TRIP_LINES = 24;

export function inspectForecast(looked: Looked, { ev }: ForecastQuery): ForecastDetail {
  const { lab, metrics } = looked;
  const { forecast, defences } = lab.parameters;
  const evs = lab.members.evs.filter((node) => learnerOf(looked, node) !== null).map((node) => lab.directory.participants[node].name);
  const name = ev !== null && evs.includes(ev) ? ev : (evs[0] ?? null);
  return {
    rule: defences.robustAggregation ? forecast.rule : 'fedavg',
    rounds: metrics.view.forecast.map((round) => ({ ...round, rmseWh: rmseOf(round) })),
    learner: name === null ? null : learnerDetail(looked, name),
    evs,
  };
}

function learnerOf({ actors }: Looked, node: number): Extract<ReturnType<Looked['actors']['get']>, { kind: 'ev' }>['forecast'] {
  const actor = actors.get(node);
  return actor?.kind === 'ev' ? actor.forecast : null;
}

function learnerDetail(looked: Looked, ev: string): LearnerDetail | null {
  const learner = learnerOf(looked, looked.lab.directory.byName.get(ev)!.id)!;
  if (learner.model === null) return null;
  const { owner, round, trips, model } = learner;
  const hidden = hiddenOf(looked.lab.parameters.forecast.hidden);
  return {
    ev,
    round,
    vehicle: owner.vehicle.name,
    home: PLACES[owner.home]!.name,
    campus: PLACES[owner.work]!.name,
    ageYears: owner.ageYears,
    evAgeYears: owner.evAgeYears,
    segments: trips.reduce((sum, trip) => sum + trip.segments.length, 0),
    trips: learner.heldOut.slice(-TRIP_LINES).map((trip) => tripForecast(trip, forecastSegmentsWh({ hidden, model }, trip.segments.map(({ inputs }) => inputs)))),
  };
}

function tripForecast(trip: Trip, forecastsWh: readonly number[]): TripForecast {
  return {
    dayOfYear: trip.dayOfYear,
    startHours: trip.startHours,
    from: PLACES[trip.from]!.name,
    to: PLACES[trip.to]!.name,
    durationMinutes: sum(trip.segments.map(({ inputs }) => inputs.durationMinutes)),
    temperatureC: trip.segments[0]!.inputs.temperatureC,
    segments: trip.segments.length,
    forecastWh: sum(forecastsWh),
    trueWh: sum(trip.segments.map(({ energyWh }) => energyWh)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
