import type { Hex } from '../../units/hex.js';

/**
 * What travels and what is kept in a channel that endorses, orders, validates and records (SEED B1; thesis, Section
 * 5.1). Everything here is plain JSON data and immutable once it has been handed over; versions, heights and energy
 * are integers.
 */

export type Plain = null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

export type PlainObject = { readonly [key: string]: Plain };

/** What the certificate says its holder is. */
export type Role = 'cs' | 'exchange' | 'ev';

/**
 * What this engine asks of the node it runs in. `hash` is the content hash under a domain, `sign` uses the node's own
 * key over the 32 bytes of a content hash, and `sha256` serves the RFC 6962 trees. `publicKeyOf` and `roleOf` read
 * the certificates: null means that the CA does not know the name.
 */
export interface CryptoPort {
  hash(domain: string, content: unknown): Hex;
  sign(contentHash: Hex): Hex;
  verify(publicKey: Hex, contentHash: Hex, signature: Hex): boolean;
  sha256(bytes: Uint8Array): Uint8Array;
  publicKeyOf(name: string): Hex | null;
  roleOf(name: string): Role | null;
  /** What the node's step has cost so far, µs; left out where nobody measures. */
  spentUs?(): number;
}

/** A principal's name, or a combination: `and` all of them, `or` one of them, `outOf` at least so many of `of`. */
export type Policy =
  | string
  | { readonly and: readonly Policy[] }
  | { readonly or: readonly Policy[] }
  | { readonly outOf: number; readonly of: readonly Policy[] };

export type ContractName = 'boe' | 'boev' | 'bocs';

/** What all members of a channel agree on from genesis; its hash is the `previous` of block 0. */
export interface ChannelConfig {
  readonly channel: string;
  readonly contract: ContractName;
  /** The one node whose signature makes a block. */
  readonly orderer: string;
  /** Who keeps the ledger, in order of name. */
  readonly peers: readonly string[];
  /** The peers that simulate and sign. */
  readonly endorsers: readonly string[];
  readonly policy: Policy;
  /** Whether endorsers check each consumer's signature in an uploaded request list. */
  readonly checkRequestSignatures: boolean;
  /** Of the BoCS: whose control systems are its members, and the channels that their leftovers are proved by. */
  readonly campuses?: readonly CampusChannels[];
}

/** One campus as the BoCS knows it. */
export interface CampusChannels {
  readonly controlSystem: string;
  readonly boe: ChannelConfig;
  readonly boev: ChannelConfig;
}

/** What a client asks the channel to do. `id` is `<creator>:<nonce>`, so nobody can use up another's ids. */
export interface Proposal {
  readonly channel: string;
  readonly id: string;
  readonly creator: string;
  readonly operation: string;
  readonly args: PlainObject;
}

/** The creator's signature over the proposal's hash; endorsers answer no other. */
export interface SignedProposal {
  readonly proposal: Proposal;
  readonly signature: Hex;
}

/** Where the transaction that last wrote a key stands. */
export interface Version {
  readonly block: number;
  readonly transaction: number;
}

/** `version` null: the key was absent. */
export interface Read {
  readonly key: string;
  readonly version: Version | null;
}

/** Keys `start` (included) to `end` (excluded) and what was found there, by key ascending. */
export interface RangeQuery {
  readonly start: string;
  readonly end: string;
  readonly results: readonly { readonly key: string; readonly version: Version }[];
}

/** `value` null deletes the key. */
export interface Write {
  readonly key: string;
  readonly value: string | null;
}

/** What a simulation did: reads and writes by key ascending, each key once; range queries as they were asked. */
export interface ReadWriteSet {
  readonly reads: readonly Read[];
  readonly rangeQueries: readonly RangeQuery[];
  readonly writes: readonly Write[];
}

/** A signature over the result hash, which covers the proposal and the whole read-write set. */
export interface Endorsement {
  readonly endorser: string;
  readonly signature: Hex;
}

/** The creator's signature covers proposal, read-write set and endorsements: nobody can strip or swap any. */
export interface EndorsedTransaction {
  readonly proposal: Proposal;
  readonly readWriteSet: ReadWriteSet;
  readonly endorsements: readonly Endorsement[];
  readonly signature: Hex;
}

/** What a light client keeps of a block. */
export interface BlockHeader {
  readonly channel: string;
  readonly number: number;
  /** Hash of the header before; of the channel's configuration for block 0. */
  readonly previous: Hex;
  /** RFC 6962 root over the transactions' leaves. */
  readonly root: Hex;
  /** Size of the tree under `root`. */
  readonly transactionCount: number;
}

export interface SignedHeader {
  readonly header: BlockHeader;
  /** The orderer's, over the header's hash. */
  readonly signature: Hex;
}

export interface Block extends SignedHeader {
  readonly transactions: readonly EndorsedTransaction[];
}

/** The verdicts, named as Fabric names them. Every transaction stays in its block with one of them. */
export type ValidationCode =
  | 'VALID'
  | 'ENDORSEMENT_POLICY_FAILURE'
  | 'MVCC_READ_CONFLICT'
  | 'PHANTOM_READ_CONFLICT'
  | 'DUPLICATE_TXID'
  | 'BAD_CREATOR_SIGNATURE'
  | 'BAD_PAYLOAD';

/** Why an endorser does not sign. */
export type RefusalCode =
  | 'NOT_AN_ENDORSER'
  | 'WRONG_CHANNEL'
  | 'MALFORMED'
  | 'UNKNOWN_CREATOR'
  | 'BAD_SIGNATURE'
  | 'DUPLICATE_ID'
  | 'UNKNOWN_OPERATION'
  | 'BAD_ARGUMENTS'
  | 'WRONG_ROLE'
  | 'ROUND_CLOSED'
  | 'BAD_REQUEST_SIGNATURE'
  | 'ALREADY_UPLOADED'
  | 'ALREADY_RECORDED'
  | 'NO_REQUESTS'
  | 'NO_OFFER'
  | 'NO_LEFTOVERS'
  | 'NOT_FEASIBLE'
  | LeftoverFault;

/** Why leftovers are not what their campus has left (SEED B5). */
export type LeftoverFault =
  /** A request that its consumer did not sign, or an offer that its EV did not. */
  | 'NOT_SIGNED'
  /** No record of the campus' own chain shows what became of it. */
  | 'NOT_RECORDED'
  /** The campus has matched it itself. */
  | 'ALREADY_MATCHED'
  /** More than was asked or offered is said to be left. */
  | 'OVERSTATED';

export type EndorsementResponse =
  | {
      readonly endorsed: true;
      readonly proposalId: string;
      readonly readWriteSet: ReadWriteSet;
      readonly endorsement: Endorsement;
    }
  | { readonly endorsed: false; readonly proposalId: string; readonly endorser: string; readonly code: RefusalCode };

/** One key of the world state. */
export interface VersionedValue {
  readonly value: string;
  readonly version: Version;
}

export type WorldState = Map<string, VersionedValue>;
