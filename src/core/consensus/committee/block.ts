import { leafHash, merklePath, merklePaths, merkleRoot, verifyInclusion } from '../../crypto/merkle.js';
import { canonicalText } from '../../crypto/encoding.js';
import type { Context } from '../../kernel/contract.js';
import { bytesToHex, hexToBytes, utf8ToBytes, type Hex } from '../../units/hex.js';
import { isQuorum, type Committee } from './committee.js';

/** What became of one ordered transaction; a leaf of its block's Merkle tree. */
export interface Entry {
  /** Hash of the transaction under `ledger/transaction`. */
  readonly transaction: Hex;
  readonly kind: string;
  /** `accepted`, or the coded reason of a refusal. */
  readonly code: string;
  /** Hash of what this entry attests to others, for example an Atomix proof, or null. */
  readonly attests: Hex | null;
  /** Credit changes that this entry is the evidence of. */
  readonly credits: readonly CreditChange[];
}

export interface CreditChange {
  readonly node: string;
  readonly change: number;
  readonly reason: 'delivered' | 'served' | 'misdeed' | 'transfer';
}

/** What an epoch's last block hands over. */
export interface Handover {
  readonly committee: Committee;
  readonly outcome: 'elected' | 'kept';
  /** Hash of the whole replicated state that the next committee starts from. */
  readonly stateRoot: Hex;
}

export interface BlockHeader {
  readonly shard: number;
  readonly epoch: number;
  readonly height: number;
  /** Hash of the header before this one. */
  readonly previous: Hex;
  /** RFC 6962 root over the canonical text of the entries. */
  readonly root: Hex;
  readonly entries: number;
  /** Hashgraph round whose order this block continues. */
  readonly roundReceived: number;
  /** Consensus timestamp of the last event in it. */
  readonly timestampUs: number;
  /** Members whose events were ordered here for the first time in the epoch, ascending. */
  readonly served: readonly string[];
  /** In the last block of an epoch, else null. */
  readonly handover: Handover | null;
}

export interface BlockVote {
  readonly member: string;
  readonly signature: Hex;
}

/** A header that a quorum of the committee has signed; votes by member name ascending. */
export interface BlockCertificate {
  readonly header: BlockHeader;
  readonly votes: readonly BlockVote[];
}

/** An entry with the proof that a certified block holds it: what `Pri[M]` carries (SEED A5). */
export interface EntryProof {
  readonly certificate: BlockCertificate;
  readonly entry: Entry;
  readonly index: number;
  readonly path: readonly Hex[];
}

export const HEADER_DOMAIN = 'committee/block';

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

/** Merkle root of a block's entries. */
export function entriesRoot(entries: readonly Entry[], sha256: Sha256): Hex {
  return bytesToHex(merkleRoot(entries.map(entryLeaf), sha256));
}

export function proveEntry(
  certificate: BlockCertificate,
  entries: readonly Entry[],
  index: number,
  sha256: Sha256,
): EntryProof {
  const path = merklePath(entries.map(entryLeaf), index, sha256).map(bytesToHex);
  return { certificate, entry: entries[index], index, path };
}

/** A proof for every entry of a block; each node of the tree is hashed once. */
export function proveEntries(certificate: BlockCertificate, entries: readonly Entry[], sha256: Sha256): EntryProof[] {
  const paths = merklePaths(entries.map(entryLeaf), sha256);
  return entries.map((entry, index) => ({ certificate, entry, index, path: paths[index].map(bytesToHex) }));
}

/** Whether the entry is in the block whose certificate it comes with, and a quorum of `committee` signed that block. */
export function verifyEntryProof(
  committee: Committee,
  proof: EntryProof,
  context: Pick<Context, 'hash' | 'verify'>,
  sha256: Sha256,
): boolean {
  const { header } = proof.certificate;
  const path = proof.path.map(hexToBytes);
  const root = hexToBytes(header.root);
  const leaf = leafHash(entryLeaf(proof.entry), sha256);
  if (!verifyInclusion(root, leaf, proof.index, header.entries, path, sha256)) return false;
  return verifyCertificate(committee, proof.certificate, context);
}

/** Whether members with more than two thirds of the seats have signed the header; each member counts once. */
export function verifyCertificate(
  committee: Committee,
  certificate: BlockCertificate,
  context: Pick<Context, 'hash' | 'verify'>,
): boolean {
  const { header, votes } = certificate;
  if (header.shard !== committee.shard || header.epoch !== committee.epoch) return false;
  const signed = context.hash(HEADER_DOMAIN, header);
  let seats = 0;
  const counted: string[] = [];
  for (const vote of votes) {
    const member = committee.members.find((one) => one.node === vote.member);
    if (!member || counted.includes(vote.member)) continue;
    if (!context.verify(member.publicKey, signed, vote.signature)) continue;
    counted.push(vote.member);
    seats += member.seats;
    // A quorum is enough: votes beyond it are neither needed nor checked.
    if (isQuorum(committee, seats)) return true;
  }
  return false;
}

function entryLeaf(entry: Entry): Uint8Array {
  return utf8ToBytes(canonicalText(entry));
}
