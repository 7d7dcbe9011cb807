import type { Hex } from '../../units/hex.js';
import { envelopeHash, proposalHash, resultHash, resultParts } from './hashes.js';
import type { CryptoPort, EndorsedTransaction, Endorsement, PlainObject, Proposal } from './types.js';
import { areEndorsements, hasKeys, isHex, isProposal } from './well-formed.js';

/**
 * A transaction as its creator signed it, with hashes in place of what it read and wrote: what it takes to show somebody
 * who is not on the channel that a party has asked for this.
 */
export interface Envelope extends PlainObject {
  readonly proposal: Proposal & PlainObject;
  /** Hash of reads and range queries. */
  readonly reads: Hex;
  /** RFC 6962 root over the writes. */
  readonly writes: Hex;
  readonly endorsements: readonly (Endorsement & PlainObject)[];
  readonly signature: Hex;
}

/** The envelope of a well-formed transaction. */
export function envelopeOf({ proposal, readWriteSet, endorsements, signature }: EndorsedTransaction, port: CryptoPort): Envelope {
  const { reads, writes } = resultParts(proposal, readWriteSet, port);
  return { endorsements, proposal, reads, signature, writes } as Envelope;
}

export function isEnvelope(value: unknown): value is Envelope {
  if (!hasKeys(value, ['proposal', 'reads', 'writes', 'endorsements', 'signature'])) return false;
  return isProposal(value.proposal) && isHex(value.reads, 32) && isHex(value.writes, 32) && areEndorsements(value.endorsements) && isHex(value.signature, 64);
}

/** What the creator signed; the same as that of the transaction the envelope was made of. */
export function hashOfEnvelope({ proposal, reads, writes, endorsements }: Envelope, port: CryptoPort): Hex {
  return envelopeHash(resultHash({ proposal: proposalHash(proposal, port), reads, writes }, port), endorsements, port);
}

/** Whether its creator, whom the CA knows, really signed it. */
export function isSignedByCreator(envelope: Envelope, port: CryptoPort): boolean {
  const key = port.publicKeyOf(envelope.proposal.creator);
  return key !== null && port.verify(key, hashOfEnvelope(envelope, port), envelope.signature);
}
