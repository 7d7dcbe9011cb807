import { greatest } from './extremes.js';
import type { PhaseCampus, PhaseParameters } from './phase-parameters.js';
import { firstNoticeUs, phase1Us, phase2Us, phase31Us } from './phases-first.js';
import { phase32Us, phase4Us, phase5Us, secondNoticeUs } from './phases-second.js';

/** The sums over V2GFTN's phases (SEED B8; thesis, section 5.4.6), one function per equation. Times are µs. */

/** (5.43) T_1st^resp,k: all consumers of the campus have their first-time notice. */
export function firstResponseUs(parameters: PhaseParameters, campus: PhaseCampus): number {
  return phase1Us(parameters, campus) + phase2Us(parameters, campus) + phase31Us(parameters, campus);
}

/** (5.44) T_1st^resp,k,ij: consumer C_ij has its own. */
export function consumerFirstResponseUs(parameters: PhaseParameters, campus: PhaseCampus, consumerExchangeUs: number): number {
  return phase1Us(parameters, campus) + phase2Us(parameters, campus) + firstNoticeUs(parameters, campus, consumerExchangeUs);
}

/** (5.45) T_2nd^resp: all consumers that the BoCS served have their second-time notice. */
export function secondResponseUs(parameters: PhaseParameters): number {
  return untilOnBocsUs(parameters) + phase4Us(parameters) + phase5Us(parameters);
}

/** (5.46) T_2nd^resp,k,ij: consumer C_ij of CS_k has its own. */
export function consumerSecondResponseUs(parameters: PhaseParameters, campus: PhaseCampus, consumerExchangeUs: number): number {
  return untilOnBocsUs(parameters) + phase4Us(parameters) + secondNoticeUs(parameters, campus, consumerExchangeUs);
}

/** (5.47) T_r: the whole round. */
export function roundUs(parameters: PhaseParameters): number {
  return Math.max(greatest(parameters.campuses.map((campus) => firstResponseUs(parameters, campus))), secondResponseUs(parameters));
}

/** The maximum in (5.45) and (5.46): every campus's leftovers are on the BoCS. */
function untilOnBocsUs(parameters: PhaseParameters): number {
  return greatest(parameters.campuses.map((campus) => phase1Us(parameters, campus) + phase2Us(parameters, campus) + phase32Us(parameters, campus)));
}
