import type { CommitteeMessage } from '../../consensus/committee/messages.js';
import type { Message, NodeEvent, NodeId, Timer } from '../../kernel/contract.js';
import { createChannelNode, handleChannelMessage, handleChannelTimer, hasBocs, recoverChannel, type ChannelHappening, type ChannelMessage, type ChannelNode, type ChannelTimer } from '../channels/channel.js';
import { roundView } from '../channels/round-view.js';
import type { ReadingNotice } from '../energy/messages.js';
import { onAgain, type AgainTimer, type EpochRequest } from '../ledger-client/ledger-client.js';
import type { PlanAttestation, TaskAttestation } from '../market/messages.js';
import type { ContractName } from '../../ledger/endorse-order-validate/types.js';
import type { Step } from '../step.js';
import { beginForecast, createAggregator, onForecastTimer, recoverForecast, takeUpdate, type Aggregator, type ForecastTimer } from '../forecast/aggregator.js';
import type { UpdateMessage } from '../forecast/messages.js';
import { createBocsDesk, onBocsHappening, onBocsTimer, onCampusBlock, recoverBocs, takeRecordAttestation, type BocsParts, type BocsTimer } from './bocs-desk.js';
import { noteForeignReading, takePlanAttestation } from './bocs-notices.js';
import type { BocsDesk } from './bocs-state.js';
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
  /** Null where campuses do not match across. */
  readonly bocs: BocsDesk | null;
  readonly desk: MarketDesk;
  readonly storing: StoringNode;
  /** Null where EVs do not learn to forecast. */
  readonly forecast: Aggregator | null;
}

export function createControlSystem(step: Step): ControlSystemState {
  return {
    kind: 'control-system',
    boe: createChannelNode(step, 'boe'),
    boev: createChannelNode(step, 'boev'),
    bocs: hasBocs(step.lab.parameters) ? createBocsDesk(step) : null,
    desk: createDesk(),
    storing: createStoringNode(step),
    forecast: createAggregator(step),
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
    beginForecast(step, state.forecast);
    return;
  }
  recoverDesk(step, state.desk);
  recoverChannel(step, state.boe);
  recoverChannel(step, state.boev);
  const parts = bocsParts(state);
  if (parts) recoverBocs(step, parts);
  recoverStoring(step, state.storing);
  recoverForecast(step, state.forecast);
}

function onMessage(step: Step, state: ControlSystemState, from: NodeId, message: Message): void {
  const parts = bocsParts(state);
  if (message.kind.startsWith('channel/')) {
    const { contract } = message as ChannelMessage;
    const node = channelOf(state, contract);
    if (node === null) return;
    node.peer!.round = roundView(step, contract);
    for (const happening of handleChannelMessage(step, node, from, message as ChannelMessage)) onHappening(step, state, contract, happening);
  } else if (message.kind === 'market/attestation') {
    const { attestation } = message as TaskAttestation;
    if (attestation.channel === state.boev.config.channel) takeAttestation(step, state.desk, state.boev, attestation);
    if (parts) takeRecordAttestation(step, parts, attestation);
  } else if (message.kind === 'bocs/attestation') {
    if (parts) takePlanAttestation(step, parts, from, message as PlanAttestation);
  } else if (message.kind === 'energy/reading') {
    const notice = message as ReadingNotice;
    if (takeReading(step, state.desk, from, notice) && parts) noteForeignReading(step, parts, notice);
  } else if (message.kind === 'forecast/update') {
    takeUpdate(step, state.forecast, from, message as UpdateMessage);
  } else {
    onStoringMessage(step, state.storing, from, message as CommitteeMessage | EpochRequest);
  }
}

function channelOf(state: ControlSystemState, contract: ContractName): ChannelNode | null {
  return contract === 'bocs' ? (state.bocs?.channel ?? null) : state[contract];
}

function bocsParts({ bocs, boe, boev, desk }: ControlSystemState): BocsParts | null {
  return bocs === null ? null : { bocs, boe, boev, desk };
}

function onHappening(step: Step, state: ControlSystemState, contract: ContractName, happening: ChannelHappening): void {
  const parts = bocsParts(state);
  if (contract === 'bocs') {
    // All control systems have the same blocks; the one that orders them writes them down.
    if (state.bocs!.channel.orderer !== null) recordChannelBlock(step, happening);
    onBocsHappening(step, parts!, happening);
    return;
  }
  recordChannelBlock(step, happening);
  onDeskHappening(step, state.desk, state.boe, state.boev, contract, happening);
  if (parts) onCampusBlock(step, parts, contract, happening);
}

function onTimer(step: Step, state: ControlSystemState, timer: Timer): void {
  if (timer.kind.startsWith('desk/')) {
    onDeskTimer(step, state.desk, state.boe, state.boev, state.bocs, timer as DeskTimer);
  } else if (timer.kind.startsWith('bocs/')) {
    const parts = bocsParts(state);
    if (parts) onBocsTimer(step, parts, timer as BocsTimer);
  } else if (timer.kind.startsWith('channel/')) {
    const { contract } = timer as ChannelTimer;
    const node = channelOf(state, contract);
    for (const happening of node === null ? [] : handleChannelTimer(step, node, timer as ChannelTimer)) onHappening(step, state, contract, happening);
  } else if (timer.kind === 'ledger/again') {
    onAgain(step, state.storing.client, timer as AgainTimer);
  } else if (timer.kind.startsWith('forecast/')) {
    onForecastTimer(step, state.forecast, timer as ForecastTimer);
  } else {
    onStoringTimer(step, state.storing, timer);
  }
}
