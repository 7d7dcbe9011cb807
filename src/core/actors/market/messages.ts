import type { SignedRequest } from '../../ledger/endorse-order-validate/contract-boe.js';
import type { Opening } from '../../ledger/endorse-order-validate/commitment.js';
import type { Attestation, WriteProof } from '../../ledger/endorse-order-validate/inclusion.js';
import type { PlainObject } from '../../ledger/endorse-order-validate/types.js';

/** One EV's task as the BoEV commits to it; nobody but the EV gets it opened. */
export interface TaskContent extends PlainObject {
  readonly round: number;
  readonly ev: string;
  readonly chargingPoint: string;
  /** In the order in which the mechanism made them. In a market with time they do not overlap. */
  readonly slices: readonly TaskSlice[];
}

/** What an EV gives to one consumer, and when. */
export interface TaskSlice extends PlainObject {
  readonly request: string;
  readonly consumer: string;
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
  readonly beginUs: number;
  readonly endUs: number;
}

/** One consumer's result as the BoE commits to it. */
export interface ResultContent extends PlainObject {
  readonly round: number;
  readonly exchange: string;
  readonly consumer: string;
  readonly allocations: readonly AllocationContent[];
}

export interface AllocationContent extends PlainObject {
  readonly request: string;
  readonly ev: string;
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
  readonly beginUs: number;
  readonly endUs: number;
}

/** The name of a slice of an EV's task, and of its meter reading: unique, as an EV gets one task a round. */
export function sessionOf({ ev, round }: { readonly ev: string; readonly round: number }, slice: number): string {
  return `${ev}/r${round}/${slice}`;
}

/** Consumer → its exchange, off chain. */
export interface RequestMessage {
  readonly kind: 'market/request';
  readonly signed: SignedRequest;
}

/** CS → EVs, off chain: energy is asked for. */
export interface EnergyCall {
  readonly kind: 'market/energy-call';
  readonly round: number;
  readonly demandWh: number;
}

/** BoEV peer → CS: its signed word on the block that holds the tasks. */
export interface TaskAttestation {
  readonly kind: 'market/attestation';
  readonly attestation: Attestation;
}

/** CS → EV: its own task, opened, with the proof that the BoEV committed to it. */
export interface TaskNotice {
  readonly kind: 'market/task';
  readonly opening: Opening<TaskContent>;
  readonly proof: WriteProof;
  readonly attestations: readonly Attestation[];
}

/** CS → exchange: the results of its own consumers, opened. */
export interface ResultsNotice {
  readonly kind: 'market/results';
  readonly round: number;
  readonly openings: readonly Opening<ResultContent>[];
}

/** Exchange → consumer: its own result. */
export interface ConsumerNotice {
  readonly kind: 'market/notice';
  readonly opening: Opening<ResultContent>;
}

export type MarketMessage =
  | RequestMessage
  | EnergyCall
  | TaskAttestation
  | TaskNotice
  | ResultsNotice
  | ConsumerNotice;
