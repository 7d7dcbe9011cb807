import type { ActorState } from '../actors/actor.js';
import type { StoringNode } from '../actors/control-system/storing-node.js';
import type { Lab } from '../actors/step.js';
import type { AttackWorld } from '../attacks/attacks.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { NodeId } from '../kernel/contract.js';
import type { CheckReport, Violation } from '../kernel/program.js';
import type { ShardView } from '../metrics/view.js';
import { excuse } from './excuse.js';
import { checkAgreement, checkMembership } from './committee-checks.js';
import { checkBatteries, checkMeters } from './energy-checks.js';
import { checkBlocks } from './ledger-checks.js';
import { checkLiveness } from './liveness-checks.js';
import { claimsOf, type Claim } from './claims.js';

/** What the checkers remember between windows; plain data. */
export interface CheckerState {
  /** EVs whose battery may have changed since the last check. */
  readonly touched: Set<NodeId>;
  /** Height up to which the stored blocks were read. */
  readHeight: number;
  /** Origins spent and readings sold, by the transaction that did it. */
  readonly spentBy: Map<string, string>;
  readonly soldBy: Map<string, string>;
  /** Block hashes by height, of whoever executed it first. */
  readonly decided: Map<number, string>;
  readonly agreedHeight: Map<NodeId, number>;
  readonly claimedPhase: Map<string, string>;
  checkedEpoch: number;
  abandoned: number;
}

/** What the checkers may see of a shard: everything. */
export interface CheckedShard {
  readonly actors: ReadonlyMap<NodeId, ActorState>;
  readonly checkers: CheckerState;
  readonly attacks: AttackWorld;
  readonly view: ShardView;
  readonly lab: Lab;
  readonly suite: CryptoSuite;
  readonly storing: StoringNode;
  readonly nowUs: number;
}

/** Collects what one check finds and how much it compared. */
export interface Findings {
  checks: number;
  readonly violations: Violation[];
}

export function createCheckers(): CheckerState {
  return {
    touched: new Set(),
    readHeight: 0,
    spentBy: new Map(),
    soldBy: new Map(),
    decided: new Map(),
    agreedHeight: new Map(),
    claimedPhase: new Map(),
    checkedEpoch: -1,
    abandoned: 0,
  };
}

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

/** Asserts a promise: counts the comparison and records what broke it. */
export function expect(shard: CheckedShard, findings: Findings, checker: string, holds: boolean, message: () => string): void {
  findings.checks += 1;
  if (!holds) findings.violations.push({ checker, message: message(), shard: shard.lab.shard, timeUs: shard.nowUs });
}
