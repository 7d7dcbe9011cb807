import type { SignedReading } from '../../ledger/individual-chains/types.js';

/** One slice of an EV's task as the control system gives it to the charging point where the EV will be plugged in. */
export interface DischargeTask {
  /** Names the slice, and its meter reading. */
  readonly session: string;
  readonly round: number;
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
  /** What the EV gives up for every kWh of it that it does not have ready. */
  readonly shortfallMilliPerKWh: number;
  readonly beginUs: number;
  readonly endUs: number;
}

/** CS → charging point: who will discharge here, for whom, how much. */
export interface SessionPlan {
  readonly kind: 'energy/plan';
  readonly task: DischargeTask;
}

/** EV → charging point: plugged in and ready to give `readyWh` for the slice. */
export interface PlugIn {
  readonly kind: 'energy/plug-in';
  readonly session: string;
  readonly readyWh: number;
}

/** Charging point → EV: there is no such session, so no reading will come. */
export interface Unplanned {
  readonly kind: 'energy/unplanned';
  readonly session: string;
}

/** Charging point → consumer: energy is there to be drawn. */
export interface DrawCall {
  readonly kind: 'energy/draw-call';
  readonly session: string;
  readonly round: number;
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
}

/** Consumer → charging point: it draws this much. */
export interface Draws {
  readonly kind: 'energy/draws';
  readonly session: string;
  readonly energyWh: number;
}

/** Charging point → EV, consumer and CS: the signed reading, at the end of the slice. */
export interface ReadingNotice {
  readonly kind: 'energy/reading';
  readonly signed: SignedReading;
  readonly priceMilliPerKWh: number;
}

/** The receiver of a reading has it; `reading` is its id. */
export interface ReadingAck {
  readonly kind: 'energy/reading-ack';
  readonly reading: string;
}

export type EnergyMessage = SessionPlan | PlugIn | Unplanned | DrawCall | Draws | ReadingNotice | ReadingAck;
