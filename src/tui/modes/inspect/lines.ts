import { duration } from '../../text/format.js';
import { span, type Line } from '../../text/spans.js';
import type { Tone } from '../../text/style.js';

/** A heading with its lines, and a blank line behind; nothing at all where there are no lines. */
export function section(title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [[span(title, 'title')], ...lines, []];
}

/** A name and what it is. */
export function fact(name: string, value: string | Line, tone: Tone = 'plain'): Line {
  return [span(`  ${name.padEnd(13)}`, 'dim'), ...(typeof value === 'string' ? [span(value, tone)] : value)];
}

/** How far off a time is: `in 1.2s`, `3.0s ago`, `now`. */
export function fromNow(atUs: number, nowUs: number): string {
  if (atUs === nowUs) return 'now';
  return atUs > nowUs ? `in ${duration(atUs - nowUs)}` : `${duration(nowUs - atUs)} ago`;
}

/** As much of a hash as there is room for. */
export function hash(value: string | null, width: number): string {
  return value === null ? 'none' : value.slice(0, Math.max(8, width));
}

/** Says how many are left out. */
export function more(left: number): Line[] {
  return left > 0 ? [[span(`  and ${left} more`, 'dim')]] : [];
}
