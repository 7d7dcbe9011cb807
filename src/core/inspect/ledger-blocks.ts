import { HEADER_DOMAIN, type BlockCertificate } from '../consensus/committee/block.js';
import type { LedgerTransaction } from '../consensus/committee/transactions.js';
import type { StoredBlock, StoringNode } from '../actors/control-system/storing-node.js';
import { totalSeats } from '../consensus/committee/committee.js';
import { salesOf } from '../metrics/fold-trades.js';
import type { BlockRecord } from '../metrics/trade-records.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { campusOf, committeeAt, countVotes, proverOf, type Votes } from './proving.js';
import { kWh, money } from './say.js';
import { homeOf } from './trade.js';

/** The committee's newest blocks, and one of them with its entries and its quorum certificate. */
export interface BlocksQuery {
  readonly kind: 'ledger-blocks';
  readonly shard: number;
  /** Height of the block that is opened; null for the newest one that holds anything. */
  readonly height: number | null;
}

export interface BlocksDetail {
  /** Newest first. */
  readonly blocks: readonly BlockLine[];
  readonly opened: OpenedBlock | null;
}

export interface BlockLine {
  readonly height: number;
  readonly epoch: number;
  readonly timestampUs: number;
  readonly storedUs: number;
  readonly entries: number;
  readonly micro: number;
  readonly atomix: number;
  readonly refused: number;
  /** Seats of those whose votes the block came with, of all; null where the committee is not known any more. */
  readonly seats: number | null;
  readonly seatsInAll: number | null;
}

export interface OpenedBlock {
  readonly height: number;
  /** Null where no entry's certificate is kept. */
  readonly hash: Hex | null;
  readonly previous: Hex | null;
  readonly root: Hex | null;
  /** The votes that are really valid, counted here. */
  readonly votes: Votes | null;
  readonly named: string | null;
  readonly entries: readonly EntryLine[];
  readonly left: number;
}

export interface EntryLine {
  /** Hash of the ledger transaction. */
  readonly id: Hex;
  readonly kind: string;
  readonly code: string;
  readonly about: string;
  /** The trade's transaction that it is about, if it is about one. */
  readonly sale: Hex | null;
  readonly credits: number;
}

const ENTRIES = 64;

export function inspectBlocks(looked: Looked, { height }: BlocksQuery): BlocksDetail {
  const home = homeOf(looked);
  if (home === null) return { blocks: [], opened: null };
  const { storing } = home;
  const stored = new Map(storing.recent.map((block) => [block.height, block]));
  const blocks = [...looked.metrics.trades.blocks.values()].toReversed().map((record) => lineOf(looked, storing, record, stored.get(record.height)));
  const opened = height === null ? (storing.recent.findLast(({ entries }) => entries.length > 0) ?? storing.recent.at(-1)) : stored.get(height);
  return { blocks, opened: opened === undefined ? null : openedOf(looked, storing, opened) };
}

function lineOf(looked: Looked, storing: StoringNode, record: BlockRecord, stored: StoredBlock | undefined): BlockLine {
  const { height, epoch, timestampUs, storedUs, entries, voters } = record;
  const committee = committeeAt(looked, storing.state, looked.shard, epoch);
  const kinds = stored?.entries ?? [];
  const seats = committee === null ? null : committee.members.reduce((sum, member) => sum + (voters.includes(member.node) ? member.seats : 0), 0);
  return {
    height,
    epoch,
    timestampUs,
    storedUs,
    entries,
    micro: kinds.filter(({ kind }) => kind === 'micro').length,
    atomix: kinds.filter(({ kind }) => kind === 'lock' || kind.startsWith('unlock')).length,
    refused: kinds.filter(({ code }) => code !== 'accepted').length,
    seats,
    seatsInAll: committee === null ? null : totalSeats(committee),
  };
}

function openedOf(looked: Looked, storing: StoringNode, { height, entries, transactions }: StoredBlock): OpenedBlock {
  const certificate = certificateOf(storing, height, entries.map(({ transaction }) => transaction));
  const prover = proverOf(looked);
  const committee = certificate === null ? null : committeeAt(looked, storing.state, looked.shard, certificate.header.epoch);
  return {
    height,
    hash: certificate === null ? null : prover.port.hash(HEADER_DOMAIN, certificate.header),
    previous: certificate?.header.previous ?? null,
    root: certificate?.header.root ?? null,
    votes: certificate === null || committee === null ? null : countVotes(prover, committee, certificate),
    named: certificate?.header.handover ? `the last block of its epoch: it names the committee of epoch ${certificate.header.handover.committee.epoch} (${certificate.header.handover.outcome})` : null,
    entries: transactions.slice(0, ENTRIES).map((transaction, index): EntryLine => {
      const { transaction: id, kind, code, credits } = entries[index]!;
      return { id, kind, code, about: aboutOf(looked, transaction, code), sale: salesOf(transaction, code)[0]?.hash ?? null, credits: credits.length };
    }),
    left: Math.max(0, transactions.length - ENTRIES),
  };
}

/** A block's certificate lies with the answers for its entries; a later block with the same transaction has taken its place there. */
function certificateOf({ answers, handovers, state }: StoringNode, height: number, entries: readonly Hex[]): BlockCertificate | null {
  for (const id of entries) {
    const certificate = answers.get(id)?.certificate;
    if (certificate?.header.height === height) return certificate;
  }
  for (const certificate of handovers.values()) if (certificate.header.shard === state.shard && certificate.header.height === height) return certificate;
  return null;
}

function aboutOf(looked: Looked, transaction: LedgerTransaction, code: string): string {
  switch (transaction.kind) {
    case 'micro': {
      const sales = salesOf(transaction, code);
      const paid = sales.reduce((sum, { signed }) => sum + signed.transaction.paidMilli, 0);
      const energyWh = sales.reduce((sum, { signed }) => sum + signed.transaction.energyWh, 0);
      const { owner, index } = transaction.submission.micro.block;
      return `${owner} micro block ${index}: ${sales.length} transaction${sales.length === 1 ? '' : 's'}, ${money(paid)} for ${kWh(energyWh)}`;
    }
    case 'lock':
    case 'unlock-to-commit':
    case 'unlock-to-abort': {
      const sale = salesOf(transaction, code)[0]?.signed.transaction;
      return sale === undefined ? 'malformed' : `${sale.buyer} pays ${sale.seller} ${money(sale.paidMilli)}, run ${transaction.run}`;
    }
    case 'announce': {
      const { shard, epoch } = transaction.certificate.header;
      return `the committee of ${campusOf(looked, shard)} after epoch ${epoch}`;
    }
    case 'draw':
      return `${transaction.node} draws as ${transaction.role} for epoch ${transaction.epoch}`;
    case 'cutoff':
      return `${transaction.member} has waited for the draws for epoch ${transaction.epoch}`;
    case 'fork-evidence':
      return `two events of member ${transaction.first.content.creator + 1} on one self-parent`;
    case 'credit-transfer':
      return `${transaction.content.from} gives ${transaction.content.each} to each of ${transaction.content.to.length}`;
  }
}
