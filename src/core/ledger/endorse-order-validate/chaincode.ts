import { canonicalText } from '../../crypto/encoding.js';
import type { StateApi } from './state.js';
import type { ChannelConfig, CryptoPort, Plain, PlainObject, Proposal, RefusalCode } from './types.js';
import { isCount } from './well-formed.js';

/** World state holds this many rounds; recording round r deletes what round r − RETAINED_ROUNDS left. */
export const RETAINED_ROUNDS = 4;

/** The trading round as an endorser's own clock sees it: uploads only for this round, only while they are open. */
export interface RoundView {
  readonly number: number;
  readonly uploadsOpen: boolean;
  /** Of the BoCS: whether endorsers ask for proofs of what a campus says is left; left out, they do. */
  readonly checksLeftovers?: boolean;
}

/** What an operation is called with, besides the state. */
export interface Call {
  readonly config: ChannelConfig;
  readonly proposal: Proposal;
  readonly round: RoundView;
  readonly port: CryptoPort;
}

/** A chaincode function: reads and writes through the api, or refuses. */
export type Operation = (api: StateApi, call: Call) => RefusalCode | null;

/** A state key; names are escaped as in JSON pointers, so that no name can reach into another's key. */
export function stateKey(...segments: readonly (string | number)[]): string {
  return segments.map((segment) => String(segment).replaceAll('~', '~0').replaceAll('/', '~1')).join('/');
}

/** The bounds of all keys below a prefix: `0` is the character after `/`. */
export function below(...segments: readonly (string | number)[]): [start: string, end: string] {
  const prefix = stateKey(...segments);
  return [`${prefix}/`, `${prefix}0`];
}

/** The only form of a value in the world state. */
export function encodeValue(value: PlainObject): string {
  return canonicalText(value);
}

/** What `encodeValue` wrote. */
export function decodeValue(text: string): { readonly [key: string]: Plain } {
  return JSON.parse(text) as PlainObject;
}

/** Whether an upload for this round may be endorsed now. */
export function uploadRefusal(round: unknown, view: RoundView): RefusalCode | null {
  if (!isCount(round)) return 'BAD_ARGUMENTS';
  return view.uploadsOpen && round === view.number ? null : 'ROUND_CLOSED';
}

/** Whether results of this round may be endorsed now: of the present one, or of one still retained. */
export function recordRefusal(round: unknown, view: RoundView): RefusalCode | null {
  if (!isCount(round)) return 'BAD_ARGUMENTS';
  return round <= view.number && round > view.number - RETAINED_ROUNDS ? null : 'ROUND_CLOSED';
}

/** Deletes what is below these prefixes for the round that leaves the retained ones. */
export function forgetRound(api: StateApi, prefixes: readonly string[], round: number): void {
  if (round < RETAINED_ROUNDS) return;
  for (const prefix of prefixes) {
    for (const { key } of api.range(...below(prefix, round - RETAINED_ROUNDS))) api.del(key);
  }
}
