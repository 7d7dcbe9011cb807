import { commitmentHash, type Opening } from '../../ledger/endorse-order-validate/commitment.js';
import { readRequestLists } from '../../ledger/endorse-order-validate/contract-boe.js';
import { readOffers, taskWrite } from '../../ledger/endorse-order-validate/contract-boev.js';
import { attest, proveWrites, type Attestation } from '../../ledger/endorse-order-validate/inclusion.js';
import { requestHash } from '../../ledger/endorse-order-validate/contract-boe.js';
import { readingHash } from '../../ledger/individual-chains/hashes.js';
import type { Book, MarketRequest } from '../../market/mechanism.js';
import { MECHANISMS } from '../../market/registry.js';
import type { MarketTerms } from '../../market/terms.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { ChannelHappening, ChannelNode } from '../channels/channel.js';
import { proposeOn } from '../channels/channel.js';
import type { ReadingNotice } from '../energy/messages.js';
import type { ResultContent, TaskContent } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { LISTS_SETTLE_US, roundTimes } from '../round-clock.js';
import { broadcast, nodeIdOf, note, send, setTimerAt, type Step } from '../step.js';
import { CLEARED_ROUNDS, taskKey, type DeskRound, type MarketDesk } from './desk-state.js';
import { recordOpenings } from './market-records.js';
import { openCross } from './bocs-desk.js';
import type { BocsDesk } from './bocs-state.js';
import { closeRound } from './round-closing.js';
import { freshSalt } from './salt.js';

export interface DeskTimer extends Timer {
  readonly kind: 'desk/open' | 'desk/call' | 'desk/clear' | 'desk/close';
  readonly round: number;
}

/** Time for the offers to pass the BoEV before clearing, and for readings. */
const SETTLE_OFFERS_US = 3_000_000;
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
    setTimerAt(step, times.offersCloseUs + SETTLE_OFFERS_US, { kind: 'desk/clear', round } as DeskTimer);
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
export function takeReading(step: Step, desk: MarketDesk, from: NodeId, { signed }: ReadingNotice): boolean {
  const { reading, signature } = signed;
  const point = step.lab.directory.byName.get(reading.chargingPoint);
  if (!point || point.role !== 'charging-point' || !step.context.verify(point.publicKey, readingHash(step.context, reading), signature)) return false;
  send(step, from, { kind: 'energy/reading-ack', reading: reading.id } as Message);
  desk.rounds.get(reading.round)?.delivered.set(taskKey(reading.request, reading.ev), reading.energyWh);
  return true;
}

function clearRound(step: Step, desk: MarketDesk, boe: ChannelNode, boev: ChannelNode, bocs: BocsDesk | null, round: number): void {
  const { market } = step.lab.parameters;
  const book = readBook(step, boe, boev, round);
  const offeredWh = book.offers.reduce((sum, offer) => sum + offer.energyWh, 0);
  note(step, { kind: 'market/offers', round, requests: book.requests.length, offers: book.offers.length, offeredWh });
  step.context.charge('match', book.requests.length + book.offers.length);
  const { pileCapacityWh, defence } = market;
  const mechanism = MECHANISMS.find((one) => one.name === market.mechanism)!;
  const terms: MarketTerms = { pileCapacityWh, defence, consumerPenalties: { ...desk.consumerPenalties }, exchangePenalties: { ...desk.exchangePenalties } };
  const clearing = mechanism.clear(book, terms);
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
    delivered: new Map(),
    retries: 0,
  };
  desk.rounds.set(round, deskRound);
  desk.cleared.push({ round, clearedUs: step.context.nowUs, mechanism: mechanism.name, book, terms, delivered: deskRound.delivered });
  if (desk.cleared.length > CLEARED_ROUNDS) desk.cleared.shift();
  deskRound.resultOpenings = openingsOf(step, deskRound);
  noteClearing(step, deskRound, clearing.demandWh, clearing.energyWh);
  openTasks(step, deskRound);
  // That nobody was given a task has to be on the chain too where other campuses are told so.
  if (deskRound.taskOpenings.size > 0 || (bocs !== null && book.offers.length > 0)) proposeTasks(step, deskRound, boev);
  proposeResults(step, deskRound, boe);
  if (bocs !== null) openCross(step, bocs, { book, round, terms }, clearing);
}

/** What the chains hold of the round. Requests that their consumers did not sign are left out, and so are doubled ids. */
function readBook(step: Step, boe: ChannelNode, boev: ChannelNode, round: number): Book {
  const requests = new Map<string, MarketRequest>();
  for (const { requests: list } of readRequestLists(boe.peer!.world, round)) {
    for (const { request, signature } of list) {
      const consumer = step.lab.directory.byName.get(request.consumer);
      const isSigned = consumer !== undefined && step.context.verify(consumer.publicKey, requestHash(request, channelPort(step.context, step.lab.directory)), signature);
      if (!isSigned && step.lab.parameters.defences.signatures) {
        note(step, { kind: 'guard/refused', what: 'request', code: 'bad-signature', subject: request.id });
        continue;
      }
      const { id, exchange, consumer: name, bidMilliPerKWh, demandWh, submittedAtUs } = request;
      if (!requests.has(id)) requests.set(id, { id, exchange, consumer: name, bidMilliPerKWh, demandWh, submittedAtUs });
    }
  }
  const offers = readOffers(boev.peer!.world, round).map(({ ev, energyWh }) => ({ ev, energyWh }));
  return { requests: [...requests.values()], offers };
}

function noteClearing(step: Step, { round, requests, allocations }: DeskRound, keptDemandWh: number, allocatedWh: number): void {
  const detail = allocations.map(({ request, ev, energyWh }) => {
    const { consumer, bidMilliPerKWh } = requests.get(request)!;
    return { bidMilliPerKWh, consumer, energyWh, ev, request };
  });
  note(step, { kind: 'market/cleared', round, requests: requests.size, keptDemandWh, allocatedWh, allocations: detail });
}

function openTasks(step: Step, deskRound: DeskRound): void {
  for (const { request, ev, energyWh } of deskRound.allocations) {
    const { consumer, bidMilliPerKWh } = deskRound.requests.get(request)!;
    const content: TaskContent = { bidMilliPerKWh, chargingPoint: chargingPointOf(step, ev), consumer, energyWh, ev, request, round: deskRound.round };
    deskRound.taskOpenings.set(ev, { content, salt: freshSalt(step, `task/${ev}`, deskRound.round) });
  }
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

/** One result per consumer that asked, in order of name; an unserved one learns that it got nothing. */
function openingsOf(step: Step, { round, requests, allocations }: DeskRound): Opening<ResultContent>[] {
  const served = new Map<string, ResultContent['allocations'][number][]>();
  const exchanges = new Map<string, string>();
  for (const request of requests.values()) exchanges.set(request.consumer, request.exchange);
  for (const allocation of allocations) {
    const { consumer } = requests.get(allocation.request)!;
    const list = served.get(consumer) ?? [];
    list.push({ energyWh: allocation.energyWh, ev: allocation.ev, request: allocation.request });
    served.set(consumer, list);
  }
  return [...exchanges].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([consumer, exchange]) => ({
    content: { allocations: served.get(consumer) ?? [], consumer, exchange, round },
    salt: freshSalt(step, `result/${consumer}`, round),
  }));
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

/** Gives every EV its own task with the proof that the BoEV holds it, and the plan to its charging point. */
function tellEvs(step: Step, deskRound: DeskRound, boev: ChannelNode): void {
  const enough = Math.min(step.lab.parameters.ledger.endorsements, boev.config.peers.length);
  const { tasksAt } = deskRound;
  if (tasksAt === null || deskRound.told || deskRound.attestations.length < enough) return;
  deskRound.told = true;
  const port = channelPort(step.context, step.lab.directory);
  const proofs = proveWrites(boev.peer!, tasksAt.number, tasksAt.id, port);
  for (const [ev, opening] of deskRound.taskOpenings) {
    const { key } = taskWrite(deskRound.round, { ev, commitment: commitmentHash(opening, port) });
    const proof = proofs.get(key) ?? null;
    const to = nodeIdOf(step, ev);
    const point = nodeIdOf(step, opening.content.chargingPoint);
    if (proof === null || to === null || point === null) continue;
    send(step, to, { kind: 'market/task', opening, proof, attestations: deskRound.attestations.slice(0, enough) } as Message);
    const { round, request, consumer, energyWh, bidMilliPerKWh } = opening.content;
    send(step, point, { kind: 'energy/plan', task: { bidMilliPerKWh, consumer, energyWh, ev, request, round } } as Message);
  }
}

/** EVs are spread over the charging points by their number. */
export function chargingPointOf(step: Step, ev: string): string {
  const { evs, chargingPoints } = step.lab.members;
  // Genesis numbers the EVs of a campus in one run.
  const at = nodeIdOf(step, ev)! - evs[0];
  return step.lab.directory.participants[chargingPoints[at % chargingPoints.length]].name;
}
