import { drawWithin, type RandomSource } from './draw.js';
import type { TariffFigures, TariffStep } from './figures.js';

/** Bounds that a request is drawn within, both included. */
export interface DemandRanges {
  readonly demandWh: { readonly min: number; readonly max: number };
  readonly bidMilliPerKWh: { readonly min: number; readonly max: number };
}

/** A tariff and the time of day it is asked for. */
export interface TariffTime {
  readonly tariff: TariffFigures;
  readonly timeOfDayUs: number;
  /** The kind of day; the tariff's own choice when left out. */
  readonly day?: string;
}

export interface DrawnDemand {
  readonly demandWh: number;
  readonly bidMilliPerKWh: number;
}

/**
 * Draws a consumer's request. With a tariff the bid is scaled by the price at that time over the day's mean price, rounded
 * down: people bid more when the grid is dear. With null it stays as drawn.
 */
export function drawDemand(ranges: DemandRanges, at: TariffTime | null, random: RandomSource): DrawnDemand {
  const demandWh = drawWithin(ranges.demandWh, random);
  const bidMilliPerKWh = drawWithin(ranges.bidMilliPerKWh, random);
  return { demandWh, bidMilliPerKWh: at === null ? bidMilliPerKWh : scaleByTariff(bidMilliPerKWh, at) };
}

/** The tariff's price in milli-units per kWh at a time of day; times beyond a day wrap. Throws for an unknown day. */
export function priceMilliPerKWh(at: TariffTime): number {
  const minute = Math.floor((at.timeOfDayUs % DAY_US) / MINUTE_US);
  let price = 0;
  for (const step of stepsOf(at)) if (step.fromMinute <= minute) price = step.priceMilliPerKWh;
  return price;
}

/** `floor(bid · price(now) / mean price of the day)`, exact for bids and prices up to 2,000,000 milli-units. */
export function scaleByTariff(bidMilliPerKWh: number, at: TariffTime): number {
  const steps = stepsOf(at);
  const dayTotal = steps.reduce((sum, step, index) => {
    const untilMinute = steps[index + 1]?.fromMinute ?? MINUTES_OF_DAY;
    return sum + step.priceMilliPerKWh * (untilMinute - step.fromMinute);
  }, 0);
  return Math.floor((bidMilliPerKWh * priceMilliPerKWh(at) * MINUTES_OF_DAY) / dayTotal);
}

function stepsOf(at: TariffTime): readonly TariffStep[] {
  const day = at.day ?? at.tariff.day;
  if (!Object.hasOwn(at.tariff.days, day)) throw new RangeError(`tariff ${at.tariff.name} has no day ${day}`);
  return at.tariff.days[day]!;
}

const MINUTE_US = 60_000_000;
const MINUTES_OF_DAY = 1440;
const DAY_US = MINUTES_OF_DAY * MINUTE_US;
