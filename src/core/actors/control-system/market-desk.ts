import { commitmentHash, type Opening } from '../../ledger/endorse-order-validate/commitment.js';
import { readRequestLists } from '../../ledger/endorse-order-validate/contract-boe.js';
import { readOffers } from '../../ledger/endorse-order-validate/contract-boev.js';
import { attest, type Attestation } from '../../ledger/endorse-order-validate/inclusion.js';
import { requestHash } from '../../ledger/endorse-order-validate/contract-boe.js';
import { compensationOf, dueMilli } from '../../ledger/individual-chains/content.js';
import { readingHash } from '../../ledger/individual-chains/hashes.js';
import type { Book } from '../../market/mechanism.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { ChannelHappening, ChannelNode } from '../channels/channel.js';
import { proposeOn } from '../channels/channel.js';
import type { ReadingNotice } from '../energy/messages.js';
import type { ResultContent } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { LISTS_SETTLE_US, OFFERS_SETTLE_US, roundTimes } from '../round-clock.js';
import { broadcast, nodeIdOf, note, send, setTimerAt, type Step } from '../step.js';
import { activitiesOf, bookOf } from './book.js';
import { clearBook } from './clearing.js';
import { CLEARED_ROUNDS, taskKey, termsOfDesk, type DeskRound, type MarketDesk } from './desk-state.js';
import { recordOpenings } from './market-records.js';
import { openCross } from './bocs-desk.js';
import type { BocsDesk } from './bocs-state.js';
import { closeRound } from './round-closing.js';
import { openingsOf, openTasks, tellEvs, termsOf } from './tasks.js';

export interface DeskTimer extends Timer {
  readonly kind: 'desk/open' | 'desk/call' | 'desk/clear' | 'desk/close';
  readonly round: number;
}

/** Time for readings. */
const SETTLE_READINGS_US = 3_000_000;
const MAX_RETRIES = 3;

/** Awaits the beginning of the next round. */
export function openRound(step: Step, { nextRound: round }: MarketDesk): void {
  const { beginsUs } = roundTimes(step.lab.parameters.market, round);
  setTimerAt(step, beginsUs, { kind: 'desk/open', round } as DeskTimer);
}

/** After a crash: open rounds go on where they stand; those that began meanwhile are opened, and closed, late. */
export function recoverDesk(step: Step, desk: MarketDesk): void {
  for (const round of desk.open) awaitStages(step, round, desk.rounds.has(round));
  openRound(step, desk);
}

function awaitStages(step: Step, round: number, isCleared: boolean): void {
  const times = roundTimes(step.lab.parameters.market, round);
  if (!isCleared) {
    setTimerAt(step, times.requestsCloseUs + LISTS_SETTLE_US, { kind: 'desk/call', round } as DeskTimer);
    setTimerAt(step, times.offersCloseUs + OFFERS_SETTLE_US, { kind: 'desk/clear', round } as DeskTimer);
  }
  setTimerAt(step, times.executionEndsUs + SETTLE_READINGS_US, { kind: 'desk/close', round } as DeskTimer);
}

export function onDeskTimer(step: Step, desk: MarketDesk, boe: ChannelNode, boev: ChannelNode, bocs: BocsDesk | null, timer: DeskTimer): void {
  const { round } = timer;
  const times = roundTimes(step.lab.parameters.market, round);
  if (timer.kind === 'desk/open') {
    if (round !== desk.nextRound) return;
    note(step, { kind: 'market/opened', round });
    desk.open.add(round);
    desk.nextRound = round + 1;
    awaitStages(step, round, false);
    openRound(step, desk);
  } else if (!desk.open.has(round)) {
    // A timer of before the crash that was set again meanwhile.
  } else if (timer.kind === 'desk/call') {
    const demandWh = readRequestLists(boe.peer!.world, round).flatMap((list) => list.requests).reduce((sum, one) => sum + one.request.demandWh, 0);
    note(step, { kind: 'market/called', round });
    broadcast(step, step.lab.members.evs, { kind: 'market/energy-call', round, demandWh } as Message);
  } else if (timer.kind === 'desk/clear') {
    // A round that could not be cleared before its execution was over is lost.
    if (!desk.rounds.has(round) && step.context.nowUs < times.executionEndsUs) clearRound(step, desk, boe, boev, bocs, round);
  } else {
    desk.open.delete(round);
    closeRound(step, desk, round);
  }
}

/** A block on one of the channels: the tasks may be in it, and failed record transactions are proposed again. */
export function onDeskHappening(step: Step, desk: MarketDesk, boe: ChannelNode, boev: ChannelNode, contract: 'boe' | 'boev', happening: ChannelHappening): void {
  for (const deskRound of desk.rounds.values()) {
    const proposal = contract === 'boe' ? deskRound.resultsProposal : deskRound.tasksProposal;
    if (proposal === null) continue;
    if (happening.type === 'failed') {
      if (happening.proposalId === proposal) proposeAgain(step, deskRound, boe, boev, contract);
      continue;
    }
    const index = happening.block.transactions.findIndex((one) => one.proposal.id === proposal);
    if (index < 0) continue;
    if (happening.committed.codes[index] !== 'VALID') {
      proposeAgain(step, deskRound, boe, boev, contract);
      continue;
    }
    recordOpenings(step, deskRound, contract);
    if (contract === 'boev') takeTasksBlock(step, deskRound, boev, happening.committed.header.number, proposal);
    else openResults(step, deskRound);
  }
}

/** A BoEV peer's word on a block: with enough of them the EVs get their tasks opened. */
export function takeAttestation(step: Step, desk: MarketDesk, boev: ChannelNode, attestation: Attestation): void {
  for (const deskRound of desk.rounds.values()) {
    if (deskRound.tasksAt?.number !== attestation.number || deskRound.told) continue;
    if (deskRound.attestations.some((one) => one.peer === attestation.peer)) continue;
    deskRound.attestations.push(attestation);
    tellEvs(step, deskRound, boev);
  }
}

/** A meter's signed word; false when it is none. */
export function takeReading(step: Step, desk: MarketDesk, from: NodeId, { signed, priceMilliPerKWh }: ReadingNotice): boolean {
  const { reading, signature } = signed;
  const point = step.lab.directory.byName.get(reading.chargingPoint);
  if (!point || point.role !== 'charging-point' || !step.context.verify(point.publicKey, readingHash(step.context, reading), signature)) return false;
  send(step, from, { kind: 'energy/reading-ack', reading: reading.id } as Message);
  const due = dueMilli(priceMilliPerKWh, reading.energyWh) ?? 0;
  const metered = { readyWh: reading.readyWh, deliveredWh: reading.energyWh, dueMilli: due - compensationOf(reading, due) };
  const deskRound = desk.rounds.get(reading.round);
  // What an EV of this campus gives to another one's consumer is that campus' matter.
  if (deskRound?.requests.has(reading.request)) deskRound.metered.set(taskKey(reading.request, reading.ev), metered);
  return true;
}

function clearRound(step: Step, desk: MarketDesk, boe: ChannelNode, boev: ChannelNode, bocs: BocsDesk | null, round: number): void {
  const { market } = step.lab.parameters;
  const all = readBook(step, boe, boev, round);
  const readUs = step.context.spentUs();
  const offeredWh = all.offers.reduce((sum, offer) => sum + offer.energyWh, 0);
  note(step, { kind: 'market/offers', round, requests: all.requests.length, offers: all.offers.length, offeredWh });
  const terms = termsOfDesk(market, { consumerPenalties: { ...desk.consumerPenalties }, exchangePenalties: { ...desk.exchangePenalties } });
  const { book, mechanism, clearing } = clearBook(step, all, terms, round);
  const matchUs = step.context.spentUs() - readUs;
  const deskRound: DeskRound = {
    round,
    requests: new Map(book.requests.map((request) => [request.id, request])),
    allocations: [...clearing.allocations],
    taskOpenings: new Map(),
    resultOpenings: [],
    tasksAt: null,
    tasksProposal: null,
    resultsProposal: null,
    attestations: [],
    told: false,
    metered: new Map(),
    retries: 0,
  };
  desk.rounds.set(round, deskRound);
  desk.cleared.push({ round, clearedUs: step.context.nowUs, mechanism, book, terms, metered: deskRound.metered, activities: activitiesOf(readOffers(boev.peer!.world, round)) });
  if (desk.cleared.length > CLEARED_ROUNDS) desk.cleared.shift();
  deskRound.resultOpenings = openingsOf(step, deskRound);
  noteClearing(step, deskRound, clearing.demandWh, clearing.energyWh);
  openTasks(step, deskRound);
  // That nobody was given a task has to be on the chain too where other campuses are told so.
  if (deskRound.taskOpenings.size > 0 || (bocs !== null && book.offers.length > 0)) proposeTasks(step, deskRound, boev);
  proposeResults(step, deskRound, boe);
  if (bocs !== null) openCross(step, bocs, { book, round, terms }, clearing);
  note(step, { kind: 'market/allocated', round, readUs, matchUs, workUs: step.context.spentUs() });
}

/** What the chains hold of the round. Requests that their consumers did not sign are left out, and so are doubled ids. */
function readBook(step: Step, boe: ChannelNode, boev: ChannelNode, round: number): Book {
  return bookOf(readRequestLists(boe.peer!.world, round), readOffers(boev.peer!.world, round), ({ request, signature }) => {
    const consumer = step.lab.directory.byName.get(request.consumer);
    const isSigned = consumer !== undefined && step.context.verify(consumer.publicKey, requestHash(request, channelPort(step.context, step.lab.directory)), signature);
    const isRefused = !isSigned && step.lab.parameters.defences.signatures;
    if (isRefused) note(step, { kind: 'guard/refused', what: 'request', code: 'bad-signature', subject: request.id });
    return isRefused;
  });
}

function noteClearing(step: Step, deskRound: DeskRound, keptDemandWh: number, allocatedWh: number): void {
  const { round, requests, allocations } = deskRound;
  const detail = allocations.map((allocation) => {
    const { request, ev, energyWh } = allocation;
    return { consumer: requests.get(request)!.consumer, energyWh, ev, priceMilliPerKWh: termsOf(step, deskRound, allocation).priceMilliPerKWh, request };
  });
  note(step, { kind: 'market/cleared', round, requests: requests.size, keptDemandWh, allocatedWh, allocations: detail });
}

function proposeTasks(step: Step, deskRound: DeskRound, boev: ChannelNode): void {
  const port = channelPort(step.context, step.lab.directory);
  const tasks = [...deskRound.taskOpenings].map(([ev, opening]) => ({ commitment: commitmentHash(opening, port), ev }));
  deskRound.tasksProposal = proposeOn(step, boev, 'record-tasks', { round: deskRound.round, tasks });
}

function proposeResults(step: Step, deskRound: DeskRound, boe: ChannelNode): void {
  const port = channelPort(step.context, step.lab.directory);
  const results = deskRound.resultOpenings.map((opening) => {
    const { exchange, consumer } = opening.content;
    return { commitment: commitmentHash(opening, port), consumer, exchange };
  });
  deskRound.resultsProposal = results.length === 0 ? null : proposeOn(step, boe, 'record-results', { round: deskRound.round, results });
}

function proposeAgain(step: Step, deskRound: DeskRound, boe: ChannelNode, boev: ChannelNode, contract: 'boe' | 'boev'): void {
  deskRound.retries += 1;
  if (deskRound.retries > MAX_RETRIES) return;
  if (contract === 'boe') proposeResults(step, deskRound, boe);
  else proposeTasks(step, deskRound, boev);
}

function openResults(step: Step, deskRound: DeskRound): void {
  const byExchange = new Map<string, Opening<ResultContent>[]>();
  for (const opening of deskRound.resultOpenings) {
    const list = byExchange.get(opening.content.exchange) ?? [];
    list.push(opening);
    byExchange.set(opening.content.exchange, list);
  }
  for (const [exchange, openings] of byExchange) {
    const to = nodeIdOf(step, exchange);
    if (to !== null) send(step, to, { kind: 'market/results', round: deskRound.round, openings } as Message);
  }
  deskRound.resultsProposal = null;
}

function takeTasksBlock(step: Step, deskRound: DeskRound, boev: ChannelNode, number: number, id: string): void {
  deskRound.tasksAt = { number, id };
  deskRound.tasksProposal = null;
  const own = attest(boev.peer!, number, channelPort(step.context, step.lab.directory));
  if (own) deskRound.attestations.push(own);
  tellEvs(step, deskRound, boev);
}
