import type { Battery } from './battery.js';
import { drawIndex, type RandomSource } from './draw.js';
import type { ArrivalFigures, FleetFigures, InitialSocFigures, ParkingFigures } from './figures.js';

/** The figures that an EV is drawn from; `place` is one of the arrivals' places. */
export interface EvFigures {
  readonly fleet: FleetFigures;
  readonly initialSoc: InitialSocFigures;
  readonly arrivals: ArrivalFigures;
  readonly parking: ParkingFigures;
  readonly place: string;
}

/** Times are of the run: virtual time 0 is `dayStartUs` after a midnight. */
export interface EvSettings {
  /** Share of the battery that its owner keeps. */
  readonly reservePermille: number;
  /** Share of EVs that stay plugged in for the whole run. */
  readonly alwaysConnectedPermille: number;
  readonly dayStartUs: number;
  /** The run's end, as far as connections are drawn. */
  readonly untilUs: number;
}

/** Plugged in from `arriveUs` until just before `departUs`, in virtual time. */
export interface Connection {
  readonly arriveUs: number;
  readonly departUs: number;
}

export interface DrawnEv {
  readonly model: string;
  readonly battery: Battery;
  /** In order of time, without overlap; within `[0, untilUs)` but for the last departure, which may lie beyond. */
  readonly connections: readonly Connection[];
}

/** Draws one EV: model, state of charge and the times at which it is plugged in. Deterministic in what `random` gives. */
export function drawEv(figures: EvFigures, settings: EvSettings, random: RandomSource): DrawnEv {
  const { model, battery } = drawBattery(figures.fleet, figures.initialSoc, settings.reservePermille, random);
  const always = random.below(1000) < settings.alwaysConnectedPermille;
  const connections = always ? [{ arriveUs: 0, departUs: settings.untilUs }] : drawConnections(figures, settings, random);
  return { model, battery, connections };
}

/**
 * Draws a model by its registrations and a state of charge. The owner's reserve is a share of the capacity; an owner who
 * keeps a reserve starts with at least that, so a lower draw is raised to it.
 */
export function drawBattery(
  fleet: FleetFigures,
  initialSoc: InitialSocFigures,
  reservePermille: number,
  random: RandomSource,
): { model: string; battery: Battery } {
  const model = fleet.models[drawIndex(fleet.models.map((row) => row.registrations), random)]!;
  const socPermille = 10 * drawIndex(initialSoc.weights, random) + random.below(10);
  const reserveWh = Math.floor((model.batteryWh * reservePermille) / 1000);
  const battery = {
    capacityWh: model.batteryWh,
    energyWh: Math.max(reserveWh, Math.floor((model.batteryWh * socPermille) / 1000)),
    reserveWh,
    chargeW: model.chargeW,
    dischargeW: model.dischargeW,
    chargeEfficiencyPermille: model.chargeEfficiencyPermille,
    dischargeEfficiencyPermille: model.dischargeEfficiencyPermille,
  };
  return { model: model.name, battery };
}

/**
 * One visit a day, from the day before the run's first (whose visit may last into it) until `untilUs`. A visit under way
 * at virtual time 0 begins there; one that would begin before the last has ended is left out.
 */
export function drawConnections(
  figures: Pick<EvFigures, 'arrivals' | 'parking' | 'place'>,
  settings: Pick<EvSettings, 'dayStartUs' | 'untilUs'>,
  random: RandomSource,
): Connection[] {
  const connections: Connection[] = [];
  let freeFromUs = -Infinity;
  for (let midnightUs = -settings.dayStartUs - DAY_US; midnightUs < settings.untilUs; midnightUs += DAY_US) {
    const visit = drawVisit(figures, random);
    const arriveUs = midnightUs + visit.timeOfDayUs;
    const departUs = arriveUs + visit.stayUs;
    if (arriveUs < freeFromUs || arriveUs >= settings.untilUs) continue;
    freeFromUs = departUs;
    if (departUs > 0) connections.push({ arriveUs: Math.max(0, arriveUs), departUs });
  }
  return connections;
}

/** One visit: when in the day it begins, and how long it lasts (above 0). Uniform within the slots drawn. */
export function drawVisit(
  figures: Pick<EvFigures, 'arrivals' | 'parking' | 'place'>,
  random: RandomSource,
): { timeOfDayUs: number; stayUs: number } {
  if (!Object.hasOwn(figures.arrivals.places, figures.place)) throw new RangeError(`no arrivals at ${figures.place}`);
  const arrivalSlotUs = figures.arrivals.slotMinutes * MINUTE_US;
  const timeOfDayUs = drawIndex(figures.arrivals.places[figures.place]!, random) * arrivalSlotUs + random.below(arrivalSlotUs);
  const staySlotUs = figures.parking.slotMinutes * MINUTE_US;
  const stayUs = drawIndex(figures.parking.weights, random) * staySlotUs + random.below(staySlotUs) + 1;
  return { timeOfDayUs, stayUs };
}

/** Whether one of the connections holds at a virtual time; they are few, one a day. */
export function isConnected(connections: readonly Connection[], atUs: number): boolean {
  return connections.some((connection) => connection.arriveUs <= atUs && atUs < connection.departUs);
}

const MINUTE_US = 60_000_000;
const DAY_US = 1440 * MINUTE_US;
