import type { Draw } from '../consensus/sortition/draw.js';
import type { Submit } from '../consensus/committee/messages.js';
import { attempt, type AttackBehaviour } from './attack.js';

/**
 * Sybils without a certificate (SEED A1): identities that the CA never admitted wake up and draw for the committee as
 * if they had a newcomer's credit.
 */
export const sybilAttack: AttackBehaviour = {
  name: 'sybil',
  on(attack, { lab, control }) {
    const outsiders = lab.members.sybils.filter((id) => lab.directory.participants[id].certificate === null);
    const own = attack.named === null ? outsiders.slice(0, attack.level) : outsiders.filter((id) => attack.named!.includes(lab.directory.participants[id].name));
    for (const node of own) {
      attack.targets.add(node);
      control.startNode(node);
    }
  },
  off(attack, { control }) {
    for (const node of attack.targets) control.stopNode(node);
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  after(_, step, __, effects) {
    const draws = effects.filter((effect) => effect.type === 'send' && isDraw(effect.message as Submit));
    // A draw that is sent again is the same deed.
    const isNew = effects.some((effect) => effect.type === 'note' && effect.note.kind === 'ledger/submitted' && !(effect.note as { again?: boolean }).again);
    return draws.length > 0 && isNew ? [...effects, attempt('sybil', [step.self.name])] : effects;
  },
};

function isDraw(message: Submit): boolean {
  return message.kind === 'ledger/submit' && (message.transaction as Draw).kind === 'draw';
}
