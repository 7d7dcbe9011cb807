import type { LedgerClient } from '../actors/ledger-client/ledger-client.js';
import type { ActorState } from '../actors/actor.js';
import { roundTimes } from '../actors/round-clock.js';
import type { Lab } from '../actors/step.js';
import type { AttackName } from '../attacks/catalogue.js';
import { isQuorum } from '../consensus/committee/committee.js';
import { expect, type CheckedShard, type Findings } from './checked-shard.js';
import { livenessBoundUs } from './liveness-bound.js';

/** Nobody has given up on a transaction: only without resubmission does a party wait for one answer and for no other. */
export function checkGivenUp(shard: CheckedShard, findings: Findings): void {
  let abandoned = 0;
  for (const actor of shard.actors.values()) abandoned += clientOf(actor)?.abandoned ?? 0;
  const since = abandoned - shard.checkers.abandoned;
  shard.checkers.abandoned = abandoned;
  // It waits for Δ alone then, and consensus may take longer even where no message is lost.
  if (shard.checkers.wasUnprotected) return;
  expect(shard, findings, 'liveness', since === 0, () => `${since} transactions were never answered and given up`);
}

/**
 * Once faults have healed and attacks have ended, what is pending is decided within `livenessBoundUs`: transactions are
 * answered, readings acknowledged, payments ended, rounds closed, elections held, locks released.
 */
export function checkProgress(shard: CheckedShard, findings: Findings): void {
  const { calmSinceUs, nowUs, lab } = shard;
  if (calmSinceUs === null || isUnprotected(shard) || isDeserted(shard)) return;
  const boundUs = livenessBoundUs(lab.parameters);
  const isLate = (sinceUs: number, transactions = 1): boolean => nowUs - Math.max(sinceUs, calmSinceUs) > transactions * boundUs;
  const demand: Demand = (sinceUs, what, transactions = 1) => {
    expect(shard, findings, 'liveness', !isLate(sinceUs, transactions), () => `${what()}, ${((transactions * boundUs) / 1_000_000).toFixed(1)} s after it was due and all faults had healed`);
  };
  checkElections(shard, demand);
  if (shard.attacks.active.length > 0) {
    checkOutsiders(shard, demand);
    return;
  }
  checkRounds(shard, demand);
  for (const [id, actor] of shard.actors) {
    const { name, role } = lab.directory.participants[id];
    // A false identity sleeps again when its attack is over, whatever it had begun.
    if (role !== 'sybil') checkActor(shard, name, actor, demand);
  }
  checkLocks(shard, findings, isLate);
}

/** What is due from `sinceUs` on must not last longer than so many transactions, one after the other, may. */
type Demand = (sinceUs: number, what: () => string, transactions?: number) => void;

function checkElections({ storing, lab }: CheckedShard, demand: Demand): void {
  const { epoch } = storing.state.committee;
  demand((epoch + 1) * lab.parameters.epoch.lengthUs, () => `epoch ${epoch} has not ended`);
}

/**
 * While some members keep silent, fewer than their committee bears: whoever can be no member has its answers all the same,
 * for a silent primary is replaced (SEED A4, A5). Other campuses may have lost theirs, and what a silent EV owes is late.
 */
function checkOutsiders({ actors, lab }: CheckedShard, demand: Demand): void {
  for (const [id, actor] of actors) {
    if (actor.kind !== 'ev') checkAnswers(lab, lab.directory.participants[id].name, actor, demand);
  }
}

function checkAnswers(lab: Lab, name: string, actor: ActorState, demand: Demand): void {
  for (const open of clientOf(actor)?.open.values() ?? []) {
    // What another shard does not answer is that shard's matter.
    if (open.shard === lab.shard) demand(open.sinceUs, () => `${name} has no answer to its ${open.transaction.kind} ${open.id.slice(0, 12)}`);
  }
}

/** Settlements are checked at their buyers: one without funds may wait for ever. */
function checkRounds({ view, lab }: CheckedShard, demand: Demand): void {
  for (const { round, phase } of view.rounds) {
    if (phase === 'settlement' || phase === 'final') continue;
    demand(roundTimes(lab.parameters.market, round).executionEndsUs, () => `round ${round} has not closed (${phase})`);
  }
}

/** Attacks after which a committee elsewhere may never answer again; this campus cannot know. */
const PARTING: readonly AttackName[] = ['fork', 'sybil', 'sybil-split'];

function checkActor({ attacks, lab }: CheckedShard, name: string, actor: ActorState, demand: Demand): void {
  checkAnswers(lab, name, actor, demand);
  if (actor.kind === 'charging-point') {
    for (const [reading, { readUs }] of actor.unconfirmed) demand(readUs, () => `reading ${reading} is not acknowledged by everybody`);
  } else if (actor.kind === 'consumer' && actor.buyer.batch !== null && !(actor.buyer.batch.isCross && attacks.ever.some((name) => PARTING.includes(name)))) {
    const { beganUs, phase } = actor.buyer.batch;
    // Across shards a payment is a lock, an unlock and an identification, one after the other.
    const transactions = actor.buyer.batch.isCross ? 3 : 1;
    demand(beganUs, () => `${name} has not ended its payments (${phase})`, transactions);
  }
}

/** A lock that is held across a whole epoch of calm has nobody who would end it. */
function checkLocks(shard: CheckedShard, findings: Findings, isLate: (sinceUs: number) => boolean): void {
  const { storing, lab } = shard;
  for (const [transaction, entry] of storing.state.ledger.atomix) {
    if (entry.phase !== 'accepted') continue;
    const lockedByUs = ((entry.sinceEpoch ?? 0) + 2) * lab.parameters.epoch.lengthUs;
    expect(shard, findings, 'no-orphaned-lock', !isLate(lockedByUs), () => `${transaction} holds a lock since epoch ${entry.sinceEpoch} that nobody ends`);
  }
}

/** Without the defence that sends again, a message that the network loses is lost for good: nothing is promised from then on. */
function isUnprotected({ checkers, lab, faulted }: CheckedShard): boolean {
  if (!checkers.wasUnprotected) return false;
  return faulted || Object.values(lab.parameters.network).some((link) => link.lossPerMillion > 0);
}

/** False identities that hold a third of the seats or more fall asleep with their attack: no committee bears that. */
function isDeserted({ storing, lab }: CheckedShard): boolean {
  const { committee } = storing.state;
  const awake = committee.members.filter(({ node }) => lab.directory.byName.get(node)?.role !== 'sybil');
  return !isQuorum(committee, awake.reduce((sum, { seats }) => sum + seats, 0));
}

function clientOf(actor: ActorState): LedgerClient | null {
  if (actor.kind === 'ev' || actor.kind === 'consumer') return actor.client;
  return actor.kind === 'control-system' ? actor.storing.client : null;
}
