import type { Buyer } from '../actors/settlement/buyer-state.js';
import type { SettlementBegan, SettlementFinal } from '../kernel/notes.js';
import type { Effect } from '../kernel/contract.js';
import { CHANGE_POSITION, type OriginEvidence, type OriginRef } from '../ledger/individual-chains/types.js';
import { attempt, type ActiveAttack, type AttackBehaviour } from './attack.js';
import { carriersAmong } from './targets.js';

interface SpentOrigin {
  readonly ref: OriginRef;
  readonly evidence: OriginEvidence;
}

/**
 * Double spending (SEED A5 check 3): a consumer whose payment went through keeps the spent origins in its wallet and
 * pays the next seller with them.
 */
export const doubleSpendAttack: AttackBehaviour = {
  name: 'double-spend',
  on(attack, { lab, seed }) {
    const consumers = lab.directory.shards.flatMap((members) => members.consumers);
    for (const node of carriersAmong(consumers, attack, lab.directory, seed, 4)) if (lab.directory.participants[node].shard === lab.shard) attack.targets.add(node);
  },
  controls: (attack, step) => attack.targets.has(step.self.id),
  before(attack, step, event, actor) {
    if (actor.kind === 'consumer') remember(attack, step.self.name, actor.buyer);
    return event;
  },
  after(attack, step, _, effects, actor) {
    if (actor.kind !== 'consumer') return effects;
    const { buyer } = actor;
    const spent = spentOf(attack, step.self.name);
    for (const effect of effects) {
      const final = noteOf<SettlementFinal>(effect, 'settlement/final');
      if (final?.outcome === 'committed') putBack(attack, step.self.name, buyer);
    }
    const began = new Set(effects.flatMap((effect) => noteOf<SettlementBegan>(effect, 'settlement/began')?.transaction ?? []));
    const second = buyer.batch?.payments.filter((one) => began.has(one.hash) && one.signed.transaction.origins.some(({ origin }) => spent.has(origin))) ?? [];
    return second.length > 0 ? [...effects, attempt('double-spend', second.map((one) => one.hash))] : effects;
  },
};

/** Before each step: which origins the payment under way is about to spend. */
function remember(attack: ActiveAttack, name: string, buyer: Buyer): void {
  if (!buyer.batch) return;
  const paying: SpentOrigin[] = buyer.batch.payments.flatMap((one) => one.signed.transaction.origins).flatMap((ref) => {
    const evidence = buyer.evidence.get(ref.origin);
    return evidence ? [{ evidence, ref }] : [];
  });
  if (paying.length > 0) attack.memory.set(`paying/${name}`, paying);
}

/** After the payment: the wallet holds only what is spent, so that the next payment must use it. */
function putBack(attack: ActiveAttack, name: string, buyer: Buyer): void {
  const paying = (attack.memory.get(`paying/${name}`) as SpentOrigin[] | undefined) ?? [];
  const spent = spentOf(attack, name);
  const isRepeat = paying.some((one) => spent.has(one.ref.origin));
  if (isRepeat || paying.length === 0 || paying[0].evidence.position === CHANGE_POSITION) return;
  for (const { ref, evidence } of paying) {
    spent.add(ref.origin);
    buyer.evidence.set(ref.origin, evidence);
  }
  buyer.unspent = [...paying.map((one) => ({ ...one.ref, amountMilli: one.ref.amountMilli })), ...buyer.unspent.filter((one) => one.amountMilli >= paying[0].ref.amountMilli)];
}

function spentOf(attack: ActiveAttack, name: string): Set<string> {
  const key = `spent/${name}`;
  if (!attack.memory.has(key)) attack.memory.set(key, new Set());
  return attack.memory.get(key) as Set<string>;
}

function noteOf<Note>(effect: Effect, kind: string): Note | null {
  return effect.type === 'note' && effect.note.kind === kind ? (effect.note as Note) : null;
}
