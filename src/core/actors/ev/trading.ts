import { discharge, charge, offerableWh, type Battery } from '../../energy/battery.js';
import { drawWithin } from '../../energy/draw.js';
import { drawEv, isConnected, type Connection } from '../../energy/fleet.js';
import { verifyWrite } from '../../ledger/endorse-order-validate/inclusion.js';
import { commitmentHash } from '../../ledger/endorse-order-validate/commitment.js';
import { taskWrite } from '../../ledger/endorse-order-validate/contract-boev.js';
import { readingHash } from '../../ledger/individual-chains/hashes.js';
import type { SignedReading } from '../../ledger/individual-chains/types.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import { proposeOn, type ChannelNode } from '../channels/channel.js';
import type { ReadingNotice } from '../energy/messages.js';
import type { EnergyCall, TaskContent, TaskNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import { nodeIdOf, send, setTimerAt, type Step } from '../step.js';

/**
 * An EV on the market (SEED B1): it decides whether it is available, offers, discharges and is read. What its battery
 * holds is kept to the Wh, with everything that went in and out, so that a checker can add it up. Durable.
 */
export interface EvTrading {
  battery: Battery;
  readonly connections: readonly Connection[];
  readonly initialWh: number;
  chargedUntilUs: number;
  /** Stored by charging, taken by discharging, delivered at the plug; all since the start. */
  chargedWh: number;
  takenWh: number;
  deliveredWh: number;
  /** Promised for tasks that are not read yet, in Wh at the plug, by round. */
  readonly promised: Map<number, number>;
  readonly tasks: Map<number, TaskContent>;
  /** Readings that the EV has seen signed: what it may be paid for. */
  readonly readings: Map<string, { readonly signed: SignedReading; readonly bidMilliPerKWh: number }>;
}

export interface PlugTimer extends Timer {
  readonly kind: 'ev/plug-in';
  readonly round: number;
}

const DRAWN_AHEAD_US = 7 * 24 * 3_600_000_000;
const KEPT_READINGS = 8;
/** A reading that is not there so long after the execution is asked for. */
const OVERDUE_US = 10_000_000;

export function createEvTrading(step: Step): EvTrading {
  const { figures, parameters } = step.lab;
  const { reservePermille, alwaysConnectedPermille, dayStartUs, place } = parameters.fleet;
  const random = { below: (limit: number) => step.context.random('fleet', limit) };
  const { battery, connections } = drawEv(
    { ...figures, place },
    { reservePermille, alwaysConnectedPermille, dayStartUs, untilUs: DRAWN_AHEAD_US },
    random,
  );
  const fixed = fixedConnections(step);
  return {
    battery,
    connections: fixed.length > 0 ? fixed : connections,
    initialWh: battery.energyWh,
    chargedUntilUs: 0,
    chargedWh: 0,
    takenWh: 0,
    deliveredWh: 0,
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

/** Energy is asked for: an EV that will be plugged in for the whole execution offers what it can spare. */
export function onEnergyCall(step: Step, trading: EvTrading, boev: ChannelNode, { round }: EnergyCall): void {
  const { market } = step.lab.parameters;
  const times = roundTimes(market, round);
  const { nowUs } = step.context;
  if (nowUs > times.offersCloseUs || trading.promised.has(round)) return;
  const stays = trading.connections.some((one) => one.arriveUs <= times.executionBeginsUs && one.departUs >= times.executionEndsUs);
  if (!stays || !isConnected(trading.connections, nowUs)) return;
  chargeUntil(trading, nowUs);
  const energyWh = offerFor(step, trading);
  if (energyWh === 0) return;
  trading.promised.set(round, energyWh);
  proposeOn(step, boev, 'upload-offer', { energyWh, round });
}

/** Its own task, opened: believed when the BoEV's peers attest to the commitment. Others' tasks it never sees. */
export function onTask(step: Step, trading: EvTrading, boev: ChannelNode, from: NodeId, { opening, proof, attestations }: TaskNotice): void {
  const task = opening.content;
  if (from !== step.lab.members.controlSystem || task.ev !== step.self.name || trading.tasks.has(task.round)) return;
  const port = channelPort(step.context, step.lab.directory);
  const own = taskWrite(task.round, { ev: step.self.name, commitment: commitmentHash(opening, port) });
  if (proof.write.key !== own.key || proof.write.value !== own.value) return;
  if (verifyWrite(boev.config, proof, attestations, port) !== 'PROVEN') return;
  takeTask(step, trading, task);
}

/** A task that was proved to it: it plugs in for it when the execution begins. */
export function takeTask(step: Step, trading: EvTrading, task: TaskContent): void {
  trading.tasks.set(task.round, task);
  trading.promised.set(task.round, task.energyWh);
  awaitPlug(step, task.round);
}

/** After a crash: tasks are plugged in for when their execution begins, or now. */
export function recoverTrading(step: Step, trading: EvTrading): void {
  for (const round of trading.tasks.keys()) awaitPlug(step, round);
}

function awaitPlug(step: Step, round: number): void {
  const { executionBeginsUs } = roundTimes(step.lab.parameters.market, round);
  setTimerAt(step, executionBeginsUs, { kind: 'ev/plug-in', round } as PlugTimer);
}

/** Its charging point knows of no session: the task came to nothing. */
export function onUnplanned(step: Step, trading: EvTrading, from: NodeId, round: number): void {
  const task = trading.tasks.get(round);
  if (!task || nodeIdOf(step, task.chargingPoint) !== from) return;
  trading.tasks.delete(round);
  trading.promised.delete(round);
}

export function onPlugTimer(step: Step, trading: EvTrading, { round }: PlugTimer): void {
  const task = trading.tasks.get(round);
  if (!task) return;
  const point = nodeIdOf(step, task.chargingPoint);
  if (point === null) return;
  const { battery } = trading;
  const leftWh = Math.floor((Math.max(0, battery.energyWh - battery.reserveWh) * battery.dischargeEfficiencyPermille) / 1000);
  const readyWh = Math.min(task.energyWh, leftWh);
  send(step, point, { kind: 'energy/plug-in', round, request: task.request, readyWh } as Message);
}

/** The meter was read: that much has left through the plug. Returns the reading when it is the EV's to be paid for. */
export function onEvReading(step: Step, trading: EvTrading, from: NodeId, { signed, bidMilliPerKWh }: ReadingNotice): void {
  const { reading, signature } = signed;
  const point = step.lab.directory.participants[from];
  if (point.role !== 'charging-point' || reading.chargingPoint !== point.name || reading.ev !== step.self.name) return;
  if (!step.context.verify(point.publicKey, readingHash(step.context, reading), signature)) return;
  send(step, from, { kind: 'energy/reading-ack', reading: reading.id } as Message);
  if (trading.readings.has(reading.id) || !trading.tasks.has(reading.round)) return;
  trading.tasks.delete(reading.round);
  trading.promised.delete(reading.round);
  trading.readings.set(reading.id, { signed, bidMilliPerKWh });
  if (trading.readings.size > KEPT_READINGS) trading.readings.delete(trading.readings.keys().next().value!);
  const done = discharge(trading.battery, reading.energyWh);
  trading.battery = done.battery;
  trading.takenWh += done.takenWh;
  trading.deliveredWh += reading.energyWh;
  trading.chargedUntilUs = step.context.nowUs;
}

/**
 * Forgets promises of rounds that came to nothing, so that the energy can be offered again. A task ends with its reading
 * alone, because energy may have flowed for it; when none comes the charging point is asked.
 */
export function forgetPromises(step: Step, trading: EvTrading): void {
  for (const round of trading.promised.keys()) {
    const { executionEndsUs, executionBeginsUs } = roundTimes(step.lab.parameters.market, round);
    if (!trading.tasks.has(round)) {
      if (step.context.nowUs >= executionBeginsUs) trading.promised.delete(round);
    } else if (step.context.nowUs > executionEndsUs + OVERDUE_US) {
      onPlugTimer(step, trading, { kind: 'ev/plug-in', round });
    }
  }
}

function offerFor(step: Step, trading: EvTrading): number {
  const { market, fleet } = step.lab.parameters;
  if (fleet.offerWh !== null) {
    // Table 4.1 draws what an EV has to offer; its owner has charged so much, wherever that was.
    const wantedWh = drawWithin(fleet.offerWh, { below: (limit) => step.context.random('offer', limit) });
    topUp(trading, wantedWh);
    return Math.min(wantedWh, spareWh(trading), market.pileCapacityWh);
  }
  const boundWh = offerableWh(trading.battery, market.executionUs, market.pileCapacityWh);
  return Math.min(boundWh, spareWh(trading));
}

/** What leaves the battery for everything that is promised: each delivery's losses round up by themselves. */
function committedWh({ battery, promised }: EvTrading): number {
  let sum = 0;
  for (const energyWh of promised.values()) sum += takenFor(battery, energyWh);
  return sum;
}

function takenFor(battery: Battery, deliveredWh: number): number {
  return Math.ceil((deliveredWh * 1000) / battery.dischargeEfficiencyPermille);
}

/** What the battery could deliver above the owner's reserve and beside what is promised, without regard to power. */
function spareWh(trading: EvTrading): number {
  const { battery } = trading;
  const freeWh = Math.max(0, battery.energyWh - battery.reserveWh - committedWh(trading));
  return Math.floor((freeWh * battery.dischargeEfficiencyPermille) / 1000);
}

/** While it is plugged in and does not discharge, an EV charges at the power of its model. */
function chargeUntil(trading: EvTrading, nowUs: number): void {
  const isBusy = trading.tasks.size > 0;
  const sinceUs = trading.connections.reduce((from, one) => (one.arriveUs <= nowUs && nowUs < one.departUs ? Math.max(from, one.arriveUs) : from), trading.chargedUntilUs);
  if (!isBusy && nowUs > sinceUs) store(trading, charge(trading.battery, nowUs - sinceUs));
  trading.chargedUntilUs = nowUs;
}

function topUp(trading: EvTrading, wantedWh: number): void {
  const { battery } = trading;
  const neededWh = committedWh(trading) + takenFor(battery, wantedWh);
  const energyWh = Math.min(battery.capacityWh, battery.reserveWh + neededWh);
  if (energyWh > battery.energyWh) store(trading, { battery: { ...battery, energyWh }, storedWh: energyWh - battery.energyWh });
}

function store(trading: EvTrading, charged: { readonly battery: Battery; readonly storedWh: number }): void {
  trading.battery = charged.battery;
  trading.chargedWh += charged.storedWh;
}
