import { drawIndex, type RandomSource } from '../../energy/draw.js';
import type { FleetModel } from '../../energy/figures.js';
import { between, normal } from '../draws.js';
import { PLACES, type RoadMap } from './places.js';
import { type Vehicle, vehicleOf } from './vehicles.js';

/**
 * An EV's owner and habits. Each has a region, hours, a style and a car of its own, so no two EVs' trips come from one
 * distribution (non-IID, thesis 6.3). Plain data.
 */
export interface Owner {
  readonly home: number;
  readonly work: number;
  readonly leaveHours: number;
  readonly returnHours: number;
  /** Hours that departures scatter by. */
  readonly scatterHours: number;
  readonly gender: 0 | 1;
  readonly ageYears: number;
  /** Speed against others on the same road. */
  readonly pace: number;
  readonly briskness: number;
  readonly loadKg: number;
  readonly vehicle: Vehicle;
  readonly evAgeYears: number;
}

/** Works at most this far from home, at free speed. */
const COMMUTE_MINUTES_MAX = 60;

/**
 * Draws an owner; models by their registrations. Gender and age act only through the style: mean pace falls by 0.15 % a
 * year of age from 1.04 at 20, mean briskness from 0.25 by 0.003 a year; gender moves the means by ±1 % and ±0.02; the
 * person's own deviation (5 %, 0.08) is larger than both. These are modelled, not measured.
 */
export function drawOwner(map: RoadMap, models: readonly FleetModel[], random: RandomSource): Owner {
  const model = models[drawIndex(models.map((row) => row.registrations), random)]!;
  const home = drawIndex(PLACES.map((place) => 5 + Math.floor(100 * place.urban)), random);
  const early = between(5.5, 9.5, random);
  const gender = random.below(2) === 0 ? 0 : 1;
  const ageYears = 20 + random.below(61);
  const lean = gender - 0.5;
  return {
    home,
    work: drawWork(map, home, random),
    leaveHours: early,
    returnHours: early + between(8.5, 11.5, random),
    scatterHours: between(0.2, 1, random),
    gender,
    ageYears,
    pace: Math.max(0.8, 1.04 - 0.0015 * (ageYears - 20) + 0.02 * lean + 0.05 * normal(random)),
    briskness: Math.max(0, Math.min(0.5, 0.25 - 0.003 * (ageYears - 20) + 0.04 * lean + 0.08 * normal(random))),
    loadKg: between(0, 120, random),
    vehicle: vehicleOf(model),
    evAgeYears: random.below(10),
  };
}

/** A place within reach, towns before villages; the home itself counts twice. */
function drawWork(map: RoadMap, home: number, random: RandomSource): number {
  const weights = PLACES.map((place, index) => {
    if (index === home) return 100;
    return map.minutes[home]![index]! <= COMMUTE_MINUTES_MAX ? 10 + Math.floor(60 * place.urban) : 0;
  });
  return drawIndex(weights, random);
}
