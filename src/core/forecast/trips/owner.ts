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

/** Lives at most this far from the campus, at free speed. */
const COMMUTE_MINUTES_MAX = 90;

/**
 * Draws an owner who works at the campus; models by their registrations, homes within reach of it. Gender and age act only
 * through the style: mean pace falls by 0.15 % a year of age from 1.04 at 20, mean briskness from 0.25 by 0.003 a year;
 * gender moves the means by ±1 % and ±0.02; the person's own deviation (5 %, 0.08) is larger than both. These are
 * modelled, not measured.
 */
export function drawOwner(map: RoadMap, campus: number, models: readonly FleetModel[], random: RandomSource): Owner {
  const model = models[drawIndex(models.map((row) => row.registrations), random)]!;
  const home = drawHome(map, campus, random);
  const early = between(5.5, 9.5, random);
  const gender = random.below(2) === 0 ? 0 : 1;
  const ageYears = 20 + random.below(61);
  const lean = gender - 0.5;
  return {
    home,
    work: campus,
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

/** A place within reach of the campus, towns before villages; the campus's own town counts twice. */
function drawHome(map: RoadMap, campus: number, random: RandomSource): number {
  const weights = PLACES.map((place, index) => {
    const weight = 10 + Math.floor(60 * place.urban);
    if (index === campus) return 2 * weight;
    return map.minutes[campus]![index]! <= COMMUTE_MINUTES_MAX ? weight : 0;
  });
  return drawIndex(weights, random);
}

/** The towns that a campus may lie in: those dense enough to have one. */
export function drawCampus(random: RandomSource): number {
  return drawIndex(PLACES.map((place) => (place.urban >= 0.4 ? 1 : 0)), random);
}
