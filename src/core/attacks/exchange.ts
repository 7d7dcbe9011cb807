import { forge } from './consumer.js';
import type { AttackBehaviour } from './attack.js';
import { carriersAmong } from './targets.js';

/**
 * The exchange attack (SEED B10; thesis 4.2.2, Fig. 4.4): of the consumers of a malicious exchange half are its own
 * creatures. It holds their keys, so their fake requests are properly signed and only their never taking energy
 * gives them away.
 */
export const exchangeAttack: AttackBehaviour = {
  name: 'exchange',
  on(attack, { lab, seed }) {
    const exchanges = lab.directory.shards.flatMap((members) => members.exchanges);
    const chosen = new Set(carriersAmong(exchanges, attack, lab.directory, seed, 2));
    const { consumers, exchanges: own } = lab.members;
    for (const [at, exchange] of own.entries()) {
      if (!chosen.has(exchange)) continue;
      const registered = consumers.filter((_, index) => index % own.length === at);
      for (const consumer of registered.slice(0, Math.floor(registered.length / 2))) attack.targets.add(consumer);
    }
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  after: (_, step, __, effects) => effects.flatMap((effect) => forge(step, effect, 'exchange')),
};
