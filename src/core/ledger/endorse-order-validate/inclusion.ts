import { leafHash, merklePath, merklePaths, verifyInclusion } from '../../crypto/merkle.js';
import { type Hex, bytesToHex, hexToBytes } from '../../units/hex.js';
import { type ResultParts, digestTransaction, envelopeHash, genesisHash, headerHash, resultHash, resultParts, transactionLeaf, writeLeaf } from './hashes.js';
import { type Envelope, hashOfEnvelope, isEnvelope } from './envelope.js';
import type { PeerState } from './peer.js';
import { isSatisfied } from './policy.js';
import type { ChannelConfig, CryptoPort, EndorsedTransaction, Endorsement, SignedHeader, ValidationCode, Write } from './types.js';
import { areEndorsements, hasKeys, isCount, isHex, isSignedHeader, isText, isTransaction } from './well-formed.js';

/**
 * For clients that keep no ledger (SEED B1: an EV sees only its own task): proofs that a transaction, or one write of
 * it, is in a block, and peers' signed statements of the verdicts, as verdicts come after the orderer's signature.
 */

/** Where a transaction stands in its block, and the way up to the root. */
export interface Position {
  readonly block: SignedHeader;
  readonly index: number;
  readonly path: readonly Hex[];
}

/** One write of a transaction, with the hashes that stand for everything else in it. */
export interface WriteProof {
  readonly position: Position;
  readonly parts: ResultParts;
  readonly endorsements: readonly Endorsement[];
  /** The creator's, over the envelope. */
  readonly signature: Hex;
  readonly write: Write;
  readonly writeIndex: number;
  readonly writeCount: number;
  readonly writePath: readonly Hex[];
}

/** A peer's word on the verdicts of a block; a quorum by the channel's policy makes them believed. */
export interface Attestation {
  readonly channel: string;
  readonly number: number;
  /** Hash of the block's header. */
  readonly header: Hex;
  readonly codes: readonly ValidationCode[];
  readonly peer: string;
  readonly signature: Hex;
}

/** What a light client keeps: the tip of the chain of headers. */
export interface LightClient {
  readonly config: ChannelConfig;
  next: number;
  previous: Hex;
}

export type HeaderVerdict = 'FOLLOWED' | 'GAP' | 'KNOWN' | 'MALFORMED' | 'WRONG_CHANNEL' | 'BAD_ORDERER_SIGNATURE' | 'BAD_PREVIOUS';

export type ProofVerdict = 'PROVEN' | 'MALFORMED' | 'WRONG_CHANNEL' | 'BAD_ORDERER_SIGNATURE' | 'NOT_INCLUDED' | 'NOT_ATTESTED' | 'NOT_VALID';

export function createLightClient(config: ChannelConfig, port: CryptoPort): LightClient {
  return { config, next: 0, previous: genesisHash(config, port) };
}

/** Takes the next header of the chain. `GAP`: ask for those from `light.next` on first. */
export function followHeader(light: LightClient, signed: SignedHeader, port: CryptoPort): HeaderVerdict {
  const fault = headerFault(light.config, signed, port);
  if (fault !== null) return fault;
  const { header } = signed;
  if (header.number !== light.next) return header.number < light.next ? 'KNOWN' : 'GAP';
  if (header.previous !== light.previous) return 'BAD_PREVIOUS';
  light.next += 1;
  light.previous = headerHash(header, port);
  return 'FOLLOWED';
}

/** Where the transaction of this id stands; null when no retained block of this number holds it. */
export function proveTransaction(peer: PeerState, number: number, id: string, port: CryptoPort): Position | null {
  const block = peer.blocks.get(number);
  const index = block?.transactions.findIndex(({ proposal }) => proposal?.id === id) ?? -1;
  if (block === undefined || index < 0) return null;
  const leaves = block.transactions.map((transaction) => digestTransaction(transaction, port).leaf);
  const path = merklePath(leaves, index, port.sha256).map(bytesToHex);
  return { block: { header: block.header, signature: block.signature }, index, path };
}

/** That the transaction of this id writes this key; null when it does not, or is no longer retained. */
export function proveWrite(peer: PeerState, number: number, id: string, key: string, port: CryptoPort): WriteProof | null {
  return proveWrites(peer, number, id, port).get(key) ?? null;
}

/** A proof for every key that the transaction of this id writes; the block and the writes are hashed once for all. */
export function proveWrites(peer: PeerState, number: number, id: string, port: CryptoPort): Map<string, WriteProof> {
  const position = proveTransaction(peer, number, id, port);
  if (position === null) return new Map();
  const { proposal, readWriteSet, endorsements, signature } = peer.blocks.get(number)!.transactions[position.index]!;
  const writes = readWriteSet?.writes ?? [];
  const parts = resultParts(proposal, readWriteSet, port);
  const paths = merklePaths(writes.map(writeLeaf), port.sha256);
  return new Map(
    writes.map((write, writeIndex) => {
      const writePath = paths[writeIndex]!.map(bytesToHex);
      return [write.key, { position, parts, endorsements, signature, write, writeIndex, writeCount: writes.length, writePath }];
    }),
  );
}

/** This peer's signed word on the verdicts of a block; null when it has not recorded that block. */
export function attest(peer: PeerState, number: number, port: CryptoPort): Attestation | null {
  const committed = peer.chain[number];
  if (committed === undefined) return null;
  const { hash: header, codes } = committed;
  const statement = { channel: peer.config.channel, number, header, codes };
  return { ...statement, peer: peer.name, signature: port.sign(port.hash('eov/attestation', statement)) };
}

/** Whether this whole transaction is in a block of the channel and was found valid. */
export function verifyTransaction(config: ChannelConfig, transaction: EndorsedTransaction, position: Position, attestations: readonly Attestation[], port: CryptoPort): ProofVerdict {
  if (!isTransaction(transaction)) return 'MALFORMED';
  return verifyLeaf(config, digestTransaction(transaction, port).leaf, position, attestations, port);
}

/** Whether the transaction in this envelope is in a block of the channel and was found valid. */
export function verifyEnvelope(config: ChannelConfig, envelope: Envelope, position: Position, attestations: readonly Attestation[], port: CryptoPort): ProofVerdict {
  if (!isEnvelope(envelope)) return 'MALFORMED';
  return verifyLeaf(config, transactionLeaf(hashOfEnvelope(envelope, port), envelope.signature), position, attestations, port);
}

/** Whether this write is in a block of the channel and its transaction was found valid. */
export function verifyWrite(config: ChannelConfig, proof: WriteProof, attestations: readonly Attestation[], port: CryptoPort): ProofVerdict {
  if (!isWriteProof(proof)) return 'MALFORMED';
  const { parts, write, writeIndex, writeCount, writePath } = proof;
  const leaf = leafHash(writeLeaf(write), port.sha256);
  if (!verifyInclusion(hexToBytes(parts.writes), leaf, writeIndex, writeCount, writePath.map(hexToBytes), port.sha256)) return 'NOT_INCLUDED';
  const envelope = envelopeHash(resultHash(parts, port), proof.endorsements, port);
  return verifyLeaf(config, transactionLeaf(envelope, proof.signature), proof.position, attestations, port);
}

function verifyLeaf(config: ChannelConfig, leaf: Uint8Array, position: Position, attestations: readonly Attestation[], port: CryptoPort): ProofVerdict {
  if (!hasKeys(position, ['block', 'index', 'path']) || !isCount(position.index) || !isPath(position.path)) return 'MALFORMED';
  const fault = headerFault(config, position.block, port);
  if (fault !== null) return fault;
  const { header } = position.block;
  const path = position.path.map(hexToBytes);
  if (!verifyInclusion(hexToBytes(header.root), leafHash(leaf, port.sha256), position.index, header.transactionCount, path, port.sha256)) {
    return 'NOT_INCLUDED';
  }
  return attestedVerdict(config, headerHash(header, port), position, attestations, port);
}

/** Peers that agree on this transaction's verdict must meet the channel's policy; one peer alone could lie. */
function attestedVerdict(config: ChannelConfig, hash: Hex, { block, index }: Position, attestations: readonly Attestation[], port: CryptoPort): ProofVerdict {
  const valid = new Set<string>();
  const invalid = new Set<string>();
  for (const attestation of attestations) {
    if (!isAttestation(attestation)) continue;
    const { channel, number, header, codes, peer, signature } = attestation;
    if (channel !== config.channel || number !== block.header.number || header !== hash) continue;
    const key = config.peers.includes(peer) ? port.publicKeyOf(peer) : null;
    if (key === null || !port.verify(key, port.hash('eov/attestation', { channel, number, header, codes }), signature)) continue;
    (codes[index] === 'VALID' ? valid : invalid).add(peer);
  }
  if (isSatisfied(config.policy, valid)) return 'PROVEN';
  return isSatisfied(config.policy, invalid) ? 'NOT_VALID' : 'NOT_ATTESTED';
}

function headerFault(config: ChannelConfig, signed: SignedHeader, port: CryptoPort): 'MALFORMED' | 'WRONG_CHANNEL' | 'BAD_ORDERER_SIGNATURE' | null {
  if (!isSignedHeader(signed)) return 'MALFORMED';
  if (signed.header.channel !== config.channel) return 'WRONG_CHANNEL';
  const key = port.publicKeyOf(config.orderer);
  return key !== null && port.verify(key, headerHash(signed.header, port), signed.signature) ? null : 'BAD_ORDERER_SIGNATURE';
}

function isWriteProof(proof: WriteProof): boolean {
  if (!hasKeys(proof, ['position', 'parts', 'endorsements', 'signature', 'write', 'writeIndex', 'writeCount', 'writePath'])) return false;
  const { parts, write } = proof;
  if (!hasKeys(parts, ['proposal', 'reads', 'writes']) || !Object.values(parts).every((hash) => isHex(hash, 32))) return false;
  if (!isHex(proof.signature, 64) || !areEndorsements(proof.endorsements)) return false;
  if (!hasKeys(write, ['key', 'value']) || !isText(write.key) || !(write.value === null || isText(write.value))) return false;
  return isCount(proof.writeIndex) && isCount(proof.writeCount) && isPath(proof.writePath);
}

function isPath(value: unknown): value is readonly Hex[] {
  return Array.isArray(value) && value.every((hash) => isHex(hash, 32));
}

function isAttestation(value: unknown): value is Attestation {
  if (!hasKeys(value, ['channel', 'number', 'header', 'codes', 'peer', 'signature'])) return false;
  const { channel, number, header, codes, peer, signature } = value;
  return isText(channel) && isCount(number) && isHex(header, 32) && isText(peer) && isHex(signature, 64) && Array.isArray(codes) && codes.every(isText);
}
