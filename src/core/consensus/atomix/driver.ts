import { transactionHash } from '../../ledger/individual-chains/hashes.js';
import type { CryptoPort } from '../../ledger/individual-chains/ports.js';
import type { Hex } from '../../units/hex.js';
import { type ProofSubject, proofFault } from './proofs.js';
import type { CertificatePort, CrossTransaction, InvalidityContent, InvalidityReason, Participants, Refusal, RefusalCode, ShardProof } from './types.js';

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
  /** The certified invalidity that decides this run, or a later one of others, as aborted. */
  invalidity: ShardProof<InvalidityContent> | null;
  /** Certified invalidity of the run before. */
  previousAbort: ShardProof<InvalidityContent> | null;
  /** Shards that reported the phase's operation done, ascending. */
  acknowledged: number[];
  /** Highest run that a shard was heard to be at. */
  seenRun: number;
  backOffTicks: number;
  outcome: DriverOutcome | null;
}

export type DriverOutcome =
  | { readonly result: 'committed'; readonly run: number }
  | { readonly result: 'aborted'; readonly run: number; readonly reason: InvalidityReason }
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
      readonly previousAbort: ShardProof<InvalidityContent> | null;
    }
  | { readonly type: 'unlock-to-commit'; readonly shard: number; readonly cross: CrossTransaction; readonly run: number; readonly proofs: readonly ShardProof[] }
  | { readonly type: 'unlock-to-abort'; readonly shard: number; readonly cross: CrossTransaction; readonly run: number; readonly proof: ShardProof<InvalidityContent> }
  | { readonly type: 'done'; readonly outcome: DriverOutcome };

export interface DriverPorts {
  readonly port: CryptoPort;
  readonly certificates: CertificatePort;
}

/** A driver at the beginning of `run`; `start` makes it send. A rescuer who is no party gives `runMax` 1: it finishes and tries nothing new. */
export function createDriver(cross: CrossTransaction, run: number, participants: Participants, runMax: number, port: CryptoPort): DriverState {
  return {
    cross,
    transaction: transactionHash(port, cross.signed.transaction),
    inputShards: participants.inputShards,
    outputShards: participants.outputShards,
    runMax,
    run,
    phase: 'locking',
    validity: [],
    invalidity: null,
    previousAbort: null,
    acknowledged: [],
    seenRun: run,
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
      return onRefused(state, input.refusal, ports);
    case 'committed':
      return state.phase === 'committing' && input.run === state.run ? acknowledge(state, input.shard) : [];
    case 'aborted':
      return state.phase === 'aborting' && input.run >= state.run ? acknowledge(state, input.shard) : [];
  }
}

/** Everything the present phase still waits for. */
function outstanding(state: DriverState): DriverAction[] {
  const { cross, run } = state;
  const open = concerned(state).filter((shard) => !state.acknowledged.includes(shard));
  switch (state.phase) {
    case 'locking':
      return open.map((shard) => ({ type: 'request-lock', shard, cross, run, previousAbort: state.previousAbort }));
    case 'committing':
      return open.map((shard) => ({ type: 'unlock-to-commit', shard, cross, run, proofs: state.validity }));
    case 'aborting':
      return open.map((shard) => ({ type: 'unlock-to-abort', shard, cross, run, proof: state.invalidity! }));
    case 'backing-off':
    case 'done':
      return [];
  }
}

function concerned(state: DriverState): number[] {
  const shards = [...new Set(state.phase === 'committing' ? [...state.inputShards, ...state.outputShards] : state.inputShards)];
  shards.sort((left, right) => left - right);
  return shards;
}

function tick(state: DriverState): DriverAction[] {
  if (state.phase !== 'backing-off') return outstanding(state);
  state.backOffTicks -= 1;
  return state.backOffTicks > 0 ? [] : enterRun(state, state.run + 1, state.invalidity);
}

function enterRun(state: DriverState, run: number, previousAbort: ShardProof<InvalidityContent> | null): DriverAction[] {
  state.run = run;
  state.phase = 'locking';
  state.validity = [];
  state.invalidity = null;
  state.previousAbort = previousAbort;
  state.acknowledged = [];
  state.seenRun = Math.max(state.seenRun, run);
  return outstanding(state);
}

function onProof(state: DriverState, proof: ShardProof, ports: DriverPorts): DriverAction[] {
  if (state.phase !== 'locking') return [];
  const kind = proof.content.kind;
  if (proofFault(proof, kind, subjectAt(state, state.run), ports.port, ports.certificates) !== null) return [];
  if (state.acknowledged.includes(proof.content.shard)) return [];
  if (isInvalidity(proof)) return enterAbort(state, proof);
  state.validity = [...state.validity, proof];
  state.validity.sort((left, right) => left.content.shard - right.content.shard);
  state.acknowledged.push(proof.content.shard);
  if (state.validity.length < state.inputShards.length) return [];
  state.phase = 'committing';
  state.acknowledged = [];
  return outstanding(state);
}

/** `proof` decides its run and all before it. The shard that said it holds no lock of that run. */
function enterAbort(state: DriverState, proof: ShardProof<InvalidityContent>): DriverAction[] {
  state.phase = 'aborting';
  state.run = proof.content.run;
  state.seenRun = Math.max(state.seenRun, state.run);
  state.invalidity = proof;
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
  const { reason } = state.invalidity!.content;
  // A shard that is at a later run may hold its lock: whoever found out goes on, or that lock might have no driver.
  if (state.seenRun > state.run) return enterRun(state, state.run + 1, state.invalidity);
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

function onRefused(state: DriverState, refusal: Refusal, ports: DriverPorts): DriverAction[] {
  if (state.phase === 'backing-off') return [];
  if (isMalformed(refusal.reason)) {
    // Shards judge this alike, from the transaction alone: if one ever answered with a proof, this refusal is not theirs.
    return state.phase === 'locking' && state.validity.length === 0 ? finish(state, { result: 'refused', run: state.run, reason: refusal.reason }) : [];
  }
  if (refusal.transaction !== state.transaction || !state.inputShards.includes(refusal.shard)) return [];
  if (refusal.reason === 'old-run' || refusal.reason === 'already-committed') return onLaterRun(state, refusal, ports);
  if (refusal.reason === 'run-unproven' && state.phase === 'locking' && state.previousAbort === null && state.run > 1) {
    // The driver was told of a run that it cannot prove. It starts over where this shard is.
    state.seenRun = 1;
    return enterRun(state, Math.min(Math.max(refusal.run, 1), state.run - 1), null);
  }
  return [];
}

/** A shard is past this run: others have driven it on. Its evidence tells how, or else it was committed there. */
function onLaterRun(state: DriverState, refusal: Refusal, ports: DriverPorts): DriverAction[] {
  state.seenRun = Math.max(state.seenRun, refusal.run);
  if (state.phase === 'aborting') return refusal.run > state.run ? acknowledge(state, refusal.shard) : [];
  if (state.phase !== 'locking') return [];
  const { evidence } = refusal;
  if (evidence !== null && evidence.content.run >= state.run) {
    const subject = subjectAt(state, evidence.content.run);
    if (proofFault(evidence, 'invalidity', subject, ports.port, ports.certificates) !== null) return [];
    return enterAbort(state, evidence);
  }
  // No abort of this run is known, so it is the run committed: every input shard was valid in it and says so again.
  return refusal.run !== state.run ? enterRun(state, refusal.run, null) : [];
}

function subjectAt(state: DriverState, run: number): ProofSubject {
  return { transaction: state.transaction, run, inputShards: state.inputShards };
}

/** Reasons that pass when the other transaction ends. */
export function isContention(reason: InvalidityReason): boolean {
  return reason === 'origin-locked' || reason === 'reading-locked' || reason === 'number-locked';
}

/** Ticks before the next run: from the transaction's hash, so that two rivals do not meet at every run. */
function backOff(state: DriverState): number {
  const draw = Number.parseInt(state.transaction.slice(2 * (state.run % 24), 2 * (state.run % 24) + 4), 16);
  return 1 + (draw % (2 * state.run + 1));
}

function isInvalidity(proof: ShardProof): proof is ShardProof<InvalidityContent> {
  return proof.content.kind === 'invalidity';
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

function isMalformed(reason: RefusalCode): boolean {
  return MALFORMED.has(reason);
}
