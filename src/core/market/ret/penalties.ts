import { type BigRational, decimalToRational } from '../../units/decimal.js';
import { type Ratio, toRatio } from '../../units/ratio.js';

/**
 * A penalty list: exact factors below 1, oldest first. A consumer's demand, or an exchange's quota, is multiplied by the
 * product of its list; the empty list leaves it alone.
 */
export type PenaltyList = readonly Ratio[];

/**
 * A consumer's list after a round (SEED B2, eq. 4.1): `theoreticalWh` was allocated to it, `practicalWh` it really took.
 * With `pct = practical / theoretical`, below `1 - gamma1` appends `pct + gamma1`, else the last entry is dropped;
 * when nothing was allocated the list stays. `gamma1` is taken as the decimal it is written as. Returns a new list.
 */
export function updateConsumerPenalties(list: PenaltyList, theoreticalWh: number, practicalWh: number, gamma1: number): PenaltyList {
  return updatePenalties(list, practicalWh, theoreticalWh, gamma1);
}

/**
 * An exchange's list after a round (SEED B2, eq. 4.3): of its `selected` requests, those that got an allocation,
 * `fulfilled` really took theirs. The rule is that of consumers, with `gamma2`. Returns a new list.
 */
export function updateExchangePenalties(list: PenaltyList, selected: number, fulfilled: number, gamma2: number): PenaltyList {
  return updatePenalties(list, fulfilled, selected, gamma2);
}

function updatePenalties(list: PenaltyList, part: number, whole: number, gamma: number): PenaltyList {
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole) || part < 0 || whole < 0) {
    throw new RangeError(`a share needs whole numbers from 0 on, not ${part} of ${whole}`);
  }
  const risk = riskParameter(gamma);
  if (whole === 0) return list;
  // pct + γ as one fraction over whole · denominator(γ); pct < 1 - γ says that this fraction is below 1.
  const numerator = BigInt(part) * risk.denominator + risk.numerator * BigInt(whole);
  const denominator = BigInt(whole) * risk.denominator;
  return numerator < denominator ? [...list, toRatio(numerator, denominator)] : list.slice(0, -1);
}

function riskParameter(gamma: number): BigRational {
  const read = decimalToRational(gamma);
  if (!read.ok || read.value.numerator < 0n) throw new RangeError(`a risk parameter must be a finite number from 0 on, not ${gamma}`);
  return read.value;
}
