import type { CryptoSuite } from '../crypto/suite.js';
import type { Book, Clearing, MarketOffer, MarketRequest } from '../market/mechanism.js';
import type { PenaltyList } from '../market/ret/penalties.js';
import { clearRet } from '../market/ret/ret.js';
import { type DecimalResult, decimalToRational, decimalToScaledInteger, scaledIntegerToDecimal } from '../units/decimal.js';
import { floorTimes, productOfRatios, toRatio } from '../units/ratio.js';
import { asArray, asNumber, childPath, EvalInputError, hasField, type InputObject, readArray, readNumber, readObject, readString } from './input-error.js';

/** Energies in kWh and bids in currency per kWh carry three decimals: whole Wh and whole milli-units. */
const DIGITS = 3;

/** What `eval ret` answers; energies in kWh, profit in the currency, each the double nearest to the exact value. */
export interface RetAnswer {
  allocations: { request: string; ev: string; energyKWh: number }[];
  fulfilledRequests: number;
  energyKWh: number;
  /** Energy allocated over the demand of the kept requests as asked; 0 when nothing was asked. */
  fillRate: number;
  profit: number;
}

/**
 * `eval ret` (DESIGN 6, SEED B2): one book in, one clearing out, with duplicates dropped and the penalties given applied.
 * Throws `EvalInputError` for what is wrong in the input, with its JSON path.
 */
export function evalRet(_suite: CryptoSuite, input: unknown): RetAnswer {
  const root = readObject(input, '$', ['requests', 'offers'], ['pileCapacityKWh', 'consumerPenalties', 'exchangePenalties']);
  const book = readBook(root);
  const demandWh = assertSum(book.requests.map((request) => request.demandWh), '$.requests', 'demands');
  assertSum(book.offers.map((offer) => offer.energyWh), '$.offers', 'offers');
  const clearing = clearRet(book, {
    ...(hasField(root, 'pileCapacityKWh') ? { pileCapacityWh: readScaled(root, 'pileCapacityKWh', 'Wh') } : {}),
    defence: true,
    consumerPenalties: readPenalties(root, 'consumerPenalties', new Set(book.requests.map((request) => request.consumer)), demandWh),
    exchangePenalties: readPenalties(root, 'exchangePenalties', new Set(book.requests.map((request) => request.exchange)), book.requests.length),
  });
  return toAnswer(clearing);
}

function toAnswer(clearing: Clearing): RetAnswer {
  return {
    allocations: clearing.allocations.map(({ request, ev, energyWh }) => ({ request, ev, energyKWh: toKWh(energyWh) })),
    fulfilledRequests: clearing.fulfilledRequests,
    energyKWh: toKWh(clearing.energyWh),
    fillRate: clearing.demandWh === 0 ? 0 : clearing.energyWh / clearing.demandWh,
    profit: Number(scaledIntegerToDecimal(BigInt(clearing.profitMicro), 2 * DIGITS)),
  };
}

function readBook(root: InputObject): Book {
  const requests = readArray(root, 'requests', readRequest);
  const offers = readArray(root, 'offers', readOffer);
  assertUnique(requests.map((request) => request.id), '$.requests', 'id');
  assertUnique(offers.map((offer) => offer.ev), '$.offers', 'ev');
  return { requests, offers };
}

function readRequest(element: unknown, path: string): MarketRequest {
  const row = readObject(element, path, ['id', 'exchange', 'consumer', 'bidPerKWh', 'demandKWh', 'submittedAt']);
  return {
    id: readString(row, 'id'),
    exchange: readString(row, 'exchange'),
    consumer: readString(row, 'consumer'),
    bidMilliPerKWh: readScaled(row, 'bidPerKWh', 'milli-units'),
    demandWh: readScaled(row, 'demandKWh', 'Wh'),
    // Only compared, so any finite number will do, in whatever unit.
    submittedAtUs: readNumber(row, 'submittedAt'),
  };
}

function readOffer(element: unknown, path: string): MarketOffer {
  const row = readObject(element, path, ['ev', 'energyKWh']);
  return { ev: readString(row, 'ev'), energyWh: readScaled(row, 'energyKWh', 'Wh') };
}

function readScaled(object: InputObject, key: string, unit: string): number {
  const path = childPath(object.path, key);
  const value = readNumber(object, key, 0);
  return orRefuse(decimalToScaledInteger(value, DIGITS), path, `${value} is not a whole number of ${unit}`);
}

/**
 * Reads `{[id]: number[]}` and keeps the lists of ids that are in the book. `largest` is the most that a list multiplies:
 * one that would take it beyond safe integers is refused.
 */
function readPenalties(root: InputObject, key: string, known: ReadonlySet<string>, largest: number): Record<string, PenaltyList> {
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

function orRefuse<T>(result: DecimalResult<T>, path: string, tooFine: string): T {
  if (result.ok) return result.value;
  throw new EvalInputError(path, result.code === 'too-large' ? 'is too large' : tooFine);
}

function assertUnique(ids: readonly string[], path: string, key: string): void {
  const seen = new Map<string, number>();
  for (const [index, id] of ids.entries()) {
    const earlier = seen.get(id);
    if (earlier !== undefined) throw new EvalInputError(`${path}[${index}].${key}`, `${JSON.stringify(id)} occurs already at ${path}[${earlier}]`);
    seen.set(id, index);
  }
}

function assertSum(amounts: readonly number[], path: string, what: string): number {
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  if (!Number.isSafeInteger(sum)) throw new EvalInputError(path, `the ${what} sum to more than 2^53 - 1 Wh`);
  return sum;
}

function toKWh(energyWh: number): number {
  return Number(scaledIntegerToDecimal(energyWh, DIGITS));
}
