import type { Hex } from '../../units/hex.js';
import { closeElection, orderCutoff, type Cutoff } from '../sortition/election.js';
import { applyTransaction, changeCredit, type Applied } from './apply.js';
import { entriesRoot, HEADER_DOMAIN, type BlockHeader, type CreditChange, type Entry, type Handover } from './block.js';
import { foreignKey, lotteryAfter, shardStateRoot, type ShardPort, type ShardRules, type ShardState } from './shard-state.js';
import { openElection } from '../sortition/election.js';
import { TRANSACTION_DOMAIN, type LedgerTransaction } from './transactions.js';

/** What the hashgraph says about a stretch of its order. */
export interface OrderedStretch {
  readonly transactions: readonly LedgerTransaction[];
  /** Names of the members whose events these came in. */
  readonly creators: readonly string[];
  readonly roundReceived: number;
  readonly timestampUs: number;
}

export interface ExecutedBlock {
  readonly header: BlockHeader;
  readonly hash: Hex;
  readonly entries: readonly Entry[];
  /** The transactions that have an entry, in its order. */
  readonly transactions: readonly LedgerTransaction[];
  readonly results: readonly unknown[];
  /** A new draw was called because too few members were elected; the attempt it is. */
  readonly redraw: number | null;
}

/**
 * Executes a stretch of ordered transactions as the next block and moves the state on. What was accepted before in
 * this epoch is left out; a cut-off that closes the election ends the epoch and the block, and what stood behind it is
 * not executed: it is for the next committee. Null when nothing is left to put in a block.
 */
export function executeBlock(state: ShardState, stretch: OrderedStretch, port: ShardPort, rules: ShardRules): ExecutedBlock | null {
  const applied: Applied[] = [];
  const transactions: LedgerTransaction[] = [];
  const served = noteServed(state, stretch.creators);
  let handover: Handover | null = null;
  let redraw: number | null = null;
  for (const transaction of stretch.transactions) {
    const id = port.hash(TRANSACTION_DOMAIN, transaction);
    if (state.accepted.has(id)) continue;
    transactions.push(transaction);
    if (transaction.kind === 'cutoff') {
      const closing = applyCutoff(state, id, transaction, port, rules);
      applied.push(closing.applied);
      redraw = closing.redraw ?? redraw;
      handover = closing.handover;
    } else {
      applied.push(applyTransaction(state, transaction, port, rules));
    }
    const { code } = applied[applied.length - 1].entry;
    if (code === 'accepted' && handover === null) state.accepted.add(id);
    if (handover !== null) break;
  }
  if (applied.length === 0 && served.length === 0) return null;
  return seal(state, stretch, { applied, transactions, served, handover, redraw }, port);
}

interface Executed {
  readonly applied: readonly Applied[];
  readonly transactions: readonly LedgerTransaction[];
  readonly served: readonly string[];
  readonly handover: Handover | null;
  readonly redraw: number | null;
}

function seal(state: ShardState, stretch: OrderedStretch, executed: Executed, port: ShardPort): ExecutedBlock {
  const { applied, transactions, served, handover, redraw } = executed;
  const entries = applied.map((one) => one.entry);
  // The handover has moved the committee on already; the block still belongs to the epoch that ends with it.
  const epoch = handover === null ? state.committee.epoch : handover.committee.epoch - 1;
  const header: BlockHeader = {
    entries: entries.length,
    epoch,
    handover,
    height: state.height,
    previous: state.previous,
    root: entriesRoot(entries, port.sha256.bind(port)),
    roundReceived: stretch.roundReceived,
    served,
    shard: state.shard,
    timestampUs: stretch.timestampUs,
  };
  const hash = port.hash(HEADER_DOMAIN, header);
  state.height += 1;
  state.previous = hash;
  return { header, hash, entries, transactions, results: applied.map((one) => one.result), redraw };
}

function noteServed(state: ShardState, creators: readonly string[]): string[] {
  const fresh = [...new Set(creators)].filter((name) => !state.served.has(name)).toSorted();
  for (const name of fresh) state.served.add(name);
  return fresh;
}

interface ClosedCutoff {
  readonly applied: Applied;
  readonly handover: Handover | null;
  readonly redraw: number | null;
}

function applyCutoff(state: ShardState, id: Hex, cutoff: Cutoff, port: ShardPort, rules: ShardRules): ClosedCutoff {
  const closes = orderCutoff(state.election, cutoff, state.committee);
  if (!closes) return { applied: cutoffEntry(id, []), handover: null, redraw: null };
  const closing = closeElection(state.election, state.committee, rules.election, port.hash.bind(port));
  if (closing.outcome === 'redraw') {
    return { applied: cutoffEntry(id, []), handover: null, redraw: state.election.lottery.attempt };
  }
  const credits = [...state.served].toSorted().flatMap((node) => changeCredit(state, node, rules.credit.perEpochServed, 'served', rules) ?? []);
  state.foreign.set(foreignKey(state.shard, state.committee.epoch), state.committee);
  state.committee = closing.committee;
  state.election = openElection(lotteryAfter(closing.committee, state.ledger, rules));
  state.served.clear();
  state.convicted.clear();
  state.accepted.clear();
  const handover = { committee: closing.committee, outcome: closing.outcome, stateRoot: shardStateRoot(state, port) };
  return { applied: cutoffEntry(id, credits), handover, redraw: null };
}

function cutoffEntry(id: Hex, credits: readonly CreditChange[]): Applied {
  return { entry: { attests: null, code: 'accepted', credits, kind: 'cutoff', transaction: id }, result: null };
}
