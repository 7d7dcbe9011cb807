import { compensationOf, dueMilli } from '../../ledger/individual-chains/content.js';
import { readingHash } from '../../ledger/individual-chains/hashes.js';
import type { MeterReading, SignedReading } from '../../ledger/individual-chains/types.js';
import type { Message, NodeEvent, NodeId, Timer } from '../../kernel/contract.js';
import type { DischargeTask, EnergyMessage } from '../energy/messages.js';
import { nodeIdOf, note, send, setTimer, setTimerAt, type Step } from '../step.js';

/**
 * A charging point with its meter: it joins an EV that discharges with the consumer that draws, and signs what passed
 * through. The meter is trusted hardware here; a meter that lies is not among the attacks of this version. All of its
 * state is durable.
 */
export interface ChargingPointState {
  readonly kind: 'charging-point';
  /** Slices of tasks whose time has not ended. */
  readonly sessions: Map<string, Session>;
  /** Everything that was ever read, in Wh. */
  meteredWh: number;
  /** Readings that somebody has not acknowledged. */
  readonly unconfirmed: Map<string, { readonly message: Message; readonly to: Set<NodeId>; readonly readUs: number; tries: number }>;
}

interface Session {
  readonly task: DischargeTask;
  readyWh: number;
  drawnWh: number;
}

interface ReadTimer extends Timer {
  readonly kind: 'charging-point/read';
  readonly session: string;
}

interface ConfirmTimer extends Timer {
  readonly kind: 'charging-point/confirm';
  readonly reading: string;
}

const CONFIRM_US = 1_000_000;
/** After so many tries it is told less often, but never given up: what the meter has read must reach everybody. */
const EAGER_TRIES = 5;
const PATIENT_US = 5_000_000;

export function createChargingPoint(): ChargingPointState {
  return { kind: 'charging-point', sessions: new Map(), meteredWh: 0, unconfirmed: new Map() };
}

export function stepChargingPoint(step: Step, state: ChargingPointState, event: NodeEvent): void {
  if (event.type === 'start' && event.restarted) recover(step, state);
  else if (event.type === 'message') onMessage(step, state, event.from, event.message as EnergyMessage);
  else if (event.type === 'timer' && event.timer.kind === 'charging-point/read') {
    readMeter(step, state, (event.timer as ReadTimer).session);
  } else if (event.type === 'timer') sendReading(step, state, (event.timer as ConfirmTimer).reading);
}

/** After a crash: meters of sessions are read when they end, or now; readings go out again. */
function recover(step: Step, state: ChargingPointState): void {
  for (const { task } of state.sessions.values()) awaitReading(step, task);
  for (const key of state.unconfirmed.keys()) sendReading(step, state, key);
}

function awaitReading(step: Step, { session, endUs }: DischargeTask): void {
  setTimerAt(step, endUs, { kind: 'charging-point/read', session } as ReadTimer);
}

function onMessage(step: Step, state: ChargingPointState, from: NodeId, message: EnergyMessage): void {
  if (message.kind === 'energy/plan') plan(step, state, from, message.task);
  else if (message.kind === 'energy/plug-in') plugIn(step, state, from, message);
  else if (message.kind === 'energy/draws') {
    const session = state.sessions.get(message.session);
    if (!session || nodeIdOf(step, session.task.consumer) !== from) return;
    session.drawnWh = Math.min(message.energyWh, session.readyWh);
  } else if (message.kind === 'energy/reading-ack') {
    state.unconfirmed.get(message.reading)?.to.delete(from);
  }
}

/** Only the control system plans sessions; the meter is read when the slice ends. */
function plan(step: Step, state: ChargingPointState, from: NodeId, task: DischargeTask): void {
  if (from !== step.lab.members.controlSystem || state.sessions.has(task.session)) return;
  state.sessions.set(task.session, { task, readyWh: 0, drawnWh: 0 });
  awaitReading(step, task);
}

function plugIn(step: Step, state: ChargingPointState, from: NodeId, message: { session: string; readyWh: number }): void {
  const session = state.sessions.get(message.session);
  if (!session && !state.unconfirmed.has(message.session)) {
    // Nobody has planned it, or it was read and acknowledged long ago: the EV need not wait for a reading.
    send(step, from, { kind: 'energy/unplanned', session: message.session } as Message);
  }
  if (!session || nodeIdOf(step, session.task.ev) !== from || session.readyWh > 0) return;
  session.readyWh = Math.min(message.readyWh, session.task.energyWh);
  const to = nodeIdOf(step, session.task.consumer);
  if (to === null) return;
  const { ev, round, request } = session.task;
  send(step, to, { kind: 'energy/draw-call', session: message.session, round, request, ev, energyWh: session.readyWh } as Message);
}

function readMeter(step: Step, state: ChargingPointState, key: string): void {
  const session = state.sessions.get(key);
  if (!session) return;
  state.sessions.delete(key);
  const { task, readyWh, drawnWh } = session;
  state.meteredWh += drawnWh;
  const reading: MeterReading = {
    id: key,
    chargingPoint: step.self.name,
    ev: task.ev,
    consumer: task.consumer,
    round: task.round,
    request: task.request,
    promisedWh: task.energyWh,
    readyWh,
    energyWh: drawnWh,
    shortfallMilliPerKWh: task.shortfallMilliPerKWh,
    beganUs: task.beginUs,
    endedUs: task.endUs,
  };
  const signed: SignedReading = { reading, signature: step.context.sign(readingHash(step.context, reading)) };
  const due = dueMilli(task.priceMilliPerKWh, drawnWh) ?? 0;
  const compensationMilli = compensationOf(reading, due);
  const { round, request, consumer, ev, energyWh: allocatedWh } = task;
  const delivered = { round, request, consumer, ev, allocatedWh, readyWh, deliveredWh: drawnWh, dueMilli: due - compensationMilli, compensationMilli };
  // A delivery counts where the consumer is: of another campus' consumer its control system notes it.
  const isOwn = step.lab.directory.byName.get(consumer)?.shard === step.lab.shard;
  note(step, isOwn ? { kind: 'market/delivered', ...delivered } : { kind: 'bocs/discharged', ...delivered });
  const message = { kind: 'energy/reading', signed, priceMilliPerKWh: task.priceMilliPerKWh } as Message;
  const parties = [nodeIdOf(step, ev), nodeIdOf(step, consumer), step.lab.members.controlSystem, controlSystemOf(step, consumer)];
  state.unconfirmed.set(key, { message, to: new Set(parties.filter((id) => id !== null)), readUs: step.context.nowUs, tries: 0 });
  sendReading(step, state, key);
}

/** The consumer's control system, which may be another one (SEED B5): its penalties are about what was delivered. */
function controlSystemOf(step: Step, consumer: string): NodeId | null {
  const shard = step.lab.directory.byName.get(consumer)?.shard;
  return shard === undefined ? null : step.lab.directory.shards[shard].controlSystem;
}

function sendReading(step: Step, state: ChargingPointState, key: string): void {
  const open = state.unconfirmed.get(key);
  if (!open) return;
  if (open.to.size === 0) {
    state.unconfirmed.delete(key);
    return;
  }
  open.tries += 1;
  for (const to of open.to) send(step, to, open.message);
  setTimer(step, open.tries < EAGER_TRIES ? CONFIRM_US : PATIENT_US, { kind: 'charging-point/confirm', reading: key } as ConfirmTimer);
}
