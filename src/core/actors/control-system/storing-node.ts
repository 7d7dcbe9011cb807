import { HEADER_DOMAIN, proveEntry, verifyCertificate, type BlockCertificate, type Entry } from '../../consensus/committee/block.js';
import { isQuorum, type Committee } from '../../consensus/committee/committee.js';
import { executeBlock, type ExecutedBlock } from '../../consensus/committee/execute.js';
import type { AnnounceMessage, BlockMessage, CommitteeMessage, Receipt, RedrawMessage, StateMessage, VoteMessage } from '../../consensus/committee/messages.js';
import { copyShardState, type ShardState } from '../../consensus/committee/shard-state.js';
import { TRANSACTION_DOMAIN, type LedgerTransaction } from '../../consensus/committee/transactions.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { genesisShardState } from '../genesis-ledger.js';
import { createLedgerClient, onEpoch, onReceipt, onStored, recoverClient, type EpochRequest } from '../ledger-client/ledger-client.js';
import { ledgerRulesText, recordRules } from '../ledger-rules.js';
import { shardRules } from '../shard-rules.js';
import { broadcast, commit, nodeIdOf, note, send, setTimer, setTimerAt, type Step } from '../step.js';
import { announceAgain, announceHeld, announceSoon, answerEpochs, epochMessage, foreignEpoch, recoverAnnouncements, takeAnnouncement, type Announcing } from './announcements.js';
import { noteBlock, noteEpoch, noteLottery } from './storing-notes.js';

/**
 * The storing node of a shard (SEED A4, A5): it keeps the certified blocks, follows them with a replica of its own,
 * tells the campus when a committee takes office, gives new members the state, answers for past transactions, and
 * carries handovers between shards. It signs nothing in the committee's name: what it says is believed because of the
 * certificates. All of its state is durable.
 */
export interface StoringNode extends Announcing {
  readonly state: ShardState;
  /** Certified blocks that came before their turn. */
  readonly ahead: Map<number, BlockMessage>;
  /** Votes for blocks that are not stored yet: by height, the voters by hash. */
  readonly votes: Map<number, Map<Hex, string[]>>;
  /** What became of the transactions of the last epochs. */
  readonly answers: Map<Hex, StoredAnswer>;
  /** What an epoch starts from; kept for new members of the epoch in office. */
  snapshot: ShardState;
  readonly asked: Set<number>;
  /** The last stored blocks, for those who watch from outside. */
  readonly recent: StoredBlock[];
  readonly previousCommittees: Committee[];
  /** Heights of blocks that a quorum signed and the replica does not give: a broken promise. */
  readonly differing: number[];
  /** The rules recorded last, as text; genesis records the first. */
  recordedRules: string;
  /** A block was stored since the checkers last looked. */
  changed: boolean;
}

export interface StoredBlock {
  readonly height: number;
  readonly entries: readonly Entry[];
  readonly transactions: readonly LedgerTransaction[];
}

export interface StoredAnswer {
  readonly epoch: number;
  readonly certificate: BlockCertificate;
  readonly entries: readonly Entry[];
  readonly index: number;
  readonly transaction: LedgerTransaction;
  readonly result: unknown;
}

interface FetchTimer extends Timer {
  readonly kind: 'storing/fetch';
  readonly height: number;
  readonly tries: number;
}

interface WatchTimer extends Timer {
  readonly kind: 'storing/watch';
  readonly epoch: number;
  readonly tries: number;
}

const OVERDUE_US = 2_000_000;
const WATCH_AGAIN_US = 3_000_000;
const FETCH_US = 500_000;
const KEPT_EPOCHS = 3;
const KEPT_BLOCKS = 64;
const MAX_FETCHES = 40;

export function createStoringNode(step: Step): StoringNode {
  const { shard, genesis } = step.lab;
  const state = genesisShardState(step.lab, shard, step.context);
  const shards = genesis.committees.map((committee) => committee.shard);
  noteEpoch(step, state, 'genesis');
  const recordedRules = recordRules(step, ledgerRulesText(step.lab.genesisParameters), step.lab.parametersAt(0), null);
  return {
    state,
    ahead: new Map(),
    votes: new Map(),
    answers: new Map(),
    handovers: new Map(),
    heldAnnouncements: [],
    announceAtUs: null,
    snapshot: copyShardState(state),
    client: createLedgerClient(step, shards),
    asked: new Set(),
    recent: [],
    previousCommittees: [],
    differing: [],
    recordedRules,
    changed: false,
  };
}

/** A message to the storing node. False when it is none of its business. */
export function onStoringMessage(step: Step, storing: StoringNode, from: NodeId, message: CommitteeMessage | EpochRequest): boolean {
  switch (message.kind) {
    case 'committee/block':
      takeBlock(step, storing, message);
      return true;
    case 'committee/vote':
      takeVote(step, storing, message);
      return true;
    case 'ledger/submit':
      answerOrForward(step, storing, from, message.transaction);
      return true;
    case 'committee/state-request':
      if (storing.snapshot.committee.epoch === message.epoch) {
        send(step, from, { kind: 'committee/state', epoch: message.epoch, state: storing.snapshot } as StateMessage);
      }
      return true;
    case 'committee/epoch-request':
      answerEpochs(step, storing, from, message as EpochRequest);
      return true;
    case 'committee/announce':
    case 'committee/epoch':
      takeAnnouncement(step, storing, message.certificate);
      return true;
    case 'ledger/receipt':
      onReceipt(step, storing.client, message);
      return true;
    default:
      return false;
  }
}

/** Votes and blocks are sent once and may be lost: when the epoch is overdue, its members are asked for what is missing. */
export function watchEpoch(step: Step, storing: StoringNode): void {
  const { epoch } = storing.state.committee;
  const { lengthUs, drawWindowUs, maxAttempts } = step.lab.parameters.epoch;
  setTimerAt(step, (epoch + 1) * lengthUs + (maxAttempts - 1) * drawWindowUs + OVERDUE_US, { kind: 'storing/watch', epoch, tries: 0 } as WatchTimer);
}

/** After a crash: asks for blocks that were made meanwhile, and goes on with its own transactions. */
export function recoverStoring(step: Step, storing: StoringNode): void {
  storing.asked.clear();
  askForBlocks(step, storing, 0);
  watchEpoch(step, storing);
  recoverClient(step, storing.client);
  recoverAnnouncements(step, storing);
}

function askForBlocks(step: Step, storing: StoringNode, tries: number): void {
  const { committee, height } = storing.state;
  note(step, { kind: 'storing/asked', height });
  for (const at of [2 * tries, 2 * tries + 1]) {
    const to = nodeIdOf(step, committee.members[at % committee.members.length].node);
    if (to !== null) send(step, to, { kind: 'committee/block-request', height, andOn: true } as Message);
  }
}

function onWatch(step: Step, storing: StoringNode, { epoch, tries }: WatchTimer): void {
  if (storing.state.committee.epoch !== epoch) return;
  askForBlocks(step, storing, tries);
  setTimer(step, WATCH_AGAIN_US, { kind: 'storing/watch', epoch, tries: tries + 1 } as WatchTimer);
}

export function onStoringTimer(step: Step, storing: StoringNode, timer: Timer): void {
  if (timer.kind === 'storing/watch') onWatch(step, storing, timer as WatchTimer);
  if (timer.kind === 'storing/announce') announceHeld(step, storing);
  if (timer.kind !== 'storing/fetch') return;
  const { height, tries } = timer as FetchTimer;
  if (height < storing.state.height || tries >= MAX_FETCHES) {
    storing.asked.delete(height);
    return;
  }
  const voters = [...(storing.votes.get(height)?.values() ?? [])].flat();
  const { committee } = storing.state;
  note(step, { kind: 'storing/asked', height });
  const names = voters.length > 0 ? voters : committee.members.map((member) => member.node);
  const to = nodeIdOf(step, names[tries % names.length]);
  if (to !== null) send(step, to, { kind: 'committee/block-request', height } as Message);
  setTimer(step, FETCH_US, { kind: 'storing/fetch', height, tries: tries + 1 } as FetchTimer);
}

function takeVote(step: Step, storing: StoringNode, { height, hash, vote }: VoteMessage): void {
  if (height < storing.state.height) return;
  const byHash = storing.votes.get(height) ?? new Map<Hex, string[]>();
  storing.votes.set(height, byHash);
  const voters = byHash.get(hash) ?? [];
  byHash.set(hash, voters);
  if (!voters.includes(vote.member)) voters.push(vote.member);
  const { committee } = storing.state;
  const seats = committee.members.filter((member) => voters.includes(member.node)).reduce((sum, member) => sum + member.seats, 0);
  // A quorum says that the block exists; the primary had the first word, now anybody may bring it.
  if (isQuorum(committee, seats)) fetch(step, storing, height);
}

function fetch(step: Step, storing: StoringNode, height: number): void {
  if (storing.asked.has(height)) return;
  storing.asked.add(height);
  setTimer(step, FETCH_US, { kind: 'storing/fetch', height, tries: 0 } as FetchTimer);
}

function takeBlock(step: Step, storing: StoringNode, message: BlockMessage): void {
  const { header } = message.certificate;
  if (header.height < storing.state.height || storing.ahead.size > 64) return;
  storing.ahead.set(header.height, message);
  for (;;) {
    const { height } = storing.state;
    const next = storing.ahead.get(height);
    if (next === undefined) break;
    storing.ahead.delete(height);
    if (!store(step, storing, next)) break;
  }
  if (storing.ahead.size > 0) fetch(step, storing, storing.state.height);
}

/** Verifies the certificate, executes the block on the replica and compares: two ways to the same header. */
function store(step: Step, storing: StoringNode, { certificate, transactions }: BlockMessage): boolean {
  const { header } = certificate;
  const { state } = storing;
  if (header.height !== state.height || !verifyCertificate(state.committee, certificate, step.context)) return false;
  const { lottery } = state.election;
  const { committee } = state;
  const { served: creators, roundReceived, timestampUs } = header;
  const stretch = { transactions, creators, roundReceived, timestampUs };
  const executed = executeBlock(state, stretch, step.context, shardRules(step.lab, timestampUs));
  if (executed === null || executed.hash !== step.context.hash(HEADER_DOMAIN, header)) {
    // A quorum signed what the rules do not give: the agreement of this shard is broken, and a checker must see it.
    storing.differing.push(header.height);
    note(step, { kind: 'guard/refused', what: 'block', code: 'replica-differs', subject: step.context.hash(HEADER_DOMAIN, header) });
    return false;
  }
  storing.votes.delete(header.height);
  storing.asked.delete(header.height);
  storing.recordedRules = recordRules(step, storing.recordedRules, step.lab.parametersAt(timestampUs), header.height);
  record(step, storing, certificate, executed);
  noteBlock(step, executed, lottery.attempt);
  if (header.handover !== null) {
    storing.previousCommittees.splice(0, storing.previousCommittees.length, committee);
    beginEpoch(step, storing, certificate);
  }
  if (header.handover === null && executed.redraw !== null) callRedraw(step, storing, executed.redraw);
  return true;
}

function record(step: Step, storing: StoringNode, certificate: BlockCertificate, executed: ExecutedBlock): void {
  const { entries, transactions, results, header } = executed;
  storing.changed = true;
  storing.recent.push({ height: header.height, entries, transactions });
  if (storing.recent.length > KEPT_BLOCKS) storing.recent.shift();
  commit(step, { kind: 'ledger/block', certificate, entries, transactions } as { kind: string });
  for (const [index, transaction] of transactions.entries()) {
    const { epoch } = header;
    const { code, transaction: id } = entries[index];
    storing.answers.set(id, { epoch, certificate, entries, index, transaction, result: results[index] });
    onStored(step, storing.client, id, code);
    if (transaction.kind === 'announce' && code === 'unknown-epoch') announceAgain(step, storing, transaction.certificate);
  }
}

function beginEpoch(step: Step, storing: StoringNode, certificate: BlockCertificate): void {
  const { state } = storing;
  const { shard, epoch } = certificate.header;
  storing.snapshot = copyShardState(state);
  storing.handovers.set(`${shard}:${epoch}`, certificate);
  onEpoch(step, storing.client, certificate);
  for (const [id, answer] of storing.answers) if (answer.epoch <= epoch - KEPT_EPOCHS) storing.answers.delete(id);
  noteEpoch(step, state, certificate.header.handover!.outcome);
  const { evs, consumers, sybils, controlSystem } = step.lab.members;
  for (const id of [...evs, ...sybils]) send(step, id, epochMessage(step, storing, certificate, id));
  broadcast(step, consumers, foreignEpoch(certificate));
  watchEpoch(step, storing);
  const away = step.lab.directory.shards.map((members) => members.controlSystem).filter((id) => id !== controlSystem);
  broadcast(step, away, { kind: 'committee/announce', certificate } as AnnounceMessage);
  announceSoon(step, storing);
}

function callRedraw(step: Step, storing: StoringNode, attempt: number): void {
  const { epoch } = storing.state.committee;
  noteLottery(step, storing.state);
  const { evs, sybils } = step.lab.members;
  broadcast(step, [...evs, ...sybils], { kind: 'committee/redraw', epoch, attempt } as RedrawMessage);
}

/** Hands over what is stored; what is not goes to two members, so that a silent primary cannot keep it out. */
function answerOrForward(step: Step, storing: StoringNode, from: NodeId, transaction: LedgerTransaction): void {
  const stored = storing.answers.get(step.context.hash(TRANSACTION_DOMAIN, transaction));
  if (stored) {
    const { certificate, entries, index, result } = stored;
    const proof = proveEntry(certificate, entries, index, step.context.sha256.bind(step.context));
    send(step, from, { kind: 'ledger/receipt', proof, transaction: stored.transaction, result } as Receipt);
    return;
  }
  const { members } = storing.state.committee;
  for (const member of members.length > 1 ? members.slice(1, 3) : members) {
    const to = nodeIdOf(step, member.node);
    if (to !== null) send(step, to, { kind: 'ledger/submit', transaction } as Message);
  }
}
