import { ENDORSEMENTS_MAX } from './policy.js';
import type { Block, BlockHeader, EndorsedTransaction, Proposal, ReadWriteSet, SignedHeader, SignedProposal } from './types.js';

/**
 * Shapes of what comes from other nodes. Keys are exact: a field that no hash covers could differ between two peers.
 * Nothing here throws, whatever it is given.
 */

const DEPTH_MAX = 16;

/** Whether the value is JSON that has a canonical form: finite numbers, no lone surrogates, not nested too deeply. */
export function isPlain(value: unknown, depth = 0): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return isText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > DEPTH_MAX) return false;
  if (Array.isArray(value)) return value.every((element) => isPlain(element, depth + 1));
  return isPlainObject(value) && Object.entries(value).every(([key, field]) => isText(key) && isPlain(field, depth + 1));
}

/** Whether these, and no others, are the object's keys. */
export function hasKeys<K extends string>(value: unknown, keys: readonly K[]): value is Record<K, unknown> {
  if (!isPlainObject(value)) return false;
  return Object.keys(value).length === keys.length && keys.every((key) => Object.hasOwn(value, key));
}

/** Text that has a canonical form. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && !/\p{Surrogate}/u.test(value);
}

/** A name: text that is not empty. */
export function isName(value: unknown): value is string {
  return isText(value) && value !== '';
}

/** An integer from 0 on. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A span of time `[begin, end)` that is not empty. */
export function isWindow(begin: unknown, end: unknown): boolean {
  return isCount(begin) && isCount(end) && begin < end;
}

/** Lower-case hex of so many bytes. */
export function isHex(value: unknown, lengthBytes: number): value is string {
  return typeof value === 'string' && value.length === 2 * lengthBytes && /^[0-9a-f]*$/.test(value);
}

export function isProposal(value: unknown): value is Proposal {
  if (!hasKeys(value, ['channel', 'id', 'creator', 'operation', 'args'])) return false;
  const { channel, id, creator, operation, args } = value;
  // The id begins with its creator's name, so a creator can use up its own ids only.
  return isName(channel) && isName(creator) && isName(operation) && isText(id) && id.startsWith(`${creator}:`) && isPlainObject(args) && isPlain(args);
}

export function isSignedProposal(value: unknown): value is SignedProposal {
  return hasKeys(value, ['proposal', 'signature']) && isProposal(value.proposal) && isHex(value.signature, 64);
}

export function isReadWriteSet(value: unknown): value is ReadWriteSet {
  if (!hasKeys(value, ['reads', 'rangeQueries', 'writes'])) return false;
  const { reads, rangeQueries, writes } = value;
  return isAscending(reads, isRead) && Array.isArray(rangeQueries) && rangeQueries.every(isRangeQuery) && isAscending(writes, isWrite);
}

export function isTransaction(value: unknown): value is EndorsedTransaction {
  if (!hasKeys(value, ['proposal', 'readWriteSet', 'endorsements', 'signature'])) return false;
  const { proposal, readWriteSet, endorsements, signature } = value;
  if (!isProposal(proposal) || !isReadWriteSet(readWriteSet) || !isHex(signature, 64)) return false;
  return areEndorsements(endorsements);
}

export function areEndorsements(value: unknown): boolean {
  return Array.isArray(value) && value.length <= ENDORSEMENTS_MAX && value.every(isEndorsement);
}

export function isSignedHeader(value: unknown): value is SignedHeader {
  return hasKeys(value, ['header', 'signature']) && isHeader(value.header) && isHex(value.signature, 64);
}

/** The block's own shape; what each transaction is worth is for the validation to say. */
export function isBlock(value: unknown): value is Block {
  if (!hasKeys(value, ['header', 'signature', 'transactions'])) return false;
  const { header, signature, transactions } = value;
  if (!isHeader(header) || !isHex(signature, 64) || !Array.isArray(transactions)) return false;
  return transactions.length === header.transactionCount && transactions.every((transaction) => isTransaction(transaction) || isPlain(transaction));
}

function isHeader(value: unknown): value is BlockHeader {
  if (!hasKeys(value, ['channel', 'number', 'previous', 'root', 'transactionCount'])) return false;
  return isName(value.channel) && isCount(value.number) && isHex(value.previous, 32) && isHex(value.root, 32) && isCount(value.transactionCount);
}

function isEndorsement(value: unknown): boolean {
  return hasKeys(value, ['endorser', 'signature']) && isName(value.endorser) && isHex(value.signature, 64);
}

function isVersion(value: unknown): boolean {
  return hasKeys(value, ['block', 'transaction']) && isCount(value.block) && isCount(value.transaction);
}

function isRead(value: unknown): boolean {
  return hasKeys(value, ['key', 'version']) && isText(value.key) && (value.version === null || isVersion(value.version));
}

function isWrite(value: unknown): boolean {
  return hasKeys(value, ['key', 'value']) && isText(value.key) && (value.value === null || isText(value.value));
}

function isRangeQuery(value: unknown): boolean {
  if (!hasKeys(value, ['start', 'end', 'results']) || !isText(value.start) || !isText(value.end)) return false;
  return isAscending(value.results, (result) => isRead(result) && (result as { version: unknown }).version !== null);
}

/** A list by key ascending, each key once: a set has one form only, so equal results have equal bytes. */
function isAscending(value: unknown, isElement: (element: unknown) => boolean): boolean {
  if (!Array.isArray(value) || !value.every(isElement)) return false;
  const keys = (value as { key: string }[]).map(({ key }) => key);
  return keys.every((key, i) => i === 0 || keys[i - 1]! < key);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  // A toJSON of its own could make the encoded text differ from the fields.
  return (prototype === Object.prototype || prototype === null) && !Object.hasOwn(value, 'toJSON');
}
