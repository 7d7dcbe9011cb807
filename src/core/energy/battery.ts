
// `Math.floor(a / b)` and `Math.ceil(a / b)` are exact for safe integers: no quotient below 2^53 is near enough to a whole
// number to be rounded onto it.

/**
 * An EV's battery. Energies are whole Wh inside the battery, powers whole W at the plug, efficiencies per mille from 1 to
 * 1,000: of 1,000 Wh that leave the battery, `dischargeEfficiencyPermille` reach the plug. Plain data, never changed in place.
 */
export interface Battery {
  readonly capacityWh: number;
  readonly energyWh: number;
  /** What the owner keeps: discharging never goes below it. */
  readonly reserveWh: number;
  readonly chargeW: number;
  readonly dischargeW: number;
  readonly chargeEfficiencyPermille: number;
  readonly dischargeEfficiencyPermille: number;
}

export interface Discharged {
  readonly battery: Battery;
  /** Left the battery: `deliveredWh + lossWh`. */
  readonly takenWh: number;
  readonly lossWh: number;
}

export interface Charged {
  readonly battery: Battery;
  /** Drawn at the plug: `storedWh + lossWh`. */
  readonly drawnWh: number;
  readonly storedWh: number;
  readonly lossWh: number;
}

/**
 * The most Wh that the battery can deliver at the plug within `durationUs`: bound by what lies above the reserve after
 * losses, by its discharge power, and by what the charging pile passes on in that time (`pileCapacityWh`).
 */
export function offerableWh(battery: Battery, durationUs: number, pileCapacityWh: number): number {
  const spareWh = Math.max(0, battery.energyWh - battery.reserveWh);
  const deliverableWh = Math.floor((spareWh * battery.dischargeEfficiencyPermille) / 1000);
  return Math.min(deliverableWh, energyOverWh(battery.dischargeW, durationUs), pileCapacityWh);
}

/**
 * Delivers `deliveredWh` at the plug. Losses round up, so that `taken = delivered + loss` to the Wh. Throws when that
 * would take the battery below its reserve: `offerableWh` says beforehand what it can give.
 */
export function discharge(battery: Battery, deliveredWh: number): Discharged {
  assertWhole(deliveredWh, 'energy delivered');
  const takenWh = Math.ceil((deliveredWh * 1000) / battery.dischargeEfficiencyPermille);
  const energyWh = battery.energyWh - takenWh;
  if (takenWh > 0 && energyWh < battery.reserveWh) {
    throw new RangeError(`delivering ${deliveredWh} Wh would leave ${energyWh} Wh, below the reserve of ${battery.reserveWh} Wh`);
  }
  return { battery: { ...battery, energyWh }, takenWh, lossWh: takenWh - deliveredWh };
}

/**
 * Charges for `durationUs`, at full power, until the battery holds `targetWh` (its capacity when left out). Draws no more
 * than it needs; `drawn = stored + loss` to the Wh.
 */
export function charge(battery: Battery, durationUs: number, targetWh: number = battery.capacityWh): Charged {
  const roomWh = Math.max(0, Math.min(targetWh, battery.capacityWh) - battery.energyWh);
  const neededWh = Math.ceil((roomWh * 1000) / battery.chargeEfficiencyPermille);
  const drawnWh = Math.min(neededWh, energyOverWh(battery.chargeW, durationUs));
  const storedWh = Math.floor((drawnWh * battery.chargeEfficiencyPermille) / 1000);
  return { battery: { ...battery, energyWh: battery.energyWh + storedWh }, drawnWh, storedWh, lossWh: drawnWh - storedWh };
}

const HOUR_US = 3_600_000_000;

/** Whole Wh of `powerW` over `durationUs`, rounded down. Exact for powers up to 2 MW and durations up to a century. */
export function energyOverWh(powerW: number, durationUs: number): number {
  assertWhole(powerW, 'power');
  assertWhole(durationUs, 'duration');
  // Whole hours apart from the rest, since W × µs of a day may pass 2^53.
  const hours = Math.floor(durationUs / HOUR_US);
  return hours * powerW + Math.floor(((durationUs % HOUR_US) * powerW) / HOUR_US);
}

function assertWhole(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${what} must be a whole number from 0 on, not ${value}`);
}
