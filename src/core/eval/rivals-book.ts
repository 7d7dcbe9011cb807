import type { Book } from '../market/mechanism.js';
import type { RivalTerms } from '../market/sides.js';
import { readWh } from './amounts.js';
import { BOOK_FIELDS, BOOK_OPTIONS, PLAIN_BOOK, readBook } from './book.js';
import { childPath, EvalInputError, hasField, type InputObject, readObject, readString, unknownWord } from './input-error.js';
import { readPenalties } from './ret-unit.js';

/**
 * An input of a rival of SEED B4: RET's, so that one file serves them all, with `options` of its own. `exchangePenalties` are
 * taken and ignored: quotas are RET's.
 */
export function readRivals(input: unknown, options: readonly string[]): { readonly root: InputObject; readonly book: Book; readonly terms: RivalTerms } {
  const root = readObject(input, '$', BOOK_FIELDS, [...BOOK_OPTIONS, 'pileCapacityKWh', 'consumerPenalties', 'exchangePenalties', ...options]);
  const book = readBook(root, PLAIN_BOOK);
  const demandWh = book.requests.reduce((sum, request) => sum + request.demandWh, 0);
  const consumers = new Set(book.requests.map((request) => request.consumer));
  const consumerPenalties = readPenalties(root, 'consumerPenalties', consumers, demandWh);
  const cap = hasField(root, 'pileCapacityKWh') ? { pileCapacityWh: readWh(root, 'pileCapacityKWh') } : {};
  return { root, book, terms: { ...cap, defence: true, consumerPenalties } };
}

/** One of some words, the first where left out. */
export function readChoice<Word extends string>(root: InputObject, key: string, words: readonly [Word, ...Word[]]): Word {
  if (!hasField(root, key)) return words[0];
  const word = readString(root, key);
  const known = words.find((one) => one === word);
  if (known === undefined) throw new EvalInputError(childPath(root.path, key), unknownWord('word', word, words));
  return known;
}

/** True or false, `otherwise` where left out. */
export function readFlag(root: InputObject, key: string, otherwise: boolean): boolean {
  if (!hasField(root, key)) return otherwise;
  const value = root.fields[key];
  if (typeof value !== 'boolean') throw new EvalInputError(childPath(root.path, key), `expected true or false, found ${JSON.stringify(value)}`);
  return value;
}
