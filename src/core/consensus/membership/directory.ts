import type { Certificate } from '../../crypto/certificate.js';
import type { NodeId } from '../../kernel/contract.js';
import type { Site } from '../../kernel/models.js';
import type { Hex } from '../../units/hex.js';

/**
 * The consortium as genesis names it (SEED A1): who takes part, with which key, and where. It never changes during a
 * run; what a node may do is decided by its certificate, not by being listed here.
 */
export type Role = 'control-system' | 'exchange' | 'charging-point' | 'ev' | 'consumer' | 'sybil';

export interface Participant {
  readonly id: NodeId;
  /** Unique over the run: `c2/ev-017` is an EV of campus 2. */
  readonly name: string;
  readonly role: Role;
  readonly shard: number;
  readonly site: Site;
  readonly publicKey: Hex;
  /** Null for a Sybil that the CA never admitted. */
  readonly certificate: Certificate | null;
  /** The shard that keeps its wallet; another than `shard` for some consumers. */
  readonly walletShard: number;
}

export interface Directory {
  readonly caPublicKey: Hex;
  readonly participants: readonly Participant[];
  readonly byName: ReadonlyMap<string, Participant>;
  readonly shards: readonly ShardMembers[];
}

/** Node ids of one shard by role, each in ascending order. */
export interface ShardMembers {
  readonly name: string;
  readonly controlSystem: NodeId;
  readonly exchanges: readonly NodeId[];
  readonly chargingPoints: readonly NodeId[];
  readonly evs: readonly NodeId[];
  readonly consumers: readonly NodeId[];
  readonly sybils: readonly NodeId[];
}

/** The participant of a name, or null for a name that genesis does not list. */
export function participant(directory: Directory, name: string): Participant | null {
  return directory.byName.get(name) ?? null;
}
