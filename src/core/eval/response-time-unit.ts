import type { CryptoSuite } from '../crypto/suite.js';
import type { ChainTimes, PhaseCampus, PhaseExchange, PhaseParameters } from '../response-time/phase-parameters.js';
import { phaseAnswer, stageAnswer, type PhaseAnswer, type StageAnswer } from '../response-time/answer.js';
import type { StageEv, StageExchange, StageParameters } from '../response-time/stage-parameters.js';
import { asNumber, childPath, EvalInputError, hasField, readArray, readNumber, readObject, type InputObject } from './input-error.js';

/** What `eval response-time` answers; `null` for the half that was not asked. */
export interface ResponseTimeAnswer {
  readonly stages: StageAnswer | null;
  readonly phases: PhaseAnswer | null;
}

/** Times beyond this are no response times (some thirty years, in µs); the bound keeps every sum exact enough. */
const MOST_US = 1e15;
const MOST_COUNT = 1e6;

/**
 * `eval response-time` (SEED B8): the parameter records of eq. 5.1–5.9 (`stages`) and 5.10–5.47 (`phases`), either or both;
 * every term, stage, phase, sum and share out, in µs and ratios. Throws `EvalInputError` with the JSON path of what is wrong.
 */
export function evalResponseTime(_suite: CryptoSuite, input: unknown): ResponseTimeAnswer {
  const root = readObject(input, '$', [], ['stages', 'phases']);
  if (!hasField(root, 'stages') && !hasField(root, 'phases')) throw new EvalInputError('$', 'expected "stages", "phases" or both');
  return {
    stages: hasField(root, 'stages') ? stageAnswer(readStages(root.fields.stages, '$.stages')) : null,
    phases: hasField(root, 'phases') ? phaseAnswer(readPhases(root.fields.phases, '$.phases')) : null,
  };
}

const STAGE_TIMES = ['requestOrderUs', 'requestRecordUs', 'requestDownloadUs', 'offerOrderUs', 'offerRecordUs', 'offerDownloadUs', 'allocateUs', 'resultEndorseUs', 'resultRecordUs'] as const;
const EXCHANGE_TIMES = ['collectUs', 'poolUs', 'endorseUs', 'broadcastUs', 'verifyUs', 'resultBroadcastUs', 'resultVerifyUs', 'resultDownloadUs'] as const;
const EV_TIMES = ['informUs', 'endorseUs', 'broadcastUs', 'verifyUs'] as const;
const CHAIN_TIMES = ['endorseUs', 'orderUs', 'broadcastUs', 'verifyUs', 'recordUs'] as const;

function readStages(value: unknown, path: string): StageParameters {
  const object = readObject(value, path, ['exchanges', 'evs', ...STAGE_TIMES]);
  return {
    exchanges: readSome(object, 'exchanges', readStageExchange),
    evs: readSome(object, 'evs', (element, at): StageEv => readTimes(readObject(element, at, EV_TIMES), EV_TIMES)),
    ...readTimes(object, STAGE_TIMES),
  };
}

function readStageExchange(element: unknown, path: string): StageExchange {
  const object = readObject(element, path, ['requestUs', 'noticeUs', ...EXCHANGE_TIMES]);
  const requestUs = readSome(object, 'requestUs', readUs);
  const noticeUs = readSome(object, 'noticeUs', readUs);
  if (noticeUs.length !== requestUs.length) throw new EvalInputError(childPath(path, 'noticeUs'), `expected one for each of the ${requestUs.length} consumers, found ${noticeUs.length}`);
  return { requestUs, noticeUs, ...readTimes(object, EXCHANGE_TIMES) };
}

const SIZES = ['requestSizeKb', 'evSizeKb', 'allocationSizeKb'] as const;
const PROCESS_TIMES = ['requestProcessUs', 'evProcessUs', 'blockProcessUs'] as const;

function readPhases(value: unknown, path: string): PhaseParameters {
  const object = readObject(value, path, ['campuses', ...PROCESS_TIMES, ...SIZES, 'transactionCapacityKb', 'bocsFulfilledRatio', 'bocsEvsPerRequest']);
  const size = (key: (typeof SIZES)[number]): number => readNumber(object, key, 0, 1e9);
  return {
    campuses: readSome(object, 'campuses', readCampus),
    ...readTimes(object, PROCESS_TIMES),
    requestSizeKb: size('requestSizeKb'),
    evSizeKb: size('evSizeKb'),
    allocationSizeKb: size('allocationSizeKb'),
    transactionCapacityKb: readNumber(object, 'transactionCapacityKb', 0.001, 1e9),
    bocsFulfilledRatio: readNumber(object, 'bocsFulfilledRatio', 0, 1),
    bocsEvsPerRequest: readNumber(object, 'bocsEvsPerRequest', 0, MOST_COUNT),
  };
}

const CAMPUS_TIMES = ['pickEvUs', 'checkEvUs', 'allocateEvUs'] as const;

function readCampus(element: unknown, path: string): PhaseCampus {
  const object = readObject(element, path, ['exchanges', 'evs', ...CAMPUS_TIMES, 'fulfilledRatio', 'evsPerRequest', 'boe', 'bocs']);
  return {
    exchanges: readSome(object, 'exchanges', readPhaseExchange),
    evs: readNumber(object, 'evs', 0, MOST_COUNT),
    ...readTimes(object, CAMPUS_TIMES),
    fulfilledRatio: readNumber(object, 'fulfilledRatio', 0, 1),
    evsPerRequest: readNumber(object, 'evsPerRequest', 0, MOST_COUNT),
    boe: readChain(object, 'boe'),
    bocs: readChain(object, 'bocs'),
  };
}

function readPhaseExchange(element: unknown, path: string): PhaseExchange {
  const object = readObject(element, path, ['requests', 'consumerExchangeUs']);
  return { requests: readNumber(object, 'requests', 0, MOST_COUNT), consumerExchangeUs: readSome(object, 'consumerExchangeUs', readUs) };
}

function readChain(object: InputObject, key: string): ChainTimes {
  return readTimes(readObject(object.fields[key], childPath(object.path, key), CHAIN_TIMES), CHAIN_TIMES);
}

function readTimes<Key extends string>(object: InputObject, keys: readonly Key[]): Record<Key, number> {
  return Object.fromEntries(keys.map((key) => [key, readNumber(object, key, 0, MOST_US)])) as Record<Key, number>;
}

/** An array with at least one element: a maximum over none says nothing. */
function readSome<T>(object: InputObject, key: string, readElement: (element: unknown, path: string) => T): T[] {
  const read = readArray(object, key, readElement);
  if (read.length === 0) throw new EvalInputError(childPath(object.path, key), 'expected at least one');
  return read;
}

function readUs(element: unknown, path: string): number {
  return asNumber(element, path, 0, MOST_US);
}
