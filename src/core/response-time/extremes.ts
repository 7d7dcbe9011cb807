/** The greatest, 0 for none: times are not negative, so nobody waits for nobody. */
export function greatest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The index of the greatest, the first of equals; -1 for none. */
export function indexOfGreatest(values: readonly number[]): number {
  return values.reduce((best, value, at) => (best < 0 || value > values[best]! ? at : best), -1);
}

/** The index of the least, the first of equals; -1 for none. */
export function indexOfLeast(values: readonly number[]): number {
  return values.reduce((best, value, at) => (best < 0 || value < values[best]! ? at : best), -1);
}
