import type { Context, Message, NodeId, Timer } from '../../kernel/contract.js';
import type { LabNote } from '../../kernel/notes.js';
import type { Hex } from '../../units/hex.js';
import { catchUp, createMember, gossipTick, receiveMessage, recover, submit, wake } from '../hashgraph/member.js';
import type { GossipEffects, GossipIo, MemberState, SyncMessage } from '../hashgraph/member-state.js';
import type { Cutoff } from '../sortition/election.js';
import { HEADER_DOMAIN, proveEntries, proveEntry, verifyCertificate, type BlockCertificate, type EntryProof } from './block.js';
import { isQuorum, memberIndex, type Committee } from './committee.js';
import { syncSizeBytes } from '../hashgraph/sync.js';
import { executeBlock, type ExecutedBlock } from './execute.js';
import type { CertificateMessage, Gossip, Receipt, VoteMessage } from './messages.js';
import type { ShardRules, ShardState } from './shard-state.js';
import { TRANSACTION_DOMAIN, type LedgerTransaction } from './transactions.js';

/**
 * One member's place in one committee: it gossips, orders by virtual voting (SEED A3), executes what is ordered, votes
 * for the block that comes out, and tells the parties (SEED A5). Everything but the hashgraph's volatile part is
 * durable.
 */
export interface Seat {
  readonly committee: Committee;
  readonly self: number;
  readonly graph: MemberState;
  readonly state: ShardState;
  /** Height of the first block of this epoch. */
  readonly firstHeight: number;
  /** Transactions by hash: those of known events and those that wait for one. */
  readonly bodies: Map<Hex, LedgerTransaction>;
  /** Taken from clients and not executed yet. */
  readonly waiting: Map<Hex, NodeId[]>;
  /** Executed blocks of this epoch by height. */
  readonly blocks: Map<number, SeatBlock>;
  /** Votes for blocks that this member has not executed yet. */
  readonly earlyVotes: VoteMessage[];
  /** Where executed transactions of this epoch stand. */
  readonly places: Map<Hex, { readonly height: number; readonly index: number }>;
  /** The epoch's last block has been executed here. */
  closed: boolean;
  /** A timer will look at blocks that lack votes; volatile. */
  isRevoteDue: boolean;
  /** Votes by the coin that were noted. */
  notedCoins: number;
}

export interface SeatBlock {
  readonly executed: ExecutedBlock;
  readonly votes: Map<string, Hex>;
  certificate: BlockCertificate | null;
}

/** How a seat speaks: the actor that holds it answers. */
export interface SeatPort {
  readonly context: Context;
  /** The rules in force at a consensus timestamp: members execute a block at different times, but under the same rules. */
  rulesAt(timestampUs: number): ShardRules;
  readonly self: string;
  readonly gossipEveryUs: number;
  readonly coinRound: number;
  readonly forkDetection: boolean;
  nodeOf(name: string): NodeId | null;
  /** The size is worked out from the content where the caller does not say it. */
  send(to: NodeId, message: Message, sizeBytes?: number): void;
  broadcast(to: readonly NodeId[], message: Message): void;
  timer(afterUs: number, timer: Timer): void;
  note(note: LabNote): void;
  /** Modelled bytes of transactions on the wire. */
  sizeOf(content: readonly LedgerTransaction[]): number;
  /** The control system, which stores blocks. */
  readonly storingNode: NodeId;
}

export interface GossipTimer extends Timer {
  readonly kind: 'committee/gossip-tick';
  readonly epoch: number;
}

export interface RevoteTimer extends Timer {
  readonly kind: 'committee/revote';
  readonly epoch: number;
}

/** What the actor must act on. */
export type SeatHappening =
  | { readonly type: 'certified'; readonly block: SeatBlock }
  | { readonly type: 'redraw'; readonly attempt: number };

/** Takes a place in the committee in office. `state` is this member's own copy and changes from now on. */
export function takeSeat(state: ShardState, port: SeatPort): Seat {
  const { committee } = state;
  const self = memberIndex(committee, port.self);
  const graph = createMember({
    epoch: committee.epoch,
    shard: committee.shard,
    self,
    members: committee.members.map(({ publicKey, seats }) => ({ publicKey, weight: seats })),
    coinRound: port.coinRound,
    forkAware: port.forkDetection,
    gossipIntervalUs: port.gossipEveryUs,
  });
  return {
    committee,
    self,
    graph,
    state,
    firstHeight: state.height,
    bodies: new Map(),
    waiting: new Map(),
    blocks: new Map(),
    earlyVotes: [],
    places: new Map(),
    closed: false,
    isRevoteDue: false,
    notedCoins: 0,
  };
}

/**
 * Takes a transaction from a client: orders it, or answers at once when it was accepted in this epoch. What was refused
 * is ordered anew, because a later state may take it.
 */
export function seatSubmit(seat: Seat, from: NodeId, transaction: LedgerTransaction, port: SeatPort): SeatHappening[] {
  const id = port.context.hash(TRANSACTION_DOMAIN, transaction);
  const place = seat.places.get(id);
  const block = place === undefined ? undefined : seat.blocks.get(place.height);
  if (place !== undefined && block !== undefined) {
    const isFinal = block.executed.entries[place.index].code === 'accepted';
    if (block.certificate !== null && isFinal) port.send(from, receiptOf(block, place.index, port));
    if (isFinal && block.certificate !== null) return [];
  }
  const clients = seat.waiting.get(id);
  if (clients) {
    if (!clients.includes(from)) clients.push(from);
    return [];
  }
  seat.waiting.set(id, [from]);
  const isOnItsWay = seat.bodies.has(id) && (place === undefined || block?.certificate === null);
  seat.bodies.set(id, transaction);
  return seat.closed || isOnItsWay ? [] : afterGossip(seat, submit(seat.graph, id), port);
}

/** After a crash: orphans and ticks are lost, the others may have gone on. */
export function recoverSeat(seat: Seat, port: SeatPort): SeatHappening[] {
  seat.graph.volatile = recover(seat.graph.durable).volatile;
  seat.isRevoteDue = false;
  awaitRevote(seat, port);
  const happenings = afterGossip(seat, wake(seat.graph, port.context.nowUs), port);
  return [...happenings, ...afterGossip(seat, catchUp(seat.graph, gossipIo(port)), port)];
}

export function seatTick(seat: Seat, port: SeatPort): SeatHappening[] {
  return afterGossip(seat, gossipTick(seat.graph, gossipIo(port)), port);
}

/** Says that the time for draws of this attempt is over. */
export function seatCutoff(seat: Seat, attempt: number, port: SeatPort): SeatHappening[] {
  const { shard, epoch } = seat.committee;
  if (seat.closed || seat.state.election.lottery.attempt !== attempt) return [];
  const cutoff: Cutoff = { kind: 'cutoff', shard, epoch: epoch + 1, attempt, member: port.self };
  return seatSubmit(seat, port.context.self, cutoff, port);
}

export function seatGossip(seat: Seat, from: string, message: Gossip, port: SeatPort): SeatHappening[] {
  for (const body of message.bodies) {
    const id = port.context.hash(TRANSACTION_DOMAIN, body);
    if (!seat.bodies.has(id)) seat.bodies.set(id, body);
  }
  const sync = withKnownPayload(seat, message.sync);
  return afterGossip(seat, receiveMessage(seat.graph, memberIndex(seat.committee, from), sync, gossipIo(port)), port);
}

export function seatVote(seat: Seat, message: VoteMessage, port: SeatPort): SeatHappening[] {
  const block = seat.blocks.get(message.height);
  if (message.again === true && block?.certificate) {
    const to = memberIndex(seat.committee, message.vote.member) < 0 ? null : port.nodeOf(message.vote.member);
    if (to !== null) port.send(to, { kind: 'committee/certificate', certificate: block.certificate } as Message);
    return [];
  }
  if (block === undefined) {
    if (seat.earlyVotes.length < MAX_EARLY_VOTES) seat.earlyVotes.push(message);
    return [];
  }
  return countVote(seat, block, message, port);
}

/** Votes again for executed blocks without a certificate: votes are sent once, and the network may have lost some. */
export function seatRevote(seat: Seat, port: SeatPort): void {
  seat.isRevoteDue = false;
  const open = [...seat.blocks.values()].filter((block) => block.certificate === null).slice(0, REVOTED_AT_ONCE);
  for (const { executed, votes } of open) {
    const vote = { member: port.self, signature: votes.get(port.self)! };
    const { epoch, height } = executed.header;
    port.note({ kind: 'committee/revoted', epoch, height });
    tellVote(seat, { kind: 'committee/vote', epoch, height, hash: executed.hash, vote, again: true }, port);
  }
  if (open.length > 0) awaitRevote(seat, port);
}

/** A certificate that another member has, for a block that this one has executed. */
export function seatCertificate(seat: Seat, { certificate }: CertificateMessage, port: SeatPort): SeatHappening[] {
  const block = seat.blocks.get(certificate.header.height);
  if (block === undefined || block.certificate !== null) return [];
  if (port.context.hash(HEADER_DOMAIN, certificate.header) !== block.executed.hash) return [];
  if (!verifyCertificate(seat.committee, certificate, port.context)) return [];
  block.certificate = certificate;
  return [{ type: 'certified', block }];
}

function awaitRevote(seat: Seat, port: SeatPort): void {
  if (seat.isRevoteDue || [...seat.blocks.values()].every((block) => block.certificate !== null)) return;
  seat.isRevoteDue = true;
  port.timer(REVOTE_US, { kind: 'committee/revote', epoch: seat.committee.epoch } as RevoteTimer);
}

function tellVote(seat: Seat, message: VoteMessage, port: SeatPort): void {
  const others = seat.committee.members.filter((_, at) => at !== seat.self).flatMap(({ node }) => port.nodeOf(node) ?? []);
  port.broadcast([...others, port.storingNode], message);
}

/** The proof that a transaction stands in a certified block, for the parties. */
export function receiptOf(block: SeatBlock, index: number, port: SeatPort): Receipt {
  const { executed, certificate } = block;
  return receipt(executed, proveEntry(certificate!, executed.entries, index, port.context.sha256.bind(port.context)));
}

/** The receipts of all transactions in a certified block, in its order. */
export function receiptsOf(block: SeatBlock, port: SeatPort): Receipt[] {
  const { executed, certificate } = block;
  return proveEntries(certificate!, executed.entries, port.context.sha256.bind(port.context)).map((proof) => receipt(executed, proof));
}

function receipt(executed: ExecutedBlock, proof: EntryProof): Receipt {
  const { index } = proof;
  return { kind: 'ledger/receipt', proof, transaction: executed.transactions[index], result: executed.results[index] };
}

const MAX_EARLY_VOTES = 1024;
const REVOTE_US = 2_000_000;
const REVOTED_AT_ONCE = 4;

/**
 * An event is only taken together with what it carries: so whoever holds an event can hand on its payload, and a
 * member that keeps payload to itself cannot stop the others.
 */
function withKnownPayload(seat: Seat, sync: SyncMessage): SyncMessage {
  if (sync.kind === 'sync-request') return sync;
  const complete = sync.events.filter((event) => Array.isArray(event?.content?.payload) && event.content.payload.every((id) => seat.bodies.has(id)));
  return complete.length === sync.events.length ? sync : { ...sync, events: complete };
}

function gossipIo(port: SeatPort): GossipIo {
  const { context } = port;
  return {
    nowUs: context.nowUs,
    hash: (domain, content) => context.hash(domain, content),
    sign: (hash) => context.sign(hash),
    verify: (publicKey, hash, signature) => context.verify(publicKey, hash, signature),
    random: (below) => context.random('gossip', below),
  };
}

function afterGossip(seat: Seat, effects: GossipEffects, port: SeatPort): SeatHappening[] {
  const { epoch, members } = seat.committee;
  for (const { to, message } of effects.sends) {
    const node = port.nodeOf(members[to].node);
    const bodies = bodiesOf(seat, message);
    if (node !== null) port.send(node, { kind: 'committee/gossip', epoch, sync: message, bodies } as Message, syncSizeBytes(message) + port.sizeOf(bodies));
  }
  if (effects.wantTickAfterUs !== undefined) port.timer(effects.wantTickAfterUs, { kind: 'committee/gossip-tick', epoch } as GossipTimer);
  for (const { from, code } of effects.dropped) {
    const subject = members[from]?.node ?? 'a stranger';
    if (code === 'bad-signature') port.note({ kind: 'guard/refused', what: 'event', code, subject });
  }
  const { coinVotes } = seat.graph.durable.graph;
  if (coinVotes > seat.notedCoins) {
    port.note({ kind: 'committee/coin', epoch, votes: coinVotes - seat.notedCoins });
    seat.notedCoins = coinVotes;
  }
  const happenings: SeatHappening[] = [];
  for (const round of effects.ordered) happenings.push(...executeRound(seat, round, port));
  for (const [first, second] of port.forkDetection ? effects.forkEvidence : []) {
    port.note({ kind: 'committee/fork-seen', epoch, member: members[first.content.creator].node });
    happenings.push(...seatSubmit(seat, port.context.self, { kind: 'fork-evidence', epoch, first, second }, port));
  }
  return happenings;
}

function bodiesOf(seat: Seat, sync: SyncMessage): LedgerTransaction[] {
  if (sync.kind === 'sync-request') return [];
  return [...new Set(sync.events.flatMap((event) => event.content.payload))].map((id) => seat.bodies.get(id)!);
}

function executeRound(seat: Seat, round: GossipEffects['ordered'][number], port: SeatPort): SeatHappening[] {
  if (seat.closed) return [];
  const { members } = seat.committee;
  const ids = [...new Set(round.events.flatMap((event) => event.payload))];
  const stretch = {
    transactions: ids.map((id) => seat.bodies.get(id)!),
    creators: round.events.map((event) => members[event.creator].node),
    roundReceived: round.roundReceived,
    timestampUs: round.events[round.events.length - 1].consensusTimestampUs,
  };
  const executed = executeBlock(seat.state, stretch, port.context, port.rulesAt(stretch.timestampUs));
  if (seat.self === 0) {
    port.note({ kind: 'committee/round', epoch: seat.committee.epoch, round: round.roundReceived, events: round.events.length });
  }
  if (executed === null) return [];
  return afterExecution(seat, executed, port);
}

function afterExecution(seat: Seat, executed: ExecutedBlock, port: SeatPort): SeatHappening[] {
  const { header, hash } = executed;
  const block: SeatBlock = { executed, votes: new Map(), certificate: null };
  seat.blocks.set(header.height, block);
  if (header.handover !== null) seat.closed = true;
  for (const [index, transaction] of executed.transactions.entries()) {
    seat.places.set(port.context.hash(TRANSACTION_DOMAIN, transaction), { height: header.height, index });
  }
  const vote = { member: port.self, signature: port.context.sign(hash) };
  const message: VoteMessage = { kind: 'committee/vote', epoch: header.epoch, height: header.height, hash, vote };
  tellVote(seat, message, port);
  const early = seat.earlyVotes.filter((one) => one.height === header.height);
  seat.earlyVotes.splice(0, seat.earlyVotes.length, ...seat.earlyVotes.filter((one) => one.height !== header.height));
  const happenings: SeatHappening[] = executed.redraw === null ? [] : [{ type: 'redraw', attempt: executed.redraw }];
  for (const one of [message, ...early]) happenings.push(...countVote(seat, block, one, port));
  awaitRevote(seat, port);
  return happenings;
}

function countVote(seat: Seat, block: SeatBlock, { hash, vote }: VoteMessage, port: SeatPort): SeatHappening[] {
  if (block.certificate !== null || hash !== block.executed.hash) return [];
  const member = seat.committee.members.find((one) => one.node === vote.member);
  if (!member || block.votes.has(vote.member)) return [];
  if (vote.member !== port.self && !port.context.verify(member.publicKey, hash, vote.signature)) return [];
  block.votes.set(vote.member, vote.signature);
  const seats = seat.committee.members.filter((one) => block.votes.has(one.node)).reduce((sum, one) => sum + one.seats, 0);
  if (!isQuorum(seat.committee, seats)) return [];
  const votes = [...block.votes.keys()].toSorted().map((name) => ({ member: name, signature: block.votes.get(name)! }));
  block.certificate = { header: block.executed.header, votes };
  return [{ type: 'certified', block }];
}
