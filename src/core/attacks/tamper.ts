import type { Submit } from '../consensus/committee/messages.js';
import { TRANSACTION_DOMAIN, type LedgerTransaction } from '../consensus/committee/transactions.js';
import type { RequestMessage } from '../actors/market/messages.js';
import type { Step } from '../actors/step.js';
import type { NodeEvent } from '../kernel/contract.js';
import { attempt, type AttackBehaviour } from './attack.js';
import { isControlledMember } from './committee-targets.js';
import { carriersAmong } from './targets.js';

/**
 * Tampering relays (SEED A5, the first misdeed of a primary): exchanges double the bids that they pass on, and members
 * raise the price in micro blocks that clients give them. The authors' signatures stay as they were, because nobody
 * can forge them: that is what gives the deed away.
 */
export const tamperAttack: AttackBehaviour = {
  name: 'tamper',
  on(attack, { lab, seed }) {
    for (const node of carriersAmong(lab.members.exchanges, attack, lab.directory, seed, 5)) attack.targets.add(node);
  },
  controls: (attack, step, actor) => attack.targets.has(step.self.id) || isControlledMember(actor, attack),
  before(attack, step, event) {
    if (event.type !== 'message') return event;
    if (event.message.kind === 'market/request') return alterBid(event, attack.memory);
    if (event.message.kind === 'ledger/submit') return alterPrice(step, event, attack.memory);
    return event;
  },
  after(attack, _, __, effects) {
    const subjects = [...attack.memory.keys()];
    attack.memory.clear();
    return subjects.length === 0 ? effects : [...effects, attempt('tamper', subjects)];
  },
};

type MessageEvent = Extract<NodeEvent, { type: 'message' }>;

function alterBid(event: MessageEvent, memory: Map<string, unknown>): NodeEvent {
  const { signed } = event.message as RequestMessage;
  const request = { ...signed.request, bidMilliPerKWh: 2 * signed.request.bidMilliPerKWh };
  memory.set(request.id, true);
  return { ...event, message: { kind: 'market/request', signed: { ...signed, request } } as RequestMessage };
}

/** Raises what the buyer's last identification pays; the micro block then covers another energy block than it names. */
function alterPrice(step: Step, event: MessageEvent, memory: Map<string, unknown>): NodeEvent {
  const { transaction } = event.message as Submit;
  if (transaction.kind !== 'micro') return event;
  const { proof } = transaction.submission;
  const blocks = proof.own.blocks.map((signed) => {
    if (signed.block.kind !== 'energy') return signed;
    const identifications = signed.block.identifications.map((one) => {
      const { paidMilli, changeMilli } = one.transaction;
      return { ...one, transaction: { ...one.transaction, changeMilli: changeMilli - 1, paidMilli: paidMilli + 1 } };
    });
    return { ...signed, block: { ...signed.block, identifications } };
  });
  const altered = {
    ...transaction,
    submission: { ...transaction.submission, proof: { ...proof, own: { ...proof.own, blocks } } },
  } as LedgerTransaction;
  memory.set(step.context.hash(TRANSACTION_DOMAIN, altered), true);
  return { ...event, message: { kind: 'ledger/submit', transaction: altered } as Submit };
}
