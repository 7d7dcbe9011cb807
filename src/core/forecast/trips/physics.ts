import { exp } from '../../numeric/elementary.js';
import { cosTurns } from '../../numeric/periodic.js';
import type { Vehicle } from './vehicles.js';
import type { Weather } from './weather.js';

/** How a segment is driven. */
export interface Drive {
  readonly distanceKm: number;
  readonly climbM: number;
  /** Mean speed, stops included. */
  readonly speedKmPerHour: number;
  readonly stopsPerKm: number;
  readonly bearingTurns: number;
}

/** What else enters: the EV's age, the driver's style, what it carries, and whether cabin and battery are at outside temperature. */
export interface Carriage {
  readonly evAgeYears: number;
  /** 0 is a calm driver, 0.2 a brisk one: harder braking and acceleration. */
  readonly briskness: number;
  readonly loadKg: number;
  readonly coldStart: boolean;
}

/**
 * The parameters of the physics. Constants of nature are theirs; the rest is modelled after common engineering values
 * (`docs/15-forecast.md` lists each).
 */
export const PHYSICS = {
  gravityMPerS2: 9.81,
  gasJPerKgK: 287.05,
  seaLevelPa: 101_325,
  pressureHeightM: 8400,
  rollingCoefficient: 0.0095,
  /** Share that rolling resistance rises per kelvin below 20 °C, and per mm/h of rain up to its cap. */
  rollingPerK: 0.006,
  rollingPerMm: 0.04,
  rollingRainCap: 0.2,
  /** Battery to wheel, wheel to battery. */
  driveEfficiency: 0.88,
  regeneration: 0.62,
  /** Loss of drive efficiency per kelvin of the air below 15 °C, and per year of the EV's age. */
  coldLossPerK: 0.0025,
  ageLossPerYear: 0.006,
  /** Between stops a car goes faster than its mean: 25 % at two stops a kilometre. */
  cruisePerStopPerKm: 0.125,
  baseW: 300,
  lightsW: 120,
  wipersW: 60,
  /** Cabin: heat lost per kelvin, comfort band, solar gain at noon, and the heat to warm it up once. */
  cabinWPerK: 150,
  heatBelowC: 18,
  coolAboveC: 23,
  sunW: 600,
  warmUpWhPerK: 22,
  coolingCop: 2.6,
  climateMaxW: 6000,
} as const;

/** A mild, dry, calm noon at sea level: the reference that models are rated at. */
export const CALM: Weather = { temperatureC: 20, rainMmPerHour: 0, humidityPercent: 60, windMPerS: 0, windFromTurns: 0, heightM: 0, daylight: 1 };

/** Energy from the battery over a segment in Wh, not rounded, without noise; below 0 when a descent gives back more than it takes. */
export function segmentEnergyWh(vehicle: Vehicle, weather: Weather, drive: Drive, carriage: Carriage): number {
  const hours = drive.distanceKm / drive.speedKmPerHour;
  return tractionWh(vehicle, weather, drive, carriage) + (auxiliaryW(weather) + climateW(vehicle, weather)) * hours + warmUpWh(vehicle, weather, carriage);
}

/** What driving itself takes: rolling, air, climb and the losses of stopping and starting. */
function tractionWh(vehicle: Vehicle, weather: Weather, drive: Drive, carriage: Carriage): number {
  const p = PHYSICS;
  const massKg = vehicle.massKg + 75 + carriage.loadKg;
  const metres = drive.distanceKm * 1000;
  const cruiseMPerS = (drive.speedKmPerHour / 3.6) * (1 + p.cruisePerStopPerKm * drive.stopsPerKm);
  const rollingN = rollingCoefficient(weather) * massKg * p.gravityMPerS2;
  const airN = airResistanceN(vehicle, weather, cruiseMPerS, drive.bearingTurns);
  const steadyJ = (rollingN + airN) * metres + massKg * p.gravityMPerS2 * drive.climbM;
  const efficiency = p.driveEfficiency * (1 - p.coldLossPerK * Math.max(0, 15 - weather.temperatureC)) * (1 - p.ageLossPerYear * carriage.evAgeYears);
  const regeneration = p.regeneration * (efficiency / p.driveEfficiency) * (1 - carriage.briskness);
  const kineticJ = 0.5 * massKg * cruiseMPerS * cruiseMPerS * drive.stopsPerKm * drive.distanceKm;
  const stoppingJ = kineticJ * (1 + carriage.briskness) * (1 / efficiency - regeneration);
  return (steadyJ * (steadyJ > 0 ? 1 / efficiency : regeneration) + stoppingJ) / 3600;
}

function rollingCoefficient(weather: Weather): number {
  const p = PHYSICS;
  const cold = 1 + p.rollingPerK * (20 - weather.temperatureC);
  const wet = 1 + Math.min(p.rollingRainCap, p.rollingPerMm * weather.rainMmPerHour);
  return p.rollingCoefficient * cold * wet;
}

/** Drag by the air's density (temperature, height) and the speed against it; a tailwind faster than the car pushes. */
function airResistanceN(vehicle: Vehicle, weather: Weather, speedMPerS: number, bearingTurns: number): number {
  const headwindMPerS = weather.windMPerS * cosTurns(weather.windFromTurns - bearingTurns);
  const against = speedMPerS + headwindMPerS;
  return 0.5 * airDensityKgPerM3(weather) * vehicle.dragAreaM2 * against * Math.abs(against);
}

/** Density of dry air at the temperature and height. */
export function airDensityKgPerM3(weather: Pick<Weather, 'temperatureC' | 'heightM'>): number {
  const pressurePa = PHYSICS.seaLevelPa * exp(-weather.heightM / PHYSICS.pressureHeightM);
  return pressurePa / (PHYSICS.gasJPerKgK * (weather.temperatureC + 273.15));
}

function auxiliaryW(weather: Weather): number {
  return PHYSICS.baseW + (weather.daylight < 0.1 ? PHYSICS.lightsW : 0) + (weather.rainMmPerHour > 0 ? PHYSICS.wipersW : 0);
}

/** Heating below the comfort band, cooling above it (humid air costs more), with the sun's help or burden. */
function climateW(vehicle: Vehicle, weather: Weather): number {
  const p = PHYSICS;
  const sunW = p.sunW * weather.daylight * (weather.rainMmPerHour > 0 ? 0.3 : 1);
  const heatW = p.cabinWPerK * (p.heatBelowC - weather.temperatureC) - sunW;
  if (heatW > 0) return Math.min(p.climateMaxW, heatW / heatingCop(vehicle, weather.temperatureC));
  const coolW = p.cabinWPerK * (weather.temperatureC - p.coolAboveC) + sunW;
  if (weather.temperatureC <= p.coolAboveC - 3 || coolW <= 0) return 0;
  return Math.min(p.climateMaxW, (coolW * (1 + 0.012 * Math.max(0, weather.humidityPercent - 50))) / p.coolingCop);
}

function warmUpWh(vehicle: Vehicle, weather: Weather, carriage: Carriage): number {
  if (!carriage.coldStart) return 0;
  const lackK = Math.max(0, PHYSICS.heatBelowC - weather.temperatureC);
  return (PHYSICS.warmUpWhPerK * lackK) / heatingCop(vehicle, weather.temperatureC);
}

/** Heat per electricity: 1 for a resistance heater; a heat pump falls with the cold, from 3 at 13 °C to 1.2 at -12 °C. */
function heatingCop(vehicle: Vehicle, temperatureC: number): number {
  return vehicle.heatPump ? Math.max(1.2, Math.min(3, 2.05 + 0.072 * temperatureC)) : 1;
}
