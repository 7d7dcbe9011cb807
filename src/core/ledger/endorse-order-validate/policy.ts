import type { Policy } from './types.js';

/** More endorsements than this make a transaction malformed, and more principals a policy invalid. */
export const ENDORSEMENTS_MAX = 64;

/**
 * Whether the signers satisfy the policy. `signers` are names whose signatures have been verified over byte-identical
 * results; who signs twice is in the set once. A principal that stands twice in one combination counts once there, as
 * Fabric spends a signature on one principal only.
 */
export function isSatisfied(policy: Policy, signers: ReadonlySet<string>): boolean {
  if (typeof policy === 'string') return signers.has(policy);
  const rules = distinct(rulesOf(policy));
  const satisfied = rules.filter((rule) => isSatisfied(rule, signers)).length;
  if ('and' in policy) return satisfied === rules.length;
  return satisfied >= ('or' in policy ? 1 : policy.outOf);
}

/** Every name in the policy, ascending, once. */
export function principalsOf(policy: Policy): string[] {
  if (typeof policy === 'string') return [policy];
  const names = [...new Set(rulesOf(policy).flatMap(principalsOf))];
  names.sort();
  return names;
}

/** Throws `RangeError` for a policy that everybody, or nobody ever, would satisfy: no rules, or an impossible `outOf`. */
export function assertPolicy(policy: Policy): void {
  if (principalsOf(policy).length > ENDORSEMENTS_MAX) throw new RangeError(`a policy of more than ${ENDORSEMENTS_MAX} principals`);
  if (typeof policy === 'string') return;
  const rules = distinct(rulesOf(policy));
  if (rules.length === 0) throw new RangeError('a policy without principals');
  if ('outOf' in policy && (!Number.isSafeInteger(policy.outOf) || policy.outOf < 1 || policy.outOf > rules.length)) {
    throw new RangeError(`a policy of ${policy.outOf} out of ${rules.length}`);
  }
  rules.forEach(assertPolicy);
}

/** The policy as people write it: `OutOf(2,a,b,c)`. */
export function policyText(policy: Policy): string {
  if (typeof policy === 'string') return policy;
  const rules = rulesOf(policy).map(policyText).join(',');
  if ('and' in policy) return `AND(${rules})`;
  return 'or' in policy ? `OR(${rules})` : `OutOf(${policy.outOf},${rules})`;
}

function rulesOf(policy: Exclude<Policy, string>): readonly Policy[] {
  if ('and' in policy) return policy.and;
  return 'or' in policy ? policy.or : policy.of;
}

function distinct(rules: readonly Policy[]): Policy[] {
  const seen = new Map(rules.map((rule) => [policyText(rule), rule]));
  return [...seen.values()];
}
