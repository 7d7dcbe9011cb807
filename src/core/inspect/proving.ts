import { HEADER_DOMAIN, proveEntry, type BlockCertificate, type Entry } from '../consensus/committee/block.js';
import { isQuorum, totalSeats, type Committee } from '../consensus/committee/committee.js';
import { foreignKey, type ShardState } from '../consensus/committee/shard-state.js';
import { canonicalText, contentHash } from '../crypto/encoding.js';
import { checkCertificate } from '../crypto/certificate.js';
import { leafHash, merklePath, verifyInclusion } from '../crypto/merkle.js';
import type { CryptoSuite } from '../crypto/suite.js';
import { createVerificationCache, type VerificationCache } from '../crypto/verification-cache.js';
import { digestTransaction, headerHash } from '../ledger/endorse-order-validate/hashes.js';
import type { PeerState } from '../ledger/endorse-order-validate/peer.js';
import type { Block, ChannelConfig, CryptoPort } from '../ledger/endorse-order-validate/types.js';
import { hexToBytes, utf8ToBytes, type Hex } from '../units/hex.js';
import type { ChannelPlace } from '../metrics/trade-records.js';
import type { Looked } from './looked.js';

/**
 * What proves a step of a trade. `verified` and `false` are said of what was really verified here, with the suite;
 * `held` of what stands in the state of the named node and is signed by nobody; `gone` of what nobody keeps any more.
 */
export interface Proof {
  readonly verdict: 'verified' | 'false' | 'held' | 'gone';
  readonly says: string;
}

/** What an inspection needs to verify: no node's context, so nobody is charged for it. */
export interface Prover {
  readonly looked: Looked;
  readonly port: CryptoPort;
  /** Whether a party of that name, admitted by the CA, signed the hash. */
  isSignedBy(name: string, hash: Hex, signature: Hex): boolean;
}

/** A step that is followed is looked at again with every frame; each signature in it is verified once. */
const caches = new WeakMap<CryptoSuite, VerificationCache>();
const CACHED = 4096;

export function proverOf(looked: Looked): Prover {
  const { suite, lab } = looked;
  const cache = caches.get(suite) ?? createVerificationCache(suite, CACHED);
  caches.set(suite, cache);
  const keyOf = (name: string): Hex | null => {
    const found = lab.directory.byName.get(name);
    return found && found.certificate !== null ? found.publicKey : null;
  };
  const port: CryptoPort = {
    hash: (domain, content) => contentHash(suite, domain, content),
    sign: () => {
      throw new Error('An inspection signs nothing');
    },
    verify: (publicKey, hash, signature) => cache.verify(publicKey, hash, signature),
    sha256: (bytes) => suite.sha256(bytes),
    publicKeyOf: keyOf,
    roleOf: () => null,
  };
  const isSignedBy = (name: string, hash: Hex, signature: Hex): boolean => {
    const key = keyOf(name);
    return key !== null && cache.verify(key, hash, signature);
  };
  return { looked, port, isSignedBy };
}

export function proof(isTrue: boolean, says: string): Proof {
  return { verdict: isTrue ? 'verified' : 'false', says };
}

export function held(says: string): Proof {
  return { verdict: 'held', says };
}

export function gone(says: string): Proof {
  return { verdict: 'gone', says };
}

/** The first digits of a hash, as the screens name it. */
export function short(hash: Hex): string {
  return hash.slice(0, 12);
}

/** Whether the CA that genesis names has certified this party's key. */
export function certificateProof({ looked }: Prover, name: string): Proof {
  const { directory } = looked.lab;
  const certificate = directory.byName.get(name)?.certificate ?? null;
  if (certificate === null) return proof(false, `no certificate of ${name}`);
  const isGood = remember(certificate, 'certificate', () => checkCertificate(looked.suite, directory.caPublicKey, certificate).ok);
  return proof(isGood, `certificate of ${name}, signed by ${certificate.issuer}`);
}

/** That a transaction stands in a block of the BoE or BoEV: creator, endorsers, Merkle path, orderer. */
export function channelProofs(prover: Prover, peer: PeerState, place: ChannelPlace): Proof[] {
  const { config } = peer;
  const block = peer.blocks.get(place.block);
  const transaction = block?.transactions[place.index];
  if (block === undefined || transaction === undefined) return [gone(`block ${place.block} of ${config.channel} is not kept whole any more; the ledger file has it`)];
  return remember(block, `proofs/${place.index}`, () => proofsInBlock(prover, config, block, place.index));
}

function proofsInBlock(prover: Prover, config: ChannelConfig, block: Block, index: number): Proof[] {
  const { port } = prover;
  const transaction = block.transactions[index]!;
  const digest = digestTransaction(transaction, port);
  if (!digest.wellFormed) return [proof(false, `block ${block.header.number} of ${config.channel} holds something malformed`)];
  const { creator } = transaction.proposal;
  const endorsed = transaction.endorsements.filter(({ endorser, signature }) => config.endorsers.includes(endorser) && prover.isSignedBy(endorser, digest.result, signature));
  const names = transaction.endorsements.map(({ endorser }) => endorser).join(', ');
  return [
    proof(prover.isSignedBy(creator, digest.envelope, transaction.signature), `signature of ${creator} over transaction ${short(digest.envelope)} of ${config.channel}`),
    proof(endorsed.length === transaction.endorsements.length && endorsed.length > 0, `endorsed by ${names} over result ${short(digest.result)}`),
    blockProof(prover, config, block, index),
  ];
}

function blockProof(prover: Prover, config: ChannelConfig, block: Block, index: number): Proof {
  const { port } = prover;
  const { header, signature } = block;
  const leaves = remember(block, 'leaves', () => block.transactions.map((one) => digestTransaction(one, port).leaf));
  const path = remember(block, `path/${index}`, () => merklePath(leaves, index, port.sha256));
  const isInside = verifyInclusion(hexToBytes(header.root), leafHash(leaves[index]!, port.sha256), index, header.transactionCount, path, port.sha256);
  const isSigned = prover.isSignedBy(config.orderer, headerHash(header, port), signature);
  return proof(isInside && isSigned, `${pathTo(path.length)} block ${header.number} of ${config.channel}, signed by ${config.orderer}`);
}

/** How a leaf stands under a root. */
export function pathTo(hashes: number): string {
  return hashes === 0 ? 'the only leaf under the root of' : `Merkle path of ${hashes} to the root of`;
}

/** The votes under a committee block, with their seats: its quorum certificate. */
export interface Votes {
  readonly voters: readonly string[];
  readonly seats: number;
  readonly seatsInAll: number;
  /** More than two thirds of the seats. */
  readonly seatsNeeded: number;
  readonly isQuorum: boolean;
}

/** Counts the votes that are really valid, each member once. */
export function countVotes(prover: Prover, committee: Committee, { header, votes }: BlockCertificate): Votes {
  const signed = prover.port.hash(HEADER_DOMAIN, header);
  const fits = header.shard === committee.shard && header.epoch === committee.epoch;
  const members = committee.members.filter(
    ({ node, publicKey }) => fits && votes.some(({ member, signature }) => member === node && prover.port.verify(publicKey, signed, signature)),
  );
  const seats = members.reduce((sum, member) => sum + member.seats, 0);
  const seatsInAll = totalSeats(committee);
  return { voters: members.map(({ node }) => node), seats, seatsInAll, seatsNeeded: Math.floor((2 * seatsInAll) / 3) + 1, isQuorum: isQuorum(committee, seats) };
}

/** The committee of an epoch as the storing node of this campus knows it; null when it does not. */
export function committeeAt(looked: Looked, state: ShardState, shard: number, epoch: number): Committee | null {
  if (shard === state.shard && epoch === state.committee.epoch) return state.committee;
  if (epoch === 0) return looked.lab.genesis.committees[shard] ?? null;
  return state.foreign.get(foreignKey(shard, epoch)) ?? null;
}

/** That a quorum of a shard's committee has signed a block, and who named that committee. */
export function certificateProofs(prover: Prover, state: ShardState, certificate: BlockCertificate, handovers: ReadonlyMap<string, BlockCertificate>): Proof[] {
  const { shard, epoch, height } = certificate.header;
  const campus = campusOf(prover.looked, shard);
  const committee = committeeAt(prover.looked, state, shard, epoch);
  if (committee === null) return [gone(`the committee of ${campus} of epoch ${epoch} is not known here`)];
  const { voters, seats, seatsInAll, seatsNeeded, isQuorum: isEnough } = countVotes(prover, committee, certificate);
  const votes = proof(isEnough, `votes of ${voters.join(', ')} under block ${height} of ${campus}, epoch ${epoch}: ${seats} of ${seatsInAll} seats, ${seatsNeeded} needed`);
  return [votes, namedProof(prover, state, committee, handovers)];
}

function namedProof(prover: Prover, state: ShardState, committee: Committee, handovers: ReadonlyMap<string, BlockCertificate>): Proof {
  const { shard, epoch } = committee;
  if (epoch === 0) return held('its members are named by genesis');
  const handover = handovers.get(foreignKey(shard, epoch - 1));
  const before = committeeAt(prover.looked, state, shard, epoch - 1);
  if (handover === undefined || before === null) return gone(`the last block of epoch ${epoch - 1}, which names its members, is not kept here`);
  const { hash } = prover.port;
  const isNamed = handover.header.handover !== null && hash('inspect/committee', handover.header.handover.committee) === hash('inspect/committee', committee);
  const { isQuorum: isEnough } = countVotes(prover, before, handover);
  return proof(isNamed && isEnough, `its members are named by block ${handover.header.height}, the last of epoch ${epoch - 1}, signed by a quorum of the committee before`);
}

/** That an entry stands in a committee block: Merkle path to the certified root. */
export function entryProof({ port }: Prover, certificate: BlockCertificate, entries: readonly Entry[], index: number): Proof {
  const { header } = certificate;
  const { path } = remember(entries, `path/${index}`, () => proveEntry(certificate, entries, index, port.sha256));
  const leaf = leafHash(utf8ToBytes(canonicalText(entries[index]!)), port.sha256);
  const isInside = verifyInclusion(hexToBytes(header.root), leaf, index, header.entries, path.map(hexToBytes), port.sha256);
  return proof(isInside, `entry ${index + 1} of ${header.entries}, ledger transaction ${short(entries[index]!.transaction)}: ${pathTo(path.length)} block ${header.height}`);
}

export function campusOf({ lab }: Looked, shard: number): string {
  return lab.directory.shards[shard]?.name ?? `campus ${shard + 1}`;
}

const memory = new WeakMap<object, Map<string, unknown>>();

/** What follows from an immutable record is worked out once, however many frames ask for it. */
export function remember<Value>(of: object, name: string, make: () => Value): Value {
  let known = memory.get(of);
  if (known === undefined) memory.set(of, (known = new Map()));
  if (!known.has(name)) known.set(name, make());
  return known.get(name) as Value;
}
