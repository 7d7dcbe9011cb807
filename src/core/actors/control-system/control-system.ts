import type { CommitteeMessage } from '../../consensus/committee/messages.js';
import type { Message, NodeEvent, NodeId, Timer } from '../../kernel/contract.js';
import { createChannelNode, handleChannelMessage, handleChannelTimer, recoverChannel, type ChannelMessage, type ChannelNode, type ChannelTimer } from '../channels/channel.js';
import { roundView } from '../channels/round-view.js';
import type { ReadingNotice } from '../energy/messages.js';
import { onAgain, type AgainTimer, type EpochRequest } from '../ledger-client/ledger-client.js';
import type { TaskAttestation } from '../market/messages.js';
import type { Step } from '../step.js';
import { recordChannelBlock } from './market-records.js';
import { createDesk, type MarketDesk } from './desk-state.js';
import { onDeskHappening, onDeskTimer, openRound, recoverDesk, takeAttestation, takeReading, type DeskTimer } from './market-desk.js';
import { createStoringNode, onStoringMessage, onStoringTimer, recoverStoring, watchEpoch, type StoringNode } from './storing-node.js';

/**
 * The control system of a campus (CS): market desk, orderer and peer of BoE and BoEV, and storing node of the shard.
 * All of its state is durable.
 */
export interface ControlSystemState {
  readonly kind: 'control-system';
  readonly boe: ChannelNode;
  readonly boev: ChannelNode;
  readonly desk: MarketDesk;
  readonly storing: StoringNode;
}

export function createControlSystem(step: Step): ControlSystemState {
  return {
    kind: 'control-system',
    boe: createChannelNode(step, 'boe'),
    boev: createChannelNode(step, 'boev'),
    desk: createDesk(),
    storing: createStoringNode(step),
  };
}

export function stepControlSystem(step: Step, state: ControlSystemState, event: NodeEvent): void {
  if (event.type === 'start') start(step, state, event.restarted);
  else if (event.type === 'message') onMessage(step, state, event.from, event.message);
  else if (event.type === 'timer') onTimer(step, state, event.timer);
}

function start(step: Step, state: ControlSystemState, isRestarted: boolean): void {
  if (!isRestarted) {
    openRound(step, state.desk);
    watchEpoch(step, state.storing);
    return;
  }
  recoverDesk(step, state.desk);
  recoverChannel(step, state.boe);
  recoverChannel(step, state.boev);
  recoverStoring(step, state.storing);
}

function onMessage(step: Step, state: ControlSystemState, from: NodeId, message: Message): void {
  if (message.kind.startsWith('channel/')) {
    const { contract } = message as ChannelMessage;
    const node = state[contract];
    node.peer!.round = roundView(step, contract);
    for (const happening of handleChannelMessage(step, node, from, message as ChannelMessage)) {
      recordChannelBlock(step, happening);
      onDeskHappening(step, state.desk, state.boe, state.boev, contract, happening);
    }
  } else if (message.kind === 'market/attestation') {
    takeAttestation(step, state.desk, state.boev, (message as TaskAttestation).attestation);
  } else if (message.kind === 'energy/reading') {
    takeReading(step, state.desk, from, message as ReadingNotice);
  } else {
    onStoringMessage(step, state.storing, from, message as CommitteeMessage | EpochRequest);
  }
}

function onTimer(step: Step, state: ControlSystemState, timer: Timer): void {
  if (timer.kind.startsWith('desk/')) {
    onDeskTimer(step, state.desk, state.boe, state.boev, timer as DeskTimer);
  } else if (timer.kind.startsWith('channel/')) {
    const { contract } = timer as ChannelTimer;
    for (const happening of handleChannelTimer(step, state[contract], timer as ChannelTimer)) {
      onDeskHappening(step, state.desk, state.boe, state.boev, contract, happening);
    }
  } else if (timer.kind === 'ledger/again') {
    onAgain(step, state.storing.client, timer as AgainTimer);
  } else {
    onStoringTimer(step, state.storing, timer);
  }
}
