import { charge, energyOverWh, offerableWh, type Battery } from '../../energy/battery.js';
import { drawWithin } from '../../energy/draw.js';
import { isConnected, type Connection } from '../../energy/fleet.js';
import type { EvActivity } from '../../ledger/endorse-order-validate/contract-boev.js';
import { MECHANISMS } from '../../market/registry.js';
import { proposeOn, type ChannelNode } from '../channels/channel.js';
import type { EnergyCall } from '../market/messages.js';
import type { Learner } from '../forecast/learner.js';
import { roundTimes, type RoundTimes } from '../round-clock.js';
import type { Step } from '../step.js';
import { arriveUntil, foretell } from './driving.js';
import { chargeUntil, committedWh, freeUs, offerKey, store, takenFor, type EvTrading } from './trading.js';

/** What an EV can give in a round, and when. */
interface Available {
  readonly beginUs: number;
  readonly endUs: number;
  readonly energyWh: number;
  readonly state: EvActivity;
}

/** A stay shorter than this part of the execution (a minute of an hour) is no offer: plugging in and out takes longer. */
const LEAST_WINDOW_PART = 60;

/** Energy is asked for: an EV that is available offers what it can spare (SEED B6, Figs. 6.1, 6.2). */
export function onEnergyCall(step: Step, trading: EvTrading, learner: Learner | null, boev: ChannelNode, { round }: EnergyCall): void {
  const { market } = step.lab.parameters;
  const times = roundTimes(market, round);
  const { nowUs } = step.context;
  const isPromised = [...trading.promised.values()].some((one) => one.round === round);
  if (nowUs > times.offersCloseUs || isPromised) return;
  const usesTime = MECHANISMS.find((one) => one.name === market.mechanism)!.usesTime;
  arriveUntil(step, trading, learner);
  const available = usesTime ? (partOf(step, trading, times) ?? drivingPart(step, trading, learner, times, round)) : wholeOf(step, trading, times);
  if (available === null || available.energyWh === 0) return;
  trading.promised.set(offerKey(round), { energyWh: available.energyWh, round });
  const { max } = market.askMilliPerKWh;
  const askMilliPerKWh = max === 0 ? 0 : drawWithin(market.askMilliPerKWh, { below: (limit) => step.context.random('ask', limit) });
  proposeOn(step, boev, 'upload-offer', { askMilliPerKWh, round, ...available });
}

/** A market without time takes EVs that are plugged in now and for the whole execution. */
function wholeOf(step: Step, trading: EvTrading, { executionBeginsUs, executionEndsUs }: RoundTimes): Available | null {
  const { nowUs } = step.context;
  const stays = trading.connections.some((one) => one.arriveUs <= executionBeginsUs && one.departUs >= executionEndsUs);
  if (!stays || !isConnected(trading.connections, nowUs)) return null;
  chargeUntil(trading, nowUs);
  return { beginUs: executionBeginsUs, endUs: executionEndsUs, energyWh: offerFor(step, trading), state: isFull(trading.battery) ? 'idle' : 'charging' };
}

/**
 * A market with time takes EVs that are plugged in for a part of the execution. One that its owner wants charged further
 * charges first, and offers from then on. What it will have charged by the beginning counts.
 */
function partOf(step: Step, trading: EvTrading, times: RoundTimes): Available | null {
  const { nowUs } = step.context;
  const connection = trading.connections.find((one) => one.arriveUs <= nowUs && nowUs < one.departUs);
  if (connection === undefined) return null;
  chargeUntil(trading, nowUs);
  const { battery } = trading;
  const chargedUs = nowUs + chargingTimeUs(battery, step.lab.parameters.fleet.chargeTargetPermille);
  const window = within(connection, chargedUs, times);
  if (window === null) return null;
  const then = charge(battery, freeUs(trading, nowUs, window.beginUs)).battery;
  return { ...window, energyWh: offerOver(step, trading, then, window.endUs - window.beginUs), state: chargedUs > nowUs ? 'charging' : 'idle' };
}

/**
 * An EV that is away offers what its forecast says it will hold when it connects, if that is in time (Fig. 6.2). One that
 * forecasts nothing leaves the round (Fig. 6.1).
 */
function drivingPart(step: Step, trading: EvTrading, learner: Learner | null, times: RoundTimes, round: number): Available | null {
  if (isConnected(trading.connections, step.context.nowUs)) return null;
  const connection = trading.connections[trading.arrivals];
  const foretold = foretell(step, trading, learner);
  if (foretold === null || connection === undefined || foretold.energyWh <= 0) return null;
  const then = { ...trading.battery, energyWh: foretold.energyWh };
  const chargedUs = foretold.connectUs + chargingTimeUs(then, step.lab.parameters.fleet.chargeTargetPermille);
  const window = within(connection, chargedUs, times);
  if (window === null) return null;
  trading.drive!.foretold = { round, ...foretold };
  const charged = charge(then, Math.max(0, window.beginUs - foretold.connectUs)).battery;
  return { ...window, energyWh: offerOver(step, trading, charged, window.endUs - window.beginUs), state: 'driving' };
}

/** What is left of the execution from a time on, while the EV is plugged in; null when that is not worth plugging in for. */
function within({ departUs }: Connection, fromUs: number, { executionBeginsUs, executionEndsUs }: RoundTimes): { readonly beginUs: number; readonly endUs: number } | null {
  const beginUs = Math.max(fromUs, executionBeginsUs);
  const endUs = Math.min(departUs, executionEndsUs);
  const leastUs = Math.ceil((executionEndsUs - executionBeginsUs) / LEAST_WINDOW_PART);
  return endUs - beginUs < leastUs ? null : { beginUs, endUs };
}

/** How long the EV charges until it holds a share of its capacity; 0 when it does. */
function chargingTimeUs(battery: Battery, targetPermille: number): number {
  const missingWh = Math.ceil((battery.capacityWh * targetPermille) / 1000) - battery.energyWh;
  if (missingWh <= 0) return 0;
  const drawnWh = Math.ceil((missingWh * 1000) / battery.chargeEfficiencyPermille);
  return battery.chargeW === 0 ? Number.MAX_SAFE_INTEGER : Math.ceil((drawnWh * HOUR_US) / battery.chargeW);
}

/** What a battery that is `then` charged can give within a time, beside what is promised already. */
function offerOver(step: Step, trading: EvTrading, then: Battery, durationUs: number): number {
  const { market, fleet } = step.lab.parameters;
  const atPlugWh = fleet.offerWh === null ? energyOverWh(market.pilePowerW, durationUs) : drawnOffer(step, trading, fleet.offerWh);
  const powerWh = fleet.offerWh === null ? offerableWh(then, durationUs, atPlugWh) : atPlugWh;
  return Math.min(powerWh, spareWh(trading, fleet.offerWh === null ? then : trading.battery));
}

function offerFor(step: Step, trading: EvTrading): number {
  const { market, fleet } = step.lab.parameters;
  if (fleet.offerWh !== null) return Math.min(drawnOffer(step, trading, fleet.offerWh), spareWh(trading, trading.battery), market.pileCapacityWh);
  const boundWh = offerableWh(trading.battery, market.executionUs, market.pileCapacityWh);
  return Math.min(boundWh, spareWh(trading, trading.battery));
}

/** Table 4.1 draws what an EV has to offer; its owner has charged so much, wherever that was. */
function drawnOffer(step: Step, trading: EvTrading, range: { readonly min: number; readonly max: number }): number {
  const wantedWh = drawWithin(range, { below: (limit) => step.context.random('offer', limit) });
  topUp(trading, wantedWh);
  return wantedWh;
}

/** What a battery could deliver above the owner's reserve and beside what is promised, without regard to power. */
function spareWh(trading: EvTrading, { energyWh, reserveWh, dischargeEfficiencyPermille }: Battery): number {
  const freeWh = Math.max(0, energyWh - reserveWh - committedWh(trading));
  return Math.floor((freeWh * dischargeEfficiencyPermille) / 1000);
}

function topUp(trading: EvTrading, wantedWh: number): void {
  const { battery } = trading;
  const neededWh = committedWh(trading) + takenFor(battery, wantedWh);
  const energyWh = Math.min(battery.capacityWh, battery.reserveWh + neededWh);
  if (energyWh > battery.energyWh) store(trading, { battery: { ...battery, energyWh }, storedWh: energyWh - battery.energyWh });
}

function isFull({ energyWh, capacityWh }: Battery): boolean {
  return energyWh >= capacityWh;
}

const HOUR_US = 3_600_000_000;
