import { isBlockchain, type TermKind } from '../response-time/terms.js';
import { blockRecordedAt, type BlockTimes, type EndorsedTimes, type OperationTimes, type ResponseLedger, type RoundTimes } from './response-ledger.js';

/** `wait`: nobody works and nothing travels; the timetable, or consumers who have not asked yet, are waited for. */
export type MeasuredKind = TermKind | 'wait';

/** One stage or phase as it was: consecutive spans of virtual time, so that the parts of a round add up to the whole. */
export interface MeasuredPart {
  /** `T1` … `T5`; `1`, `offers`, `2`, `3-1`, `3-2`, `4`, `5`. The formulas have no `offers`. */
  readonly name: string;
  /** Whole µs, with what was waited. */
  readonly us: number;
  /** What it was spent on, µs; kinds that took nothing are left out. */
  readonly kinds: Readonly<Partial<Record<MeasuredKind, number>>>;
}

/** The response time of one round on one campus (SEED B8). Plain data. */
export interface MeasuredRound {
  readonly round: number;
  /** From the first request sent to the last notice of the first kind. */
  readonly totalUs: number;
  readonly stages: readonly MeasuredPart[];
  /** Phases 1, offers, 2 and 3-1, until the last consumer that is allocated anything has its notice; null when none is. */
  readonly first: readonly MeasuredPart[] | null;
  /** Phases 1, offers, 2, 3-2, 4 and 5, until the last consumer that the BoCS serves has its notice; null when it serves none here. */
  readonly second: readonly MeasuredPart[] | null;
  readonly counts: RoundCounts;
}

/** What the formulas need to know of the round. */
export interface RoundCounts {
  /** Requests that each exchange has put on its list, and those in the book that was matched. */
  readonly perExchange: readonly number[];
  readonly requests: number;
  readonly offers: number;
  /** Requests that are allocated anything, and allocations. */
  readonly selected: number;
  readonly allocations: number;
  readonly lists: Carried;
  readonly uploads: Carried;
  readonly results: Carried;
  /** What went over the BoCS; null when no plan was recorded there, or this campus has planned over nothing. */
  readonly cross: CrossCounts | null;
}

export interface CrossCounts {
  /** Left on this campus, and on all of them. */
  readonly leftRequests: number;
  readonly leftOffers: number;
  readonly allRequests: number;
  readonly allOffers: number;
  /** Of the plan. */
  readonly requests: number;
  readonly tasks: number;
  readonly leftovers: Carried;
  readonly plan: Carried;
  readonly secondResults: Carried;
}

/** What one operation put on its chain: the largest proposal, and the last block that holds some of it. */
export interface Carried {
  readonly proposalBytes: number;
  readonly blockBytes: number;
  readonly blockTransactions: number;
}

/** A round's stages and phases as far as they have gone; null before the first notice. */
export function measureRound(ledger: ResponseLedger, round: RoundTimes): MeasuredRound | null {
  const lists = round.operations.get('upload-requests');
  const results = round.operations.get('record-results');
  const { firstSentUs, allocated, noticedUs } = round;
  if (firstSentUs === null || allocated === null || noticedUs === null || lists?.first == null || lists.last === null || results?.last == null) return null;
  const clock: Clock = { nowUs: firstSentUs };
  const stages = [
    prepared(clock, 'T1', round, lists.first),
    recorded(clock, 'T2', ledger, lists, round.calledUs),
    offered(clock, 'T3', ledger, round),
    matched(clock, 'T4', round),
    noticed(clock, 'T5', ledger, round, results, noticedUs),
  ];
  return { round: round.round, totalUs: clock.nowUs - firstSentUs, stages, first: firstNotice(ledger, round, lists, results), second: secondNotice(ledger, round, lists, results), counts: countsOf(ledger, round) };
}

function firstNotice(ledger: ResponseLedger, round: RoundTimes, lists: OperationTimes, results: OperationTimes): MeasuredPart[] | null {
  if (round.servedUs === null) return null;
  const clock: Clock = { nowUs: round.firstSentUs! };
  return [...untilMatched(clock, ledger, round, lists), noticed(clock, '3-1', ledger, round, results, round.servedUs)];
}

/** Phase 1 ends with the last list on the chain, where T1 ends with the first one endorsed. */
function untilMatched(clock: Clock, ledger: ResponseLedger, round: RoundTimes, lists: OperationTimes): MeasuredPart[] {
  const one = prepared(clock, '1', round, lists.last!);
  const rest = recorded(clock, '1', ledger, lists, round.calledUs);
  return [together('1', one, rest), offered(clock, 'offers', ledger, round), matched(clock, '2', round)];
}

function secondNotice(ledger: ResponseLedger, round: RoundTimes, lists: OperationTimes, results: OperationTimes): MeasuredPart[] | null {
  const { recordedUs, won, noticedUs } = round.cross;
  if (recordedUs === null || won === null || noticedUs === null) return null;
  const clock: Clock = { nowUs: round.firstSentUs! };
  const before = untilMatched(clock, ledger, round, lists);
  return [...before, uploaded(clock, ledger, round, results, recordedUs), planned(clock, ledger, round, won.atUs), secondNoticed(clock, ledger, round, noticedUs)];
}

/**
 * (5.29): what is left goes on the BoCS. Here a campus proves it by its own records, so these must be on its own chains and its
 * peers must have given their word on them first, which the thesis does not ask for.
 */
function uploaded(clock: Clock, ledger: ResponseLedger, { operations }: RoundTimes, results: OperationTimes, recordedUs: number): MeasuredPart {
  const spans = spansOf(clock, recordedUs);
  for (const own of [results, operations.get('record-tasks')]) {
    if (own?.last == null) continue;
    endorsed(spans, 'list', own.last);
    onChain(spans, ledger, own);
  }
  const upload = operations.get('upload-leftovers');
  if (upload?.last != null) endorsed(spans, 'endorse', upload.last);
  onBocs(spans, ledger, recordedUs);
  return partOf('3-2', spans);
}

/** (5.37): all campuses' leftovers are waited for, this one's plan is made; the first that is recorded counts, whoever's it is. */
function planned(clock: Clock, ledger: ResponseLedger, { operations }: RoundTimes, wonUs: number): MeasuredPart {
  const spans = spansOf(clock, wonUs);
  const plan = operations.get('record-plan');
  if (plan?.last != null) {
    until(spans, 'wait', plan.last.proposedUs - plan.last.workUs);
    until(spans, 'match', plan.last.proposedUs);
    until(spans, 'endorse', plan.last.endorsedUs);
  }
  onBocs(spans, ledger, wonUs);
  return partOf('4', spans);
}

/** (5.39)–(5.42): the campus's own part of the plan comes onto its BoE, and to its consumers. */
function secondNoticed(clock: Clock, ledger: ResponseLedger, { operations }: RoundTimes, noticedUs: number): MeasuredPart {
  const spans = spansOf(clock, noticedUs);
  const results = operations.get('record-second-results');
  if (results?.last != null) {
    endorsed(spans, 'list', results.last);
    onChain(spans, ledger, results);
  }
  until(spans, 'notice', noticedUs);
  return partOf('5', spans);
}

/** The block of the BoCS that this campus's control system recorded at that time. */
function onBocs(spans: Spans, ledger: ResponseLedger, recordedUs: number): void {
  const key = blockRecordedAt(ledger, 'bocs', recordedUs);
  onChain(spans, ledger, { block: key });
  until(spans, 'order', recordedUs);
}

/** Where the measuring stands. Each span begins where the one before has ended; one that ended earlier takes nothing. */
interface Clock {
  nowUs: number;
}

/** A part while it is measured; it does not go beyond `capUs`, when the next one is known to have begun. */
interface Spans {
  readonly clock: Clock;
  readonly capUs: number | null;
  readonly kinds: Partial<Record<MeasuredKind, number>>;
}

function spansOf(clock: Clock, capUs: number | null = null): Spans {
  return { clock, capUs, kinds: {} };
}

function until({ clock, capUs, kinds }: Spans, kind: MeasuredKind, endUs: number): void {
  const us = Math.min(endUs, capUs ?? endUs) - clock.nowUs;
  if (us <= 0) return;
  kinds[kind] = (kinds[kind] ?? 0) + us;
  clock.nowUs += us;
}

function partOf(name: string, { kinds }: Spans): MeasuredPart {
  return { name, us: Object.values(kinds).reduce((sum, us) => sum + us, 0), kinds };
}

/** (5.1)–(5.3), (5.10)–(5.14): requests come in, the list is made at its time and endorsed. */
function prepared(clock: Clock, name: string, { exchanges }: RoundTimes, list: EndorsedTimes): MeasuredPart {
  const spans = spansOf(clock);
  const taken = exchanges.get(list.node);
  if (taken !== undefined) {
    until(spans, 'wait', taken.lastUs - taken.transferUs);
    until(spans, 'notice', taken.lastUs);
  }
  endorsed(spans, 'wait', list);
  return partOf(name, spans);
}

/** (5.4), (5.13): the blocks that hold the lists, at the peer that is last. */
function recorded(clock: Clock, name: string, ledger: ResponseLedger, lists: OperationTimes, capUs: number | null): MeasuredPart {
  const spans = spansOf(clock, capUs);
  onChain(spans, ledger, lists);
  return partOf(name, spans);
}

/** (5.5): the EVs are told, and the last offer comes onto the BoEV. */
function offered(clock: Clock, name: string, ledger: ResponseLedger, { calledUs, allocated, operations }: RoundTimes): MeasuredPart {
  const spans = spansOf(clock, allocated!.atUs - allocated!.workUs);
  if (calledUs !== null) until(spans, 'wait', calledUs);
  const offers = operations.get('upload-offer');
  if (offers?.last != null) {
    endorsed(spans, 'notice', offers.last);
    onChain(spans, ledger, offers);
  }
  return partOf(name, spans);
}

/** T4, (5.20): the clearing, after its time has come. */
function matched(clock: Clock, name: string, { allocated }: RoundTimes): MeasuredPart {
  const { atUs, workUs, readUs, matchUs } = allocated!;
  const beganUs = atUs - workUs;
  const spans = spansOf(clock);
  until(spans, 'wait', beganUs);
  until(spans, 'read', beganUs + readUs);
  until(spans, 'match', beganUs + readUs + matchUs);
  until(spans, 'list', atUs);
  return partOf(name, spans);
}

/** (5.7), (5.26): the results' block, its reading by the exchanges, the notices. */
function noticed(clock: Clock, name: string, ledger: ResponseLedger, { passedOnUs }: RoundTimes, results: OperationTimes, noticedUs: number): MeasuredPart {
  const spans = spansOf(clock, noticedUs);
  endorsed(spans, 'wait', results.last!);
  const untilRead = { ...spans, capUs: Math.min(passedOnUs ?? noticedUs, noticedUs) };
  onChain(untilRead, ledger, results);
  if (passedOnUs !== null) until(spans, 'read', passedOnUs);
  until(spans, 'notice', noticedUs);
  return partOf(name, spans);
}

/** Up to the proposal's beginning it is `before`, then its preparation, then endorsement. */
function endorsed(spans: Spans, before: MeasuredKind, { proposedUs, workUs, endorsedUs }: EndorsedTimes): void {
  until(spans, before, proposedUs - workUs);
  until(spans, 'list', proposedUs);
  until(spans, 'endorse', endorsedUs);
}

function onChain(spans: Spans, { blocks }: ResponseLedger, { block: key }: Pick<OperationTimes, 'block'>): void {
  const block = key === null ? undefined : blocks.get(key);
  if (block === undefined || block.recordedUs === null) return;
  const { cutUs, recordedUs, verifyUs, recordUs } = block;
  if (cutUs !== null) until(spans, 'order', cutUs);
  // Where another campus orders, its cutting is not seen here: broadcasting is counted with ordering.
  until(spans, cutUs === null ? 'order' : 'broadcast', recordedUs - recordUs - verifyUs);
  until(spans, 'verify', recordedUs - recordUs);
  until(spans, 'record', recordedUs);
}

function together(name: string, ...parts: readonly MeasuredPart[]): MeasuredPart {
  const kinds: Partial<Record<MeasuredKind, number>> = {};
  for (const part of parts) for (const [kind, us] of Object.entries(part.kinds) as [MeasuredKind, number][]) kinds[kind] = (kinds[kind] ?? 0) + us;
  return { name, us: parts.reduce((sum, { us }) => sum + us, 0), kinds };
}

function countsOf(ledger: ResponseLedger, { exchanges, requests, offers, selected, allocations, operations, cross }: RoundTimes): RoundCounts {
  const carried = (operation: string): Carried => {
    const times = operations.get(operation);
    const block: BlockTimes | undefined = times?.block == null ? undefined : ledger.blocks.get(times.block);
    return { proposalBytes: times?.bytesMax ?? 0, blockBytes: block?.bytes ?? 0, blockTransactions: block?.transactions ?? 0 };
  };
  const perExchange = [...exchanges].toSorted(([a], [b]) => a - b).map(([, taken]) => taken.requests);
  const { all, won, leftRequests, leftOffers } = cross;
  const over = all === null || won === null ? null : { leftRequests, leftOffers, allRequests: all.requests, allOffers: all.offers, requests: won.requests, tasks: won.tasks, leftovers: carried('upload-leftovers'), plan: carried('record-plan'), secondResults: carried('record-second-results') };
  return { perExchange, requests, offers, selected, allocations, lists: carried('upload-requests'), uploads: carried('upload-offer'), results: carried('record-results'), cross: over };
}

/** What of a part is work and travel, and what of that is the blockchain's, µs. */
export function busyOf({ us, kinds }: MeasuredPart): { readonly busyUs: number; readonly blockchainUs: number } {
  const blockchain = (Object.entries(kinds) as [MeasuredKind, number][]).filter(([kind]) => kind !== 'wait' && isBlockchain(kind));
  return { busyUs: us - (kinds.wait ?? 0), blockchainUs: blockchain.reduce((sum, [, spent]) => sum + spent, 0) };
}
