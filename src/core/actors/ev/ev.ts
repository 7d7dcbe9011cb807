import type { CommitteeMessage, EpochMessage, Receipt, RedrawMessage } from '../../consensus/committee/messages.js';
import { attest } from '../../ledger/endorse-order-validate/inclusion.js';
import type { Message, NodeEvent, NodeId, Timer } from '../../kernel/contract.js';
import { createChannelNode, handleChannelMessage, handleChannelTimer, recoverChannel, type ChannelHappening, type ChannelMessage, type ChannelNode, type ChannelTimer } from '../channels/channel.js';
import { roundView } from '../channels/round-view.js';
import type { ReadingNotice, Unplanned } from '../energy/messages.js';
import { createLedgerClient, onAgain, onReceipt, recoverClient, type AgainTimer, type LedgerClient } from '../ledger-client/ledger-client.js';
import type { CrossTaskNotice, EnergyCall, TaskNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { createSeller, onPropose, onRescue, onSellerReceipt, recoverSeller, type RescueTimer, type Seller } from '../settlement/seller.js';
import type { Propose } from '../settlement/messages.js';
import { send, type Step } from '../step.js';
import { onCrossTask } from './cross-task.js';
import { createDrawing, onDrawTimer, onNewEpoch, onRedraw, recoverDrawing, type Drawing, type DrawTimer } from './drawing.js';
import { onEpochWatch, recoverEpochWatch, watchEpoch, type EpochWatchTimer } from './epoch-watch.js';
import { createSeatHolder, onSeatMessage, onSeatTimer, recoverSeats, type SeatHolder } from './seat-holder.js';
import { forgetPromises, onEvReading, onPlugTimer, onTask, onUnplanned, recoverTrading, type PlugTimer } from './discharging.js';
import { onEnergyCall } from './offering.js';
import { createLearner, onModel, type Learner } from '../forecast/learner.js';
import type { ModelMessage } from '../forecast/messages.js';
import { createEvTrading, type EvTrading } from './trading.js';

/**
 * An electric vehicle: it sells energy (B1), keeps its own chain (A5), draws for the committee (A2) and serves in it
 * (A3). A Sybil runs the same code as an EV without a battery to trade with. All of its state is durable but for the
 * volatile part of its seat's hashgraph.
 */
export interface EvState {
  readonly kind: 'ev';
  readonly boev: ChannelNode;
  readonly client: LedgerClient;
  readonly drawing: Drawing;
  readonly holder: SeatHolder;
  readonly trading: EvTrading;
  readonly seller: Seller;
  /** Null where EVs do not learn to forecast. */
  readonly forecast: Learner | null;
}

export function createEv(step: Step): EvState {
  const client = createLedgerClient(step, step.lab.genesis.committees.map((committee) => committee.shard));
  watchEpoch(step, client);
  const trading = createEvTrading(step);
  return {
    kind: 'ev',
    boev: createChannelNode(step, 'boev'),
    client,
    drawing: createDrawing(step),
    holder: createSeatHolder(step),
    trading,
    seller: createSeller(step.self.name),
    forecast: createLearner(step, trading.model),
  };
}

export function stepEv(step: Step, state: EvState, event: NodeEvent): void {
  if (event.type === 'start' && event.restarted) recoverEv(step, state);
  else if (event.type === 'message') onMessage(step, state, event.from, event.message);
  else if (event.type === 'timer') onTimer(step, state, event.timer);
}

/** After a crash: every part sets its timers again and asks for what it may have missed. */
function recoverEv(step: Step, state: EvState): void {
  const { boev, client, drawing, holder, seller, trading } = state;
  recoverSeats(step, holder);
  recoverDrawing(step, drawing);
  recoverClient(step, client);
  recoverChannel(step, boev);
  recoverTrading(step, trading);
  recoverSeller(step, seller);
  recoverEpochWatch(step, client);
}

function onMessage(step: Step, state: EvState, from: NodeId, message: Message): void {
  const { boev, client, trading } = state;
  switch (message.kind) {
    case 'market/energy-call':
      forgetPromises(step, trading, state.forecast);
      if (step.self.role === 'ev') onEnergyCall(step, trading, state.forecast, boev, message as EnergyCall);
      return;
    case 'market/task':
      return onTask(step, trading, boev, from, message as TaskNotice);
    case 'market/cross-task':
      return onCrossTask(step, trading, from, message as CrossTaskNotice);
    case 'energy/unplanned':
      return onUnplanned(step, trading, from, (message as Unplanned).session);
    case 'energy/reading':
      return onEvReading(step, trading, from, message as ReadingNotice);
    case 'forecast/model':
      return onModel(step, state.forecast, from, message as ModelMessage);
    case 'settlement/propose':
      return onPropose(step, state.seller, trading, from, message as Propose);
    case 'ledger/receipt': {
      const checked = onReceipt(step, client, message as Receipt);
      if (checked) onSellerReceipt(step, state.seller, client, checked);
      return;
    }
    case 'committee/redraw':
      return onRedraw(step, state.drawing, message as RedrawMessage);
    default:
  }
  if (message.kind.startsWith('channel/')) {
    if (boev.peer) boev.peer.round = roundView(step, 'boev');
    for (const happening of handleChannelMessage(step, boev, from, message as ChannelMessage)) onHappening(step, boev, happening);
    return;
  }
  const isNewEpoch = onSeatMessage(step, state.holder, client, from, message as CommitteeMessage);
  const isOwnEpoch = message.kind === 'committee/epoch' && (message as EpochMessage).certificate.header.shard === step.lab.shard;
  if (!isNewEpoch || !isOwnEpoch) return;
  onNewEpoch(step, state.drawing, client, message as EpochMessage);
  watchEpoch(step, client);
}

function onTimer(step: Step, state: EvState, timer: Timer): void {
  const { boev, client } = state;
  if (timer.kind === 'ev/epoch-watch') onEpochWatch(step, client, timer as EpochWatchTimer);
  else if (timer.kind === 'sortition/draw') onDrawTimer(step, state.drawing, client, timer as DrawTimer);
  else if (timer.kind === 'ev/plug-in') onPlugTimer(step, state.trading, state.forecast, timer as PlugTimer);
  else if (timer.kind === 'settlement/rescue') onRescue(step, state.seller, client, timer as RescueTimer);
  else if (timer.kind === 'ledger/again') onAgain(step, client, timer as AgainTimer);
  else if (timer.kind.startsWith('channel/')) {
    for (const happening of handleChannelTimer(step, boev, timer as ChannelTimer)) onHappening(step, boev, happening);
  } else onSeatTimer(step, state.holder, timer);
}

/** A BoEV peer gives the control system its word on blocks that hold tasks, so that EVs can believe their own. */
function onHappening(step: Step, boev: ChannelNode, happening: ChannelHappening): void {
  if (happening.type !== 'block' || !boev.peer) return;
  if (!happening.block.transactions.some((one) => one.proposal.operation === 'record-tasks')) return;
  const attestation = attest(boev.peer, happening.committed.header.number, channelPort(step.context, step.lab.directory));
  if (attestation) send(step, step.lab.members.controlSystem, { kind: 'market/attestation', attestation } as Message);
}
