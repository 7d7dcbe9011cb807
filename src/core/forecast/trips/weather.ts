import type { RandomSource } from '../../energy/draw.js';
import { exp } from '../../numeric/elementary.js';
import { cosTurns } from '../../numeric/periodic.js';
import { exponential, normal, uniform } from '../draws.js';
import type { Place } from './places.js';

/** The weather of one place and hour; the first four are inputs of the forecast, the rest only acts. */
export interface Weather {
  readonly temperatureC: number;
  readonly rainMmPerHour: number;
  readonly humidityPercent: number;
  readonly windMPerS: number;
  /** Where the wind comes from, in turns: 0 north, 0.25 east. */
  readonly windFromTurns: number;
  readonly heightM: number;
  /** 0 at night, 1 at the brightest. */
  readonly daylight: number;
}

/** One day over the whole land, drawn once. */
export interface WeatherDay {
  /** Warmer or colder than the season. */
  readonly anomalyK: number;
  readonly wet: boolean;
  /** Rain while it rains, the hour it begins and how long it lasts. */
  readonly rainMmPerHour: number;
  readonly rainFromHours: number;
  readonly rainHours: number;
  readonly windMPerS: number;
  readonly windFromTurns: number;
  readonly humidAnomalyPercent: number;
}

/** Days of a modelled year; day 0 is 1 January, and a Monday. */
export const YEAR_DAYS = 364;

/**
 * Draws a year of days: temperature and wind carry over from day to day (first order, 0.7 and 0.5), wet days come in
 * spells (a wet day after a dry one 25 %, after a wet one 50 %; more in June and September). The winter wind comes from
 * the north-west, the summer's from the south. Modelled after the climate of the Kanto plain.
 */
export function drawYear(random: RandomSource): WeatherDay[] {
  const days: WeatherDay[] = [];
  let anomalyK = 0;
  let gust = 0;
  let wet = false;
  for (let day = 0; day < YEAR_DAYS; day += 1) {
    anomalyK = 0.7 * anomalyK + 1.9 * normal(random);
    gust = 0.5 * gust + 0.5 * normal(random);
    const season = cosTurns((day - 200) / YEAR_DAYS);
    wet = uniform(random) < (wet ? 0.45 : 0.2) + 0.1 * season;
    const fromTurns = (season > 0 ? 0.5 : 0.88) + 0.09 * normal(random);
    days.push({
      anomalyK: anomalyK - (wet ? 1.5 : 0),
      wet,
      rainMmPerHour: wet ? 0.2 + 1.6 * exponential(random) : 0,
      rainFromHours: 24 * uniform(random) - 4,
      rainHours: 3 + 8 * uniform(random),
      windMPerS: 2.8 * exp(gust),
      windFromTurns: fromTurns - Math.floor(fromTurns),
      humidAnomalyPercent: 7 * normal(random),
    });
  }
  return days;
}

/** The weather at a place: the season's and the hour's means, the day's deviation, and height (6.5 K per km). */
export function weatherAt(day: WeatherDay, dayOfYear: number, hours: number, place: Omit<Place, 'name'>): Weather {
  const season = cosTurns((dayOfYear - 210) / YEAR_DAYS);
  const sun = cosTurns((hours - 12) / 24);
  const warmest = cosTurns((hours - 14) / 24);
  const swingK = day.wet ? 2 : 4.5;
  const raining = day.wet && hours >= day.rainFromHours && hours < day.rainFromHours + day.rainHours;
  const temperatureC = 16 + 10.5 * season - 0.9 * (place.latitudeDeg - 35.7) - 0.0065 * place.heightM + swingK * warmest + day.anomalyK;
  const humidity = 64 + 12 * season - 9 * warmest + (raining ? 22 : day.wet ? 8 : 0) + day.humidAnomalyPercent;
  // Days are 9.6 to 14.4 hours long: the sun's height crosses zero earlier or later with the season.
  const daylight = Math.max(0, Math.min(1, (sun + 0.3 * season) * (day.wet ? 0.5 : 1)));
  return {
    temperatureC,
    rainMmPerHour: raining ? day.rainMmPerHour : 0,
    humidityPercent: Math.max(20, Math.min(100, humidity)),
    windMPerS: day.windMPerS * (1 - 0.3 * place.urban) * (0.75 + 0.25 * warmest),
    windFromTurns: day.windFromTurns,
    heightM: place.heightM,
    daylight,
  };
}
