import type { Hex } from '../../units/hex.js';
import { type Call, type Operation, below, decodeValue, encodeValue, forgetRound, recordRefusal, stateKey, uploadRefusal } from './chaincode.js';
import type { StateApi } from './state.js';
import { rangeKeys } from './state.js';
import type { CryptoPort, PlainObject, RefusalCode, WorldState } from './types.js';
import { hasKeys, isCount, isHex, isName, isWindow } from './well-formed.js';

/** What a consumer asks its exchange for, off chain. */
export interface ConsumerRequest extends PlainObject {
  readonly id: string;
  readonly consumer: string;
  readonly exchange: string;
  readonly round: number;
  readonly demandWh: number;
  readonly bidMilliPerKWh: number;
  readonly submittedAtUs: number;
  /** When the energy is wanted: `[beginUs, endUs)`, drawn evenly over it. */
  readonly beginUs: number;
  readonly endUs: number;
}

/** The consumer's signature is over `requestHash`. */
export interface SignedRequest extends PlainObject {
  readonly request: ConsumerRequest;
  readonly signature: Hex;
}

export interface RequestList {
  readonly exchange: string;
  readonly requests: readonly SignedRequest[];
}

/** One consumer's result, hidden: `commitmentHash` over it and a salt. */
export interface ResultCommitment extends PlainObject {
  readonly exchange: string;
  readonly consumer: string;
  readonly commitment: Hex;
}

/** The chaincode of the blockchain of exchanges (SEED B1). */
export const boeOperations: ReadonlyMap<string, Operation> = new Map([
  ['upload-requests', uploadRequests],
  ['record-results', recordResults],
  ['record-second-results', recordSecondResults],
]);

/** What a consumer signs. */
export function requestHash(request: ConsumerRequest, port: CryptoPort): Hex {
  return port.hash('v2g/request', request);
}

/** The request lists of a round as they are on the chain, by exchange ascending: what the CS downloads. */
export function readRequestLists(world: WorldState, round: number): RequestList[] {
  return rangeKeys(world, ...below('requests', round)).map((key) => {
    const { exchange, requests } = decodeValue(world.get(key)!.value);
    return { exchange: exchange as string, requests: requests as unknown as readonly SignedRequest[] };
  });
}

/** The commitments of a round, by exchange and consumer ascending; those of one exchange when it is named. */
export function readResults(world: WorldState, round: number, exchange?: string): ResultCommitment[] {
  const bounds = exchange === undefined ? below('results', round) : below('results', round, exchange);
  return rangeKeys(world, ...bounds).map((key) => decodeValue(world.get(key)!.value) as ResultCommitment);
}

/** Commitments of the second results of a round, as `readResults`. */
export function readSecondResults(world: WorldState, round: number, exchange: string): ResultCommitment[] {
  return rangeKeys(world, ...below('second', round, exchange)).map((key) => decodeValue(world.get(key)!.value) as ResultCommitment);
}

/** `upload-requests {round, requests}` by an exchange: one list per exchange and round. */
function uploadRequests(api: StateApi, { config, proposal, round: view, port }: Call): RefusalCode | null {
  const { args, creator } = proposal;
  if (!hasKeys(args, ['round', 'requests']) || !Array.isArray(args.requests)) return 'BAD_ARGUMENTS';
  if (port.roleOf(creator) !== 'exchange') return 'WRONG_ROLE';
  const round = args.round as number;
  const closed = uploadRefusal(round, view);
  if (closed !== null) return closed;
  const requests: readonly unknown[] = args.requests;
  if (!requests.every((request) => isRequestOf(request, creator, round))) return 'BAD_ARGUMENTS';
  if (config.checkRequestSignatures && !(requests as readonly SignedRequest[]).every((request) => isSignedByConsumer(request, port))) {
    return 'BAD_REQUEST_SIGNATURE';
  }
  const key = stateKey('requests', round, creator);
  if (api.get(key) !== null) return 'ALREADY_UPLOADED';
  api.put(key, encodeValue({ exchange: creator, round, requests: requests as readonly SignedRequest[] }));
  return null;
}

/** `record-results {round, results}` by the CS: once per round, only for exchanges whose list is on the chain. */
function recordResults(api: StateApi, call: Call): RefusalCode | null {
  return record(api, call, 'results', ['requests', 'results', 'recorded']);
}

/** `record-second-results {round, results}` by the CS (SEED B5): what consumers get of other campuses, once per round. */
function recordSecondResults(api: StateApi, call: Call): RefusalCode | null {
  return record(api, call, 'second', ['second']);
}

function record(api: StateApi, { proposal, round: view, port }: Call, under: 'results' | 'second', forgotten: readonly string[]): RefusalCode | null {
  const { args, creator } = proposal;
  if (!hasKeys(args, ['round', 'results']) || !Array.isArray(args.results)) return 'BAD_ARGUMENTS';
  if (port.roleOf(creator) !== 'cs') return 'WRONG_ROLE';
  const round = args.round as number;
  const closed = recordRefusal(round, view);
  if (closed !== null) return closed;
  const results: readonly unknown[] = args.results;
  if (!results.every(isResult)) return 'BAD_ARGUMENTS';
  const marker = stateKey('recorded', round, under);
  if (api.get(marker) !== null) return 'ALREADY_RECORDED';
  const keys = new Set(results.map(({ exchange, consumer }) => stateKey(under, round, exchange, consumer)));
  if (keys.size !== results.length) return 'BAD_ARGUMENTS';
  for (const result of results) {
    if (api.get(stateKey('requests', round, result.exchange)) === null) return 'NO_REQUESTS';
    api.put(stateKey(under, round, result.exchange, result.consumer), encodeValue(result));
  }
  forgetRound(api, forgotten, round);
  api.put(marker, encodeValue({ round, results: results.length }));
  return null;
}

function isRequestOf(value: unknown, exchange: string, round: number): value is SignedRequest {
  if (!hasKeys(value, ['request', 'signature']) || !isHex(value.signature, 64)) return false;
  const { request } = value;
  if (!hasKeys(request, ['id', 'consumer', 'exchange', 'round', 'demandWh', 'bidMilliPerKWh', 'submittedAtUs', 'beginUs', 'endUs'])) return false;
  if (!isName(request.id) || !isName(request.consumer) || request.exchange !== exchange || request.round !== round) return false;
  return isCount(request.demandWh) && isCount(request.bidMilliPerKWh) && isCount(request.submittedAtUs) && isWindow(request.beginUs, request.endUs);
}

/** Whether the consumer that it names, whom the CA knows, has signed the request. */
export function isSignedByConsumer({ request, signature }: SignedRequest, port: CryptoPort): boolean {
  const key = port.publicKeyOf(request.consumer);
  return key !== null && port.verify(key, requestHash(request, port), signature);
}

function isResult(value: unknown): value is ResultCommitment {
  return hasKeys(value, ['exchange', 'consumer', 'commitment']) && isName(value.exchange) && isName(value.consumer) && isHex(value.commitment, 32);
}
