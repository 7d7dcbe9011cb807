import type { BlockCertificate } from '../consensus/committee/block.js';
import { committeeOf, type CommitteeBook } from '../consensus/committee/book.js';
import { totalSeats } from '../consensus/committee/committee.js';

/** Where something was ordered and which quorum has signed for it. */
export interface CertificateLine {
  readonly shard: number;
  readonly epoch: number;
  readonly height: number;
  /** Place among the block's entries. */
  readonly index: number;
  /** Consensus timestamp of the block's last event. */
  readonly timestampUs: number;
  /** Members that signed, with their seats; 0 where the committee is not known here any more. */
  readonly voters: readonly { readonly node: string; readonly seats: number }[];
  /** Seats of those who signed, of all members, and the least that make a quorum; null where the committee is not known. */
  readonly seats: { readonly signed: number; readonly all: number; readonly quorum: number } | null;
}

/** The certificate of a block as whoever has this book sees it. Signatures were checked when it was taken. */
export function certifiedBy(book: CommitteeBook, { header, votes }: BlockCertificate, index: number): CertificateLine {
  const { shard, epoch, height, timestampUs } = header;
  const committee = committeeOf(book, shard, epoch);
  const voters = votes.map(({ member }) => ({ node: member, seats: committee?.members.find(({ node }) => node === member)?.seats ?? 0 }));
  const all = committee === null ? 0 : totalSeats(committee);
  const signed = voters.reduce((sum, voter) => sum + voter.seats, 0);
  // More than two thirds: see `isQuorum`.
  const seats = committee === null ? null : { signed, all, quorum: Math.floor((2 * all) / 3) + 1 };
  return { shard, epoch, height, index, timestampUs, voters, seats };
}
