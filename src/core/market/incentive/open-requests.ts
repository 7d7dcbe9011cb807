/**
 * The requests that are still open, ranked by incentive: a binary tree over the ranks whose nodes hold the least demand
 * below them, so that the best rank within an EV's energy is found by one walk down. Taken ones hold no finite demand.
 */
export interface OpenRequests {
  /** A power of two: the leaves begin here. */
  readonly leaves: number;
  readonly leastWh: Float64Array;
}

/** All requests, rank by rank; those with nothing to serve are closed from the start. */
export function openPlaces(ranked: readonly { readonly allowedWh: number }[]): OpenRequests {
  let leaves = 1;
  while (leaves < ranked.length) leaves *= 2;
  const leastWh = new Float64Array(2 * leaves).fill(Infinity);
  for (const [rank, { allowedWh }] of ranked.entries()) if (allowedWh > 0) leastWh[leaves + rank] = allowedWh;
  for (let at = leaves - 1; at > 0; at -= 1) leastWh[at] = Math.min(leastWh[2 * at]!, leastWh[2 * at + 1]!);
  return { leaves, leastWh };
}

/** The best rank of an open request of at most `energyWh`; null when none is left. O(log N). */
export function firstFitting({ leaves, leastWh }: OpenRequests, energyWh: number): number | null {
  if (leastWh[1]! > energyWh) return null;
  let at = 1;
  while (at < leaves) at = leastWh[2 * at]! <= energyWh ? 2 * at : 2 * at + 1;
  return at - leaves;
}

/** Closes a request. O(log N). */
export function take({ leaves, leastWh }: OpenRequests, rank: number): void {
  leastWh[leaves + rank] = Infinity;
  for (let at = (leaves + rank) >> 1; at > 0; at >>= 1) leastWh[at] = Math.min(leastWh[2 * at]!, leastWh[2 * at + 1]!);
}
