import type { Functional } from './paper.js';

/** The mean under a key itself. */
export function reading(key: string): Functional {
  return (mean) => mean(key);
}

export function average(parts: readonly Functional[]): Functional {
  return (mean) => meanOf(parts.map((part) => part(mean)));
}

export function difference(left: Functional, right: Functional): Functional {
  return (mean) => left(mean) - right(mean);
}

/** The arithmetic mean, added up in the order given. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
