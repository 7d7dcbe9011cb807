import type { Hex } from '../../units/hex.js';
import type { RoundView } from './chaincode.js';
import { type TransactionDigest, blockRoot, digestTransaction, genesisHash, headerHash } from './hashes.js';
import { assertPolicy } from './policy.js';
import type { Block, ChannelConfig, CryptoPort, SignedHeader, ValidationCode, WorldState } from './types.js';
import { validateBlock } from './validate.js';
import { isBlock } from './well-formed.js';

/** A replica of a channel's ledger. Everything but `buffered` is durable. */
export interface PeerState {
  readonly name: string;
  readonly config: ChannelConfig;
  /** Whole blocks kept for those who ask; older ones keep header and codes only. */
  readonly retainedBlocks: number;
  readonly world: WorldState;
  /** Ids of all transactions that their creators really signed, against replay. */
  readonly ids: Set<string>;
  /** One entry per block, in order: the index is the number. */
  readonly chain: CommittedBlock[];
  /** The last `retainedBlocks` blocks, by number. */
  readonly blocks: Map<number, Block>;
  /** Volatile: checked blocks whose predecessors have not come, by number. */
  readonly buffered: Map<number, Block>;
  /** The trading round, as the actor's clock says it. */
  round: RoundView;
}

/** What stays of every block. */
export interface CommittedBlock extends SignedHeader {
  readonly hash: Hex;
  readonly codes: readonly ValidationCode[];
  /** Chains header and codes: two replicas with the same value have judged everything alike. */
  readonly commitHash: Hex;
}

/** Why a block is not taken. `CONFLICTING_BLOCK`: the orderer has signed another one of this number. */
export type BlockFault = 'MALFORMED' | 'WRONG_CHANNEL' | 'BAD_ORDERER_SIGNATURE' | 'BAD_ROOT' | 'BAD_PREVIOUS' | 'CONFLICTING_BLOCK';

export interface Reception {
  /** Blocks recorded now, in order: the one received and those that had waited for it. */
  readonly committed: readonly CommittedBlock[];
  /** Blocks dropped, with the reason. */
  readonly faults: readonly { readonly number: number | null; readonly fault: BlockFault }[];
  /** Numbers to ask for, both included, when later blocks wait for them or the one whose turn it was has been dropped. */
  readonly missing: { readonly from: number; readonly to: number } | null;
  /** What recording has cost, µs, validation not counted; 0 where nobody measures. */
  readonly recordUs: number;
}

/** Blocks waiting for a predecessor; the farthest is dropped first, and is asked for again as its turn comes. */
const BUFFERED_MAX = 64;

/** A peer of a new channel. Throws `RangeError` for a policy nobody or everybody meets. */
export function createPeer(name: string, config: ChannelConfig, retainedBlocks: number): PeerState {
  assertPolicy(config.policy);
  if (!Number.isSafeInteger(retainedBlocks) || retainedBlocks < 1) throw new RangeError(`${retainedBlocks} retained blocks`);
  const round = { number: 0, uploadsOpen: false };
  return { name, config, retainedBlocks, world: new Map(), ids: new Set(), chain: [], blocks: new Map(), buffered: new Map(), round };
}

/** Tells an endorser which trading round it is and whether uploads are taken. */
export function setRound(peer: PeerState, round: RoundView): void {
  peer.round = round;
}

/** What a crash does: the durable part stays. */
export function recoverPeer(peer: PeerState): void {
  peer.buffered.clear();
}

/** The block when it is still kept whole, for a peer that has missed it. */
export function blockAt(peer: PeerState, number: number): Block | null {
  return peer.blocks.get(number) ?? null;
}

/**
 * Takes a block from the orderer or from another peer, in any order and as often as it comes: checks shape, the
 * orderer's signature and the Merkle root, then records it, and whatever waited for it, as soon as its predecessor is
 * recorded. A block already known changes nothing.
 */
export function receiveBlock(peer: PeerState, block: Block, port: CryptoPort): Reception {
  if (!isBlock(block)) return dropped(peer, null, 'MALFORMED');
  const { number } = block.header;
  const hash = headerHash(block.header, port);
  const known = knownHash(peer, number, port);
  if (known === hash) return reception(peer, [], []);
  const digests = checkBlock(peer, block, hash, port);
  if (typeof digests === 'string') return dropped(peer, number, digests);
  if (known !== null) return dropped(peer, number, 'CONFLICTING_BLOCK');
  if (number !== peer.chain.length) {
    buffer(peer, block);
    return reception(peer, [], []);
  }
  if (block.header.previous !== tipHash(peer, port)) return dropped(peer, number, 'BAD_PREVIOUS');
  const meter = { recordUs: 0 };
  const committed = [record(peer, block, hash, digests, port, meter)];
  return drain(peer, committed, port, meter);
}

function checkBlock(peer: PeerState, block: Block, hash: Hex, port: CryptoPort): TransactionDigest[] | BlockFault {
  if (block.header.channel !== peer.config.channel) return 'WRONG_CHANNEL';
  const orderer = port.publicKeyOf(peer.config.orderer);
  if (orderer === null || !port.verify(orderer, hash, block.signature)) return 'BAD_ORDERER_SIGNATURE';
  const digests = block.transactions.map((transaction) => digestTransaction(transaction, port));
  return blockRoot(digests, port) === block.header.root ? digests : 'BAD_ROOT';
}

interface Meter {
  recordUs: number;
}

function record(peer: PeerState, block: Block, hash: Hex, digests: readonly TransactionDigest[], port: CryptoPort, meter: Meter): CommittedBlock {
  const { header, signature, transactions } = block;
  const codes = validateBlock(peer, header.number, transactions, digests, port);
  const validatedUs = port.spentUs?.() ?? 0;
  const commitHash = port.hash('eov/commit', { previous: peer.chain.at(-1)?.commitHash ?? null, header: hash, codes });
  const committed = { header, signature, hash, codes, commitHash };
  peer.chain.push(committed);
  peer.blocks.set(header.number, block);
  peer.blocks.delete(header.number - peer.retainedBlocks);
  meter.recordUs += (port.spentUs?.() ?? 0) - validatedUs;
  return committed;
}

/** Records the buffered blocks whose turn has come. One that does not continue the chain is dropped and missing again. */
function drain(peer: PeerState, committed: CommittedBlock[], port: CryptoPort, meter: Meter): Reception {
  const faults: { number: number; fault: BlockFault }[] = [];
  for (;;) {
    const block = peer.buffered.get(peer.chain.length);
    if (block === undefined) return { ...reception(peer, committed, faults), recordUs: meter.recordUs };
    peer.buffered.delete(block.header.number);
    if (block.header.previous !== tipHash(peer, port)) {
      faults.push({ number: block.header.number, fault: 'BAD_PREVIOUS' });
      continue;
    }
    const digests = block.transactions.map((transaction) => digestTransaction(transaction, port));
    committed.push(record(peer, block, headerHash(block.header, port), digests, port, meter));
  }
}

function buffer(peer: PeerState, block: Block): void {
  peer.buffered.set(block.header.number, block);
  if (peer.buffered.size > BUFFERED_MAX) peer.buffered.delete(Math.max(...peer.buffered.keys()));
}

function knownHash(peer: PeerState, number: number, port: CryptoPort): Hex | null {
  const waiting = peer.buffered.get(number);
  return peer.chain[number]?.hash ?? (waiting === undefined ? null : headerHash(waiting.header, port));
}

function tipHash(peer: PeerState, port: CryptoPort): Hex {
  return peer.chain.at(-1)?.hash ?? genesisHash(peer.config, port);
}

function dropped(peer: PeerState, number: number | null, fault: BlockFault): Reception {
  return reception(peer, [], [{ number, fault }]);
}

function reception(peer: PeerState, committed: readonly CommittedBlock[], faults: Reception['faults']): Reception {
  const from = peer.chain.length;
  if (peer.buffered.size > 0) return { committed, faults, missing: { from, to: Math.min(...peer.buffered.keys()) - 1 }, recordUs: 0 };
  // The block whose turn it was has been dropped: a good one of its number is still wanted.
  const wanted = faults.some(({ number, fault }) => number === from && fault === 'BAD_PREVIOUS');
  return { committed, faults, missing: wanted ? { from, to: from } : null, recordUs: 0 };
}
