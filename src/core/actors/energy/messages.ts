import type { SignedReading } from '../../ledger/individual-chains/types.js';

/** A discharge task as the control system gives it to the EV and to the charging point it is plugged in at. */
export interface DischargeTask {
  readonly round: number;
  readonly request: string;
  readonly consumer: string;
  readonly ev: string;
  readonly energyWh: number;
  readonly bidMilliPerKWh: number;
}

/** CS → charging point: who will discharge here, for whom, how much. */
export interface SessionPlan {
  readonly kind: 'energy/plan';
  readonly task: DischargeTask;
}

/** EV → charging point: plugged in and ready to give `readyWh` for the task. */
export interface PlugIn {
  readonly kind: 'energy/plug-in';
  readonly round: number;
  readonly request: string;
  readonly readyWh: number;
}

/** Charging point → EV: there is no session of the round for it, so no reading will come. */
export interface Unplanned {
  readonly kind: 'energy/unplanned';
  readonly round: number;
}

/** Charging point → consumer: energy is there to be drawn. */
export interface DrawCall {
  readonly kind: 'energy/draw-call';
  readonly round: number;
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
}

/** Consumer → charging point: it draws this much. */
export interface Draws {
  readonly kind: 'energy/draws';
  readonly round: number;
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
}

/** Charging point → EV, consumer and CS: the signed reading, at the end of the execution. */
export interface ReadingNotice {
  readonly kind: 'energy/reading';
  readonly signed: SignedReading;
  readonly bidMilliPerKWh: number;
  readonly allocatedWh: number;
}

/** The receiver of a reading has it; `reading` is its id. */
export interface ReadingAck {
  readonly kind: 'energy/reading-ack';
  readonly reading: string;
}

export type EnergyMessage = SessionPlan | PlugIn | Unplanned | DrawCall | Draws | ReadingNotice | ReadingAck;
