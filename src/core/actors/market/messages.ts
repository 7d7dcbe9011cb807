import type { SignedRequest } from '../../ledger/endorse-order-validate/contract-boe.js';
import type { CrossTask } from '../../ledger/endorse-order-validate/contract-bocs.js';
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

/** The same for a task of the BoCS' plan, so that the two can never be taken for each other. */
export function crossSessionOf({ ev, round }: { readonly ev: string; readonly round: number }, slice: number): string {
  return `${ev}/r${round}/across-${slice}`;
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

/** CS → exchange: what the plan of the BoCS gives its own consumers, opened. */
export interface SecondResultsNotice {
  readonly kind: 'market/second-results';
  readonly round: number;
  readonly openings: readonly Opening<ResultContent>[];
}

/** Exchange → consumer: what it gets of another campus. */
export interface SecondNotice {
  readonly kind: 'market/second-notice';
  readonly opening: Opening<ResultContent>;
}

/** CS → EV: its own task of the plan, opened, with the proof that the BoCS committed to it. */
export interface CrossTaskNotice {
  readonly kind: 'market/cross-task';
  readonly opening: Opening<CrossTask>;
  readonly proof: WriteProof;
  readonly attestations: readonly Attestation[];
}

/** CS → CS: its signed word on the block that holds the plan; `asks` wants the receiver's in return. */
export interface PlanAttestation {
  readonly kind: 'bocs/attestation';
  readonly attestation: Attestation;
  readonly asks: boolean;
}

export type MarketMessage =
  | SecondResultsNotice
  | SecondNotice
  | CrossTaskNotice
  | PlanAttestation
  | RequestMessage
  | EnergyCall
  | TaskAttestation
  | TaskNotice
  | ResultsNotice
  | ConsumerNotice;
