import type { Book, MarketOffer, MarketRequest, TimeWindow } from '../../market/mechanism.js';
import type { CryptoSuite } from '../../crypto/suite.js';
import { type Dice, rollDice } from '../dice.js';
import type { Span } from '../parameters.js';
import type { V2GFTNParameters } from './parameters.js';

const MINUTE_US = 60_000_000;
const STATES = ['idle', 'charging', 'driving'] as const;

/** One EV in the trading round: when it is connected with nothing else to do, and what it can then give. */
export interface RoundEv {
  readonly ev: string;
  readonly state: (typeof STATES)[number];
  /** Free from then to the end of the requests' slot; equal to its end where it comes too late. */
  readonly freeFromMinute: number;
  readonly energyWh: number;
  readonly askMilliPerKWh: number;
}

/** Everybody of one repetition; smaller books are its first rows. */
export interface World {
  readonly requests: readonly MarketRequest[];
  readonly evs: readonly RoundEv[];
}

/** Draws the largest world that a repetition needs (Table 6.1). Minutes are the grid of time, Wh that of energy. */
export function drawWorld(parameters: V2GFTNParameters, suite: CryptoSuite, seed: number, repetition: number): World {
  const requestDice = rollDice(suite, seed, `v2gftn/${repetition}/requests`);
  const evDice = rollDice(suite, seed, `v2gftn/${repetition}/evs`);
  return {
    requests: Array.from({ length: Math.max(...parameters.requestCounts) }, (_, at) => drawRequest(requestDice, at, parameters)),
    evs: Array.from({ length: Math.max(...parameters.evCounts) }, (_, at) => drawEv(evDice, at, parameters)),
  };
}

/** The book of a mechanism that knows time: every EV that comes in time and has something to give. */
export function timedBook({ requests, evs }: World, requestCount: number, evCount: number, { requestSlotHours }: V2GFTNParameters): Book {
  const end = 60 * requestSlotHours.max;
  const offers = evs.slice(0, evCount).filter((one) => one.energyWh > 0 && one.freeFromMinute < end);
  return { requests: requests.slice(0, requestCount), offers: offers.map((one) => offerOf(one, windowOf(one.freeFromMinute, end))) };
}

/**
 * The same world for a mechanism that knows no time: it may use an EV only where it need not know when, and how that
 * is read is the parameter `timelessUse`.
 */
export function timelessBook({ requests, evs }: World, requestCount: number, evCount: number, { requestSlotHours, timelessUse }: V2GFTNParameters): Book {
  const start = 60 * requestSlotHours.min;
  const isUsable = ({ state, freeFromMinute }: RoundEv): boolean => {
    if (timelessUse === 'idle') return state === 'idle';
    return timelessUse === 'idle and charging' ? state !== 'driving' : freeFromMinute <= start;
  };
  const offers = evs.slice(0, evCount).filter((one) => one.energyWh > 0 && isUsable(one));
  return { requests: requests.slice(0, requestCount), offers: offers.map((one) => offerOf(one, windowOf(start, 60 * requestSlotHours.max))) };
}

function offerOf({ ev, energyWh, askMilliPerKWh }: RoundEv, window: TimeWindow): MarketOffer {
  return { ev, energyWh, askMilliPerKWh, window };
}

/** A request's demand is no more than a pile can pass on in its window: the thesis lets `P_i ≤ P_c` (6.2.3). */
function drawRequest(dice: Dice, at: number, parameters: V2GFTNParameters): MarketRequest {
  const { requestSlotHours, requestWindowMinutes, demandKWh, pilePowerKW, bidMilliPerKWh, exchanges } = parameters;
  const [slotStart, slotEnd] = minutesOf(requestSlotHours);
  const length = Math.min(slotEnd - slotStart, dice.between(requestWindowMinutes.min, requestWindowMinutes.max));
  const start = dice.between(slotStart, slotEnd - length);
  const mostWh = Math.min(1000 * demandKWh.max, Math.floor((1000 * pilePowerKW * length) / 60));
  return {
    id: name('r', at),
    exchange: name('x', at % exchanges),
    consumer: name('c', at),
    submittedAtUs: at,
    demandWh: dice.between(Math.min(1000 * demandKWh.min, mostWh), mostWh),
    bidMilliPerKWh: dice.between(bidMilliPerKWh.min, bidMilliPerKWh.max),
    window: windowOf(start, start + length),
  };
}

/**
 * An EV's state, until when that keeps it busy, and what the battery then holds: charging fills it and driving empties
 * it from the beginning of their slots on.
 */
function drawEv(dice: Dice, at: number, parameters: V2GFTNParameters): RoundEv {
  const { initialEnergyKWh, batteryKWh, reserveKWh, chargePowerKW, drivingPowerKW, askMilliPerKWh } = parameters;
  const state = drawState(dice, parameters.stateWeights);
  const initialWh = Math.min(1000 * batteryKWh, dice.between(1000 * initialEnergyKWh.min, 1000 * initialEnergyKWh.max));
  const slot = minutesOf(state === 'driving' ? parameters.drivingSlotHours : parameters.chargeSlotHours);
  // Drawn for idle EVs too, so that another share of states leaves the other draws as they are.
  const busyUntil = dice.between(slot[0], slot[1]);
  const busyMinutes = state === 'idle' ? 0 : busyUntil - slot[0];
  const changeWh = Math.round((1000 * (state === 'charging' ? chargePowerKW : -drivingPowerKW) * busyMinutes) / 60);
  const heldWh = Math.min(1000 * batteryKWh, initialWh + (state === 'idle' ? 0 : changeWh));
  const requestStart = 60 * parameters.requestSlotHours.min;
  return {
    ev: name('ev', at),
    state,
    freeFromMinute: state === 'idle' ? requestStart : Math.max(requestStart, busyUntil),
    energyWh: Math.max(0, heldWh - 1000 * reserveKWh),
    askMilliPerKWh: dice.between(askMilliPerKWh.min, askMilliPerKWh.max),
  };
}

function drawState(dice: Dice, weights: readonly number[]): RoundEv['state'] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = dice.between(1, total);
  for (const [at, state] of STATES.entries()) {
    left -= weights[at]!;
    if (left <= 0) return state;
  }
  throw new RangeError('the weights of states sum to nothing');
}

function minutesOf({ min, max }: Span): [number, number] {
  return [60 * min, 60 * max];
}

function windowOf(startMinute: number, endMinute: number): TimeWindow {
  return { startUs: startMinute * MINUTE_US, endUs: endMinute * MINUTE_US };
}

function name(prefix: string, at: number): string {
  return `${prefix}${String(at).padStart(5, '0')}`;
}
