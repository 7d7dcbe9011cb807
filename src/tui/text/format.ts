/** Numbers as people read them. Nothing here depends on a locale: the same state draws the same screen everywhere. */

/** Virtual time in µs as `01:02:03`, with days in front when there are any. */
export function clock(timeUs: number): string {
  const seconds = Math.floor(timeUs / 1_000_000);
  const days = Math.floor(seconds / 86_400);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const time = parts.map((part) => String(part).padStart(2, '0')).join(':');
  return days > 0 ? `${days}d ${time}` : time;
}

/** A length of time in µs as `850µs`, `34ms`, `1.2s`, `2m03s`, `1h05m`. */
export function duration(lengthUs: number): string {
  if (lengthUs < 1000) return `${Math.round(lengthUs)}us`;
  if (lengthUs < 999_500) return `${Math.round(lengthUs / 1000)}ms`;
  const seconds = lengthUs / 1_000_000;
  if (seconds < 59.95) return `${seconds.toFixed(1)}s`;
  const whole = Math.round(seconds);
  if (whole < 3600) return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
  return `${Math.floor(whole / 3600)}h${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')}m`;
}

/** A count, shortened from 100,000 on. */
export function count(value: number): string {
  if (value < 100_000) return String(value);
  if (value < 999_500) return `${Math.round(value / 1000)}k`;
  return value < 999_500_000 ? `${(value / 1_000_000).toFixed(1)}M` : `${(value / 1_000_000_000).toFixed(1)}G`;
}

/** Energy in Wh as `950 Wh`, `12.3 kWh`, `1.23 MWh`. */
export function energy(energyWh: number): string {
  const size = Math.abs(energyWh);
  if (size < 1000) return `${energyWh} Wh`;
  return size < 999_950 ? `${(energyWh / 1000).toFixed(1)} kWh` : `${(energyWh / 1_000_000).toFixed(2)} MWh`;
}

/** Wh as kWh without its unit, for columns whose title names it. */
export function kWh(energyWh: number): string {
  const value = energyWh / 1000;
  return Math.abs(value) < 999.95 ? value.toFixed(1) : String(Math.round(value));
}

/** Money in milli-units as units with two decimals, without the currency. */
export function money(milli: number): string {
  const units = milli / 1000;
  return Math.abs(units) < 99_999.995 ? units.toFixed(2) : count(Math.round(units));
}

/** Money in milli-units as units with all three decimals, for bids and single payments. */
export function exactMoney(milli: number): string {
  return (milli / 1000).toFixed(3);
}

/** A ratio as `82.4%`; a whole one as `100%`, so that it never takes more than five cells up to ten times over. */
export function percent(ratio: number): string {
  const value = ratio * 100;
  return value >= 99.95 ? `${Math.round(value)}%` : `${value.toFixed(1)}%`;
}

/** A fraction of the draw with four decimals. */
export function fraction(value: number): string {
  return value.toFixed(4);
}

/** The first characters of a hash. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
