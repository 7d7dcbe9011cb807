import canonicalize from 'canonicalize';
import type { Hex } from '../units/hex.js';
import type { CryptoSuite } from './suite.js';

/**
 * The one canonical encoding of everything that is hashed or signed: RFC 8785 canonical JSON, in UTF-8 (DESIGN 5).
 */

/** A value that has no canonical JSON. Thrown for a programming error: messages are built from plain data. */
export class EncodingError extends Error {
  /** Where in the value, as a JSON path from `$`. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(`${path}: ${reason}`);
    this.name = 'EncodingError';
    this.path = path;
  }
}

/**
 * The RFC 8785 text of plain data: objects, arrays, text, finite numbers, booleans and null. Throws `EncodingError` for
 * anything else, `undefined` in a field included: left to themselves, libraries drop it or write `null`, and two
 * different messages would share a signature.
 */
export function canonicalText(value: unknown): string {
  // RFC 8785 takes numbers and text from ECMAScript's JSON.stringify and adds an order of keys. JSON.stringify writes keys
  // in their object's order, so what is not in canonical order is copied into it first.
  const ordered = inKeyOrder(value, null);
  const text = ordered === UNORDERABLE ? canonicalize(value)! : JSON.stringify(ordered);
  // JSON.stringify writes a lone surrogate as an escape, the only escape that begins so; RFC 8785, 3.2.2.2 forbids it.
  if (text.includes('\\ud')) refuseLoneSurrogates(value, '$');
  return text;
}

/**
 * SHA-256 of the UTF-8 of `canonicalText([domain, content])`, as hex. The domain keeps a hash made for one purpose from
 * standing for another.
 *
 * The result is remembered by the content object's identity: messages and records are never mutated once made (what is
 * changed is copied first), so one object has one hash, and the nodes of a thread that share it hash it once. For data
 * that does change, such as a node's state, use `contentHashOfMutable`.
 */
export function contentHash(suite: CryptoSuite, domain: string, content: unknown): Hex {
  if (typeof content !== 'object' || content === null) return contentHashOfMutable(suite, domain, content);
  let hashes = rememberedHashes.get(domain);
  if (hashes === undefined) {
    hashes = new WeakMap();
    rememberedHashes.set(domain, hashes);
  }
  let hash = hashes.get(content);
  if (hash === undefined) {
    hash = contentHashOfMutable(suite, domain, content);
    hashes.set(content, hash);
  }
  return hash;
}

/** `contentHash` computed anew every time. */
export function contentHashOfMutable(suite: CryptoSuite, domain: string, content: unknown): Hex {
  return suite.sha256Text(canonicalText([domain, content]));
}

/** Domains are literals in the source, so this map stays small; the weak maps go with their objects. */
const rememberedHashes = new Map<string, WeakMap<object, Hex>>();

/** The way to a value, for errors only: built while walking down, written out when something is wrong. */
interface Place {
  readonly parent: Place | null;
  readonly step: string | number;
  readonly depth: number;
}

const DEPTH_MAX = 200;

/** Stands for data whose keys no JavaScript object can hold in canonical order: numbers come first in all of them. */
const UNORDERABLE = Symbol('unorderable');

/** Refuses what is not plain data; gives it with every object's keys in canonical order (UTF-16 code units): itself or a copy. */
function inKeyOrder(value: unknown, place: Place | null): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new EncodingError(pathOf(place), `${value} has no canonical form`);
      return value;
    case 'object':
      if (value === null) return value;
      if (place !== null && place.depth > DEPTH_MAX) throw new EncodingError(pathOf(place), 'is nested too deeply, or in a circle');
      return Array.isArray(value) ? arrayInKeyOrder(value, place) : objectInKeyOrder(value as Record<string, unknown>, place);
    default:
      throw new EncodingError(pathOf(place), `${typeof value} has no canonical form`);
  }
}

function arrayInKeyOrder(elements: readonly unknown[], place: Place | null): unknown {
  let ordered = elements as unknown[];
  let isOrderable = true;
  for (let index = 0; index < elements.length; index += 1) {
    const element = elements[index];
    if (typeof element === 'string') continue;
    const inOrder = inKeyOrder(element, below(place, index));
    if (inOrder === element) continue;
    if (inOrder === UNORDERABLE) isOrderable = false;
    if (ordered === elements) ordered = elements.slice();
    ordered[index] = inOrder;
  }
  return isOrderable ? ordered : UNORDERABLE;
}

function objectInKeyOrder(object: Record<string, unknown>, place: Place | null): unknown {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) throw new EncodingError(pathOf(place), 'is not a plain object');
  // A toJSON of its own would make JSON.stringify write something else than the fields.
  if (typeof object['toJSON'] === 'function') throw new EncodingError(pathOf(place), 'is not a plain object');
  const keys = Object.keys(object);
  let isSorted = true;
  let isOrderable = true;
  let previous: string | null = null;
  let changed: Map<string, unknown> | null = null;
  for (const key of keys) {
    if (previous !== null && key < previous) isSorted = false;
    previous = key;
    const field = object[key];
    if (typeof field === 'string') continue;
    const inOrder = inKeyOrder(field, below(place, key));
    if (inOrder === field) continue;
    if (inOrder === UNORDERABLE) isOrderable = false;
    (changed ??= new Map()).set(key, inOrder);
  }
  if (!isOrderable) return UNORDERABLE;
  return isSorted && changed === null ? object : copyInKeyOrder(object, isSorted ? keys : keys.toSorted(), changed);
}

function copyInKeyOrder(object: Record<string, unknown>, keys: readonly string[], changed: ReadonlyMap<string, unknown> | null): unknown {
  const copy: Record<string, unknown> = {};
  for (const key of keys) {
    if (key === '__proto__' || (key >= '0' && key < ':')) return UNORDERABLE;
    copy[key] = changed?.has(key) ? changed.get(key) : object[key];
  }
  return copy;
}

function below(parent: Place | null, step: string | number): Place {
  return { parent, step, depth: parent === null ? 1 : parent.depth + 1 };
}

function pathOf(place: Place | null): string {
  if (place === null) return '$';
  const step = typeof place.step === 'number' ? `[${place.step}]` : `.${place.step}`;
  return pathOf(place.parent) + step;
}

function refuseLoneSurrogates(value: unknown, path: string): void {
  if (typeof value === 'string') {
    // With the u flag a surrogate matches only when it stands alone.
    if (/\p{Surrogate}/u.test(value)) throw new EncodingError(path, 'text with a lone surrogate has no canonical form');
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, field] of Object.entries(value)) {
      refuseLoneSurrogates(key, path);
      refuseLoneSurrogates(field, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    }
  }
}
