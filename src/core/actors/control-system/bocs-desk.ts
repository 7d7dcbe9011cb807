import { readLeftovers, type CampusLeftovers, type Plan } from '../../ledger/endorse-order-validate/contract-bocs.js';
import type { Attestation } from '../../ledger/endorse-order-validate/inclusion.js';
import { attest } from '../../ledger/endorse-order-validate/inclusion.js';
import type { Block, EndorsedTransaction, LeftoverFault, PlainObject } from '../../ledger/endorse-order-validate/types.js';
import type { Clearing } from '../../market/mechanism.js';
import type { Timer } from '../../kernel/contract.js';
import { createChannelNode, proposeOn, recoverChannel, type ChannelHappening, type ChannelNode } from '../channels/channel.js';
import { channelPort } from '../ports.js';
import { OFFERS_SETTLE_US, roundTimes } from '../round-clock.js';
import { note, setTimer, setTimerAt, type Step } from '../step.js';
import { leftOf, leftoversOf } from './bocs-leftovers.js';
import { onSecondBlock, proposeSecond, tellSecond, shareAttestation } from './bocs-notices.js';
import { planOver } from './bocs-plan.js';
import { clearBook } from './clearing.js';
import { crossRoundOf, type BocsDesk, type CrossRound } from './bocs-state.js';
import { termsOfDesk, type ClearedRound, type MarketDesk } from './desk-state.js';
import { chargingPointOf, freshSalt } from './tasks.js';

/** `again` looks every so often whether something got lost on the way; `plan` plans with what is there. */
export interface BocsTimer extends Timer {
  readonly kind: 'bocs/plan' | 'bocs/again';
  readonly round: number;
}

/** The parts of a control system that matching across campuses needs. */
export interface BocsParts {
  readonly bocs: BocsDesk;
  readonly boe: ChannelNode;
  readonly boev: ChannelNode;
  readonly desk: MarketDesk;
}

const AGAIN_US = 2_500_000;
const BELIEF: ReadonlySet<string> = new Set<LeftoverFault>(['NOT_SIGNED', 'NOT_RECORDED', 'ALREADY_MATCHED', 'OVERSTATED']);

export function createBocsDesk(step: Step): BocsDesk {
  return { channel: createChannelNode(step, 'bocs'), rounds: new Map() };
}

/** The campus has cleared: what it has left goes on the BoCS as soon as its own records are on its own chains. */
export function openCross(step: Step, bocs: BocsDesk, { round, book, terms }: Pick<ClearedRound, 'round' | 'book' | 'terms'>, clearing: Clearing): void {
  const cross = crossRoundOf(bocs, round);
  cross.left = leftOf(book, clearing, terms);
  awaitOthers(step, cross);
}

function awaitOthers(step: Step, { round }: CrossRound): void {
  setTimerAt(step, boundOf(step, round), { kind: 'bocs/plan', round } as BocsTimer);
  setTimer(step, AGAIN_US, { kind: 'bocs/again', round } as BocsTimer);
}

/** After a crash: the channel catches up, and every round that is not over goes on where it stands. */
export function recoverBocs(step: Step, { bocs, boe, boev, desk }: BocsParts): void {
  recoverChannel(step, bocs.channel);
  for (const cross of bocs.rounds.values()) {
    if (!isOpen(step, cross.round)) continue;
    setTimerAt(step, boundOf(step, cross.round), { kind: 'bocs/plan', round: cross.round } as BocsTimer);
    resume(step, { bocs, boe, boev, desk }, cross);
  }
}

export function onBocsTimer(step: Step, parts: BocsParts, { kind, round }: BocsTimer): void {
  const cross = crossRoundOf(parts.bocs, round);
  if (!isOpen(step, round)) return;
  if (kind === 'bocs/plan') tryPlan(step, parts.bocs, cross, true);
  else resume(step, parts, cross);
}

/** A block of the campus' own chains: with its records there, what is left can be proved. */
export function onCampusBlock(step: Step, parts: BocsParts, contract: 'boe' | 'boev', happening: ChannelHappening): void {
  if (happening.type === 'failed') {
    onSecondBlock(step, parts, contract, happening);
    return;
  }
  const { committed, block } = happening;
  for (const [index, { proposal }] of block.transactions.entries()) {
    if (committed.codes[index] !== 'VALID' || proposal.creator !== step.self.name) continue;
    if (proposal.operation !== (contract === 'boe' ? 'record-results' : 'record-tasks')) continue;
    const cross = crossRoundOf(parts.bocs, proposal.args['round'] as number);
    cross[contract].at = { id: proposal.id, number: committed.header.number };
    const own = attest(parts[contract].peer!, committed.header.number, channelPort(step.context, step.lab.directory));
    if (own) takeRecordAttestation(step, parts, own);
  }
  onSecondBlock(step, parts, contract, happening);
}

/** The word of a peer of BoE or BoEV on a block with records. */
export function takeRecordAttestation(step: Step, parts: BocsParts, attestation: Attestation): void {
  for (const cross of parts.bocs.rounds.values()) {
    for (const contract of ['boe', 'boev'] as const) {
      const { at, attestations } = cross[contract];
      if (at?.number !== attestation.number || parts[contract].config.channel !== attestation.channel) continue;
      if (attestations.some(({ peer }) => peer === attestation.peer)) continue;
      attestations.push(attestation);
      tryUpload(step, parts, cross);
    }
  }
}

/** What has happened on the BoCS itself. */
export function onBocsHappening(step: Step, parts: BocsParts, happening: ChannelHappening): void {
  const { bocs } = parts;
  if (happening.type === 'failed') {
    for (const cross of bocs.rounds.values()) onFailed(step, cross, happening.proposalId, happening.codes);
    return;
  }
  const { codes, header } = happening.committed;
  for (const [index, transaction] of happening.block.transactions.entries()) {
    const { proposal } = transaction;
    const cross = crossRoundOf(bocs, proposal.args['round'] as number);
    if (proposal.operation === 'upload-leftovers' && codes[index] === 'VALID') {
      if (proposal.creator === step.self.name) {
        cross.isUploaded = true;
        note(step, { kind: 'bocs/leftovers-recorded', round: cross.round });
      }
    } else if (proposal.operation === 'record-plan' && codes[index] === 'VALID') {
      takePlan(step, parts, cross, happening.block, transaction, header.number);
    } else if (proposal.id === cross.planProposal) {
      note(step, { kind: 'bocs/plan-lost', round: cross.round, code: codes[index]! });
    }
  }
  for (const cross of bocs.rounds.values()) if (isOpen(step, cross.round)) tryPlan(step, bocs, cross, false);
}

function onFailed(step: Step, cross: CrossRound, proposalId: string, codes: readonly string[]): void {
  if (cross.uploadProposal === proposalId) {
    cross.uploadProposal = null;
    const code = codes.find((one) => BELIEF.has(one));
    if (code === undefined) return;
    cross.isRefused = true;
    note(step, { kind: 'guard/refused', what: 'leftovers', code, subject: `${step.self.name}/r${cross.round}` });
  } else if (cross.planProposal === proposalId) {
    // Too few answer, or too few have the leftovers yet, or another plan is on their chains already.
    cross.planProposal = null;
    cross.isPlanned = codes.includes('ALREADY_RECORDED');
    note(step, { kind: 'bocs/plan-lost', round: cross.round, code: codes[0] ?? 'no-answer' });
  }
}

/** Whether there is still time to match across campuses in a round. */
function isOpen(step: Step, round: number): boolean {
  return step.context.nowUs < roundTimes(step.lab.parameters.market, round).executionBeginsUs;
}

/** When a campus waits no longer for the others' leftovers. */
function boundOf(step: Step, round: number): number {
  const { market } = step.lab.parameters;
  return roundTimes(market, round).offersCloseUs + OFFERS_SETTLE_US + market.crossWindowUs;
}

/** Whatever is under way is looked after: proposals and words of others may be lost. */
function resume(step: Step, parts: BocsParts, cross: CrossRound): void {
  const { bocs } = parts;
  const isPending = (proposal: string | null): boolean => proposal !== null && bocs.channel.client.pending.has(proposal);
  if (!cross.isUploaded && !isPending(cross.uploadProposal)) {
    cross.uploadProposal = null;
    tryUpload(step, parts, cross);
  }
  if (cross.won === null && cross.isPlanned && cross.planProposal !== null && !isPending(cross.planProposal)) {
    cross.planProposal = null;
    cross.isPlanned = false;
  }
  tryPlan(step, bocs, cross, step.context.nowUs >= boundOf(step, cross.round));
  if (cross.won !== null) tellSecond(step, parts, cross, true);
  setTimer(step, AGAIN_US, { kind: 'bocs/again', round: cross.round } as BocsTimer);
}

function tryUpload(step: Step, parts: BocsParts, cross: CrossRound): void {
  const { left } = cross;
  if (left === null || cross.isUploaded || cross.isRefused || cross.uploadProposal !== null || !isOpen(step, cross.round)) return;
  if (left.requests.length > 0 && !isProved(parts.boe, cross.boe.attestations)) return;
  if (left.offers.length > 0 && !isProved(parts.boev, cross.boev.attestations)) return;
  const leftovers = leftoversOf(cross, parts.desk.rounds.get(cross.round), parts.boe, parts.boev, channelPort(step.context, step.lab.directory));
  const { round, requests, offers } = leftovers;
  const demandWh = requests.reduce((sum, one) => sum + one.remainingWh, 0);
  const offeredWh = offers.reduce((sum, one) => sum + one.energyWh, 0);
  note(step, { kind: 'bocs/leftovers', round, requests: requests.length, demandWh, offers: offers.length, offeredWh });
  cross.uploadProposal = proposeOn(step, parts.bocs.channel, 'upload-leftovers', leftovers);
}

function isProved({ config }: ChannelNode, attestations: readonly Attestation[]): boolean {
  const { outOf } = config.policy as { readonly outOf: number };
  return attestations.length >= outOf;
}

/** Every control system plans once a round: over all campuses' leftovers, or at the bound over those that are there. */
function tryPlan(step: Step, bocs: BocsDesk, cross: CrossRound, isDue: boolean): void {
  if (cross.won !== null || cross.isPlanned) return;
  const leftovers = readLeftovers(bocs.channel.peer!.world, cross.round);
  if (leftovers.length < (isDue ? 2 : bocs.channel.config.peers.length)) return;
  cross.isPlanned = true;
  const tasks = planFor(step, leftovers);
  const energyWh = tasks.flatMap(({ slices }) => slices).reduce((sum, slice) => sum + slice.energyWh, 0);
  const sum = (of: (one: CampusLeftovers) => readonly unknown[]): number => leftovers.reduce((all, one) => all + of(one).length, 0);
  note(step, { kind: 'bocs/plan-proposed', round: cross.round, over: leftovers.length, requests: sum((one) => one.requests), offers: sum((one) => one.offers), tasks: tasks.length, energyWh });
  if (tasks.length === 0) return;
  const plan: Plan = {
    over: leftovers.map(({ controlSystem }) => controlSystem),
    round: cross.round,
    tasks: tasks.map((content, at) => ({ content, salt: freshSalt(step, `cross/${at}`, cross.round) }) as Plan['tasks'][number]),
  };
  cross.planProposal = proposeOn(step, bocs.channel, 'record-plan', plan);
}

function planFor(step: Step, leftovers: readonly CampusLeftovers[]): ReturnType<typeof planOver> {
  const terms = termsOfDesk(step.lab.parameters.market, { consumerPenalties: {}, exchangePenalties: {} });
  return planOver(leftovers, (book) => clearBook(step, book, terms, leftovers[0].round).clearing, (ev) => chargingPointOf(step, ev));
}

/** The first plan that was recorded is the round's. */
function takePlan(step: Step, parts: BocsParts, cross: CrossRound, block: Block, { proposal }: EndorsedTransaction, number: number): void {
  if (cross.won !== null) return;
  const { tasks } = proposal.args as PlainObject as Plan;
  cross.won = { attestations: [], id: proposal.id, isTold: false, number, planner: proposal.creator, tasks };
  const isOwn = (name: string): boolean => step.lab.directory.byName.get(name)?.shard === step.lab.shard;
  const allocations = tasks.flatMap(({ content: { ev, slices } }) => slices.map(({ request, consumer, energyWh, priceMilliPerKWh }) => ({ consumer, energyWh, ev, priceMilliPerKWh, request })));
  note(step, {
    kind: 'bocs/plan-won',
    round: cross.round,
    planner: proposal.creator,
    tasks: tasks.length,
    requests: new Set(allocations.map(({ request }) => request)).size,
    bought: allocations.filter(({ consumer }) => isOwn(consumer)),
    sold: allocations.filter(({ ev }) => isOwn(ev)),
  });
  proposeSecond(step, parts, cross);
  shareAttestation(step, parts, cross, false);
}

