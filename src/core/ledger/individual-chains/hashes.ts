import type { Hex } from '../../units/hex.js';
import { type CryptoPort, DOMAINS } from './ports.js';
import type { ShardProofContent } from './cross-shard.js';
import type { MeterReading, SellerAcceptance, SignedBlock, SignedReading, Transaction } from './types.js';

/** The hash of a transaction: its name everywhere, and what the buyer signs. */
export function transactionHash(port: CryptoPort, transaction: Transaction): Hex {
  return port.hash(DOMAINS.transaction, transaction);
}

/** What the seller signs to accept a transaction across shards. */
export function acceptanceHash(port: CryptoPort, acceptance: Pick<SellerAcceptance, 'transaction' | 'seller'>): Hex {
  return port.hash(DOMAINS.acceptance, { transaction: acceptance.transaction, seller: acceptance.seller });
}

/** What the charging point signs. */
export function readingHash(port: CryptoPort, reading: MeterReading): Hex {
  return port.hash(DOMAINS.reading, reading);
}

/** What a transaction names as its energy origin. */
export function signedReadingHash(port: CryptoPort, signed: SignedReading): Hex {
  return port.hash(DOMAINS.signedReading, signed);
}

/** The digest of a block, which its owner signs and the next block names. */
export function blockDigest(port: CryptoPort, signed: SignedBlock): Hex {
  return port.hash(signed.block.kind === 'energy' ? DOMAINS.energyBlock : DOMAINS.microBlock, signed.block);
}

/**
 * The id of output `position` of a transaction. It is fresh whatever anybody does: two outputs share an id only if
 * their transactions share a hash, and a transaction takes effect once (vectors/atomix.md, X12).
 */
export function originId(port: CryptoPort, source: Hex, position: number): Hex {
  return port.hash(DOMAINS.origin, { source, position });
}

/** The source that stands for genesis in the ids of a party's first origins. */
export function genesisSource(port: CryptoPort, shard: number, owner: string): Hex {
  return port.hash(DOMAINS.origin, { genesis: shard, owner });
}

/** What a shard's committee signs to certify a proof of validity or invalidity. */
export function shardProofHash(port: CryptoPort, content: ShardProofContent): Hex {
  return port.hash(DOMAINS.shardProof, content);
}
