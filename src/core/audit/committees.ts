import { canonicalText } from '../crypto/encoding.js';
import { leafHash, merkleRoot, verifyInclusion } from '../crypto/merkle.js';
import { bytesToHex, hexToBytes, utf8ToBytes, type Hex } from '../units/hex.js';
import { DOMAIN, type AuditCrypto } from './crypto.js';
import { expect, find } from './fault.js';
import { ENTRY_PROOF, type BlockCertificate, type Committee, type Entry, type EntryProof } from './records.js';
import { fits } from './shapes.js';
import { epochKey, type Audit, type ShardAudit } from './state.js';

/** More than two thirds of the seats (SEED A2: a member weighs its seats in every supermajority). */
export function isSupermajority(committee: Committee, seats: number): boolean {
  return 3 * seats > 2 * seatsOf(committee);
}

/** More than one third: at least one honest member is among them. */
export function isMoreThanThird(committee: Committee, seats: number): boolean {
  return 3 * seats > seatsOf(committee);
}

/** The seats of these members; names that are no members have none. */
export function seatsOf(committee: Committee, names: readonly string[] = committee.members.map(({ node }) => node)): number {
  return committee.members.reduce((sum, member) => sum + (names.includes(member.node) ? member.seats : 0), 0);
}

/** The votes under a block of this shard: every one of them good, by members of the committee in office, a quorum. */
export function auditVotes(audit: Audit, committee: Committee, { header, votes }: BlockCertificate): void {
  const hash = audit.crypto.hash(DOMAIN.header, header);
  let before = '';
  for (const { member, signature } of votes) {
    const seated = committee.members.find(({ node }) => node === member);
    if (seated === undefined) find('quorum', `${member} voted for block ${header.height} and has no seat in the committee of epoch ${header.epoch}`);
    expect(member > before, 'quorum', `the votes are not in order of names: ${member} after ${before}`);
    expect(audit.crypto.verify(seated.publicKey, hash, signature), 'signature', `the vote of ${member} is not its signature of block ${header.height}`);
    before = member;
    audit.counts.votes += 1;
  }
  const seats = seatsOf(committee, votes.map(({ member }) => member));
  expect(isSupermajority(committee, seats), 'quorum', `block ${header.height} has votes of ${seats} of ${seatsOf(committee)} seats; more than two thirds are needed`);
}

/** Whether a committee has certified a header, for certificates that parties bring: votes that do not count are passed over. */
export function isCertified(committee: Committee, { header, votes }: BlockCertificate, crypto: AuditCrypto): boolean {
  if (header.shard !== committee.shard || header.epoch !== committee.epoch) return false;
  const hash = crypto.hash(DOMAIN.header, header);
  const voters = new Set<string>();
  for (const { member, signature } of votes) {
    const seated = committee.members.find(({ node }) => node === member);
    if (seated !== undefined && crypto.verify(seated.publicKey, hash, signature)) voters.add(member);
  }
  return isSupermajority(committee, seatsOf(committee, [...voters]));
}

/** RFC 6962 root over the entries' canonical text. */
export function rootOfEntries(entries: readonly Entry[], crypto: AuditCrypto): Hex {
  return bytesToHex(merkleRoot(entries.map(leafOf), crypto.suite.sha256));
}

/**
 * Whether a proof shows that a shard's committee of an epoch attests this content, as far as this shard knows that
 * committee (SEED A6: proofs are bound to transaction, run, shard and epoch).
 */
export function isAttested(audit: Audit, shard: ShardAudit, of: { readonly shard: number; readonly epoch: number }, content: Hex, certificate: unknown): boolean {
  if (!fits(ENTRY_PROOF, certificate) || certificate.entry.attests !== content) return false;
  const isOwn = of.shard === shard.shard && of.epoch === shard.committee.epoch;
  const committee = isOwn ? shard.committee : shard.foreign.get(epochKey(of.shard, of.epoch));
  if (committee === undefined || !isIncluded(certificate, audit.crypto) || !isCertified(committee, certificate.certificate, audit.crypto)) return false;
  referTo(audit, certificate.certificate);
  return true;
}

/**
 * A certified header that another shard relies on must be the one that stands in its own shard's part of this ledger:
 * a quorum that signs two blocks of one height is found here.
 */
export function referTo(audit: Audit, { header }: BlockCertificate): void {
  const hash = audit.crypto.hash(DOMAIN.header, header);
  const home = audit.shards[header.shard]!;
  const known = home.headers[header.height];
  if (known === undefined) {
    const awaited = home.awaited.get(header.height) ?? new Map<Hex, number>();
    awaited.set(hash, audit.lines + 1);
    home.awaited.set(header.height, awaited);
  } else {
    expect(known === hash, 'certificate', `a proof names another block ${header.height} of campus ${header.shard + 1} than the ledger holds`);
  }
}

/** Called for each block that is audited: what was said of it before must be true. */
export function meetReferences(home: ShardAudit, height: number, hash: Hex): void {
  for (const [named, line] of home.awaited.get(height) ?? []) {
    expect(named === hash, 'certificate', `line ${line} relies on another block ${height} of campus ${home.shard + 1}, also certified`);
  }
  home.awaited.delete(height);
  home.headers[height] = hash;
}

function isIncluded({ certificate, entry, index, path }: EntryProof, crypto: AuditCrypto): boolean {
  const { root, entries } = certificate.header;
  const { sha256 } = crypto.suite;
  return verifyInclusion(hexToBytes(root), leafHash(leafOf(entry), sha256), index, entries, path.map(hexToBytes), sha256);
}

function leafOf(entry: Entry): Uint8Array {
  return utf8ToBytes(canonicalText(entry));
}
