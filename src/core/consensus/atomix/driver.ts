import { transactionHash } from '../../ledger/individual-chains/hashes.js';
import type { CryptoPort } from '../../ledger/individual-chains/ports.js';
import type { Hex } from '../../units/hex.js';
import { type ProofSubject, proofFault } from './proofs.js';
import type { AbortContent, CertificatePort, CrossTransaction, InvalidityReason, Participants, Refusal, RefusalCode, ShardProof } from './types.js';

/**
 * Whoever drives a cross-shard transaction to its end: its buyer, its seller, or anybody who holds the signed
 * transaction (SEED A6: "any party may finish a stalled transaction"). Plain data; `driverStep` changes it in place.
 */
export interface DriverState {
  readonly cross: CrossTransaction;
  readonly transaction: Hex;
  readonly inputShards: readonly number[];
  readonly outputShards: readonly number[];
  /** After a contention in a run below this one, the driver tries the next run. */
  readonly runMax: number;
  run: number;
  phase: 'locking' | 'committing' | 'aborting' | 'backing-off' | 'done';
  /** Certified proofs of validity of this run, at most one per input shard, ascending by shard. */
  validity: ShardProof[];
  /** The certified word that this run is aborted. */
  abort: ShardProof<AbortContent> | null;
  /** The same of the run before. */
  previousAbort: ShardProof<AbortContent> | null;
  /** Shards that reported the phase's operation done, ascending. */
  acknowledged: number[];
  /** Highest run that a shard was heard to be at. */
  seenRun: number;
  backOffTicks: number;
  outcome: DriverOutcome | null;
}

export type DriverOutcome =
  | { readonly result: 'committed'; readonly run: number }
  | { readonly result: 'aborted'; readonly run: number; readonly reason: InvalidityReason | null }
  /** Wrong in itself: refused by every shard, locked by none. */
  | { readonly result: 'refused'; readonly run: number; readonly reason: RefusalCode };

/**
 * What happened. `committed`, `aborted` and `refused` carry no certificate: a caller feeds them once it believes them,
 * for example when more members of that shard's committee said so than may be faulty.
 */
export type DriverInput =
  | { readonly type: 'start' }
  /** Time to send again what is unanswered. */
  | { readonly type: 'tick' }
  | { readonly type: 'proof'; readonly proof: ShardProof }
  | { readonly type: 'refused'; readonly refusal: Refusal }
  | { readonly type: 'committed'; readonly shard: number; readonly run: number }
  | { readonly type: 'aborted'; readonly shard: number; readonly run: number };

export type DriverAction =
  | {
      readonly type: 'request-lock';
      readonly shard: number;
      readonly cross: CrossTransaction;
      readonly run: number;
      readonly previousAbort: ShardProof<AbortContent> | null;
    }
  | { readonly type: 'unlock-to-commit'; readonly shard: number; readonly cross: CrossTransaction; readonly run: number; readonly proofs: readonly ShardProof[] }
  | { readonly type: 'unlock-to-abort'; readonly shard: number; readonly cross: CrossTransaction; readonly run: number; readonly proof: ShardProof<AbortContent> }
  | { readonly type: 'done'; readonly outcome: DriverOutcome };

export interface DriverPorts {
  readonly port: CryptoPort;
  readonly certificates: CertificatePort;
}

/**
 * A driver at the beginning; `start` makes it send. It begins with run 1 and is led on by certified answers if others
 * are further. A rescuer who is no party gives `runMax` 1: it finishes what there is and tries nothing new.
 */
export function createDriver(cross: CrossTransaction, participants: Participants, runMax: number, port: CryptoPort): DriverState {
  return {
    cross,
    transaction: transactionHash(port, cross.signed.transaction),
    inputShards: participants.inputShards,
    outputShards: participants.outputShards,
    runMax,
    run: 1,
    phase: 'locking',
    validity: [],
    abort: null,
    previousAbort: null,
    acknowledged: [],
    seenRun: 1,
    backOffTicks: 0,
    outcome: null,
  };
}

/**
 * One step: what to send, in ascending order of shards. All inputs valid: unlock-to-commit to output and input
 * shards. One invalid: unlock-to-abort to the other input shards, then, if only contention was in the way, the next
 * run. A silent shard is asked again and decides nothing (X3).
 */
export function driverStep(state: DriverState, input: DriverInput, ports: DriverPorts): DriverAction[] {
  if (state.phase === 'done') return [];
  switch (input.type) {
    case 'start':
      return outstanding(state);
    case 'tick':
      return tick(state);
    case 'proof':
      return onProof(state, input.proof, ports);
    case 'refused':
      return onRefused(state, input.refusal);
    case 'committed':
      return state.phase === 'committing' && input.run === state.run ? acknowledge(state, input.shard) : [];
    case 'aborted':
      return state.phase === 'aborting' && input.run >= state.run ? acknowledge(state, input.shard) : [];
  }
}

/** Everything the present phase still waits for. */
function outstanding(state: DriverState): DriverAction[] {
  const { cross, run } = state;
  const open = awaitedShards(state);
  switch (state.phase) {
    case 'locking':
      return open.map((shard) => ({ type: 'request-lock', shard, cross, run, previousAbort: state.previousAbort }));
    case 'committing':
      return open.map((shard) => ({ type: 'unlock-to-commit', shard, cross, run, proofs: state.validity }));
    case 'aborting':
      return open.map((shard) => ({ type: 'unlock-to-abort', shard, cross, run, proof: state.abort! }));
    case 'backing-off':
    case 'done':
      return [];
  }
}

/** The shards whose word the present phase still waits for, ascending. */
export function awaitedShards(state: DriverState): number[] {
  return concerned(state).filter((shard) => !state.acknowledged.includes(shard));
}

function concerned(state: DriverState): number[] {
  const shards = [...new Set(state.phase === 'committing' ? [...state.inputShards, ...state.outputShards] : state.inputShards)];
  shards.sort((left, right) => left - right);
  return shards;
}

function tick(state: DriverState): DriverAction[] {
  if (state.phase !== 'backing-off') return outstanding(state);
  state.backOffTicks -= 1;
  return state.backOffTicks > 0 ? [] : enterRun(state, state.run + 1, state.abort);
}

function enterRun(state: DriverState, run: number, previousAbort: ShardProof<AbortContent> | null): DriverAction[] {
  state.run = run;
  state.phase = 'locking';
  state.validity = [];
  state.abort = null;
  state.previousAbort = previousAbort;
  state.acknowledged = [];
  state.seenRun = Math.max(state.seenRun, run);
  return outstanding(state);
}

function onProof(state: DriverState, proof: ShardProof, ports: DriverPorts): DriverAction[] {
  if (state.phase !== 'locking') return [];
  const aborts = isAbort(proof);
  // A shard that is further tells of a later abort, which ends this run too.
  const run = aborts ? Math.max(state.run, proof.content.run) : state.run;
  const subject: ProofSubject = { transaction: state.transaction, run, inputShards: state.inputShards };
  if (proofFault(proof, aborts ? 'abort' : 'validity', subject, ports.port, ports.certificates) !== null) return [];
  if (aborts) return enterAbort(state, proof);
  if (state.acknowledged.includes(proof.content.shard)) return [];
  state.validity = [...state.validity, proof];
  state.validity.sort((left, right) => left.content.shard - right.content.shard);
  state.acknowledged.push(proof.content.shard);
  if (state.validity.length < state.inputShards.length) return [];
  state.phase = 'committing';
  state.acknowledged = [];
  return outstanding(state);
}

/** `proof` decides its run and all before it. The shard that said it holds no lock of that run. */
function enterAbort(state: DriverState, proof: ShardProof<AbortContent>): DriverAction[] {
  state.phase = 'aborting';
  state.run = proof.content.run;
  const laterRun = proof.content.kind === 'aborted' ? proof.content.laterRun : null;
  state.seenRun = Math.max(state.seenRun, state.run, laterRun ?? 0);
  state.abort = proof;
  state.acknowledged = [];
  return acknowledge(state, proof.content.shard, outstandingExcept(proof.content.shard));
}

function outstandingExcept(shard: number): (state: DriverState) => DriverAction[] {
  return (state) => outstanding(state).filter((action) => action.type !== 'done' && action.shard !== shard);
}

function acknowledge(state: DriverState, shard: number, otherwise: (state: DriverState) => DriverAction[] = () => []): DriverAction[] {
  const shards = concerned(state);
  if (shards.includes(shard) && !state.acknowledged.includes(shard)) state.acknowledged.push(shard);
  if (state.acknowledged.length < shards.length) return otherwise(state);
  if (state.phase === 'committing') return finish(state, { result: 'committed', run: state.run });
  const { reason } = state.abort!.content;
  // A shard that is at a later run may hold its lock: whoever found out goes on, or that lock might have no driver.
  if (state.seenRun > state.run) return enterRun(state, state.run + 1, state.abort);
  if (!isContention(reason) || state.run >= state.runMax) return finish(state, { result: 'aborted', run: state.run, reason });
  state.phase = 'backing-off';
  state.backOffTicks = backOff(state);
  return [];
}

function finish(state: DriverState, outcome: DriverOutcome): DriverAction[] {
  state.phase = 'done';
  state.outcome = outcome;
  return [{ type: 'done', outcome }];
}

function onRefused(state: DriverState, refusal: Refusal): DriverAction[] {
  if (state.phase === 'locking' && state.validity.length === 0 && MALFORMED.has(refusal.reason)) {
    // Shards judge this alike, from the transaction alone: had one answered with a proof, this refusal would not be true.
    return finish(state, { result: 'refused', run: state.run, reason: refusal.reason });
  }
  if (state.phase !== 'aborting' || refusal.transaction !== state.transaction || refusal.run <= state.run) return [];
  // The shard is at a later run, so it holds nothing of this one.
  state.seenRun = Math.max(state.seenRun, refusal.run);
  return acknowledge(state, refusal.shard);
}

/** Reasons that pass when the other transaction ends. */
export function isContention(reason: InvalidityReason | null): boolean {
  // Not known here means that another driver saw it and went on to a later run.
  return reason === null || reason === 'origin-locked' || reason === 'reading-locked' || reason === 'number-locked';
}

/** Ticks before the next run: from the transaction's hash, so that two rivals do not meet at every run. */
function backOff(state: DriverState): number {
  const draw = Number.parseInt(state.transaction.slice(2 * (state.run % 24), 2 * (state.run % 24) + 4), 16);
  return 1 + (draw % (2 * state.run + 1));
}

function isAbort(proof: ShardProof): proof is ShardProof<AbortContent> {
  return proof.content.kind !== 'validity';
}

const MALFORMED: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'malformed',
  'same-input-twice',
  'zero-inputs',
  'outputs-exceed-inputs',
  'inputs-exceed-outputs',
  'wrong-content',
  'wrong-price',
  'unknown-party',
  'bad-signature',
  'bad-acceptance',
  'bad-reading',
]);
