import type { CheckReport } from '../kernel/program.js';
import type { CheckedShard, Findings } from './checked-shard.js';
import { claimsOf, type Claim } from './claims.js';
import { checkAgreement, checkMembership } from './committee-checks.js';
import { checkBatteries, checkMeters } from './energy-checks.js';
import { excuse } from './excuse.js';
import { checkBlocks } from './ledger-checks.js';
import { checkLiveness } from './liveness-checks.js';

/**
 * Watches all nodes of a shard from outside, over what changed since the last window, and whole when asked. What an
 * attack is stated to break counts as its success and is not a violation.
 */
export function checkShard(shard: CheckedShard, whole: boolean): CheckReport {
  const findings: Findings = { checks: 0, violations: [] };
  checkBlocks(shard, findings);
  checkAgreement(shard, findings);
  checkMembership(shard, findings);
  checkBatteries(shard, findings, whole);
  if (whole) {
    checkMeters(shard, findings);
    checkLiveness(shard, findings);
  }
  const claims: Claim[] = claimsOf(shard, whole);
  return { checks: findings.checks, violations: excuse(shard, findings.violations), claims };
}
