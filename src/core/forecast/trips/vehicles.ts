import type { FleetModel } from '../../energy/figures.js';
import { CALM, segmentEnergyWh } from './physics.js';

/** What a vehicle's body asks of its battery. */
export interface Vehicle {
  readonly name: string;
  readonly massKg: number;
  /** Drag coefficient times frontal area. */
  readonly dragAreaM2: number;
  readonly heatPump: boolean;
  /** Consumption of the physics here at 20 °C, calm, dry and level, by 60 km/h and without noise: the model as one number. */
  readonly ratedWhPerKm: number;
}

type Body = Pick<Vehicle, 'massKg' | 'dragAreaM2' | 'heatPump'>;

/** Bodies of the models in `fleet-2024`: kerb mass and drag after makers' data sheets, rounded; frontal areas estimated. */
const BODIES: Readonly<Record<string, Body>> = {
  'Tesla Model 3': { massKg: 1760, dragAreaM2: 0.51, heatPump: true },
  'Tesla Model Y': { massKg: 1910, dragAreaM2: 0.58, heatPump: true },
  'Kia Niro': { massKg: 1740, dragAreaM2: 0.7, heatPump: true },
  'Volkswagen ID.3': { massKg: 1800, dragAreaM2: 0.63, heatPump: false },
  'Skoda Enyaq': { massKg: 1970, dragAreaM2: 0.67, heatPump: false },
  'Hyundai Kona': { massKg: 1690, dragAreaM2: 0.67, heatPump: true },
  'Peugeot 208': { massKg: 1460, dragAreaM2: 0.62, heatPump: false },
  'Volkswagen ID.4': { massKg: 2120, dragAreaM2: 0.71, heatPump: true },
};

/** The vehicle of a fleet's model; one unknown here gets a body from its battery's size (modelled: 1,150 kg + 10 kg per kWh). */
export function vehicleOf(model: Pick<FleetModel, 'name' | 'batteryWh'>): Vehicle {
  const body = Object.hasOwn(BODIES, model.name) ? BODIES[model.name]! : bodyFor(model.batteryWh);
  const unrated = { name: model.name, ...body, ratedWhPerKm: 0 };
  const distanceKm = 10;
  const ratedWhPerKm = segmentEnergyWh(unrated, CALM, { distanceKm, climbM: 0, speedKmPerHour: 60, stopsPerKm: 0.5, bearingTurns: 0 }, { evAgeYears: 0, briskness: 0, loadKg: 0, coldStart: false }) / distanceKm;
  return { ...unrated, ratedWhPerKm };
}

function bodyFor(batteryWh: number): Body {
  return { massKg: 1150 + batteryWh / 100, dragAreaM2: 0.62, heatPump: false };
}
