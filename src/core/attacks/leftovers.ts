import type { ActorState } from '../actors/actor.js';
import type { ChannelMessage } from '../actors/channels/channel.js';
import type { MarketDesk } from '../actors/control-system/desk-state.js';
import { channelPort } from '../actors/ports.js';
import { sizeBytes, type Step } from '../actors/step.js';
import type { Effect, Message } from '../kernel/contract.js';
import { requestHash, type ConsumerRequest } from '../ledger/endorse-order-validate/contract-boe.js';
import { proposalHash } from '../ledger/endorse-order-validate/hashes.js';
import type { LeftoverOffer, LeftoverRequest, Leftovers } from '../ledger/endorse-order-validate/leftovers.js';
import type { SignedProposal } from '../ledger/endorse-order-validate/types.js';
import { attempt, type AttackBehaviour } from './attack.js';
import { carriersAmong } from './targets.js';

const MOST_INVENTED = 3;
const MOST_MATCHED = 3;

/**
 * A campus that lies about its leftovers (SEED B5): it adds requests that its consumers never made, at the best price there
 * is, so that other campuses' EVs plug in for nobody; and EVs to which it has given a task already, so that other campuses'
 * consumers are promised energy that is not there. It can sign for neither, and proves nothing of either.
 */
export const leftoversAttack: AttackBehaviour = {
  name: 'leftovers',
  on(attack, { lab, seed }) {
    const systems = lab.directory.shards.map((members) => members.controlSystem);
    for (const node of carriersAmong(systems, attack, lab.directory, seed, 6)) if (node === lab.members.controlSystem) attack.targets.add(node);
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  after: (_, step, __, effects, actor) => effects.flatMap((effect) => lie(step, effect, actor)),
};

/** Puts other leftovers in the place of those that are proposed for the first time, in the message and in what the node remembers. */
function lie(step: Step, effect: Effect, actor: ActorState): Effect[] {
  if (effect.type !== 'broadcast' || effect.message.kind !== 'channel/propose' || actor.kind !== 'control-system' || actor.bocs === null) return [effect];
  const { contract, signed } = effect.message as Extract<ChannelMessage, { kind: 'channel/propose' }>;
  const pending = actor.bocs.channel.client.pending.get(signed.proposal.id);
  if (contract !== 'bocs' || signed.proposal.operation !== 'upload-leftovers' || pending?.signed !== signed) return [effect];
  const honest = signed.proposal.args as Leftovers;
  const requests = invented(step, honest);
  const offers = matched(step, actor.desk, honest);
  const args: Leftovers = { ...honest, offers: [...honest.offers, ...offers], requests: [...honest.requests, ...requests] };
  const proposal = { ...signed.proposal, args };
  const forged: SignedProposal = { proposal, signature: step.context.sign(proposalHash(proposal, channelPort(step.context, step.lab.directory))) };
  actor.bocs.channel.client.pending.set(proposal.id, { ...pending, signed: forged });
  const message = { ...effect.message, signed: forged } as Message;
  const subjects = [...requests.map(({ signed: { request } }) => request.id), ...offers.map(({ ev }) => ev)].map((name) => `${step.self.name}/r${honest.round}/${name}`);
  return [attempt('leftovers', subjects), { ...effect, message, sizeBytes: sizeBytes(message) }];
}

function invented(step: Step, { round }: Leftovers): LeftoverRequest[] {
  const { lab } = step;
  const { market } = lab.parameters;
  const port = channelPort(step.context, lab.directory);
  const beginUs = market.firstRoundUs + round * market.roundEveryUs + market.executionStartUs;
  return lab.members.consumers.slice(0, MOST_INVENTED).map((id, at) => {
    const consumer = lab.directory.participants[id].name;
    const exchange = lab.directory.participants[lab.members.exchanges[at % lab.members.exchanges.length]].name;
    const demandWh = Math.max(1, market.demandWh.max);
    const request: ConsumerRequest = { beginUs, bidMilliPerKWh: market.bidMilliPerKWh.max, consumer, demandWh, endUs: beginUs + market.executionUs, exchange, id: `${consumer}/r${round}/invented`, round, submittedAtUs: step.context.nowUs };
    return { remainingWh: demandWh, result: null, signed: { request, signature: step.context.sign(requestHash(request, port)) } } as LeftoverRequest;
  });
}

function matched(step: Step, desk: MarketDesk, { round }: Leftovers): LeftoverOffer[] {
  const { firstRoundUs, roundEveryUs, executionStartUs, executionUs } = step.lab.parameters.market;
  const beginUs = firstRoundUs + round * roundEveryUs + executionStartUs;
  return [...(desk.rounds.get(round)?.taskOpenings.values() ?? [])].slice(0, MOST_MATCHED).map(({ content }): LeftoverOffer => {
    const energyWh = content.slices.reduce((sum, slice) => sum + slice.energyWh, 0);
    return { askMilliPerKWh: 0, beginUs, endUs: beginUs + executionUs, energyWh: Math.max(1, energyWh), ev: content.ev, offered: null };
  });
}
