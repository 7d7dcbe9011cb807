/** Whole microseconds in each unit that a duration may be written in (DESIGN 6: `250ms`, `90s`, `2m`, `2h`). */
const MICROSECONDS = { ms: 1_000, s: 1_000_000, m: 60_000_000, h: 3_600_000_000 } as const;

const DURATION = /^(\d+)(?:\.(\d+))?(ms|s|m|h)$/;

/**
 * Reads a duration such as `250ms`, `90s`, `1.5m` or `2h` into microseconds. Null when the text is no duration, does not
 * come out as whole microseconds, or is beyond 2^53 - 1 of them.
 */
export function parseDurationUs(text: string): number | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = '', unit = 'ms'] = match;
  const scaled = BigInt(whole + fraction) * BigInt(MICROSECONDS[unit as keyof typeof MICROSECONDS]);
  const divisor = 10n ** BigInt(fraction.length);
  if (scaled % divisor !== 0n) return null;
  const us = scaled / divisor;
  return us <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(us) : null;
}

/**
 * Writes microseconds in the largest unit that holds them as a whole number, else in decimal milliseconds:
 * 90,000,000 is `90s`, 7,200,000,000 is `2h`, 1,500 is `1.5ms`. `parseDurationUs` reads it back unchanged. Throws when
 * `us` is not a safe integer from 0 on.
 */
export function formatDuration(us: number): string {
  if (!Number.isSafeInteger(us) || us < 0) throw new RangeError(`not a duration in whole microseconds: ${us}`);
  if (us === 0) return '0s';
  if (us % MICROSECONDS.h === 0) return `${us / MICROSECONDS.h}h`;
  if (us % MICROSECONDS.m === 0) return `${us / MICROSECONDS.m}m`;
  if (us % MICROSECONDS.s === 0) return `${us / MICROSECONDS.s}s`;
  const fraction = String(us % MICROSECONDS.ms).padStart(3, '0').replace(/0+$/, '');
  return `${Math.floor(us / MICROSECONDS.ms)}${fraction === '' ? '' : `.${fraction}`}ms`;
}
