import { charge, type Battery } from '../../energy/battery.js';
import { drawEv, type Connection } from '../../energy/fleet.js';
import type { SignedReading } from '../../ledger/individual-chains/types.js';
import type { Drive } from './driving.js';
import type { TaskSlice } from '../market/messages.js';
import type { Step } from '../step.js';

/**
 * An EV on the market (SEED B1, B6): it decides whether it is available (`offering.ts`), discharges and is read
 * (`discharging.ts`). What its battery holds is kept to the Wh, with everything that went in and out, so that a checker can add
 * it up. Durable.
 */
export interface EvTrading {
  /** One of the fleet's models. */
  readonly model: string;
  battery: Battery;
  readonly connections: readonly Connection[];
  readonly initialWh: number;
  chargedUntilUs: number;
  /** Stored by charging, taken by discharging, delivered at the plug; all since the start. */
  chargedWh: number;
  takenWh: number;
  deliveredWh: number;
  /** Taken by drives back to the campus, in runs that forecast. */
  drivenWh: number;
  /** Connections that the EV has arrived for, and the drive to the next one once it is known. */
  arrivals: number;
  drive: Drive | null;
  /** Promised and not read yet, in Wh at the plug: offers by `offerKey`, slices of tasks by their session. */
  readonly promised: Map<string, Promised>;
  /** Slices that are not read yet, by session. */
  readonly tasks: Map<string, EvTask>;
  /** Readings that the EV has seen signed: what it may be paid for. */
  readonly readings: Map<string, { readonly signed: SignedReading; readonly priceMilliPerKWh: number }>;
}

export interface Promised {
  readonly round: number;
  readonly energyWh: number;
}

/** One slice of a task, and what of it the EV had ready when it plugged in. */
export interface EvTask {
  readonly session: string;
  readonly round: number;
  readonly chargingPoint: string;
  readonly slice: TaskSlice;
  readyWh: number | null;
}

const DRAWN_AHEAD_US = 7 * 24 * 3_600_000_000;

export function createEvTrading(step: Step): EvTrading {
  const { figures, parameters } = step.lab;
  const { reservePermille, alwaysConnectedPermille, dayStartUs, place } = parameters.fleet;
  const random = { below: (limit: number) => step.context.random('fleet', limit) };
  const { model, battery, connections } = drawEv(
    { ...figures, place },
    { reservePermille, alwaysConnectedPermille, dayStartUs, untilUs: DRAWN_AHEAD_US },
    random,
  );
  const fixed = fixedConnections(step);
  const held = fixed.length > 0 ? fixed : connections;
  return {
    model,
    battery,
    connections: held,
    initialWh: battery.energyWh,
    chargedUntilUs: 0,
    chargedWh: 0,
    takenWh: 0,
    deliveredWh: 0,
    drivenWh: 0,
    arrivals: held.filter(({ arriveUs }) => arriveUs <= 0).length,
    drive: null,
    promised: new Map(),
    tasks: new Map(),
    readings: new Map(),
  };
}

/** Spans that the scenario fixes for this EV, which it counts over the whole run in genesis order. */
function fixedConnections(step: Step): Connection[] {
  const { connections } = step.lab.parameters.fleet;
  if (connections.length === 0) return [];
  const { shards } = step.lab.directory;
  const before = shards.slice(0, step.lab.shard).reduce((sum, members) => sum + members.evs.length, 0);
  const index = before + step.self.id - step.lab.members.evs[0];
  return connections.filter((one) => one.ev === index).map(({ arriveUs, departUs }) => ({ arriveUs, departUs }));
}

/** Under what an offer's promise is kept until its task is known. */
export function offerKey(round: number): string {
  return `r${round}`;
}

/** What leaves the battery for everything that is promised: each delivery's losses round up by themselves. */
export function committedWh({ battery, promised }: EvTrading): number {
  let sum = 0;
  for (const { energyWh } of promised.values()) sum += takenFor(battery, energyWh);
  return sum;
}

export function takenFor(battery: Battery, deliveredWh: number): number {
  return Math.ceil((deliveredWh * 1000) / battery.dischargeEfficiencyPermille);
}

/** While it is plugged in and no slice of its tasks runs, an EV charges at the power of its model. */
export function chargeUntil(trading: EvTrading, nowUs: number): void {
  const sinceUs = trading.connections.reduce((from, one) => (one.arriveUs <= nowUs && nowUs < one.departUs ? Math.max(from, one.arriveUs) : from), trading.chargedUntilUs);
  if (nowUs > sinceUs) store(trading, charge(trading.battery, freeUs(trading, sinceUs, nowUs)));
  trading.chargedUntilUs = Math.max(trading.chargedUntilUs, nowUs);
}

/** How much of a time no slice of the EV's tasks takes; slices may run at once where the market knows no time. */
export function freeUs({ tasks }: EvTrading, fromUs: number, untilUs: number): number {
  let free = 0;
  let atUs = fromUs;
  const slices = [...tasks.values()].map(({ slice }) => slice).toSorted((a, b) => a.beginUs - b.beginUs);
  for (const { beginUs, endUs } of slices) {
    free += Math.max(0, Math.min(beginUs, untilUs) - atUs);
    atUs = Math.max(atUs, Math.min(endUs, untilUs));
  }
  return free + Math.max(0, untilUs - atUs);
}

export function store(trading: EvTrading, charged: { readonly battery: Battery; readonly storedWh: number }): void {
  trading.battery = charged.battery;
  trading.chargedWh += charged.storedWh;
}
