/** Amounts in sentences: energy in Wh and money in milli-units, both to the last digit, as `verify --explain` says them. */

export function kWh(energyWh: number): string {
  return `${thousandths(energyWh)} kWh`;
}

export function money(milli: number): string {
  return thousandths(milli);
}

function thousandths(value: number): string {
  return `${Math.floor(value / 1000)}.${String(value % 1000).padStart(3, '0')}`;
}
