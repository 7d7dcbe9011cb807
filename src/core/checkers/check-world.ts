import type { CheckReport } from '../kernel/program.js';
import type { CheckedShard, Findings } from './checked-shard.js';
import { claimsOf, type Claim } from './claims.js';
import { checkAgreement, checkMembership } from './committee-checks.js';
import { checkBatteries, checkCrossTasks, checkMeters } from './energy-checks.js';
import { excuse, isExcused, noteUndefended } from './excuse.js';
import { checkBlocks, checkLockOwners } from './ledger-checks.js';
import { checkGivenUp, checkProgress } from './liveness-checks.js';

/**
 * Watches all nodes of a shard from outside, over what changed since the last window, and whole when asked. What an
 * attack is stated to break counts as its success and is not a violation.
 */
export function checkShard(shard: CheckedShard, whole: boolean): CheckReport {
  const findings: Findings = { checks: 0, violations: [] };
  noteUndefended(shard);
  checkBlocks(shard, findings);
  checkAgreement(shard, findings);
  checkMembership(shard, findings);
  checkBatteries(shard, findings, whole);
  if (whole) {
    checkMeters(shard, findings);
    checkCrossTasks(shard, findings);
    checkLockOwners(shard, findings);
    checkGivenUp(shard, findings);
  }
  const claims: Claim[] = claimsOf(shard, whole);
  const violations = excuse(shard, findings.violations);
  if (!whole) return { checks: findings.checks, violations, claims };
  const progress: Findings = { checks: 0, violations: [] };
  checkProgress(shard, progress);
  // Silence and cut links end with their attack; only a committee that a fork has parted may never come together again.
  const broken = isExcused(shard, 'fork') ? [] : progress.violations;
  return { checks: findings.checks + progress.checks, violations: [...violations, ...broken], claims };
}
