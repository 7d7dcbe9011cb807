import type { Hex } from '../../units/hex.js';
import { blockDigest, transactionHash } from './hashes.js';
import type { CryptoPort } from './ports.js';
import type { ChainPins } from './shard-ledger.js';
import type { ChainSegment, SignedBlock, SignedTransaction } from './types.js';

/** An identification `(TI)_k(m, n)` with its place: `m` is the block's index in the chain. */
export interface PlacedIdentification {
  readonly m: number;
  readonly n: number;
  readonly hash: Hex;
  readonly signed: SignedTransaction;
}

/** A segment whose blocks are linked to each other, with what checks need of it worked out once. */
export interface LinkedSegment {
  readonly owner: string;
  readonly firstIndex: number;
  readonly blocks: readonly SignedBlock[];
  readonly digests: readonly Hex[];
  /** Ascending by (m, n). */
  readonly identifications: readonly PlacedIdentification[];
}

/** Links a segment's blocks; null if an owner, an index or a digest of a previous block is wrong, or it is empty. */
export function linkSegment(port: CryptoPort, segment: ChainSegment): LinkedSegment | null {
  const [first] = segment.blocks;
  if (first === undefined) return null;
  const firstIndex = first.block.index;
  if ((firstIndex === 0) !== (first.block.previous === null)) return null;
  const digests: Hex[] = [];
  const identifications: PlacedIdentification[] = [];
  for (const [offset, signed] of segment.blocks.entries()) {
    const { block } = signed;
    if (block.owner !== segment.owner || block.index !== firstIndex + offset) return null;
    if (offset > 0 && block.previous !== digests[offset - 1]) return null;
    digests.push(blockDigest(port, signed));
    if (block.kind === 'micro') continue;
    for (const [n, identification] of block.identifications.entries()) {
      const hash = transactionHash(port, identification.transaction);
      identifications.push({ m: block.index, n, hash, signed: identification });
    }
  }
  return { owner: segment.owner, firstIndex, blocks: segment.blocks, digests, identifications };
}

/** How a segment stands to what the shard holds fixed of that chain. */
export function compareWithPins(segment: LinkedSegment, pins: ChainPins): 'fits' | 'gap' | 'fork' {
  if (segment.firstIndex > pins.digests.length) return 'gap';
  if (segment.firstIndex === pins.digests.length && segment.firstIndex > 0) {
    if (segment.blocks[0]!.block.previous !== pins.digests.at(-1)) return 'fork';
  }
  for (const [offset, digest] of segment.digests.entries()) {
    const pinned = pins.digests[segment.firstIndex + offset];
    if (pinned !== undefined && pinned !== digest) return 'fork';
  }
  return 'fits';
}

/** The segment's blocks after the owner's last micro block in it: what the next micro block must cover. */
export function blocksSinceLastMicro(segment: LinkedSegment): { readonly firstIndex: number; readonly digests: readonly Hex[] } {
  let offset = segment.blocks.length;
  while (offset > 0 && segment.blocks[offset - 1]!.block.kind === 'energy') offset -= 1;
  return { firstIndex: segment.firstIndex + offset, digests: segment.digests.slice(offset) };
}
