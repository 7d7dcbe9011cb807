import type { EpochMessage, Receipt } from '../../consensus/committee/messages.js';
import { drawDemand } from '../../energy/demand.js';
import { requestHash, type ConsumerRequest } from '../../ledger/endorse-order-validate/contract-boe.js';
import { hasBocs } from '../channels/channel.js';
import { compensationOf, dueMilli } from '../../ledger/individual-chains/content.js';
import { readingHash } from '../../ledger/individual-chains/hashes.js';
import type { Message, NodeEvent, NodeId, Timer } from '../../kernel/contract.js';
import type { DrawCall, ReadingNotice } from '../energy/messages.js';
import { askEpochs, createLedgerClient, onAgain, onEpoch, onReceipt, recoverClient, type AgainTimer, type LedgerClient } from '../ledger-client/ledger-client.js';
import type { ConsumerNotice, ResultContent, SecondNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import { onAbandoned, onAccept, onBuyerReceipt, onPaymentTimer, owe, recoverBuyer, type PaymentTimer } from '../settlement/buyer.js';
import { createBuyer, type Buyer } from '../settlement/buyer-state.js';
import type { Accept } from '../settlement/messages.js';
import { note, send, setTimerAt, type Step } from '../step.js';

/**
 * An energy consumer (SEED B1): one signed request a round, drawn from the scenario's ranges and scaled by the tariff;
 * it draws what it was promised, and pays for what the meter read. All of its state is durable.
 */
export interface ConsumerState {
  readonly kind: 'consumer';
  readonly client: LedgerClient;
  readonly buyer: Buyer;
  readonly rounds: Map<number, ConsumerRound>;
  /** Everything that was ever drawn, for the energy balance. */
  receivedWh: number;
}

interface ConsumerRound {
  readonly request: ConsumerRequest;
  /** Promised by the notice, by EV. */
  readonly promised: Map<string, { readonly energyWh: number; readonly priceMilliPerKWh: number }>;
  drawnWh: number;
  deliveredWh: number;
  readonly readings: Set<string>;
  isSummedUp: boolean;
}

interface RoundTimer extends Timer {
  readonly kind: 'consumer/plan' | 'consumer/request' | 'consumer/served';
  readonly round: number;
}

const SERVED_AFTER_US = 2_500_000;
const SECOND_US = 1_000_000;

export function createConsumer(step: Step): ConsumerState {
  // What it gets of other campuses it pays there.
  const shards = hasBocs(step.lab.parameters) ? step.lab.genesis.committees.map(({ shard }) => shard) : [step.lab.shard, step.self.walletShard];
  const client = createLedgerClient(step, shards);
  return { kind: 'consumer', client, buyer: createBuyer(step), rounds: new Map(), receivedWh: 0 };
}

export function stepConsumer(step: Step, state: ConsumerState, event: NodeEvent): void {
  if (event.type === 'start') {
    planRound(step, nextRound(step));
    if (event.restarted) recover(step, state);
  } else if (event.type === 'message') onMessage(step, state, event.from, event.message);
  else if (event.type === 'timer') onTimer(step, state, event.timer);
}

/** After a crash: the round under way when it began is lost, what is owed and what was submitted goes on. */
function recover(step: Step, state: ConsumerState): void {
  for (const [round, own] of state.rounds) if (!own.isSummedUp) awaitSummingUp(step, round);
  recoverClient(step, state.client);
  recoverBuyer(step, state.buyer);
}

/** The exchange that a consumer is registered with: spread by number. */
export function exchangeOf(step: Step, consumer: NodeId): NodeId {
  const { exchanges, consumers } = step.lab.members;
  return exchanges[(consumer - consumers[0]) % exchanges.length];
}

function onMessage(step: Step, state: ConsumerState, from: NodeId, message: Message): void {
  switch (message.kind) {
    case 'market/notice':
      return takeNotice(step, state, from, message as ConsumerNotice);
    case 'market/second-notice':
      return takeSecondNotice(step, state, from, message as SecondNotice);
    case 'energy/draw-call':
      return drawEnergy(step, state, from, message as DrawCall);
    case 'energy/reading':
      return takeReading(step, state, from, message as ReadingNotice);
    case 'settlement/accept':
      return onAccept(step, state.buyer, state.client, from, message as Accept);
    case 'ledger/receipt': {
      const checked = onReceipt(step, state.client, message as Receipt);
      if (checked) onBuyerReceipt(step, state.buyer, state.client, checked);
      return;
    }
    case 'committee/epoch':
      onEpoch(step, state.client, (message as EpochMessage).certificate);
      return;
    default:
  }
}

function onTimer(step: Step, state: ConsumerState, timer: Timer): void {
  if (timer.kind === 'consumer/plan') {
    const { round } = timer as RoundTimer;
    const { requestWindowUs } = step.lab.parameters.market;
    // The last fifth of the window is left for the way to the exchange.
    const offsetUs = step.context.random('request-time', Math.max(1, Math.floor((requestWindowUs * 4) / 5)));
    setTimerAt(step, roundTimes(step.lab.parameters.market, round).beginsUs + offsetUs, { kind: 'consumer/request', round } as RoundTimer);
    planRound(step, round + 1);
  } else if (timer.kind === 'consumer/request') request(step, state, (timer as RoundTimer).round);
  else if (timer.kind === 'consumer/served') sumUp(step, state, (timer as RoundTimer).round);
  else if (timer.kind === 'ledger/again') {
    const abandoned = onAgain(step, state.client, timer as AgainTimer);
    if (abandoned) onAbandoned(step, state.buyer, abandoned);
  } else onPaymentTimer(step, state.buyer, state.client, timer as PaymentTimer);
}

function nextRound(step: Step): number {
  const { firstRoundUs, roundEveryUs } = step.lab.parameters.market;
  return Math.max(0, Math.ceil((step.context.nowUs - firstRoundUs) / roundEveryUs));
}

function planRound(step: Step, round: number): void {
  setTimerAt(step, roundTimes(step.lab.parameters.market, round).beginsUs, { kind: 'consumer/plan', round } as RoundTimer);
}

function request(step: Step, state: ConsumerState, round: number): void {
  const { market, fleet } = step.lab.parameters;
  const { nowUs } = step.context;
  const random = { below: (limit: number) => step.context.random('demand', limit) };
  const tariff = { tariff: step.lab.figures.tariff, timeOfDayUs: fleet.dayStartUs + nowUs };
  const { demandWh, bidMilliPerKWh } = drawDemand(market, market.bidFollowsTariff ? tariff : null, random);
  const exchange = exchangeOf(step, step.self.id);
  const content: ConsumerRequest = {
    bidMilliPerKWh,
    consumer: step.self.name,
    demandWh,
    exchange: step.lab.directory.participants[exchange].name,
    id: `${step.self.name}/r${round}`,
    round,
    submittedAtUs: nowUs,
    ...drawWindow(step, round),
  };
  note(step, { kind: 'market/demand', round, consumer: step.self.name, demandWh });
  const signature = step.context.sign(requestHash(content, channelPort(step.context, step.lab.directory)));
  state.rounds.set(round, { request: content, promised: new Map(), drawnWh: 0, deliveredWh: 0, readings: new Set(), isSummedUp: false });
  send(step, exchange, { kind: 'market/request', signed: { request: content, signature } } as Message);
  awaitSummingUp(step, round);
}

/** When the energy is wanted: as long as the scenario draws, anywhere within the execution, in whole seconds. */
function drawWindow(step: Step, round: number): { readonly beginUs: number; readonly endUs: number } {
  const { market } = step.lab.parameters;
  const { executionBeginsUs, executionEndsUs } = roundTimes(market, round);
  const { min, max } = market.requestLengthUs;
  if (max === 0) return { beginUs: executionBeginsUs, endUs: executionEndsUs };
  const seconds = (lengthUs: number): number => step.context.random('request-window', Math.floor(lengthUs / SECOND_US) + 1) * SECOND_US;
  const lengthUs = Math.min(market.executionUs, Math.max(SECOND_US, min + seconds(max - min)));
  const beginUs = executionBeginsUs + seconds(market.executionUs - lengthUs);
  return { beginUs, endUs: beginUs + lengthUs };
}

function awaitSummingUp(step: Step, round: number): void {
  const { executionEndsUs } = roundTimes(step.lab.parameters.market, round);
  setTimerAt(step, executionEndsUs + SERVED_AFTER_US, { kind: 'consumer/served', round } as RoundTimer);
}

/** Its own result, from its own exchange. */
function takeNotice(step: Step, state: ConsumerState, from: NodeId, { opening }: ConsumerNotice): void {
  const { round, consumer, allocations } = opening.content;
  if (takePromises(step, state, from, opening.content)) note(step, { kind: 'market/noticed', round, consumer, served: allocations.length > 0 });
}

/** What it gets of another campus beside its first result (SEED B5). */
function takeSecondNotice(step: Step, state: ConsumerState, from: NodeId, { opening }: SecondNotice): void {
  const { round, consumer, allocations } = opening.content;
  if (!takePromises(step, state, from, opening.content)) return;
  const energyWh = allocations.reduce((sum, one) => sum + one.energyWh, 0);
  note(step, { kind: 'bocs/second-notice', round, consumer, energyWh });
}

/** Whether the result is its own, of a round that it asked in; then its promises are kept. */
function takePromises(step: Step, state: ConsumerState, from: NodeId, { round, consumer, allocations }: ResultContent): boolean {
  const own = state.rounds.get(round);
  if (!own || from !== exchangeOf(step, step.self.id) || consumer !== step.self.name) return false;
  for (const { request: id, ev, energyWh, priceMilliPerKWh } of allocations) if (id === own.request.id) own.promised.set(ev, { energyWh, priceMilliPerKWh });
  return true;
}

/** Draws what is there, up to its demand. A request it never made is not its own, and it takes nothing for it. */
function drawEnergy(step: Step, state: ConsumerState, from: NodeId, call: DrawCall): void {
  const own = state.rounds.get(call.round);
  if (!own || call.request !== own.request.id) return;
  const energyWh = Math.min(call.energyWh, own.request.demandWh - own.drawnWh);
  if (energyWh <= 0) return;
  own.drawnWh += energyWh;
  send(step, from, { kind: 'energy/draws', session: call.session, energyWh } as Message);
}

function takeReading(step: Step, state: ConsumerState, from: NodeId, { signed, priceMilliPerKWh }: ReadingNotice): void {
  const { reading, signature } = signed;
  const point = step.lab.directory.participants[from];
  if (point.role !== 'charging-point' || reading.chargingPoint !== point.name || reading.consumer !== step.self.name) return;
  if (!step.context.verify(point.publicKey, readingHash(step.context, reading), signature)) return;
  send(step, from, { kind: 'energy/reading-ack', reading: reading.id } as Message);
  const own = state.rounds.get(reading.round);
  if (!own || own.readings.has(reading.id) || reading.energyWh === 0) return;
  own.readings.add(reading.id);
  // Epochs of campuses that it has nothing to do with are not told to it.
  if (point.shard !== step.lab.shard && point.shard !== step.self.walletShard) askEpochs(step, state.client, point.shard);
  own.deliveredWh += reading.energyWh;
  state.receivedWh += reading.energyWh;
  // Nobody pays more than its bid, nor another price than its result says, where that has come.
  const isRightPrice = priceMilliPerKWh <= own.request.bidMilliPerKWh && (own.promised.get(reading.ev)?.priceMilliPerKWh ?? priceMilliPerKWh) === priceMilliPerKWh;
  const due = dueMilli(priceMilliPerKWh, reading.energyWh) ?? 0;
  if (isRightPrice && due - compensationOf(reading, due) > 0) owe(step, state.buyer, { priceMilliPerKWh, reading: signed });
}

function sumUp(step: Step, state: ConsumerState, round: number): void {
  const own = state.rounds.get(round);
  if (!own || own.isSummedUp) return;
  own.isSummedUp = true;
  const { demandWh } = own.request;
  note(step, { kind: 'market/served', round, consumer: step.self.name, demandWh, deliveredWh: own.deliveredWh });
  for (const [old, { drawnWh, deliveredWh }] of state.rounds) {
    // What was drawn and not read yet will be read, however late.
    if (old <= round - 2 && deliveredWh >= drawnWh) state.rounds.delete(old);
  }
}
