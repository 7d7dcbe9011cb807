import { type DecimalResult, decimalToRational, decimalToScaledInteger, scaledIntegerToDecimal } from '../units/decimal.js';
import { childPath, EvalInputError, type InputObject, readNumber } from './input-error.js';

/** Energies in kWh and prices in currency per kWh carry three decimals: whole Wh and whole milli-units. */
const DIGITS = 3;
const US_PER_HOUR = 3_600_000_000;

/** A field in kWh, from 0 on, as whole Wh; finer is refused. */
export function readWh(object: InputObject, key: string): number {
  return readScaled(object, key, 'Wh');
}

/** A field in currency per kWh, from 0 on, as whole milli-units; finer is refused. */
export function readMilli(object: InputObject, key: string): number {
  return readScaled(object, key, 'milli-units');
}

/** A field in hours, of either sign, as the nearest whole microsecond, a half upwards. */
export function readHours(object: InputObject, key: string): number {
  const path = childPath(object.path, key);
  const value = readNumber(object, key);
  const near = value * US_PER_HOUR;
  if (Math.abs(near) > Number.MAX_SAFE_INTEGER) throw new EvalInputError(path, 'is too large');
  // The double product is off by far less than this margin, so it can only be wrong next to a half.
  const fraction = near - Math.floor(near);
  if (Math.abs(near) < 2 ** 40 && Math.abs(fraction - 0.5) > 0.01) return Math.round(near) + 0;
  const { numerator, denominator } = orRefuse(decimalToRational(value), path, `${value} is not a decimal`);
  const doubled = 2n * numerator * BigInt(US_PER_HOUR) + denominator;
  const quotient = doubled / (2n * denominator);
  return Number(doubled < 0n && quotient * 2n * denominator !== doubled ? quotient - 1n : quotient);
}

/** Hours as the double nearest to the microseconds. */
export function toHours(timeUs: number): number {
  return timeUs / US_PER_HOUR;
}

/** kWh as the double nearest to the Wh. */
export function toKWh(energyWh: number): number {
  return Number(scaledIntegerToDecimal(energyWh, DIGITS));
}

/** Currency as the double nearest to micro-units given in decimal text. */
export function toCurrency(micro: string): number {
  return Number(scaledIntegerToDecimal(BigInt(micro), 2 * DIGITS));
}

/** What a decimal conversion gave, or a refusal at `path`. */
export function orRefuse<T>(result: DecimalResult<T>, path: string, tooFine: string): T {
  if (result.ok) return result.value;
  throw new EvalInputError(path, result.code === 'too-large' ? 'is too large' : tooFine);
}

/** The sum of whole Wh, refused beyond 2^53 - 1. */
export function assertSum(amounts: readonly number[], path: string, what: string): number {
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  if (!Number.isSafeInteger(sum)) throw new EvalInputError(path, `the ${what} sum to more than 2^53 - 1 Wh`);
  return sum;
}

function readScaled(object: InputObject, key: string, unit: string): number {
  const path = childPath(object.path, key);
  const value = readNumber(object, key, 0);
  return orRefuse(decimalToScaledInteger(value, DIGITS), path, `${value} is not a whole number of ${unit}`);
}
