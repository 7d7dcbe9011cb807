/** From `least` to `most`, both included; null where that side is open. */
export interface Band {
  readonly least: number | null;
  readonly most: number | null;
}

export const VERDICTS = ['within the band', 'same direction', 'contradicts', 'not measured'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is published of one number, as far as a verdict asks for it. */
export interface Published {
  /** Null: the paper makes a claim without a number, and the band says all of it. */
  readonly value: number | null;
  /** What the number would be if the effect were not there: 0 for a gain in per cent, 1 for a ratio. */
  readonly neutral: number;
  readonly band: Band;
}

/**
 * Holds a measured mean against what is published: within the band; else in the same direction from `neutral` as the
 * published value; else it contradicts. A claim without a number has no direction beside its band.
 */
export function judge({ value, neutral, band }: Published, measured: number | null): Verdict {
  if (measured === null || !Number.isFinite(measured)) return 'not measured';
  if ((band.least === null || measured >= band.least) && (band.most === null || measured <= band.most)) return 'within the band';
  if (value === null) return 'contradicts';
  const direction = Math.sign(value - neutral);
  return direction !== 0 && Math.sign(measured - neutral) === direction ? 'same direction' : 'contradicts';
}
