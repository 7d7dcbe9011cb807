import type { BlockMessage, CommitteeMessage, EpochMessage, StateMessage } from '../../consensus/committee/messages.js';
import { memberIndex } from '../../consensus/committee/committee.js';
import {
  receiptsOf,
  recoverSeat,
  seatCertificate,
  seatCutoff,
  seatGossip,
  seatRevote,
  seatSubmit,
  seatTick,
  seatVote,
  takeSeat,
  type GossipTimer,
  type RevoteTimer,
  type Seat,
  type SeatBlock,
  type SeatHappening,
  type SeatPort,
} from '../../consensus/committee/seat.js';
import { copyShardState, shardStateRoot, type ShardState } from '../../consensus/committee/shard-state.js';
import type { LedgerTransaction } from '../../consensus/committee/transactions.js';
import { ownCredit } from '../../consensus/sortition/draw.js';
import { partiesOf } from '../../consensus/committee/parties.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { onEpoch, type LedgerClient } from '../ledger-client/ledger-client.js';
import { shardRules } from '../shard-rules.js';
import { genesisShardState } from '../genesis-ledger.js';
import { broadcast, contentBytes, nodeIdOf, note, send, setTimer, setTimerAt, type Step } from '../step.js';

/**
 * How an EV holds office: it takes its seat when it is elected, starts from the certified state, and hands over at the
 * epoch's end (SEED A2, A5).
 */
export interface SeatHolder {
  seat: Seat | null;
  /** The seat of the epoch before, for those who still ask about it. */
  past: Seat | null;
  /** Elected, but without the state to start from yet. */
  awaiting: { readonly epoch: number; readonly stateRoot: Hex; readonly height: number; readonly previous: Hex; readonly from: readonly string[]; tries: number } | null;
  /** What clients sent while the state was on its way. */
  readonly early: { readonly from: NodeId; readonly transaction: LedgerTransaction }[];
  /** Blocks of earlier epochs that the storing node has not shown to have, by height. */
  readonly unstored: Map<number, BlockMessage>;
  /** Up to here it has. */
  storedHeight: number;
}

export interface CutoffTimer extends Timer {
  readonly kind: 'committee/cutoff';
  readonly epoch: number;
  readonly attempt: number;
}

export interface AwaitTimer extends Timer {
  readonly kind: 'committee/await-state';
  readonly epoch: number;
}

const MAX_EARLY = 512;
const MAX_BLOCKS_AT_ONCE = 64;
const AWAIT_STATE_US = 1_000_000;
/** Outgoing members that bring the epoch's end to the new ones themselves: enough that one of them is honest. */
const BEARERS = 3;

export function createSeatHolder(step: Step): SeatHolder {
  const holder: SeatHolder = { seat: null, past: null, awaiting: null, early: [], unstored: new Map(), storedHeight: -1 };
  const { genesis, shard } = step.lab;
  if (memberIndex(genesis.committees[shard], step.self.name) < 0) return holder;
  occupy(step, holder, genesisShardState(step.lab, shard, step.context));
  return holder;
}

/** After a crash: the seat goes on from its durable part, and what timers it had are set again. */
export function recoverSeats(step: Step, holder: SeatHolder): void {
  const port = seatPort(step);
  for (const seat of [holder.past, holder.seat]) if (seat) act(step, holder, seat, recoverSeat(seat, port));
  if (holder.seat) awaitCutoff(step, holder.seat);
  if (holder.awaiting) askForState(step, holder);
}

/** A message to a member. False when it is none of a member's business. */
export function onSeatMessage(step: Step, holder: SeatHolder, client: LedgerClient, from: NodeId, message: CommitteeMessage): boolean {
  const port = seatPort(step);
  switch (message.kind) {
    case 'ledger/submit':
      if (holder.seat) takeSubmission(step, holder, holder.seat, from, message.transaction);
      else if (holder.awaiting && holder.early.length < MAX_EARLY) holder.early.push({ from, transaction: message.transaction });
      return true;
    case 'committee/gossip': {
      const seat = seatOf(holder, message.epoch);
      if (seat) act(step, holder, seat, seatGossip(seat, step.lab.directory.participants[from].name, message, port));
      return true;
    }
    case 'committee/vote': {
      const seat = seatOf(holder, message.epoch);
      if (seat) act(step, holder, seat, seatVote(seat, message, port));
      return true;
    }
    case 'committee/certificate': {
      const seat = seatOf(holder, message.certificate.header.epoch);
      if (seat) act(step, holder, seat, seatCertificate(seat, message, port));
      return true;
    }
    case 'committee/block-request':
      for (const block of blocksFrom(holder, message.height, message.andOn === true ? MAX_BLOCKS_AT_ONCE : 1)) send(step, from, block);
      return true;
    case 'committee/epoch':
      if (from === step.lab.members.controlSystem) forgetStored(holder, message);
      return takeEpoch(step, holder, client, message);
    case 'committee/state-request':
      for (const seat of [holder.seat, holder.past]) {
        if (!seat?.closed || seat.state.committee.epoch !== message.epoch) continue;
        send(step, from, { kind: 'committee/state', epoch: message.epoch, state: copyShardState(seat.state) } as StateMessage);
        return true;
      }
      return true;
    case 'committee/state':
      takeState(step, holder, message);
      return true;
    default:
      return false;
  }
}

export function onSeatTimer(step: Step, holder: SeatHolder, timer: Timer): void {
  const port = seatPort(step);
  if (timer.kind === 'committee/gossip-tick') {
    const seat = seatOf(holder, (timer as GossipTimer).epoch);
    if (seat) act(step, holder, seat, seatTick(seat, port));
  } else if (timer.kind === 'committee/revote') {
    const seat = seatOf(holder, (timer as RevoteTimer).epoch);
    if (seat) seatRevote(seat, port);
  } else if (timer.kind === 'committee/cutoff') {
    const { epoch, attempt } = timer as CutoffTimer;
    if (holder.seat?.committee.epoch === epoch) act(step, holder, holder.seat, seatCutoff(holder.seat, attempt, port));
  } else if (timer.kind === 'committee/await-state') {
    if (holder.awaiting?.epoch === (timer as AwaitTimer).epoch) askForState(step, holder);
  }
}

/** The lottery that this member plays next is over the state it has come to. */
function occupy(step: Step, holder: SeatHolder, state: ShardState): void {
  const port = seatPort(step);
  retire(holder);
  holder.seat = takeSeat(state, port);
  holder.awaiting = null;
  awaitCutoff(step, holder.seat);
  const early = holder.early.splice(0);
  for (const { from, transaction } of early) act(step, holder, holder.seat, seatSubmit(holder.seat, from, transaction, port));
}

/** The time for draws ends with the epoch; that of a repeated draw a window after the last. */
function awaitCutoff(step: Step, { committee: { epoch }, state, closed }: Seat): void {
  if (closed) return;
  const { lengthUs, drawWindowUs } = step.lab.parameters.epoch;
  const { attempt } = state.election.lottery;
  const timer: CutoffTimer = { kind: 'committee/cutoff', epoch, attempt };
  if (attempt === 1) setTimerAt(step, (epoch + 1) * lengthUs, timer);
  else setTimer(step, drawWindowUs, timer);
}

/** The seat, if there is one, becomes the past one. */
function retire(holder: SeatHolder): void {
  const { seat } = holder;
  if (seat === null) return;
  dropPast(holder);
  holder.past = seat;
  holder.seat = null;
}

/** The past seat goes, but for the blocks that the storing node may lack: it may have been down for epochs. */
function dropPast(holder: SeatHolder): void {
  for (const [height, block] of holder.past?.blocks ?? []) {
    if (block.certificate && height > holder.storedHeight) holder.unstored.set(height, blockMessage(block));
  }
  holder.past = null;
}

/** The storing node tells of an epoch's end when it has stored all of it. */
function forgetStored(holder: SeatHolder, { certificate }: EpochMessage): void {
  holder.storedHeight = Math.max(holder.storedHeight, certificate.header.height);
  for (const height of holder.unstored.keys()) if (height <= holder.storedHeight) holder.unstored.delete(height);
}

function blocksFrom(holder: SeatHolder, from: number, most: number): BlockMessage[] {
  const found: BlockMessage[] = [];
  for (let height = from; found.length < most; height++) {
    const block = holder.seat?.blocks.get(height) ?? holder.past?.blocks.get(height);
    const message = block?.certificate ? blockMessage(block) : holder.unstored.get(height);
    if (message === undefined) break;
    found.push(message);
  }
  return found;
}

function takeSubmission(step: Step, holder: SeatHolder, seat: Seat, from: NodeId, transaction: LedgerTransaction): void {
  act(step, holder, seat, seatSubmit(seat, from, transaction, seatPort(step)));
  if (isOver(seat)) passOn(step, seat);
}

/** The epoch's last block is certified. */
function isOver(seat: Seat): boolean {
  return seat.closed && seat.blocks.get(seat.state.height - 1)?.certificate !== null;
}

function takeEpoch(step: Step, holder: SeatHolder, client: LedgerClient, message: EpochMessage): boolean {
  const { header } = message.certificate;
  const isNew = onEpoch(step, client, message.certificate);
  if (!isNew || header.shard !== step.lab.shard || header.handover === null) return isNew;
  const { committee, stateRoot } = header.handover;
  const { seat } = holder;
  // Nobody asks about the epoch before the last any more; whoever was a member once would keep its graph for good.
  if (holder.past !== null && holder.past.committee.epoch < header.epoch) dropPast(holder);
  if (memberIndex(committee, step.self.name) < 0) {
    retire(holder);
    return true;
  }
  if (seat?.closed && seat.state.committee.epoch === committee.epoch) {
    occupy(step, holder, copyShardState(seat.state));
    return true;
  }
  const from = client.book.committees.get(`${header.shard}:${header.epoch}`)?.members.map((member) => member.node) ?? [];
  const previous = step.context.hash('committee/block', header);
  retire(holder);
  holder.awaiting = { epoch: committee.epoch, stateRoot, height: header.height + 1, previous, from, tries: 0 };
  askForState(step, holder);
  return true;
}

/** Asks the storing node, and on later tries an outgoing member too. */
function askForState(step: Step, holder: SeatHolder): void {
  const { awaiting } = holder;
  if (!awaiting) return;
  const request = { kind: 'committee/state-request', epoch: awaiting.epoch } as Message;
  send(step, step.lab.members.controlSystem, request);
  const other = awaiting.tries > 0 ? nodeIdOf(step, awaiting.from[(awaiting.tries - 1) % awaiting.from.length]) : null;
  if (other !== null) send(step, other, request);
  awaiting.tries += 1;
  setTimer(step, AWAIT_STATE_US, { kind: 'committee/await-state', epoch: awaiting.epoch } as AwaitTimer);
}

function takeState(step: Step, holder: SeatHolder, { state, epoch }: StateMessage): void {
  const { awaiting } = holder;
  if (!awaiting || awaiting.epoch !== epoch || state.committee.epoch !== epoch) return;
  if (state.height !== awaiting.height || state.previous !== awaiting.previous) return;
  if (shardStateRoot(state, step.context) !== awaiting.stateRoot) return;
  occupy(step, holder, copyShardState(state));
}

function act(step: Step, holder: SeatHolder, seat: Seat, happenings: readonly SeatHappening[]): void {
  for (const happening of happenings) {
    if (happening.type === 'redraw') {
      const { drawWindowUs } = step.lab.parameters.epoch;
      const { epoch } = seat.committee;
      setTimer(step, drawWindowUs, { kind: 'committee/cutoff', epoch, attempt: happening.attempt } as CutoffTimer);
    } else {
      deliver(step, seat, happening.block);
      if (happening.block.executed.header.handover !== null) handOver(step, seat, happening.block);
    }
  }
}

/** The primary answers the parties and gives the block to the storing node; everybody answers its own clients. */
function deliver(step: Step, seat: Seat, block: SeatBlock): void {
  const isPrimary = seat.self === 0;
  if (isPrimary) send(step, step.lab.members.controlSystem, blockMessage(block));
  const isAsked = isPrimary || block.executed.entries.some((entry) => seat.waiting.has(entry.transaction));
  const receipts = isAsked ? receiptsOf(block, seatPort(step)) : [];
  for (const [index, transaction] of block.executed.transactions.entries()) {
    const id = block.executed.entries[index].transaction;
    const clients = seat.waiting.get(id) ?? [];
    seat.waiting.delete(id);
    const parties = isPrimary ? partiesOf(transaction).flatMap((name) => nodeIdOf(step, name) ?? []) : [];
    // A member that is a party itself hears of it like any other; for what it submits as a member it needs no receipt.
    const isOwnDuty = transaction.kind === 'cutoff' || transaction.kind === 'fork-evidence';
    const receivers = isOwnDuty ? [] : [...new Set([...clients, ...parties])];
    if (receivers.length > 0) broadcast(step, receivers, receipts[index]);
  }
}

function handOver(step: Step, seat: Seat, block: SeatBlock): void {
  const { handover } = block.executed.header;
  const { credits, totalCredit } = seat.state.election.lottery;
  const messageTo = (node: NodeId): EpochMessage => {
    const { name } = step.lab.directory.participants[node];
    return { kind: 'committee/epoch', certificate: block.certificate!, credits: ownCredit(credits, name), totalCredit };
  };
  const next = handover!.committee.members.flatMap((member) => nodeIdOf(step, member.node) ?? []);
  const receivers = seat.self < BEARERS ? next : next.filter((node) => node === step.self.id);
  for (const node of receivers) send(step, node, messageTo(node));
  passOn(step, seat);
}

/** What clients sent and this epoch did not get to, or what comes behind its end, is for the next primary. */
function passOn(step: Step, seat: Seat): void {
  const primary = nodeIdOf(step, seat.state.committee.members[0].node);
  for (const [id, clients] of seat.waiting) {
    const transaction = seat.bodies.get(id);
    const isForNext = transaction !== undefined && !['cutoff', 'draw', 'fork-evidence'].includes(transaction.kind);
    if (isForNext && primary !== null && clients.length > 0) send(step, primary, { kind: 'ledger/submit', transaction } as Message);
  }
  seat.waiting.clear();
}

function seatOf(holder: SeatHolder, epoch: number): Seat | null {
  if (holder.seat?.committee.epoch === epoch) return holder.seat;
  return holder.past?.committee.epoch === epoch ? holder.past : null;
}

function blockMessage({ executed, certificate }: SeatBlock): BlockMessage {
  return { kind: 'committee/block', certificate: certificate!, entries: executed.entries, transactions: executed.transactions };
}

export function seatPort(step: Step): SeatPort {
  const { hashgraph } = step.lab.parameters;
  return {
    context: step.context,
    rulesAt: (timestampUs) => shardRules(step.lab, timestampUs),
    self: step.self.name,
    gossipEveryUs: hashgraph.gossipEveryUs,
    coinRound: hashgraph.coinRound,
    forkDetection: step.lab.parameters.defences.forkDetection,
    nodeOf: (name) => nodeIdOf(step, name),
    send: (to, message, size) => send(step, to, message, size),
    sizeOf: (bodies) => bodies.reduce((sum, body) => sum + contentBytes(body), 0),
    broadcast: (to, message) => broadcast(step, to, message),
    timer: (afterUs, timer) => setTimer(step, afterUs, timer),
    note: (what) => note(step, what),
    storingNode: step.lab.members.controlSystem,
  };
}
