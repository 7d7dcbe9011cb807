import type { CreditTransfer } from '../consensus/committee/transactions.js';
import { currentCommittee } from '../consensus/committee/book.js';
import { nodeIdOf, sizeBytes, type Lab, type Step } from '../actors/step.js';
import type { ActorState } from '../actors/actor.js';
import type { Effect, NodeId } from '../kernel/contract.js';
import { attempt, type ActiveAttack, type AttackBehaviour } from './attack.js';
import { carriersAmong } from './targets.js';

/**
 * Splitting credit over Sybils (SEED A2): one EV of the shard gives its credit to identities that have certificates,
 * and each of them draws. By credit the expected number of selected units stays what it was.
 */
export const sybilSplitAttack: AttackBehaviour = {
  name: 'sybil-split',
  on(attack, { lab, seed, control }) {
    const [owner] = carriersAmong(lab.members.evs, { ...attack, level: 1 }, lab.directory, seed, 3);
    // Those it was aimed at may all be elsewhere.
    if (owner === undefined) return;
    const identities = identitiesOf(lab).slice(0, attack.level);
    attack.memory.set('owner', owner);
    attack.memory.set('identities', identities);
    attack.targets.add(owner);
    for (const node of identities) {
      attack.targets.add(node);
      control.startNode(node);
    }
    control.deliver(owner, { type: 'operator', command: { kind: 'attack/split' } });
  },
  off(attack, { control }) {
    for (const node of (attack.memory.get('identities') as NodeId[] | undefined) ?? []) control.stopNode(node);
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  after(attack, step, event, effects, actor) {
    if (event.type === 'operator' && event.command.kind === 'attack/split') return [...effects, ...split(attack, step, actor)];
    const drew = effects.some((effect) => effect.type === 'note' && effect.note.kind === 'election/drawn' && (effect.note as { units?: number }).units! > 0);
    const isIdentity = step.self.id !== attack.memory.get('owner');
    return drew && isIdentity ? [...effects, attempt('sybil-split', [step.self.name], fairCredit(attack, step))] : effects;
  },
};

function identitiesOf(lab: Lab): NodeId[] {
  return lab.members.sybils.filter((id) => lab.directory.participants[id].certificate !== null);
}

/** What one identity may fairly draw with: its part of the one credit that was split. */
function fairCredit(attack: ActiveAttack, step: Step): number {
  const each = Math.floor(step.lab.parameters.credit.initial / attack.level);
  return Math.max(each, 1);
}

/** As much as divides evenly goes out; the owner keeps the rest. Sent to the first members, so that one silent one is not enough. */
function split(attack: ActiveAttack, step: Step, actor: ActorState): Effect[] {
  if (actor.kind !== 'ev') return [];
  const identities = attack.memory.get('identities') as NodeId[];
  const each = fairCredit(attack, step);
  const to = identities.slice(0, Math.floor(step.lab.parameters.credit.initial / each)).map((id) => step.lab.directory.participants[id].name);
  const content = { each, from: step.self.name, number: step.context.nowUs, to };
  const transaction: CreditTransfer = { content, kind: 'credit-transfer', signature: step.context.sign(step.context.hash('credit/transfer', content)) };
  const message = { kind: 'ledger/submit', transaction } as const;
  const { members } = currentCommittee(actor.client.book, step.lab.shard);
  return members.slice(0, 3).map((member): Effect => ({ type: 'send', to: nodeIdOf(step, member.node)!, message, sizeBytes: sizeBytes(message) }));
}
