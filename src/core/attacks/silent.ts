import type { Effect } from '../kernel/contract.js';
import { isSending, type AttackBehaviour } from './attack.js';
import { isControlledMember } from './committee-targets.js';

/**
 * Silent members (SEED A5, the second misdeed of a primary: withholding): the first members by rank take everything
 * in and say nothing as committee members. As traders they go on as before.
 */
export const silentAttack: AttackBehaviour = {
  name: 'silent',
  controls: (attack, _, actor) => isControlledMember(actor, attack),
  after(_, __, ___, effects) {
    const kept = effects.filter((effect) => !isWithheld(effect));
    const count = effects.length - kept.length;
    if (count === 0) return effects;
    return [...kept, { type: 'note', note: { count, kind: 'attack/moment', name: 'silent' } as { kind: string } }];
  },
};

function isWithheld(effect: Effect): boolean {
  if (!isSending(effect)) return false;
  const { kind } = effect.message;
  return kind.startsWith('committee/') || kind === 'ledger/receipt';
}
