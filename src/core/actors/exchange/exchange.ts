import { readResults, type SignedRequest } from '../../ledger/endorse-order-validate/contract-boe.js';
import { opens } from '../../ledger/endorse-order-validate/commitment.js';
import type { Message, NodeEvent, NodeId, Timer } from '../../kernel/contract.js';
import {
  createChannelNode,
  handleChannelMessage,
  handleChannelTimer,
  proposeOn,
  recoverChannel,
  type ChannelHappening,
  type ChannelMessage,
  type ChannelNode,
  type ChannelTimer,
} from '../channels/channel.js';
import { roundView } from '../channels/round-view.js';
import type { MarketMessage, ResultsNotice, SecondResultsNotice } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { roundTimes } from '../round-clock.js';
import { nodeIdOf, note, send, setTimerAt, type Step } from '../step.js';
import { attestToResults, passOnSecond } from './second-notices.js';

/**
 * An energy exchange (SEED B1): it gathers its consumers' signed requests, puts them on the BoE as one list a round,
 * and hands each consumer its own result. All of its state is durable.
 */
export interface ExchangeState {
  readonly kind: 'exchange';
  readonly boe: ChannelNode;
  /** Requests that came for rounds whose list is not uploaded yet. */
  readonly requests: Map<number, SignedRequest[]>;
  /** Results that came before the block that commits to them. */
  readonly waiting: Map<number, ResultsNotice>;
  readonly waitingSecond: Map<number, SecondResultsNotice>;
  nextRound: number;
  /** Ids of the requests in the list that was uploaded last. */
  uploaded: readonly string[];
}

interface UploadTimer extends Timer {
  readonly kind: 'exchange/upload';
  readonly round: number;
}

export function createExchange(step: Step): ExchangeState {
  return { kind: 'exchange', boe: createChannelNode(step, 'boe'), requests: new Map(), waiting: new Map(), waitingSecond: new Map(), nextRound: 0, uploaded: [] };
}

export function stepExchange(step: Step, state: ExchangeState, event: NodeEvent): void {
  if (event.type === 'start') {
    if (event.restarted) recover(step, state);
    armUpload(step, state);
  } else if (event.type === 'message') onMessage(step, state, event.from, event.message);
  else if (event.type === 'timer') onTimer(step, state, event.timer);
}

/** After a crash: rounds whose lists are overdue are lost, the channel goes on where it stood. */
function recover(step: Step, state: ExchangeState): void {
  const { market } = step.lab.parameters;
  while (roundTimes(market, state.nextRound).requestsCloseUs < step.context.nowUs) state.requests.delete(state.nextRound++);
  recoverChannel(step, state.boe);
}

function onMessage(step: Step, state: ExchangeState, from: NodeId, message: Message): void {
  const { boe } = state;
  if (message.kind.startsWith('channel/')) {
    if (boe.peer) boe.peer.round = roundView(step, 'boe');
    for (const happening of handleChannelMessage(step, boe, from, message as ChannelMessage)) onHappening(step, state, happening);
    return;
  }
  const market = message as MarketMessage;
  if (market.kind === 'market/request') takeRequest(step, state, from, market.signed);
  else if (market.kind === 'market/results') {
    state.waiting.set(market.round, market);
    passOn(step, state, market.round);
  } else if (market.kind === 'market/second-results') {
    state.waitingSecond.set(market.round, market);
    passOnSecond(step, state.boe, state.waitingSecond);
  }
}

function onTimer(step: Step, state: ExchangeState, timer: Timer): void {
  if (timer.kind === 'exchange/upload') upload(step, state, (timer as UploadTimer).round);
  else if (timer.kind.startsWith('channel/')) {
    for (const happening of handleChannelTimer(step, state.boe, timer as ChannelTimer)) onHappening(step, state, happening);
  }
}

function takeRequest(step: Step, state: ExchangeState, from: NodeId, signed: SignedRequest): void {
  const { round, consumer, exchange } = signed.request;
  const times = roundTimes(step.lab.parameters.market, round);
  const isFromItself = nodeIdOf(step, consumer) === from && exchange === step.self.name;
  if (!isFromItself || step.context.nowUs > times.requestsCloseUs || round < state.nextRound) return;
  const list = state.requests.get(round);
  if (list) list.push(signed);
  else state.requests.set(round, [signed]);
  note(step, { kind: 'market/request-taken', round, consumer });
}

function armUpload(step: Step, state: ExchangeState): void {
  const { requestsCloseUs } = roundTimes(step.lab.parameters.market, state.nextRound);
  setTimerAt(step, requestsCloseUs, { kind: 'exchange/upload', round: state.nextRound } as UploadTimer);
}

function upload(step: Step, state: ExchangeState, round: number): void {
  const requests = state.requests.get(round) ?? [];
  state.requests.delete(round);
  state.nextRound = round + 1;
  state.uploaded = requests.map((one) => one.request.id);
  armUpload(step, state);
  proposeOn(step, state.boe, 'upload-requests', { round, requests });
}

function onHappening(step: Step, state: ExchangeState, happening: ChannelHappening): void {
  if (happening.type === 'failed') {
    // The endorsers refused the list as a whole, so every request in it is out.
    const code = happening.codes[0] ?? 'no-answer';
    for (const subject of state.uploaded) note(step, { kind: 'guard/refused', what: 'request', code, subject });
    return;
  }
  for (const round of state.waiting.keys()) passOn(step, state, round);
  passOnSecond(step, state.boe, state.waitingSecond);
  attestToResults(step, state.boe, happening);
}

/** Gives each consumer its own result, once the BoE holds the commitment that the result opens. */
function passOn(step: Step, state: ExchangeState, round: number): void {
  const notice = state.waiting.get(round);
  const { peer } = state.boe;
  if (!notice || !peer) return;
  const port = channelPort(step.context, step.lab.directory);
  const committed = new Map(readResults(peer.world, round, step.self.name).map((one) => [one.consumer, one.commitment]));
  if (notice.openings.some((opening) => !committed.has(opening.content.consumer))) return;
  state.waiting.delete(round);
  note(step, { kind: 'market/passed-on', round });
  for (const opening of notice.openings) {
    const to = nodeIdOf(step, opening.content.consumer);
    if (to === null || !opens(committed.get(opening.content.consumer)!, opening, port)) continue;
    send(step, to, { kind: 'market/notice', opening } as Message);
  }
}
