import type { ActorState } from '../actors/actor.js';
import type { StoringNode } from '../actors/control-system/storing-node.js';
import type { Lab } from '../actors/step.js';
import type { AttackName } from '../attacks/catalogue.js';
import type { AttackWorld } from '../attacks/attacks.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { NodeId } from '../kernel/contract.js';
import type { Violation } from '../kernel/program.js';
import type { ShardView } from '../metrics/view.js';

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
  /** Attacks that were on at some time without their defence, or beyond their bound. */
  readonly undefended: Set<AttackName>;
  /** Whether resubmission or rescue was off at some time. */
  wasUnprotected: boolean;
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
  /** Since when there has been no fault, no attack and no change of rules; null while there is one. */
  readonly calmSinceUs: number | null;
  /** Whether there was a fault at any time. */
  readonly faulted: boolean;
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
    undefended: new Set(),
    wasUnprotected: false,
  };
}

/** Asserts a promise: counts the comparison and records what broke it. */
export function expect(shard: CheckedShard, findings: Findings, checker: string, holds: boolean, message: () => string): void {
  findings.checks += 1;
  if (!holds) findings.violations.push({ checker, message: message(), shard: shard.lab.shard, timeUs: shard.nowUs });
}
