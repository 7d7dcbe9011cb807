import { readArrivals, readFleet, readInitialSoc, readParking, readTariff } from './figures-readers.js';

/** EV models and how many of each are registered. */
export interface FleetFigures {
  readonly kind: 'fleet';
  readonly models: readonly FleetModel[];
}

export interface FleetModel {
  readonly name: string;
  readonly registrations: number;
  readonly batteryWh: number;
  readonly chargeW: number;
  readonly dischargeW: number;
  readonly chargeEfficiencyPermille: number;
  readonly dischargeEfficiencyPermille: number;
}

/** When EVs arrive: for each place, weights of the day's slots from midnight on. */
export interface ArrivalFigures {
  readonly kind: 'arrivals';
  readonly slotMinutes: number;
  readonly places: Readonly<Record<string, readonly number[]>>;
}

/** How long EVs stay: weight k is of stays longer than k slots and of k+1 at most. */
export interface ParkingFigures {
  readonly kind: 'parking';
  readonly place: string;
  readonly slotMinutes: number;
  readonly weights: readonly number[];
}

/** State of charge at the start: weight k is of [k, k+1) per cent. */
export interface InitialSocFigures {
  readonly kind: 'initial-soc';
  readonly weights: readonly number[];
}

/** Price of energy by time of day; `day` names the kind of day in use unless told otherwise. */
export interface TariffFigures {
  readonly kind: 'tariff';
  readonly name: string;
  /** ISO 4217 code; prices are milli-units of it. */
  readonly currency: string;
  readonly day: string;
  readonly days: Readonly<Record<string, readonly TariffStep[]>>;
}

/** A price from a minute of the day on, until the next step or midnight. */
export interface TariffStep {
  readonly fromMinute: number;
  readonly priceMilliPerKWh: number;
}

export interface FiguresByKind {
  fleet: FleetFigures;
  arrivals: ArrivalFigures;
  parking: ParkingFigures;
  'initial-soc': InitialSocFigures;
  tariff: TariffFigures;
}

export type FiguresKind = keyof FiguresByKind;

/** What a figures file has wrong, and where: `$.models[2].batteryWh`. */
export interface FiguresProblem {
  readonly code: 'missing-key' | 'unknown-key' | 'wrong-type' | 'out-of-range';
  readonly path: string;
  readonly expected: string;
}

export type FiguresResult<T> = { ok: true; value: T } | { ok: false; problems: FiguresProblem[] };

const READERS: { [K in FiguresKind]: (data: unknown, problems: FiguresProblem[]) => FiguresByKind[K] } = {
  fleet: readFleet,
  arrivals: readArrivals,
  parking: readParking,
  'initial-soc': readInitialSoc,
  tariff: readTariff,
};

/**
 * Checks figures of the kind wanted, as parsed from YAML. Every problem found is named with its JSON path, in the file's
 * order of keys; values are not copied unchecked, so what comes back has these fields and no others.
 */
export function readFigures<K extends FiguresKind>(kind: K, data: unknown): FiguresResult<FiguresByKind[K]> {
  const problems: FiguresProblem[] = [];
  const value = READERS[kind](data, problems);
  return problems.length === 0 ? { ok: true, value } : { ok: false, problems };
}
