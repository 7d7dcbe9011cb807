import type { Hex } from '../../units/hex.js';

/** The cryptography the ledger asks for; a node's context implements it. */
export interface CryptoPort {
  /** The content hash under a domain (`core/crypto/encoding`). */
  hash(domain: string, content: unknown): Hex;
  /** Whether the signature over a content hash is valid under the key. */
  verify(publicKey: Hex, contentHash: Hex, signature: Hex): boolean;
}

/** A party's own signature over a content hash. */
export type Sign = (contentHash: Hex) => Hex;

/** What admission (SEED A1) knows of a name; a name without a certificate is null everywhere. */
export interface Directory {
  publicKeyOf(name: string): Hex | null;
  roleOf(name: string): string | null;
  /** The shard that keeps the party's money and chain; for a charging point, the shard it stands in. */
  homeShardOf(name: string): number | null;
}

/** The role a directory must give for a name whose meter readings count. */
export const CHARGING_POINT_ROLE = 'charging-point';

/** The defences of SEED A5 that an experiment may take away; off means that this check alone is skipped. */
export interface LedgerSwitches {
  /** Check 3: origins of money are spent once. */
  readonly doubleSpending: boolean;
  /** Check 2 and the readings: signatures are verified. */
  readonly signatures: boolean;
}

/** The nine domains under which this room hashes. A hash made for one purpose never stands for another. */
export const DOMAINS = {
  transaction: 'v2g-tui/individual-chains/transaction',
  acceptance: 'v2g-tui/individual-chains/acceptance',
  reading: 'v2g-tui/individual-chains/reading',
  signedReading: 'v2g-tui/individual-chains/signed-reading',
  energyBlock: 'v2g-tui/individual-chains/energy-block',
  microBlock: 'v2g-tui/individual-chains/micro-block',
  origin: 'v2g-tui/individual-chains/origin',
  ledger: 'v2g-tui/individual-chains/ledger',
  shardProof: 'v2g-tui/atomix/shard-proof',
} as const;
