import type { WonPlan } from '../actors/control-system/bocs-state.js';
import { commitmentHash, type Opening } from '../ledger/endorse-order-validate/commitment.js';
import { crossTaskWrite, type CrossTask } from '../ledger/endorse-order-validate/contract-bocs.js';
import type { Leftovers } from '../ledger/endorse-order-validate/leftovers.js';
import type { PeerState } from '../ledger/endorse-order-validate/peer.js';
import type { ChannelPlace } from '../metrics/trade-records.js';
import { channelProofs, gone, proof, short, type Proof, type Prover } from './proving.js';
import { kWh, money } from './say.js';
import type { Trade, TradeStep } from './trade.js';

/** The EV's task of the round's plan, as the consumer's control system has it; null when it keeps that plan no more. */
export function crossTaskOf({ record, home }: Pick<Trade, 'record' | 'home'>): Opening<CrossTask> | null {
  return (record.across ? planOf({ home, record })?.tasks.find(({ content }) => content.ev === record.ev) : undefined) ?? null;
}

/** How a trade across campuses came about (SEED B5): what both campuses had left, and the plan that was first. */
export function crossSteps(prover: Prover, trade: Trade): TradeStep[] {
  const { record, home } = trade;
  const { ev, consumer, energyWh, priceMilliPerKWh, clearedUs, round } = record;
  const peer = home.bocs?.channel.peer ?? null;
  const won = planOf(trade);
  const opening = crossTaskOf(trade);
  const base = { key: 'plan', state: 'done', step: 'plan', atUs: clearedUs } as const;
  if (peer === null || won === null || opening === null) {
    return [{ ...base, who: 'the BoCS', says: `the plan of round ${round} gives ${ev} the task of ${kWh(energyWh)} for ${consumer}`, proofs: [gone('the plan is older than what is kept; the ledger file has it')] }];
  }
  const place = placeOf(peer, won.number, won.id, clearedUs);
  const says = `the plan of ${won.planner}, the first on the BoCS, gives ${ev} the task of ${kWh(energyWh)} for ${consumer} at ${money(priceMilliPerKWh)} a kWh, at ${opening.content.chargingPoint}`;
  return [...leftoverSteps(prover, peer, trade), { ...base, who: won.planner, says, proofs: [committedProof(prover, peer, record, opening), ...channelProofs(prover, peer, place)] }];
}

function planOf({ record, home }: Pick<Trade, 'record' | 'home'>): WonPlan | null {
  return home.bocs?.rounds.get(record.round)?.won ?? null;
}

function placeOf(peer: PeerState, block: number, id: string, storedUs: number): ChannelPlace {
  return { block, index: peer.blocks.get(block)?.transactions.findIndex(({ proposal }) => proposal.id === id) ?? 0, storedUs };
}

/** That the commitment on the BoCS hides this task and no other. */
function committedProof({ port }: Prover, peer: PeerState, { round, ev, request, energyWh, consumer, priceMilliPerKWh }: Trade['record'], opening: Opening<CrossTask>): Proof {
  const commitment = commitmentHash(opening, port);
  const { key, value } = crossTaskWrite(round, ev, commitment);
  const recorded = peer.world.get(key);
  if (recorded === undefined) return gone('the commitment to the task is not kept any more; the ledger file has it');
  const slice = opening.content.slices.find((one) => one.request === request);
  const isThis = slice !== undefined && slice.energyWh === energyWh && slice.consumer === consumer && slice.priceMilliPerKWh === priceMilliPerKWh;
  return proof(isThis && recorded.value === value, `commitment ${short(commitment)} on the BoCS hides this task and no other (opened with its salt)`);
}

/** Where the two campuses have put the request and the offer on the BoCS. */
function leftoverSteps(prover: Prover, peer: PeerState, { record }: Trade): TradeStep[] {
  const steps: TradeStep[] = [];
  for (const block of peer.blocks.values()) {
    for (const [index, { proposal }] of block.transactions.entries()) {
      if (proposal.operation !== 'upload-leftovers' || proposal.args['round'] !== record.round || peer.chain[block.header.number]?.codes[index] !== 'VALID') continue;
      const { requests, offers } = proposal.args as Leftovers;
      const asks = requests.some(({ signed }) => signed.request.id === record.request);
      const gives = offers.some(({ ev }) => ev === record.ev);
      if (!asks && !gives) continue;
      const says = `${proposal.creator} puts ${asks ? `request ${record.request}` : `the offer of ${record.ev}`} on the BoCS: its own clearing has left it`;
      const place = { block: block.header.number, index, storedUs: record.clearedUs };
      steps.push({ key: `leftovers/${asks ? 'request' : 'offer'}`, step: 'leftovers', state: 'done', atUs: null, who: proposal.creator, says, proofs: channelProofs(prover, peer, place) });
    }
  }
  return steps;
}
