import type { Hex } from '../units/hex.js';
import { DOMAIN, type AuditCrypto } from './crypto.js';
import type { MicroBlock, PartyBlock, Segment, SignedTrade, Submission } from './records.js';
import { tradeHash } from './trades.js';
import { homeOf, keyOf, newPins, type Audit, type Pins, type ShardAudit } from './state.js';

/** `(TI)_k(m, n)`: a trade as it stands on a party's chain. */
export interface Identification {
  readonly m: number;
  readonly hash: Hex;
  readonly signed: SignedTrade;
}

/** Consecutive blocks of one party's chain, linked by their digests. */
export interface Stretch {
  readonly owner: string;
  readonly first: number;
  readonly blocks: readonly PartyBlock[];
  readonly digests: readonly Hex[];
  readonly identifications: readonly Identification[];
}

export interface Stretches {
  readonly own: Stretch;
  readonly others: ReadonlyMap<string, Stretch>;
}

/** No block has this index: a trade that one chain holds twice. */
const TWICE = -1;

export function digestOf(crypto: AuditCrypto, { block }: PartyBlock): Hex {
  return crypto.hash(block.kind === 'energy' ? DOMAIN.energyBlock : DOMAIN.microBlock, block);
}

/** Links the owner's blocks and those of each counterparty; all are parties of this shard. A code when that fails. */
export function stretchesOf(audit: Audit, shard: ShardAudit, { micro, proof }: Submission): Stretches | string {
  if (proof.own.owner !== micro.block.owner) return 'malformed';
  const own = stretchOf(audit, shard, proof.own);
  if (typeof own === 'string') return own;
  const others = new Map<string, Stretch>();
  for (const segment of proof.counterparties) {
    const stretch = stretchOf(audit, shard, segment);
    if (typeof stretch === 'string') return stretch;
    if (others.has(segment.owner)) return 'malformed';
    others.set(segment.owner, stretch);
  }
  return { others, own };
}

function stretchOf(audit: Audit, shard: ShardAudit, segment: Segment): Stretch | string {
  if (keyOf(audit, segment.owner) === null) return 'unknown-party';
  if (homeOf(audit, segment.owner) !== shard.shard) return 'wrong-shard';
  const stretch = link(audit.crypto, segment);
  return stretch === null || stretch.first > pinsOf(shard, segment.owner).digests.length ? 'broken-chain' : stretch;
}

/** Null unless every block is the owner's, has the next index, and names the digest of the block before. */
function link(crypto: AuditCrypto, { owner, blocks }: Segment): Stretch | null {
  if (blocks.length === 0) return null;
  const first = blocks[0]!.block.index;
  if ((first === 0) !== (blocks[0]!.block.previous === null)) return null;
  const digests: Hex[] = [];
  const identifications: Identification[] = [];
  for (const [at, signed] of blocks.entries()) {
    const { block } = signed;
    if (block.owner !== owner || block.index !== first + at || (at > 0 && block.previous !== digests[at - 1])) return null;
    digests.push(digestOf(crypto, signed));
    if (block.kind === 'energy') {
      for (const one of block.identifications) identifications.push({ hash: tradeHash(crypto, one.transaction), m: block.index, signed: one });
    }
  }
  return { blocks, digests, first, identifications, owner };
}

/** Blocks after the stretch's last micro block: what the next one must cover. */
export function uncovered(stretch: Stretch): { readonly first: number; readonly digests: readonly Hex[] } {
  const last = stretch.blocks.findLastIndex(({ block }) => block.kind === 'micro');
  return { digests: stretch.digests.slice(last + 1), first: stretch.first + last + 1 };
}

/** Why the micro block does not stand right behind its owner's blocks, or does not cover just what it must. */
export function coverageFault({ block }: MicroBlock, own: Stretch, pins: Pins): string | null {
  if (block.index !== own.first + own.blocks.length || block.previous !== own.digests.at(-1)) return 'broken-chain';
  if (own.first > pins.lastMicro + 1) return 'broken-chain';
  const open = uncovered(own);
  if (open.first > pins.lastMicro + 1) return 'previous-unvalidated';
  if (!isSame(block.energyBlocks, open.digests)) return 'covered-blocks-differ';
  const covered = coveredBy(own).map(({ hash }) => hash);
  if (covered.length === 0) return 'malformed';
  return isSame(block.transactions, covered) ? null : 'covered-transactions-differ';
}

export function coveredBy(own: Stretch): Identification[] {
  const { first } = uncovered(own);
  return own.identifications.filter(({ m }) => m >= first);
}

/** Whether a stretch has another block where the ledger holds one fixed, or before it. */
export function isFork(stretch: Stretch, pins: Pins): boolean {
  const fixed = pins.digests;
  if (stretch.first > 0 && stretch.first === fixed.length && stretch.blocks[0]!.block.previous !== fixed.at(-1)) return true;
  return stretch.digests.some((digest, at) => stretch.first + at < fixed.length && fixed[stretch.first + at] !== digest);
}

/** How often a chain identifies a trade: in the blocks shown and in fixed ones outside them. */
export function timesIdentified(stretch: Stretch, hash: Hex, pins: Pins): number {
  const shown = stretch.identifications.filter((one) => one.hash === hash);
  const fixedAt = pins.identified.get(hash);
  return shown.length + (fixedAt !== undefined && !shown.some(({ m }) => m === fixedAt) ? 1 : 0);
}

export function pinsOf(shard: ShardAudit, owner: string): Pins {
  return shard.book.chains.get(owner) ?? newPins();
}

/** Fixes the blocks of a stretch for good. */
export function pin(shard: ShardAudit, stretch: Stretch): void {
  const pins = pinsOf(shard, stretch.owner);
  shard.book.chains.set(stretch.owner, pins);
  for (const [at, digest] of stretch.digests.entries()) if (stretch.first + at === pins.digests.length) pins.digests.push(digest);
  for (const { hash, m } of stretch.identifications) {
    const before = pins.identified.get(hash);
    pins.identified.set(hash, before === undefined || before === m ? m : TWICE);
  }
}

export function pinMicro(shard: ShardAudit, owner: string, index: number, digest: Hex): void {
  const pins = pinsOf(shard, owner);
  pins.lastMicro = index;
  if (index === pins.digests.length) pins.digests.push(digest);
}

function isSame(left: readonly Hex[], right: readonly Hex[]): boolean {
  return left.length === right.length && left.every((one, at) => one === right[at]);
}
