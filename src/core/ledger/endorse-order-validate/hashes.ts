import { canonicalText } from '../../crypto/encoding.js';
import { merkleRoot } from '../../crypto/merkle.js';
import { type Hex, bytesToHex, hexToBytes, utf8ToBytes } from '../../units/hex.js';
import type { BlockHeader, ChannelConfig, CryptoPort, EndorsedTransaction, Endorsement, Proposal, ReadWriteSet, Write } from './types.js';
import { isPlain, isTransaction } from './well-formed.js';

/**
 * What is hashed and signed, from the inside out: proposal, result (endorsers sign it), envelope (the creator signs
 * it), leaf, root, header (the orderer signs it). Writes stand in a Merkle tree of their own, so one write can be shown
 * to be in a block without showing the others.
 */

/** Hashes of a transaction. Of a malformed one there is only the leaf, over whatever it is. */
export type TransactionDigest =
  | { readonly wellFormed: true; readonly result: Hex; readonly envelope: Hex; readonly leaf: Uint8Array }
  | { readonly wellFormed: false; readonly leaf: Uint8Array };

/** The parts of a result's hash. */
export interface ResultParts {
  readonly proposal: Hex;
  /** Hash of reads and range queries. */
  readonly reads: Hex;
  /** RFC 6962 root over the writes. */
  readonly writes: Hex;
}

/** What a proposal's creator signs for the endorsers. */
export function proposalHash(proposal: Proposal, port: CryptoPort): Hex {
  return port.hash('eov/proposal', proposal);
}

/** The parts of the result that endorsers sign. */
export function resultParts(proposal: Proposal, readWriteSet: ReadWriteSet, port: CryptoPort): ResultParts {
  const { reads, rangeQueries, writes } = readWriteSet;
  return {
    proposal: proposalHash(proposal, port),
    reads: port.hash('eov/reads', { reads, rangeQueries }),
    writes: bytesToHex(merkleRoot(writes.map(writeLeaf), port.sha256)),
  };
}

/** What an endorser signs: one proposal with one read-write set. */
export function resultHash(parts: ResultParts, port: CryptoPort): Hex {
  return port.hash('eov/result', parts);
}

/** What a transaction's creator signs: the result with the endorsements it sends along. */
export function envelopeHash(result: Hex, endorsements: readonly Endorsement[], port: CryptoPort): Hex {
  return port.hash('eov/transaction', { result, endorsements });
}

/** The leaf of a write in its transaction's tree: UTF-8 of its canonical text. */
export function writeLeaf({ key, value }: Write): Uint8Array {
  return utf8ToBytes(canonicalText({ key, value }));
}

/** The leaf of a transaction in its block's tree: 32 bytes of envelope hash, 64 of signature. */
export function transactionLeaf(envelope: Hex, signature: Hex): Uint8Array {
  return hexToBytes(envelope + signature);
}

/** All hashes of a transaction. Throws `RangeError` for what is not even plain data: `isPlain` comes first. */
export function digestTransaction(transaction: EndorsedTransaction, port: CryptoPort): TransactionDigest {
  if (!isTransaction(transaction)) {
    if (!isPlain(transaction)) throw new RangeError('a transaction that is not plain data');
    // 32 bytes cannot be mistaken for the 96 of a well-formed one.
    return { wellFormed: false, leaf: hexToBytes(port.hash('eov/malformed', transaction)) };
  }
  const { proposal, readWriteSet, endorsements, signature } = transaction;
  const result = resultHash(resultParts(proposal, readWriteSet, port), port);
  const envelope = envelopeHash(result, endorsements, port);
  return { wellFormed: true, result, envelope, leaf: transactionLeaf(envelope, signature) };
}

/** The Merkle root of a block. */
export function blockRoot(digests: readonly TransactionDigest[], port: CryptoPort): Hex {
  return bytesToHex(merkleRoot(digests.map(({ leaf }) => leaf), port.sha256));
}

/** What the orderer signs, and what the next block names as `previous`. */
export function headerHash(header: BlockHeader, port: CryptoPort): Hex {
  return port.hash('eov/header', header);
}

/** What block 0 names as `previous`: the channel as its members agreed on it. */
export function genesisHash(config: ChannelConfig, port: CryptoPort): Hex {
  return port.hash('eov/channel', config);
}
