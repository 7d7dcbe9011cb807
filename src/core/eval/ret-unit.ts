import type { CryptoSuite } from '../crypto/suite.js';
import type { PenaltyList } from '../market/ret/penalties.js';
import { clearRet } from '../market/ret/ret.js';
import { decimalToRational } from '../units/decimal.js';
import { floorTimes, productOfRatios, toRatio } from '../units/ratio.js';
import { orRefuse, readWh } from './amounts.js';
import { BOOK_FIELDS, BOOK_OPTIONS, PLAIN_BOOK, readBook } from './book.js';
import { type ClearingAnswer, toClearingAnswer } from './clearing-answer.js';
import { asArray, asNumber, childPath, EvalInputError, hasField, type InputObject, readObject } from './input-error.js';

/**
 * `eval ret` (DESIGN 6, SEED B2): one book in, one clearing out, with duplicates dropped and the penalties given applied.
 * Throws `EvalInputError` for what is wrong in the input, with its JSON path.
 */
export function evalRet(_suite: CryptoSuite, input: unknown): ClearingAnswer {
  const root = readObject(input, '$', BOOK_FIELDS, [...BOOK_OPTIONS, 'pileCapacityKWh', 'consumerPenalties', 'exchangePenalties']);
  const book = readBook(root, PLAIN_BOOK);
  const demandWh = book.requests.reduce((sum, request) => sum + request.demandWh, 0);
  const clearing = clearRet(book, {
    ...(hasField(root, 'pileCapacityKWh') ? { pileCapacityWh: readWh(root, 'pileCapacityKWh') } : {}),
    defence: true,
    consumerPenalties: readPenalties(root, 'consumerPenalties', new Set(book.requests.map((request) => request.consumer)), demandWh),
    exchangePenalties: readPenalties(root, 'exchangePenalties', new Set(book.requests.map((request) => request.exchange)), book.requests.length),
  });
  return toClearingAnswer(clearing);
}

/**
 * Reads `{[id]: number[]}` and keeps the lists of ids that are in the book. `largest` is the most that a list multiplies:
 * one that would take it beyond safe integers is refused.
 */
export function readPenalties(root: InputObject, key: string, known: ReadonlySet<string>, largest: number): Record<string, PenaltyList> {
  if (!hasField(root, key)) return {};
  const lists = root.fields[key];
  const path = childPath(root.path, key);
  if (typeof lists !== 'object' || lists === null || Array.isArray(lists)) {
    throw new EvalInputError(path, 'expected an object of lists by id');
  }
  const read = Object.entries(lists).map(([id, list]) => [id, asArray(list, childPath(path, id), readFactor)] as const);
  const used = read.filter(([id]) => known.has(id));
  for (const [id, factors] of used) {
    const grown = floorTimes(largest, productOfRatios(factors));
    if (grown > BigInt(Number.MAX_SAFE_INTEGER)) throw new EvalInputError(childPath(path, id), 'the product of the list is too large');
  }
  return Object.fromEntries(used);
}

function readFactor(element: unknown, path: string): PenaltyList[number] {
  const value = asNumber(element, path, 0);
  const { numerator, denominator } = orRefuse(decimalToRational(value), path, `${value} is not a decimal`);
  return toRatio(numerator, denominator);
}
