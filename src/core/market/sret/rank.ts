/** What the rankings of a request's candidates look at, beside the EV: kWh, hours and kW, as the thesis has them. */
export interface Ranking {
  readonly prefer: 'energy' | 'evs';
  /** P_i: the request's demand over its window. */
  readonly powerKW: number;
  /** P_c; infinite when there is no limit. */
  readonly pileKW: number;
  /** H_i = P_i T_i² (eq. 6.5). */
  readonly demandPotential: number;
}

/** H_k = min(RP_k, P_c T_k) T_k (eq. 6.1), in kWh·h. */
export function potential(energyKWh: number, hours: number, pileKW: number): number {
  return hours === 0 ? 0 : Math.min(energyKWh, pileKW * hours) * hours;
}

/**
 * What an EV with `energyKWh` and `hours` free is worth to a request that it would serve for `overlapHours`: E_k^i (eq. 6.3),
 * or F_i^k (eq. 6.4) when few EVs are preferred. An EV that runs empty first (`isLimited`) serves RP_k / P_i hours, after
 * which H_k^i is 0. Larger is better; H_k = 0 gives -1, the last.
 */
export function worth(ranking: Ranking, energyKWh: number, hours: number, overlapHours: number, isLimited: boolean): number {
  const before = potential(energyKWh, hours, ranking.pileKW);
  if (before === 0) return -1;
  const left = isLimited ? 0 : Math.max(0, energyKWh - ranking.powerKW * overlapHours);
  const after = potential(left, Math.max(0, hours - overlapHours), ranking.pileKW);
  return ranking.prefer === 'evs' ? (before - after) / ranking.demandPotential : (before - after) / before;
}

/** More than rounding makes of H, relative to it; a difference of two H has the same error, so bounds add it. */
const ERROR = 1e-12;

/**
 * A bound on `worth` over all EVs of `leastKWh` to `mostKWh` and `leastHours` to `mostHours` free that overlap by at most
 * `overlapHours`. README, "The bounds", has the reasons.
 */
export function worthAtMost(ranking: Ranking, leastKWh: number, mostKWh: number, leastHours: number, mostHours: number, overlapHours: number): number {
  if (ranking.prefer === 'evs') return rateAtMost(ranking, mostKWh, leastHours, mostHours, overlapHours);
  // Within a rounding error of "all of it is used": the bound that nothing exceeds.
  if (leastHours <= overlapHours * (1 + ERROR) || leastKWh <= ranking.powerKW * overlapHours * (1 + ERROR)) return 1;
  const least = worth(ranking, leastKWh, leastHours, overlapHours, false);
  const most = worth(ranking, mostKWh, leastHours, overlapHours, false);
  return Math.min(1, Math.max(least, most) + ERROR);
}

function rateAtMost({ powerKW, pileKW, demandPotential }: Ranking, energyKWh: number, leastHours: number, mostHours: number, overlapHours: number): number {
  const before = potential(energyKWh, mostHours, pileKW);
  const overlap = Math.min(overlapHours, mostHours);
  const error = ERROR * before;
  const left = energyKWh - powerKW * overlap;
  if (left <= error) return (before + error) / demandPotential;
  const rest = mostHours - overlap;
  // While energy binds before and after: RP·τ + P_i·τ·(T - τ).
  if (pileKW === Infinity || left <= pileKW * (leastHours - overlap)) return ((energyKWh + powerKW * rest) * overlap + error) / demandPotential;
  const mixed = (energyKWh + pileKW * rest) * overlap;
  const pileBinds = pileKW * overlap * (mostHours + rest);
  return (Math.min(before, mixed, pileBinds) + error) / demandPotential;
}
