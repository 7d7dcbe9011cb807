import type { BlockCertificate, Entry } from '../consensus/committee/block.js';
import type { LedgerTransaction } from '../consensus/committee/transactions.js';
import type { LedgerRecord, NodeId } from '../kernel/contract.js';
import type { LabNote, LedgerSubmitted } from '../kernel/notes.js';
import type { MarketCleared } from '../kernel/notes-market.js';
import type { Opening } from '../ledger/endorse-order-validate/commitment.js';
import type { SignedRequest } from '../ledger/endorse-order-validate/contract-boe.js';
import type { EndorsedTransaction } from '../ledger/endorse-order-validate/types.js';
import type { SignedTransaction } from '../ledger/individual-chains/types.js';
import type { ChannelBlockRecord, OpeningsRecord } from '../actors/control-system/market-records.js';
import type { TaskContent } from '../actors/market/messages.js';
import type { Hex } from '../units/hex.js';
import { BLOCKS_KEPT, keepNewest, tradeIdOf, TRADES_KEPT, type SaidRecord, type TradeRecords } from './trade-records.js';

const SUBMITTED_KEPT = 256;

/** Folds what a node noted into the records of trades. */
export function foldTradeNote(records: TradeRecords, timeUs: number, node: NodeId, note: LabNote): void {
  switch (note.kind) {
    case 'market/cleared':
      return foldCleared(records, timeUs, note);
    case 'bocs/plan-won':
      for (const one of note.bought) enter(records, timeUs, note.round, one, true);
      return;
    case 'market/delivered': {
      const trade = records.trades.get(tradeIdOf(note.request, note.ev));
      if (trade === undefined) return;
      trade.readUs = timeUs;
      trade.deliveredWh = note.deliveredWh;
      trade.dueMilli = note.dueMilli;
      return;
    }
    case 'settlement/began': {
      const { transaction: hash, round, crossShard, amountMilli } = note;
      keepNewest(records.payments, hash, { hash, payer: node, round, crossShard, amountMilli, beganUs: timeUs, trade: null, identifiedUs: null, outcome: null, finalUs: null }, TRADES_KEPT);
      return;
    }
    case 'settlement/final': {
      const payment = records.payments.get(note.transaction);
      if (payment === undefined) return;
      payment.outcome = note.outcome;
      payment.finalUs = timeUs;
      return;
    }
    case 'ledger/submitted':
      if (!note.again) foldSubmitted(records, timeUs, node, note);
      return;
    default:
  }
}

/** Folds what a control system committed: blocks of BoE, BoEV and committee, and what the tasks hide. */
export function foldTradeRecord(records: TradeRecords, timeUs: number, record: LedgerRecord): void {
  if (record.kind === 'ledger/channel-block') foldChannelBlock(records, timeUs, record as ChannelBlockRecord);
  else if (record.kind === 'ledger/openings') foldOpenings(records, record as OpeningsRecord);
  else if (record.kind === 'ledger/block') foldCommitteeBlock(records, timeUs, record as CommitteeBlockRecord);
}

/** A buyer has one batch under way at a time: its micro block identifies what it has begun to pay, or, across campuses, what was committed. */
function foldSubmitted({ submitted, payments }: TradeRecords, timeUs: number, node: NodeId, { transaction, what }: LedgerSubmitted): void {
  keepNewest(submitted, transaction, timeUs, SUBMITTED_KEPT);
  if (what !== 'micro') return;
  for (const payment of payments.values()) {
    const { payer, crossShard, outcome, identifiedUs } = payment;
    if (payer === node && identifiedUs === null && outcome === (crossShard ? 'committed' : null)) payment.identifiedUs = timeUs;
  }
}

function foldCleared(records: TradeRecords, timeUs: number, { round, allocations }: MarketCleared): void {
  for (const one of allocations) enter(records, timeUs, round, one, false);
  const { lists, offers } = records;
  // The BoCS may still find something for what is listed.
  for (const [request, listed] of lists) if (listed.round < round) lists.delete(request);
  for (const [key, offered] of offers) if (offered.round <= round) offers.delete(key);
}

function enter({ trades, lists, offers }: TradeRecords, timeUs: number, round: number, { request, consumer, ev, energyWh, priceMilliPerKWh }: MarketCleared['allocations'][number], across: boolean): void {
  const id = tradeIdOf(request, ev);
  const listed = lists.get(request) ?? null;
  const offered = offers.get(offerKey(round, ev)) ?? null;
  const none = { task: null, opened: null, readUs: null, deliveredWh: null, dueMilli: null };
  keepNewest(trades, id, { id, round, request, consumer, ev, energyWh, priceMilliPerKWh, clearedUs: timeUs, listed, offered, across, ...none }, TRADES_KEPT);
}

function foldChannelBlock(records: TradeRecords, storedUs: number, { codes, header, transactions }: ChannelBlockRecord): void {
  for (const [index, transaction] of transactions.entries()) {
    if (codes[index] === 'VALID') foldChannelTransaction(records, transaction, { block: header.number, index, storedUs });
  }
}

function foldChannelTransaction(records: TradeRecords, { proposal }: EndorsedTransaction, place: { block: number; index: number; storedUs: number }): void {
  const { operation, args, creator } = proposal;
  const round = args['round'] as number;
  if (operation === 'upload-requests') {
    for (const { request } of args['requests'] as unknown as readonly SignedRequest[]) {
      const { id, demandWh, bidMilliPerKWh, submittedAtUs } = request;
      if (!records.lists.has(id)) records.lists.set(id, { round, exchange: creator, demandWh, bidMilliPerKWh, askedUs: submittedAtUs, place });
    }
  } else if (operation === 'upload-offer') {
    records.offers.set(offerKey(round, creator), { round, energyWh: args['energyWh'] as number, place });
  } else if (operation === 'record-tasks') {
    for (const trade of records.trades.values()) if (trade.round === round && !trade.across) trade.task = place;
  }
}

function foldOpenings({ trades }: TradeRecords, { contract, openings }: OpeningsRecord): void {
  if (contract !== 'boev') return;
  for (const opening of openings as readonly Opening<TaskContent>[]) {
    for (const { request } of opening.content.slices) {
      const trade = trades.get(tradeIdOf(request, opening.content.ev));
      if (trade !== undefined) trade.opened = opening;
    }
  }
}

/** What the storing node commits; its type is spelled out there. */
interface CommitteeBlockRecord extends LedgerRecord {
  readonly certificate: BlockCertificate;
  readonly entries: readonly Entry[];
  readonly transactions: readonly LedgerTransaction[];
}

function foldCommitteeBlock(records: TradeRecords, storedUs: number, { certificate, entries, transactions }: CommitteeBlockRecord): void {
  const { header, votes } = certificate;
  const { height, epoch, timestampUs } = header;
  keepNewest(records.blocks, height, { height, epoch, entries: entries.length, voters: votes.map(({ member }) => member), timestampUs, storedUs }, BLOCKS_KEPT);
  for (const [index, transaction] of transactions.entries()) {
    const { transaction: id, code } = entries[index];
    const submittedUs = records.submitted.get(id) ?? null;
    records.submitted.delete(id);
    const place = { id, code, height, epoch, timestampUs, storedUs, submittedUs };
    for (const sale of salesOf(transaction, code)) {
      const { kind, run, owner } = sale;
      foldSaid(records, sale, { ...place, kind, run, owner });
    }
  }
}

/** A transaction that a ledger transaction is about. */
export interface Sale extends Pick<SaidRecord, 'kind' | 'run' | 'owner'> {
  readonly hash: Hex;
  readonly signed: SignedTransaction;
}

/** The trades' transactions that a ledger transaction is about. Of a refused one it is what its sender says. */
export function salesOf(transaction: LedgerTransaction, code: string): Sale[] {
  if ('cross' in transaction) {
    const { cross, kind, run } = transaction;
    // A shard that refuses a lock as malformed may hold anything; what it accepted has the shape it must have.
    const hash = cross?.acceptance?.transaction;
    return typeof hash === 'string' && (code === 'accepted' || cross.signed?.transaction !== undefined) ? [{ hash, kind, run, owner: null, signed: cross.signed }] : [];
  }
  if (transaction.kind !== 'micro' || code === 'malformed') return [];
  const { micro, proof } = transaction.submission;
  // The micro block names the hashes of what its owner identified since the micro block before, in the order of (m, n).
  const blocks = proof.own.blocks.map(({ block }) => block);
  const last = blocks.findLastIndex(({ kind }) => kind === 'micro');
  const identified = blocks.slice(last + 1).flatMap((block) => (block.kind === 'energy' ? block.identifications : []));
  return micro.block.transactions.flatMap((hash, at): Sale[] => {
    const signed = identified[at];
    return signed === undefined ? [] : [{ hash, kind: 'micro', run: null, owner: micro.block.owner, signed }];
  });
}

function foldSaid({ said, payments }: TradeRecords, { hash, signed }: Sale, record: SaidRecord): void {
  const list = said.get(hash);
  if (list === undefined) keepNewest(said, hash, [record], TRADES_KEPT);
  else if (list.length < SAID_KEPT) list.push(record);
  const payment = payments.get(hash);
  if (payment === undefined || (payment.trade !== null && record.code !== 'accepted')) return;
  payment.trade = tradeIdOf(signed.transaction.request, signed.transaction.seller);
}

/** Entries kept of one transaction: runs of Atomix, or micro blocks that were tried again. */
const SAID_KEPT = 24;

function offerKey(round: number, ev: string): string {
  return `${round}/${ev}`;
}
