import type { ChannelBlockRecord } from '../actors/control-system/market-records.js';
import type { LabNote } from '../kernel/notes.js';
import type { NodeId } from '../kernel/contract.js';
import type { TraceRecord } from '../kernel/program.js';
import { blockKey, blockOf, operationOf, roundTimesOf, type EndorsedTimes, type PendingTimes, type ResponseLedger, type RoundTimes } from './response-ledger.js';
import { measureRound, type MeasuredRound } from './response-round.js';

/** Folds one line of the trace into the response times (SEED B8). Gives a round when it has just been measured for good. */
export function foldResponse(ledger: ResponseLedger, record: TraceRecord): MeasuredRound | null {
  if (record.type === 'commit') {
    if (record.record.kind === 'ledger/channel-block') foldBlock(ledger, record.record as ChannelBlockRecord);
    return null;
  }
  const note = record.note as LabNote;
  if (note.kind.startsWith('channel/')) foldChannel(ledger, record.timeUs, record.node, note);
  else if (note.kind.startsWith('bocs/')) foldCross(ledger, record.timeUs, note);
  else if (note.kind.startsWith('market/')) return foldRound(ledger, record.timeUs, record.node, note);
  return null;
}

function foldChannel(ledger: ResponseLedger, timeUs: number, node: NodeId, note: LabNote): void {
  if (note.kind === 'channel/proposed') {
    const { id, round, operation, workUs, bytes } = note;
    const times = operationOf(roundTimesOf(ledger, round), operation);
    times.proposals += 1;
    times.bytesMax = Math.max(times.bytesMax, bytes);
    ledger.pending.set(id, { round, operation, node, proposedUs: timeUs, workUs });
  } else if (note.kind === 'channel/endorsed') {
    const pending = ledger.pending.get(note.id);
    ledger.pending.delete(note.id);
    if (pending !== undefined) foldEndorsed(roundTimesOf(ledger, pending.round), timeUs, pending);
  } else if (note.kind === 'channel/ordered') {
    const block = blockOf(ledger, blockKey(note.contract, note.number));
    block.cutUs = timeUs;
    block.transactions = note.transactions;
    block.bytes = note.bytes;
  } else if (note.kind === 'channel/recorded') {
    const block = blockOf(ledger, blockKey(note.contract, note.number));
    if (block.recordedUs !== null && block.recordedUs >= timeUs) return;
    block.recordedUs = timeUs;
    block.verifyUs = note.verifyUs;
    block.recordUs = note.recordUs;
  }
}

function foldEndorsed(round: RoundTimes, endorsedUs: number, { operation, node, proposedUs, workUs }: PendingTimes): void {
  const times = operationOf(round, operation);
  if (isTooLate(round, operation)) return;
  const endorsed: EndorsedTimes = { node, proposedUs, workUs, endorsedUs };
  if (times.first === null || endorsedUs < times.first.endorsedUs) times.first = endorsed;
  if (times.last === null || endorsedUs >= times.last.endorsedUs) times.last = endorsed;
}

/** The control system's chains: which block holds what of a round. */
function foldBlock(ledger: ResponseLedger, { header, transactions, codes }: ChannelBlockRecord): void {
  const contract = header.channel.split('/')[0]!;
  transactions.forEach(({ proposal: { operation, args } }, at) => {
    if (codes[at] !== 'VALID') return;
    const round = roundTimesOf(ledger, args.round as number);
    if (!isTooLate(round, operation)) operationOf(round, operation).block = blockKey(contract, header.number);
  });
}

/** An offer that comes after the clearing is in nobody's book. */
function isTooLate(round: RoundTimes, operation: string): boolean {
  return round.allocated !== null && (operation === 'upload-requests' || operation === 'upload-offer');
}

/** Matching across campuses, as this campus sees it. */
function foldCross(ledger: ResponseLedger, timeUs: number, note: LabNote): void {
  if (!('round' in note)) return;
  const { cross } = roundTimesOf(ledger, note.round);
  if (note.kind === 'bocs/leftovers') {
    cross.leftRequests = note.requests;
    cross.leftOffers = note.offers;
  } else if (note.kind === 'bocs/leftovers-recorded') {
    cross.recordedUs ??= timeUs;
  } else if (note.kind === 'bocs/plan-proposed') {
    cross.all = { requests: note.requests, offers: note.offers };
  } else if (note.kind === 'bocs/plan-won') {
    cross.won = { atUs: timeUs, tasks: note.tasks, requests: note.requests };
  } else if (note.kind === 'bocs/second-notice') {
    cross.noticedUs = Math.max(cross.noticedUs ?? timeUs, timeUs);
  }
}

function foldRound(ledger: ResponseLedger, timeUs: number, node: NodeId, note: LabNote): MeasuredRound | null {
  if (!('round' in note)) return null;
  const round = roundTimesOf(ledger, note.round);
  if (note.kind === 'market/demand') {
    round.sentUs.set(note.consumer, timeUs);
    round.firstSentUs = Math.min(round.firstSentUs ?? timeUs, timeUs);
  } else if (note.kind === 'market/request-taken') {
    foldTaken(round, timeUs, node, note.consumer);
  } else if (note.kind === 'market/called') {
    round.calledUs ??= timeUs;
  } else if (note.kind === 'market/offers') {
    round.requests = note.requests;
    round.offers = note.offers;
  } else if (note.kind === 'market/cleared') {
    round.selected = new Set(note.allocations.map(({ request }) => request)).size;
    round.allocations = note.allocations.length;
  } else if (note.kind === 'market/allocated') {
    round.allocated = { atUs: timeUs, readUs: note.readUs, matchUs: note.matchUs, workUs: note.workUs };
  } else if (note.kind === 'market/passed-on') {
    round.passedOnUs = Math.max(round.passedOnUs ?? timeUs, timeUs);
  } else if (note.kind === 'market/noticed') {
    round.noticedUs = Math.max(round.noticedUs ?? timeUs, timeUs);
    if (note.served) round.servedUs = Math.max(round.servedUs ?? timeUs, timeUs);
  } else if (note.kind === 'market/closed') {
    return measureRound(ledger, round);
  }
  return null;
}

/** A request without a sender who noted it is an attacker's: it is counted, its way is not known. */
function foldTaken({ sentUs, exchanges }: RoundTimes, timeUs: number, exchange: NodeId, consumer: string): void {
  const leftUs = sentUs.get(consumer);
  sentUs.delete(consumer);
  const taken = exchanges.get(exchange) ?? { requests: 0, lastUs: timeUs, transferUs: 0 };
  exchanges.set(exchange, taken);
  taken.requests += 1;
  if (timeUs < taken.lastUs) return;
  taken.lastUs = timeUs;
  taken.transferUs = leftUs === undefined ? 0 : timeUs - leftUs;
}
