import { contentHash } from '../crypto/encoding.js';
import type { CryptoSuite } from '../crypto/suite.js';
import { createVerificationCache } from '../crypto/verification-cache.js';
import { hexToBytesOrNull } from '../crypto/bytes.js';
import { publicKeyFault } from '../crypto/ed25519-rule.js';
import type { Hex } from '../units/hex.js';

/** The primitives, and all that the auditor takes from elsewhere. Every distinct signature and proof is verified once. */
export interface AuditCrypto {
  readonly suite: CryptoSuite;
  /** SHA-256 of the canonical text of `[domain, content]`. */
  hash(domain: string, content: unknown): Hex;
  verify(publicKey: Hex, hash: Hex, signature: Hex): boolean;
  /** The VRF output that the proof proves, or null. */
  vrf(publicKey: Hex, alpha: Hex, proof: Hex): Hex | null;
  readonly counters: { readonly signaturesVerified: number; readonly proofsVerified: number };
}

const KEPT_RESULTS = 65_536;

export function auditCrypto(suite: CryptoSuite): AuditCrypto {
  const cache = createVerificationCache(suite, KEPT_RESULTS);
  return {
    suite,
    hash: (domain, content) => contentHash(suite, domain, content),
    verify: (publicKey, hash, signature) => cache.verify(publicKey, hash, signature),
    vrf: (publicKey, alpha, proof) => cache.vrfVerify(publicKey, alpha, proof),
    counters: cache.counters,
  };
}

/** Whether this is a key under which nothing can be forged. */
export function isSoundKey(publicKey: Hex): boolean {
  const bytes = hexToBytesOrNull(publicKey);
  return bytes !== null && publicKeyFault(bytes) === null;
}

/** Domains of everything that is hashed: a hash made for one purpose never stands for another. */
export const DOMAIN = {
  genesis: 'ledger/genesis',
  rules: 'ledger/rules',
  certificate: 'v2g-tui/certificate',
  header: 'committee/block',
  transaction: 'ledger/transaction',
  seed: 'sortition/seed',
  state: 'committee/state',
  transfer: 'credit/transfer',
  event: 'hashgraph-event',
  trade: 'v2g-tui/individual-chains/transaction',
  acceptance: 'v2g-tui/individual-chains/acceptance',
  reading: 'v2g-tui/individual-chains/reading',
  signedReading: 'v2g-tui/individual-chains/signed-reading',
  energyBlock: 'v2g-tui/individual-chains/energy-block',
  microBlock: 'v2g-tui/individual-chains/micro-block',
  origin: 'v2g-tui/individual-chains/origin',
  ledger: 'v2g-tui/individual-chains/ledger',
  shardProof: 'v2g-tui/atomix/shard-proof',
  channel: 'eov/channel',
  channelHeader: 'eov/header',
  proposal: 'eov/proposal',
  reads: 'eov/reads',
  result: 'eov/result',
  envelope: 'eov/transaction',
  malformed: 'eov/malformed',
  request: 'v2g/request',
  commitment: 'v2g/commitment',
} as const;
