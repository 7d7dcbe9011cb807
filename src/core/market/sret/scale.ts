/**
 * SRET splits energies where time splits them, which whole Wh cannot follow: a remainder rounded to a Wh would move the
 * next EV's begin by seconds. So remainders are kept in fine units, whole parts of a Wh, `perWh` of them, a power of two:
 * a 2^-30th of a Wh, or coarser in books of such energies that it would not fit into safe integers.
 */
export interface Scale {
  readonly bits: number;
  readonly perWh: number;
}

export const US_PER_HOUR = 3_600_000_000;
const FINEST_BITS = 30;

/** The finest scale at which energies up to `largestWh` are safe integers. */
export function scaleFor(largestWh: number): Scale {
  let bits = FINEST_BITS;
  while (bits > 0 && largestWh * 2 ** bits > Number.MAX_SAFE_INTEGER) bits -= 1;
  return { bits, perWh: 2 ** bits };
}

/** Exact: a product with a power of two. */
export function toFine(energyWh: number, scale: Scale): number {
  return energyWh * scale.perWh;
}

/**
 * How much less than a piece's energy counts as all of it, for a request that draws `drawFine` a microsecond: windows end on
 * microseconds, so what is due may be off by as much as one. Never more than a 2^-16th of a Wh, so that in `whole.ts` all that
 * is overdrawn stays below a Wh.
 */
export function slackFor(drawFine: number, scale: Scale): number {
  return Math.min(drawFine, scale.perWh / 65_536);
}

/** kWh as the nearest double. */
export function fineToKWh(energyFine: number, scale: Scale): number {
  return energyFine / scale.perWh / 1000;
}

/** `floor(a · b / c)` of safe integers from 0 on, exactly. */
export function mulDiv(a: number, b: number, c: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) return Math.floor(product / c);
  return Number((BigInt(a) * BigInt(b)) / BigInt(c));
}

/** The whole number nearest to `a · b / c` of safe integers from 0 on, exactly; a half upwards. */
export function mulDivNearest(a: number, b: number, c: number): number {
  return Number((2n * BigInt(a) * BigInt(b) + BigInt(c)) / (2n * BigInt(c)));
}
