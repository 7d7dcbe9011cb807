import { canonicalText } from '../crypto/encoding.js';
import type { Hex } from '../units/hex.js';
import type { Parameters } from './parameters.js';
import { commit, type Step } from './step.js';

/** What of the scenario decides whether a committee's block is right; an auditor must know no more of it. */
export interface LedgerRules {
  readonly credit: {
    readonly initial: number;
    readonly maximum: number;
    readonly misdeed: number;
    readonly perDelivery: number;
    readonly perEpochServed: number;
  };
  readonly election: { readonly maxAttempts: number; readonly minimumMembers: number };
  readonly switches: {
    readonly certificates: boolean;
    readonly creditSortition: boolean;
    readonly doubleSpending: boolean;
    readonly signatures: boolean;
  };
  readonly thetaCP: number;
  readonly thetaP: number;
}

/**
 * An operator has changed the rules: blocks from this height on follow these; null when they hold from the very start,
 * the first election included. Signed by the campus's control system.
 */
export interface RulesRecord {
  readonly kind: 'ledger/rules';
  readonly content: { readonly height: number | null; readonly rules: LedgerRules; readonly shard: number };
  readonly signature: Hex;
}

export const RULES_DOMAIN = 'ledger/rules';

export function ledgerRulesOf({ committee, credit, defences, epoch }: Parameters): LedgerRules {
  const { initial, maximum, misdeed, perDelivery, perEpochServed } = credit;
  const { certificates, creditSortition, doubleSpending, signatures } = defences;
  return {
    credit: { initial, maximum, misdeed, perDelivery, perEpochServed },
    election: { maxAttempts: epoch.maxAttempts, minimumMembers: committee.minimumMembers },
    switches: { certificates, creditSortition, doubleSpending, signatures },
    thetaCP: committee.thetaCP,
    thetaP: committee.thetaP,
  };
}

/** The rules as text, to be compared; parameters are immutable, so one object has one text. */
export function ledgerRulesText(parameters: Parameters): string {
  let text = texts.get(parameters);
  if (text === undefined) {
    text = canonicalText(ledgerRulesOf(parameters));
    texts.set(parameters, text);
  }
  return text;
}

const texts = new WeakMap<Parameters, string>();

/**
 * Records the rules that the block of this height follows, when they are not those recorded last. What was recorded
 * last is given, and so is what is recorded now.
 */
export function recordRules(step: Step, recorded: string, parameters: Parameters, height: number | null): string {
  const text = ledgerRulesText(parameters);
  if (text === recorded) return recorded;
  const content = { height, rules: ledgerRulesOf(parameters), shard: step.lab.shard };
  const record: RulesRecord = { content, kind: 'ledger/rules', signature: step.context.sign(step.context.hash(RULES_DOMAIN, content)) };
  commit(step, record);
  return text;
}
