/**
 * `exp`, `log` and `pow` with the same bits on every engine. ECMAScript leaves the accuracy of `Math.exp` and its kin to
 * the engine, so what reaches the digest takes them from here (DESIGN 1). Only `+ - * /`, comparison, `Math.floor` and
 * `Math.abs` are used, all of which IEEE 754 or ECMAScript defines exactly. `Math.sqrt` is exact too and needs no stand-in.
 *
 * Accuracy: `exp` and `log` stay within 1e-15 relative of the true value over the normal range; `pow` within 1e-12,
 * for its error grows with |y·log x|, which is at most 745. Results below the normal range keep fewer digits.
 */

// ln 2 in two parts (fdlibm, e_exp.c): the high part has zeros at its end, so k·LN2_HIGH is exact for |k| < 2^20.
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** e^x. Overflow gives Infinity, underflow 0, NaN stays NaN. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  // |r| <= 0.347, where the 15th term of the series is below 2^-56.
  let sum = 1 / 14;
  for (let n = 13; n >= 1; n -= 1) sum = (1 + r * sum) / n;
  return scaleByPowerOfTwo(1 + r * sum, k);
}

/** The natural logarithm. `log(0)` is -Infinity; of a negative number or NaN it is NaN. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return NaN;
  if (x === 0) return -Infinity;
  if (x === Infinity) return Infinity;
  const { mantissa, exponent } = split(x);
  // log m = 2·artanh(s) with |s| <= 0.172; the 13th term of its series is below 2^-60 of the first.
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let sum = 1 / 25;
  for (let n = 23; n >= 3; n -= 2) sum = sum * square + 1 / n;
  const small = 2 * s + 2 * s * square * sum;
  return exponent * LN2_HIGH + (exponent * LN2_LOW + small);
}

/**
 * x^y for x >= 0, and for negative x when y is an integer (else NaN). Whole exponents up to 64 in size multiply, so
 * that small whole powers of whole numbers come out whole.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  if (Number.isInteger(y) && Math.abs(y) <= 64) {
    const power = wholePower(x, Math.abs(y));
    // A power that over- or underflowed must not be inverted; the logarithm then decides.
    if (y > 0) return power;
    if (power !== 0 && Math.abs(power) !== Infinity) return 1 / power;
  }
  if (x < 0) {
    if (Number.isInteger(y)) return y % 2 === 0 ? pow(-x, y) : -pow(-x, y);
    return x === -Infinity || Math.abs(y) === Infinity ? pow(-x, y) : NaN;
  }
  if (Math.abs(y) === Infinity) {
    if (x === 1) return NaN;
    return x > 1 === y > 0 ? Infinity : 0;
  }
  return exp(y * log(x));
}

function wholePower(x: number, exponent: number): number {
  let result = 1;
  let base = x;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

/** x as mantissa·2^exponent with the mantissa in [√½, √2); every step is an exact multiplication. */
function split(x: number): { mantissa: number; exponent: number } {
  let mantissa = x;
  let exponent = 0;
  for (let step = 512; step >= 1; step /= 2) {
    const up = wholePower(2, step);
    while (mantissa >= up) {
      mantissa /= up;
      exponent += step;
    }
    while (mantissa * up < 2) {
      mantissa *= up;
      exponent -= step;
    }
  }
  if (mantissa >= Math.SQRT2) return { mantissa: mantissa / 2, exponent: exponent + 1 };
  return { mantissa, exponent };
}

function scaleByPowerOfTwo(x: number, k: number): number {
  // In two steps, since 2^k alone may be out of range; the first is exact, so at most one rounding happens.
  const half = k < 0 ? -Math.floor(-k / 2) : Math.floor(k / 2);
  return x * powerOfTwo(half) * powerOfTwo(k - half);
}

function powerOfTwo(k: number): number {
  return k >= 0 ? wholePower(2, k) : wholePower(0.5, -k);
}
