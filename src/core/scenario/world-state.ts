import type { ActorState } from '../actors/actor.js';
import type { Parameters, Specification } from '../actors/parameters.js';
import type { AttackWorld } from '../attacks/attacks.js';
import type { CheckerState } from '../checkers/checked-shard.js';
import type { FaultWorld } from '../faults/faults.js';
import type { NodeId } from '../kernel/contract.js';
import type { ShardMetrics } from '../metrics/shard-metrics.js';

/** Everything that one shard is made of: plain data, so that a checkpoint is a copy. */
export interface World {
  readonly specification: Specification;
  readonly seed: number;
  readonly shard: number;
  /** The parameters from each virtual time on, oldest first: what an operator changed live. */
  readonly history: { readonly fromUs: number; readonly parameters: Parameters }[];
  readonly actors: Map<NodeId, ActorState>;
  readonly attacks: AttackWorld;
  readonly faults: FaultWorld;
  readonly metrics: ShardMetrics;
  readonly checkers: CheckerState;
}
