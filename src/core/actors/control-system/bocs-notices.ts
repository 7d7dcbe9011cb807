import { commitmentHash, type Opening } from '../../ledger/endorse-order-validate/commitment.js';
import { crossTaskWrite } from '../../ledger/endorse-order-validate/contract-bocs.js';
import { attest, proveWrites } from '../../ledger/endorse-order-validate/inclusion.js';
import { compensationOf, dueMilli } from '../../ledger/individual-chains/content.js';
import type { Message, NodeId } from '../../kernel/contract.js';
import { proposeOn, type ChannelHappening } from '../channels/channel.js';
import type { ReadingNotice } from '../energy/messages.js';
import { crossSessionOf, type AllocationContent, type PlanAttestation, type ResultContent } from '../market/messages.js';
import { channelPort } from '../ports.js';
import { broadcast, commit, nodeIdOf, note, send, type Step } from '../step.js';
import type { BocsParts } from './bocs-desk.js';
import type { CrossRound } from './bocs-state.js';
import { freshSalt, planSessions } from './tasks.js';

/**
 * What the plan of the BoCS means at home (SEED B5; thesis 5.4.5): consumers get their second notice through the BoE, EVs
 * their task with the proof that the BoCS holds it.
 */

/** Puts commitments to the second results of the campus' own consumers on the BoE. */
export function proposeSecond(step: Step, parts: BocsParts, cross: CrossRound): void {
  const { desk, boe } = parts;
  const deskRound = desk.rounds.get(cross.round);
  if (deskRound === undefined || cross.secondProposal !== null || cross.isOpened) return;
  if (cross.secondOpenings.length === 0) {
    const slices = cross.won!.tasks.flatMap(({ content: { ev, slices: own } }) => own.map((slice) => ({ ...slice, ev })));
    const own = slices.filter(({ request }) => deskRound.requests.has(request));
    // The round's penalties are about everything that its consumers were promised.
    for (const { request, ev, energyWh } of own) deskRound.allocations.push({ energyWh, ev, request });
    cross.secondOpenings = openingsOf(step, cross, own.map((slice) => ({ ...slice, exchange: deskRound.requests.get(slice.request)!.exchange })));
  }
  if (cross.secondOpenings.length === 0) return;
  const port = channelPort(step.context, step.lab.directory);
  const results = cross.secondOpenings.map((opening) => {
    const { exchange, consumer } = opening.content;
    return { commitment: commitmentHash(opening, port), consumer, exchange };
  });
  cross.secondProposal = proposeOn(step, boe, 'record-second-results', { results, round: cross.round });
}

interface Bought extends AllocationContent {
  readonly consumer: string;
  readonly exchange: string;
}

/** One opening a consumer that gets something, in order of name. */
function openingsOf(step: Step, { round }: CrossRound, bought: readonly Bought[]): Opening<ResultContent>[] {
  const byConsumer = new Map<string, Bought[]>();
  for (const one of bought) byConsumer.set(one.consumer, [...(byConsumer.get(one.consumer) ?? []), one]);
  return [...byConsumer].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([consumer, own]) => ({
    content: { allocations: own.map(({ request, ev, energyWh, priceMilliPerKWh, beginUs, endUs }) => ({ beginUs, endUs, energyWh, ev, priceMilliPerKWh, request })), consumer, exchange: own[0]!.exchange, round },
    salt: freshSalt(step, `second/${consumer}`, round),
  }));
}

/** The campus' own block with the second results is there, or their proposal has failed. */
export function onSecondBlock(step: Step, parts: BocsParts, contract: 'boe' | 'boev', happening: ChannelHappening): void {
  if (contract !== 'boe') return;
  for (const cross of parts.bocs.rounds.values()) {
    const { secondProposal } = cross;
    if (secondProposal === null || cross.isOpened) continue;
    if (happening.type === 'failed') {
      if (happening.proposalId === secondProposal) cross.secondProposal = null;
      continue;
    }
    const index = happening.block.transactions.findIndex(({ proposal }) => proposal.id === secondProposal);
    if (index < 0) continue;
    if (happening.committed.codes[index] === 'VALID') openSecond(step, cross);
    else cross.secondProposal = null;
  }
}

function openSecond(step: Step, cross: CrossRound): void {
  cross.isOpened = true;
  commit(step, { contract: 'second', kind: 'ledger/openings', openings: cross.secondOpenings, round: cross.round } as { kind: string });
  const byExchange = new Map<string, Opening<ResultContent>[]>();
  for (const opening of cross.secondOpenings) {
    const { exchange } = opening.content;
    byExchange.set(exchange, [...(byExchange.get(exchange) ?? []), opening]);
  }
  for (const [exchange, openings] of byExchange) {
    const to = nodeIdOf(step, exchange);
    if (to !== null) send(step, to, { kind: 'market/second-results', openings, round: cross.round } as Message);
  }
  note(step, { kind: 'bocs/told', round: cross.round, whom: 'exchanges', count: cross.secondOpenings.length });
}

/** Gives the other control systems its word on the block with the plan, and asks for theirs. */
export function shareAttestation(step: Step, parts: BocsParts, cross: CrossRound, asks: boolean): void {
  const { channel } = parts.bocs;
  const own = attest(channel.peer!, cross.won!.number, channelPort(step.context, step.lab.directory));
  if (own === null) return;
  const others = channel.config.peers.filter((name) => name !== step.self.name).map((name) => nodeIdOf(step, name)!);
  broadcast(step, others, { asks, attestation: own, kind: 'bocs/attestation' } as Message);
  addAttestation(cross, own);
  tellSecond(step, parts, cross, false);
}

/** Another control system's word. One that comes before the block is asked for again later. */
export function takePlanAttestation(step: Step, parts: BocsParts, from: NodeId, { attestation, asks }: PlanAttestation): void {
  const { channel } = parts.bocs;
  if (attestation.channel !== channel.config.channel) return;
  if (asks) {
    const own = attest(channel.peer!, attestation.number, channelPort(step.context, step.lab.directory));
    if (own !== null) send(step, from, { asks: false, attestation: own, kind: 'bocs/attestation' } as Message);
  }
  for (const cross of parts.bocs.rounds.values()) {
    if (cross.won?.number !== attestation.number) continue;
    addAttestation(cross, attestation);
    tellSecond(step, parts, cross, false);
  }
}

function addAttestation({ won }: CrossRound, attestation: PlanAttestation['attestation']): void {
  if (!won!.attestations.some(({ peer }) => peer === attestation.peer)) won!.attestations.push(attestation);
}

/** Gives every EV of the campus its own task of the plan, once enough control systems have attested to it. */
export function tellSecond(step: Step, parts: BocsParts, cross: CrossRound, asks: boolean): void {
  const { channel } = parts.bocs;
  const won = cross.won!;
  if (asks) proposeSecond(step, parts, cross);
  if (won.isTold) return;
  const { outOf } = channel.config.policy as { readonly outOf: number };
  if (won.attestations.length < outOf) {
    if (asks) shareAttestation(step, parts, cross, true);
    return;
  }
  won.isTold = true;
  const port = channelPort(step.context, step.lab.directory);
  const proofs = proveWrites(channel.peer!, won.number, won.id, port);
  let told = 0;
  for (const opening of won.tasks) {
    const { ev, round } = opening.content;
    const known = step.lab.directory.byName.get(ev);
    const proof = proofs.get(crossTaskWrite(round, ev, commitmentHash(opening, port)).key);
    if (known?.shard !== step.lab.shard || proof === undefined) continue;
    told += 1;
    send(step, known.id, { attestations: won.attestations.slice(0, outOf), kind: 'market/cross-task', opening, proof } as Message);
    planSessions(step, opening.content, crossSessionOf);
  }
  if (told > 0) note(step, { kind: 'bocs/told', round: cross.round, whom: 'evs', count: told });
}

/** What another campus' meter has read for a consumer of this one counts here: noted once, however late it comes. */
export function noteForeignReading(step: Step, { bocs }: BocsParts, { signed, priceMilliPerKWh }: ReadingNotice): void {
  const { reading } = signed;
  const { id, chargingPoint, round, request, consumer, ev, promisedWh: allocatedWh, readyWh, energyWh: deliveredWh } = reading;
  const { shard } = step.lab;
  const isOwn = step.lab.directory.byName.get(consumer)?.shard === shard;
  const cross = bocs.rounds.get(round);
  if (!isOwn || step.lab.directory.byName.get(chargingPoint)?.shard === shard || cross === undefined || cross.readings.has(id)) return;
  cross.readings.add(id);
  const due = dueMilli(priceMilliPerKWh, deliveredWh) ?? 0;
  const compensationMilli = compensationOf(reading, due);
  note(step, { kind: 'market/delivered', round, request, consumer, ev, allocatedWh, readyWh, deliveredWh, dueMilli: due - compensationMilli, compensationMilli });
}
