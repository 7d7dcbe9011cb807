import { discharge, energyOverWh } from '../../energy/battery.js';
import { isConnected } from '../../energy/fleet.js';
import { verifyWrite } from '../../ledger/endorse-order-validate/inclusion.js';
import { commitmentHash } from '../../ledger/endorse-order-validate/commitment.js';
import { taskWrite } from '../../ledger/endorse-order-validate/contract-boev.js';
import { readingHash } from '../../ledger/individual-chains/hashes.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { ChannelNode } from '../channels/channel.js';
import type { Learner } from '../forecast/learner.js';
import type { ReadingNotice } from '../energy/messages.js';
import { sessionOf, type TaskNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import { nodeIdOf, send, setTimerAt, type Step } from '../step.js';
import { arriveUntil } from './driving.js';
import { chargeUntil, offerKey, takenFor, type EvTask, type EvTrading } from './trading.js';

export interface PlugTimer extends Timer {
  readonly kind: 'ev/plug-in';
  readonly session: string;
}

const KEPT_READINGS = 32;
/** A reading that is not there so long after its slice is asked for. */
const OVERDUE_US = 10_000_000;

/** Its own task, opened: believed when the BoEV's peers attest to the commitment. Others' tasks it never sees. */
export function onTask(step: Step, trading: EvTrading, boev: ChannelNode, from: NodeId, { opening, proof, attestations }: TaskNotice): void {
  const task = opening.content;
  if (from !== step.lab.members.controlSystem || task.ev !== step.self.name) return;
  const port = channelPort(step.context, step.lab.directory);
  const own = taskWrite(task.round, { ev: step.self.name, commitment: commitmentHash(opening, port) });
  if (proof.write.key !== own.key || proof.write.value !== own.value) return;
  if (verifyWrite(boev.config, proof, attestations, port) !== 'PROVEN') return;
  trading.promised.delete(offerKey(task.round));
  for (const [at, slice] of task.slices.entries()) {
    takeSlice(step, trading, { chargingPoint: task.chargingPoint, readyWh: null, round: task.round, session: sessionOf(task, at), slice });
  }
}

/** A slice that was proven to be its own: promised from now on, and plugged in for when it begins. */
export function takeSlice(step: Step, trading: EvTrading, task: EvTask): void {
  const { session, round, slice } = task;
  if (trading.tasks.has(session) || trading.readings.has(session)) return;
  trading.tasks.set(session, task);
  trading.promised.set(session, { energyWh: slice.energyWh, round });
  awaitPlug(step, task);
}

/** After a crash: tasks are plugged in for when their slices begin, or now. */
export function recoverTrading(step: Step, trading: EvTrading): void {
  for (const task of trading.tasks.values()) awaitPlug(step, task);
}

function awaitPlug(step: Step, { session, slice }: EvTask): void {
  setTimerAt(step, slice.beginUs, { kind: 'ev/plug-in', session } as PlugTimer);
}

/** Its charging point knows of no session: the slice came to nothing. */
export function onUnplanned(step: Step, trading: EvTrading, from: NodeId, session: string): void {
  const task = trading.tasks.get(session);
  if (!task || nodeIdOf(step, task.chargingPoint) !== from) return;
  trading.tasks.delete(session);
  trading.promised.delete(session);
}

/** Plugs in with what it has of its promise. An EV that is still on the road does so when it arrives, if that is in time. */
export function onPlugTimer(step: Step, trading: EvTrading, learner: Learner | null, timer: PlugTimer): void {
  const task = trading.tasks.get(timer.session);
  if (!task) return;
  const point = nodeIdOf(step, task.chargingPoint);
  if (point === null) return;
  const { nowUs } = step.context;
  arriveUntil(step, trading, learner);
  if (nowUs < task.slice.endUs && !isConnected(trading.connections, nowUs)) {
    const arrival = trading.connections.find((one) => one.arriveUs > nowUs);
    if (arrival !== undefined && arrival.arriveUs < task.slice.endUs) setTimerAt(step, arrival.arriveUs, timer);
    return;
  }
  chargeUntil(trading, nowUs);
  task.readyWh = readyFor(step, trading, task);
  send(step, point, { kind: 'energy/plug-in', session: task.session, readyWh: task.readyWh } as Message);
}

/** The promise, as far as the battery holds it beside what other sessions still draw, and power allows in the time that is left. */
function readyFor(step: Step, { battery, tasks }: EvTrading, task: EvTask): number {
  const { fleet, market } = step.lab.parameters;
  let unreadWh = 0;
  for (const other of tasks.values()) if (other !== task && other.readyWh !== null) unreadWh += takenFor(battery, other.readyWh);
  const leftWh = Math.floor((Math.max(0, battery.energyWh - battery.reserveWh - unreadWh) * battery.dischargeEfficiencyPermille) / 1000);
  const promisedWh = Math.min(task.slice.energyWh, leftWh);
  // Table 4.1 draws offers without regard to power.
  if (fleet.offerWh !== null) return promisedWh;
  const leftUs = Math.max(0, task.slice.endUs - Math.max(step.context.nowUs, task.slice.beginUs));
  const isLate = step.context.nowUs > task.slice.endUs;
  return isLate ? promisedWh : Math.min(promisedWh, energyOverWh(Math.min(battery.dischargeW, market.pilePowerW), leftUs));
}

/** The meter was read: that much has left through the plug, and is to be paid for. */
export function onEvReading(step: Step, trading: EvTrading, from: NodeId, { signed, priceMilliPerKWh }: ReadingNotice): void {
  const { reading, signature } = signed;
  const point = step.lab.directory.participants[from];
  if (point.role !== 'charging-point' || reading.chargingPoint !== point.name || reading.ev !== step.self.name) return;
  if (!step.context.verify(point.publicKey, readingHash(step.context, reading), signature)) return;
  send(step, from, { kind: 'energy/reading-ack', reading: reading.id } as Message);
  if (trading.readings.has(reading.id) || !trading.tasks.has(reading.id)) return;
  chargeUntil(trading, step.context.nowUs);
  trading.tasks.delete(reading.id);
  trading.promised.delete(reading.id);
  trading.readings.set(reading.id, { signed, priceMilliPerKWh });
  if (trading.readings.size > KEPT_READINGS) trading.readings.delete(trading.readings.keys().next().value!);
  const done = discharge(trading.battery, reading.energyWh);
  trading.battery = done.battery;
  trading.takenWh += done.takenWh;
  trading.deliveredWh += reading.energyWh;
}

/**
 * Forgets promises of rounds that came to nothing, so that the energy can be offered again. A slice ends with its reading alone,
 * because energy may have flowed for it; when none comes the charging point is asked.
 */
export function forgetPromises(step: Step, trading: EvTrading, learner: Learner | null): void {
  const { nowUs } = step.context;
  for (const [key, { round }] of trading.promised) {
    const task = trading.tasks.get(key);
    if (task === undefined) {
      if (nowUs >= roundTimes(step.lab.parameters.market, round).executionBeginsUs) trading.promised.delete(key);
    } else if (nowUs > task.slice.endUs + OVERDUE_US) {
      onPlugTimer(step, trading, learner, { kind: 'ev/plug-in', session: key });
    }
  }
}
