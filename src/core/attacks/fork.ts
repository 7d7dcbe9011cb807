import type { Gossip } from '../consensus/committee/messages.js';
import type { SignedEvent } from '../consensus/hashgraph/member-state.js';
import { sizeBytes, type Step } from '../actors/step.js';
import type { Effect } from '../kernel/contract.js';
import { attempt, type AttackBehaviour } from './attack.js';
import { isControlledMember, seatOf } from './committee-targets.js';

/**
 * A forking member (SEED A3): now and then it signs a second event on the self-parent of one it has sent, with another
 * timestamp, and shows that one to every other partner. Both carry valid signatures.
 */
export const forkAttack: AttackBehaviour = {
  name: 'fork',
  controls: (attack, _, actor) => isControlledMember(actor, attack),
  after(attack, step, _, effects, actor) {
    const seat = seatOf(actor)!;
    const subject = `${seat.committee.epoch}/${step.self.name}`;
    let forked = false;
    const changed = effects.map((effect): Effect => {
      if (effect.type !== 'send' || effect.message.kind !== 'committee/gossip' || effect.to % 2 === 0) return effect;
      const gossip = effect.message as Gossip;
      if (gossip.sync.kind === 'sync-request') return effect;
      const at = gossip.sync.events.findLastIndex((event) => event.content.creator === seat.self);
      if (at < 0) return effect;
      forked = true;
      const events = gossip.sync.events.map((event, index) => (index === at ? twinOf(step, event as SignedEvent) : event));
      const message = { ...gossip, sync: { ...gossip.sync, events } };
      return { ...effect, message, sizeBytes: sizeBytes(message) };
    });
    if (!forked || attack.memory.has(subject)) return changed;
    attack.memory.set(subject, true);
    return [...changed, attempt('fork', [subject])];
  },
};

function twinOf(step: Step, event: SignedEvent): SignedEvent {
  const content = { ...event.content, timestampUs: event.content.timestampUs + 1 };
  const hash = step.context.hash('hashgraph-event', content);
  const signature = step.context.sign(hash);
  return { content, signature };
}
