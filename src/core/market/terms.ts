import type { RetParameters } from './ret/ret.js';

/**
 * What a market desk hands to any mechanism beside the book; each takes what it knows. What is left out has the
 * mechanism's own default.
 */
export interface MarketTerms extends RetParameters {
  /** P_c of SEED B3: the most that a charging pile passes on, in W. */
  readonly pilePowerW?: number;
  /** SRET with a single boundary takes the EVs that cost least energy, or the fewest EVs. */
  readonly prefer?: 'energy' | 'evs';
  /**
   * Whether the uniform-price double auction lets an EV serve several requests; it does where left out. False gives
   * it RET's rule that an offer serves one request.
   */
  readonly splitOffers?: boolean;
}
