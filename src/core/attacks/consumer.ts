import { requestHash, type ConsumerRequest, type SignedRequest } from '../ledger/endorse-order-validate/contract-boe.js';
import { channelPort } from '../actors/ports.js';
import { sizeBytes, type Step } from '../actors/step.js';
import type { Effect } from '../kernel/contract.js';
import type { RequestMessage } from '../actors/market/messages.js';
import { attempt, type AttackBehaviour } from './attack.js';
import { carriersAmong } from './targets.js';

const MOST_FAKES = 10;

/**
 * The consumer attack (SEED B10; thesis 4.2.1): a malicious consumer puts 1 to 10 fake requests in place of its own
 * and draws nothing when energy comes. Each is properly signed: it is the consumer's own key.
 */
export const consumerAttack: AttackBehaviour = {
  name: 'consumer',
  on(attack, { lab, seed }) {
    const consumers = lab.directory.shards.flatMap((members) => members.consumers);
    for (const node of carriersAmong(consumers, attack, lab.directory, seed, 1)) if (lab.directory.participants[node].shard === lab.shard) attack.targets.add(node);
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  after(_, step, __, effects) {
    return effects.flatMap((effect) => forge(step, effect, 'consumer'));
  },
};

/** Replaces a request by fakes, forgets the real demand, and lets no energy be drawn. Shared with the exchange attack. */
export function forge(step: Step, effect: Effect, name: 'consumer' | 'exchange'): Effect[] {
  if (effect.type === 'note') {
    // A consumer that asks for what it does not want has no demand to be counted.
    const { kind } = effect.note;
    return kind === 'market/demand' || kind === 'market/served' ? [] : [effect];
  }
  if (effect.type !== 'send') return [effect];
  if (effect.message.kind === 'energy/draws') return [];
  if (effect.message.kind !== 'market/request') return [effect];
  const { request } = (effect.message as RequestMessage).signed;
  const count = name === 'consumer' ? 1 + step.context.random('attack/fakes', MOST_FAKES) : 1;
  const fakes = Array.from({ length: count }, (_, at) => fake(step, request, at));
  const sends = fakes.map((signed): Effect => {
    const message = { kind: 'market/request', signed } as const;
    return { type: 'send', to: effect.to, message, sizeBytes: sizeBytes(message) };
  });
  return [attempt(name, fakes.map((signed) => signed.request.id)), ...sends];
}

function fake(step: Step, request: ConsumerRequest, at: number): SignedRequest {
  const { demandWh, bidMilliPerKWh } = step.lab.parameters.market;
  const within = (range: { min: number; max: number }): number => range.min + step.context.random('attack/fakes', range.max - range.min + 1);
  const content: ConsumerRequest = {
    ...request,
    bidMilliPerKWh: within(bidMilliPerKWh),
    demandWh: Math.max(1, within(demandWh)),
    id: `${request.id}/fake-${at + 1}`,
    submittedAtUs: request.submittedAtUs + at,
  };
  return { request: content, signature: step.context.sign(requestHash(content, channelPort(step.context, step.lab.directory))) };
}
