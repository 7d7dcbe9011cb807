import type { Field } from './fields.js';

/** The fields of `fleet` that are plain values. */
export const FLEET_FIELDS: readonly Field[] = [
  figuresFile('fleet.figures', 'Table of EV models: capacity and power, weighted by registrations.'),
  figuresFile('fleet.arrivals', 'Distribution of arrivals over the day.'),
  { path: 'fleet.place', parameter: 'fleet.place', kind: 'text', about: 'Which of the arrivals’ places every campus is.' },
  figuresFile('fleet.parking', 'Distribution of how long an EV stays.'),
  figuresFile('fleet.initialSoc', 'Distribution of the state of charge at the start.'),
  figuresFile('fleet.tariff', 'Price of energy by time of day that EVs charge at, in the tariff’s own currency.'),
  { path: 'fleet.reservePermille', parameter: 'fleet.reservePermille', kind: 'integer', least: 0, most: 1_000, about: 'Share of the battery that its owner keeps, ‰.' },
  { path: 'fleet.chargeTargetPermille', parameter: 'fleet.chargeTargetPermille', kind: 'integer', least: 0, most: 1_000, about: 'Share of the battery that is charged before the EV may give anything, ‰, in a market with time.' },
  { path: 'fleet.homeChargePermille', parameter: 'fleet.homeChargePermille', kind: 'integer', least: 0, most: 1_000, about: 'Share of the battery that an owner charges at home before driving back to the campus, ‰, in runs that forecast.' },
  { path: 'fleet.alwaysConnectedPermille', parameter: 'fleet.alwaysConnectedPermille', kind: 'integer', least: 0, most: 1_000, about: 'Share of EVs that stay plugged in for the whole run, ‰.' },
  { path: 'fleet.dayStart', parameter: 'fleet.dayStartUs', kind: 'timeOfDay', about: 'Virtual time 0 is this time of day.' },
];

function figuresFile(path: string, about: string): Field {
  return { path, parameter: path, kind: 'text', about: `${about} A name in fixtures/figures, or a file.` };
}
