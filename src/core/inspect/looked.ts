import type { ActorState } from '../actors/actor.js';
import type { Lab } from '../actors/step.js';
import type { AttackWorld } from '../attacks/attacks.js';
import type { FaultWorld } from '../faults/faults.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { NodeId } from '../kernel/contract.js';
import type { KernelLook } from '../kernel/program.js';
import type { ShardMetrics } from '../metrics/shard-metrics.js';

/**
 * One shard as a closer look sees it: the state of its actors, its kernel, and who is who. Inspections read it and change
 * nothing; what they give is plain data of their own.
 */
export interface Looked {
  readonly shard: number;
  readonly actors: ReadonlyMap<NodeId, ActorState>;
  readonly attacks: AttackWorld;
  readonly faults: FaultWorld;
  readonly metrics: ShardMetrics;
  readonly lab: Lab;
  readonly kernel: KernelLook;
  readonly suite: CryptoSuite;
}
