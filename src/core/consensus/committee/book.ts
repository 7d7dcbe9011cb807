import type { Context } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { verifyCertificate, verifyEntryProof, type BlockCertificate, type EntryProof } from './block.js';
import type { Committee } from './committee.js';
import { foreignKey } from './shard-state.js';

/**
 * The committees that a node outside them knows, of its own shard and of others: each one is believed because the one
 * before it has signed for it, back to genesis. Plain data, durable.
 */
export interface CommitteeBook {
  readonly committees: Map<string, Committee>;
  /** The newest epoch known of each shard. */
  readonly latest: Map<number, number>;
}

/** Epochs kept of each shard: proofs and receipts older than that are not asked for any more. */
const KEPT_EPOCHS = 6;

export function createBook(committees: readonly Committee[]): CommitteeBook {
  const book: CommitteeBook = { committees: new Map(), latest: new Map() };
  for (const committee of committees) enter(book, committee);
  return book;
}

export function currentCommittee(book: CommitteeBook, shard: number): Committee {
  return book.committees.get(foreignKey(shard, book.latest.get(shard) ?? 0))!;
}

export function committeeOf(book: CommitteeBook, shard: number, epoch: number): Committee | null {
  return book.committees.get(foreignKey(shard, epoch)) ?? null;
}

/** Takes the certified last block of an epoch. `gap`: earlier ones are missing and must be asked for first. */
export function learnEpoch(book: CommitteeBook, certificate: BlockCertificate, context: Pick<Context, 'hash' | 'verify'>): 'learned' | 'known' | 'gap' | 'refused' {
  const { header } = certificate;
  const next = header.handover?.committee;
  if (!next || next.shard !== header.shard || next.epoch !== header.epoch + 1) return 'refused';
  const latest = book.latest.get(header.shard) ?? 0;
  if (next.epoch <= latest) return 'known';
  if (header.epoch > latest) return 'gap';
  if (!verifyCertificate(currentCommittee(book, header.shard), certificate, context)) return 'refused';
  enter(book, next);
  return 'learned';
}

/** Whether the proof's block is certified by the committee that the book has for it; null when the book lacks it. */
export function checkEntryProof(book: CommitteeBook, proof: EntryProof, context: Pick<Context, 'hash' | 'verify' | 'sha256'>): boolean | null {
  const { shard, epoch } = proof.certificate.header;
  const committee = committeeOf(book, shard, epoch);
  if (committee === null) return epoch > (book.latest.get(shard) ?? 0) ? null : false;
  return verifyEntryProof(committee, proof, context, context.sha256.bind(context));
}

/** Whether a shard's committee of an epoch has certified this content: the client's side of an Atomix proof. */
export function checkShardProof(book: CommitteeBook, shard: number, epoch: number, contentHash: Hex, certificate: unknown, context: Pick<Context, 'hash' | 'verify' | 'sha256'>): boolean {
  const proof = certificate as EntryProof;
  const { header } = proof.certificate;
  if (header.shard !== shard || header.epoch !== epoch || proof.entry.attests !== contentHash) return false;
  return checkEntryProof(book, proof, context) === true;
}

function enter(book: CommitteeBook, committee: Committee): void {
  const { shard, epoch } = committee;
  book.committees.set(foreignKey(shard, epoch), committee);
  book.latest.set(shard, epoch);
  book.committees.delete(foreignKey(shard, epoch - KEPT_EPOCHS));
}
