import type { RandomSource } from '../../energy/draw.js';
import { exp } from '../../numeric/elementary.js';
import { between, normal, uniform } from '../draws.js';
import type { Segment, SegmentInputs } from '../inputs.js';
import type { Owner } from './owner.js';
import { segmentEnergyWh } from './physics.js';
import { freeKmPerHour, PLACES, type RoadMap, route, type Stretch, stretchWithin } from './places.js';
import { type WeatherDay, weatherAt, YEAR_DAYS } from './weather.js';

/** The world that trips are driven in; one for all EVs. Plain data. */
export interface World {
  readonly map: RoadMap;
  readonly year: readonly WeatherDay[];
}

/** A trip: what each segment was like, in order of driving. */
export interface Trip {
  readonly dayOfYear: number;
  readonly startHours: number;
  readonly from: number;
  readonly to: number;
  readonly segments: readonly Segment[];
}

/** Leisure goes at most this far, at free speed. */
const LEISURE_MINUTES_MAX = 90;

/** Deviations of speed per segment (traffic) and of energy (gusts, lights, load): what no input tells. */
const TRAFFIC_DEVIATION = 0.07;
const ENERGY_DEVIATION = 0.05;

/** Draws one trip of an owner on a random day of the year, and drives it. */
export function drawTrip(world: World, owner: Owner, random: RandomSource): Trip {
  const dayOfYear = random.below(YEAR_DAYS);
  const { startHours, stretches } = plan(world.map, owner, dayOfYear % 7 >= 5, random);
  return driveTrip(world, owner, { dayOfYear, startHours, stretches }, random);
}

/** What an owner means to drive. */
export interface Plan {
  readonly dayOfYear: number;
  readonly startHours: number;
  /** At least one, each beginning where the last one ended. */
  readonly stretches: readonly Stretch[];
}

/** Drives a plan: speed, duration and energy of every segment, whole Wh. */
export function driveTrip(world: World, owner: Owner, plan: Plan, random: RandomSource): Trip {
  const segments: Segment[] = [];
  let hours = plan.startHours;
  for (const [index, stretch] of plan.stretches.entries()) {
    const segment = driveSegment(world, owner, plan.dayOfYear + Math.floor(hours / 24), hours % 24, stretch, index === 0, random);
    segments.push(segment);
    hours += segment.inputs.durationMinutes / 60;
  }
  return { dayOfYear: plan.dayOfYear, startHours: plan.startHours, from: plan.stretches[0]!.from, to: plan.stretches.at(-1)!.to, segments };
}

/** On workdays to work, home from it, or elsewhere; on free days errands in town and leisure, out or back. */
function plan(map: RoadMap, owner: Owner, free: boolean, random: RandomSource): Omit<Plan, 'dayOfYear'> {
  const choice = uniform(random);
  const scatter = owner.scatterHours * normal(random);
  if (!free && choice < 0.36) return { startHours: ofDay(owner.leaveHours + scatter), stretches: way(map, owner.home, owner.work, random) };
  if (!free && choice < 0.72) return { startHours: ofDay(owner.returnHours + scatter), stretches: way(map, owner.work, owner.home, random) };
  const startHours = between(8, 21, random);
  if (choice < (free ? 0.4 : 0.88)) return { startHours, stretches: way(map, owner.home, owner.home, random) };
  const within = PLACES.map((_, index) => index).filter((index) => map.minutes[owner.home]![index]! <= LEISURE_MINUTES_MAX);
  const goal = within[random.below(within.length)]!;
  return startHours < 14 ? { startHours, stretches: way(map, owner.home, goal, random) } : { startHours, stretches: way(map, goal, owner.home, random) };
}

function way(map: RoadMap, from: number, to: number, random: RandomSource): Stretch[] {
  return from === to ? [stretchWithin(from, between(3, 12, random))] : route(map, from, to);
}

function driveSegment(world: World, owner: Owner, day: number, startHours: number, stretch: Stretch, first: boolean, random: RandomSource): Segment {
  const dayOfYear = day % YEAR_DAYS;
  const place = stretch.middle;
  const weather = weatherAt(world.year[dayOfYear]!, dayOfYear, startHours, place);
  const rush = place.urban * congestion(startHours, dayOfYear % 7 >= 5);
  const wet = weather.rainMmPerHour > 0 ? 0.94 : 1;
  const speedKmPerHour = freeKmPerHour(place.urban) * (1 - 0.45 * rush) * wet * owner.pace * exp(TRAFFIC_DEVIATION * normal(random));
  const drive = { distanceKm: stretch.distanceKm, climbM: stretch.climbM, bearingTurns: stretch.bearingTurns, speedKmPerHour, stopsPerKm: (0.2 + 1.6 * place.urban) * (1 + 0.8 * rush) };
  const energyWh = segmentEnergyWh(owner.vehicle, weather, drive, { evAgeYears: owner.evAgeYears, briskness: owner.briskness, loadKg: owner.loadKg, coldStart: first });
  const inputs: SegmentInputs = {
    startHours,
    weekday: dayOfYear % 7,
    temperatureC: weather.temperatureC,
    rainMmPerHour: weather.rainMmPerHour,
    humidityPercent: weather.humidityPercent,
    windMPerS: weather.windMPerS,
    latitudeDeg: place.latitudeDeg,
    longitudeDeg: place.longitudeDeg,
    gender: owner.gender,
    ageYears: owner.ageYears,
    durationMinutes: (60 * stretch.distanceKm) / speedKmPerHour,
    modelWhPerKm: owner.vehicle.ratedWhPerKm,
    evAgeYears: owner.evAgeYears,
  };
  return { inputs, energyWh: Math.round(energyWh * (1 + ENERGY_DEVIATION * normal(random))) };
}

/** How full the roads of a dense city are, 0 to 1: peaks at 8 and 18 on workdays, a lower one at 14 on free days. */
function congestion(hours: number, free: boolean): number {
  const peak = (at: number, width: number): number => Math.max(0, 1 - Math.abs(hours - at) / width);
  return free ? 0.5 * peak(14, 4) : Math.max(peak(8, 2), peak(18, 2.5));
}

/** Brings an hour that scattered over midnight back into the day. */
function ofDay(hours: number): number {
  return hours - 24 * Math.floor(hours / 24);
}
