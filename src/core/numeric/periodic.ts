/**
 * `cos` and `sin` of whole turns with the same bits on every engine (DESIGN 1): only `+ - * /`, comparison and
 * `Math.floor` are used. Angles are given in turns, so that days and years need no π. Within 1e-15 of the true value for
 * angles up to a million turns.
 */

/** cos(2π·turns). */
export function cosTurns(turns: number): number {
  const part = turns - Math.floor(turns);
  const fromTop = part > 0.5 ? 1 - part : part;
  return fromTop > 0.25 ? -cosOfQuarter(0.5 - fromTop) : cosOfQuarter(fromTop);
}

/** sin(2π·turns). */
export function sinTurns(turns: number): number {
  return cosTurns(turns - 0.25);
}

/** cos(2π·turns) for 0 ≤ turns ≤ ¼: the series, whose 13th term is below 2^-60 here. */
function cosOfQuarter(turns: number): number {
  if (turns === 0.25) return 0;
  const angle = 2 * Math.PI * turns;
  const square = angle * angle;
  let sum = 1;
  for (let n = 24; n >= 2; n -= 2) sum = 1 - (sum * square) / (n * (n - 1));
  return sum;
}
