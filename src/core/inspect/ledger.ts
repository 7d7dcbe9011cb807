import type { ActorState } from '../actors/actor.js';
import type { IndividualChain } from '../ledger/individual-chains/chain.js';
import { blockDigest, transactionHash } from '../ledger/individual-chains/hashes.js';
import { pinsOf, type ShardLedger } from '../ledger/individual-chains/shard-ledger.js';
import type { SignedBlock } from '../ledger/individual-chains/types.js';
import type { StoringNode } from '../actors/control-system/storing-node.js';
import type { CryptoPort } from '../ledger/individual-chains/ports.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { proverOf, remember } from './proving.js';
import { homeOf } from './trade.js';

/** Who has a chain or a wallet in this campus's ledger, by pages of `PARTIES_PAGE`. */
export interface PartiesQuery {
  readonly kind: 'ledger-parties';
  readonly shard: number;
  readonly page: number;
}

export interface PartiesDetail {
  readonly total: number;
  /** Place of the first one shown. */
  readonly first: number;
  readonly parties: readonly PartyLine[];
  /** Names of the campuses, by shard. */
  readonly campuses: readonly string[];
}

export interface PartyLine {
  readonly name: string;
  readonly role: string;
  /** The campus it lives in; its wallet and chain are kept in this one. */
  readonly home: number;
  /** Blocks of its chain that are fixed, and the digest of the last one. */
  readonly height: number;
  readonly head: Hex | null;
  readonly balanceMilli: number;
  readonly lockedMilli: number;
  /** Unspent origins, locked ones too. */
  readonly origins: number;
  /** Blocks of its own that no committee has fixed yet; null where another campus knows. */
  readonly open: number | null;
}

/** The newest blocks of one party's chain. */
export interface ChainQuery {
  readonly kind: 'ledger-chain';
  readonly shard: number;
  readonly party: string;
}

export interface ChainDetail {
  readonly party: string;
  /** Newest first. */
  readonly blocks: readonly ChainBlockLine[];
  /** Older ones that are left out. */
  readonly left: number;
}

export interface ChainBlockLine {
  readonly index: number;
  /** `unknown`: fixed by its digest, and nobody keeps its body. */
  readonly kind: 'energy' | 'micro' | 'unknown';
  readonly digest: Hex;
  readonly previous: Hex | null;
  /** `fixed` by a validated micro block, `open` only on its owner's own copy. */
  readonly state: 'fixed' | 'open';
  /** Whether the body has the digest that is fixed; null without a body. */
  readonly fits: boolean | null;
  readonly identifications: readonly IdentificationLine[];
  /** What a micro block covers. */
  readonly covers: readonly Hex[];
}

export interface IdentificationLine {
  readonly hash: Hex;
  readonly buyer: string;
  readonly seller: string;
  readonly energyWh: number;
  readonly paidMilli: number;
  readonly changeMilli: number;
}

export const PARTIES_PAGE = 64;
const CHAIN_BLOCKS = 32;
const IDENTIFICATIONS = 16;

export function inspectParties(looked: Looked, { page }: PartiesQuery): PartiesDetail {
  const home = homeOf(looked);
  const { directory } = looked.lab;
  const campuses = directory.shards.map(({ name }) => name);
  const owners = directory.participants.filter(({ role, walletShard }) => walletShard === looked.shard && (role === 'consumer' || role === 'ev'));
  const first = Math.max(0, Math.min(page, Math.ceil(owners.length / PARTIES_PAGE) - 1)) * PARTIES_PAGE;
  if (home === null) return { total: 0, first: 0, parties: [], campuses };
  const { ledger } = home.storing.state;
  const purses = pursesOf(ledger);
  const parties = owners.slice(first, first + PARTIES_PAGE).map(({ id, name, role, shard }): PartyLine => {
    const { digests } = pinsOf(ledger, name);
    const own = ownChain(looked.actors.get(id));
    const purse = purses.get(name) ?? { balanceMilli: 0, lockedMilli: 0, origins: 0 };
    return { name, role, home: shard, height: digests.length, head: digests.at(-1) ?? null, ...purse, open: own === null ? null : openBlocks(own, digests.length).length };
  });
  return { total: owners.length, first, parties, campuses };
}

interface Purse {
  balanceMilli: number;
  lockedMilli: number;
  origins: number;
}

/** What everybody has, in one walk over the unspent origins. */
function pursesOf({ origins }: ShardLedger): Map<string, Purse> {
  const purses = new Map<string, Purse>();
  for (const { owner, amountMilli, lock } of origins.values()) {
    const purse = purses.get(owner) ?? { balanceMilli: 0, lockedMilli: 0, origins: 0 };
    purses.set(owner, purse);
    purse.balanceMilli += amountMilli;
    purse.origins += 1;
    if (lock !== null) purse.lockedMilli += amountMilli;
  }
  return purses;
}

function ownChain(actor: ActorState | undefined): IndividualChain | null {
  if (actor?.kind === 'consumer') return actor.buyer.chain;
  return actor?.kind === 'ev' ? actor.seller.chain : null;
}

/** Blocks of the owner's copy beyond what the shard holds fixed. */
function openBlocks({ blocks }: IndividualChain, fixed: number): readonly SignedBlock[] {
  return blocks.filter(({ block }) => block.index >= fixed);
}

export function inspectChain(looked: Looked, { party }: ChainQuery): ChainDetail {
  const home = homeOf(looked);
  if (home === null) return { party, blocks: [], left: 0 };
  const { port } = proverOf(looked);
  const { storing } = home;
  const { digests } = pinsOf(storing.state.ledger, party);
  const own = ownChain(looked.actors.get(looked.lab.directory.byName.get(party)?.id ?? -1));
  const open = own === null ? [] : openBlocks(own, digests.length).map((signed) => lineOf(port, signed, blockDigest(port, signed), null));
  const bodies = bodiesOf(storing, party);
  for (const signed of own?.blocks ?? []) bodies.set(signed.block.index, signed);
  const shown = Math.max(0, Math.min(digests.length, CHAIN_BLOCKS - open.length));
  const fixed = digests.slice(digests.length - shown).map((digest, at): ChainBlockLine => {
    const index = digests.length - shown + at;
    const signed = bodies.get(index);
    if (signed === undefined) return { index, kind: 'unknown', digest, previous: digests[index - 1] ?? null, state: 'fixed', fits: null, identifications: [], covers: [] };
    return lineOf(port, signed, blockDigest(port, signed), digest);
  });
  return { party, blocks: [...fixed, ...open].toReversed().slice(0, CHAIN_BLOCKS), left: digests.length - shown };
}

function lineOf(port: CryptoPort, { block }: SignedBlock, digest: Hex, pinned: Hex | null): ChainBlockLine {
  const { index, previous, kind } = block;
  const base = { index, kind, digest: pinned ?? digest, previous, state: pinned === null ? ('open' as const) : ('fixed' as const), fits: pinned === null ? null : digest === pinned };
  if (block.kind === 'micro') return { ...base, identifications: [], covers: block.energyBlocks };
  const identifications = block.identifications.slice(0, IDENTIFICATIONS).map(({ transaction }): IdentificationLine => {
    const { buyer, seller, energyWh, paidMilli, changeMilli } = transaction;
    return { hash: transactionHash(port, transaction), buyer, seller, energyWh, paidMilli, changeMilli };
  });
  return { ...base, identifications, covers: [] };
}

/** Bodies of a party's fixed blocks, from the proofs in the last blocks that the storing node keeps, by index. */
function bodiesOf({ recent }: StoringNode, party: string): Map<number, SignedBlock> {
  const bodies = new Map<number, SignedBlock>();
  for (const stored of recent) {
    const byOwner = remember(stored, 'bodies', () => {
      const found = new Map<string, SignedBlock[]>();
      for (const [index, transaction] of stored.transactions.entries()) {
        if (transaction.kind !== 'micro' || stored.entries[index]!.code !== 'accepted') continue;
        const { micro, proof } = transaction.submission;
        const segments = [proof.own, ...proof.counterparties, { owner: micro.block.owner, blocks: [micro] }];
        for (const { owner, blocks } of segments) found.set(owner, [...(found.get(owner) ?? []), ...blocks]);
      }
      return found;
    });
    for (const signed of byOwner.get(party) ?? []) bodies.set(signed.block.index, signed);
  }
  return bodies;
}
