import type { Hex } from '../units/hex.js';

/**
 * The contract between a node's protocols and the kernel (DESIGN 3): `step(state, event, context) → effects`.
 *
 * Messages, timers, notes and records are immutable plain data once they are handed over: nodes of one shard share
 * them by reference, so nobody may change one afterwards. Whoever wants another content makes another object.
 */

/** Dense index of a node over the whole run, in genesis order. */
export type NodeId = number;

/** What travels between nodes. `kind` is `protocol/message`, for example `hashgraph/sync-request`. */
export interface Message {
  readonly kind: string;
}

/** What a node set for itself; it comes back as a `timer` event. `kind` is `protocol/timer`. */
export interface Timer {
  readonly kind: string;
}

/** What a person did, as a journal entry says it. */
export interface OperatorCommand {
  readonly kind: string;
}

export type NodeEvent =
  /** The first event of every node, at virtual time 0, or the event with which a sleeping or crashed node comes up. */
  | { readonly type: 'start'; readonly restarted: boolean }
  | { readonly type: 'message'; readonly from: NodeId; readonly message: Message }
  | { readonly type: 'timer'; readonly timer: Timer }
  | { readonly type: 'submit'; readonly request: Message }
  | { readonly type: 'operator'; readonly command: OperatorCommand };

/** What a protocol tells metrics and screens; it goes into the trace and under the digest. */
export interface Note {
  readonly kind: string;
}

/** A ledger record that a node says is final; it goes into the trace, the ledger file and under the digest. */
export interface LedgerRecord {
  readonly kind: string;
}

export type Effect =
  | { readonly type: 'send'; readonly to: NodeId; readonly message: Message; readonly sizeBytes: number }
  | {
      readonly type: 'broadcast';
      readonly to: readonly NodeId[];
      readonly message: Message;
      readonly sizeBytes: number;
    }
  | { readonly type: 'set-timer'; readonly afterUs: number; readonly timer: Timer }
  | { readonly type: 'commit'; readonly record: LedgerRecord }
  | { readonly type: 'note'; readonly note: Note };

/** What work a node's virtual processor is charged for; the table is `ProcessorCosts`. */
export type Work = 'sign' | 'verify' | 'vrfProve' | 'vrfVerify' | 'hash' | 'match';

/**
 * What a node may use while it steps. Everything that costs is charged to the node's virtual processor; the effects
 * leave the node when that cost has elapsed.
 */
export interface Context {
  readonly nowUs: number;
  readonly self: NodeId;
  /** Content hash under a domain (`core/crypto/encoding`), charged as one `hash`. */
  hash(domain: string, content: unknown): Hex;
  /** Ed25519 over the 32 bytes of a content hash, with this node's own key. */
  sign(contentHash: Hex): Hex;
  /** Whether the signature is valid; really verified once per worker, charged every time. */
  verify(publicKey: Hex, contentHash: Hex, signature: Hex): boolean;
  /** VRF output for `alpha` with this node's own key, without the proof that only a winner needs. */
  vrfHash(alpha: Hex): Hex;
  /** VRF output and proof for `alpha` with this node's own key. */
  vrfProve(alpha: Hex): { readonly proof: Hex; readonly hash: Hex };
  /** The VRF output that the proof proves, or null. */
  vrfVerify(publicKey: Hex, alpha: Hex, proof: Hex): Hex | null;
  /** A uniform integer in `[0, limit)` from this node's stream for the purpose. */
  random(purpose: string, limit: number): number;
  /** SHA-256, for Merkle trees. */
  sha256(bytes: Uint8Array): Uint8Array;
  /** Charges further work, for example the rows a matching looked at. */
  charge(work: Work, count: number): void;
  /** What this step has cost so far, µs: for notes that tell how long something took. Nothing is decided by it. */
  spentUs(): number;
}

/** State of one node: a crash loses `volatile`; a restart gets it back from `recover(durable)`. */
export interface NodeState<Durable = unknown, Volatile = unknown> {
  durable: Durable;
  volatile: Volatile;
}
