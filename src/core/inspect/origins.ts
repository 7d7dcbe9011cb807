import type { StoredBlock, StoringNode } from '../actors/control-system/storing-node.js';
import { walletOrigins } from '../actors/genesis-ledger.js';
import { genesisSource, originId } from '../ledger/individual-chains/hashes.js';
import type { CryptoPort } from '../ledger/individual-chains/ports.js';
import type { ShardLedger } from '../ledger/individual-chains/shard-ledger.js';
import { CHANGE_POSITION, PAYMENT_POSITION } from '../ledger/individual-chains/types.js';
import { salesOf } from '../metrics/fold-trades.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { proverOf, remember } from './proving.js';
import { homeOf } from './trade.js';

/** Which origins were spent to make what a party has, or a transaction: back towards genesis (SEED A5, check 4). */
export interface OriginsQuery {
  readonly kind: 'ledger-origins';
  readonly shard: number;
  /** A party's wallet, or a transaction's hash. */
  readonly of: { readonly wallet: string } | { readonly transaction: Hex };
}

export interface OriginsDetail {
  /** What stands at the root of the tree. */
  readonly root: string;
  /** Depth first; a node's parent is the last one before it that is one less deep. */
  readonly nodes: readonly OriginNode[];
  /** Origins of the root or of a transaction that were left out, because the tree is bounded. */
  readonly left: number;
}

export interface OriginNode {
  readonly depth: number;
  readonly origin: Hex;
  /** Null where this ledger does not hold it: it lies in another campus. */
  readonly owner: string | null;
  readonly amountMilli: number;
  readonly state: 'unspent' | 'locked' | 'spent' | 'elsewhere' | 'unknown';
  readonly made: 'genesis' | 'payment' | 'change' | 'unknown';
  /** The transaction that made it; null for genesis. */
  readonly by: Hex | null;
  /** Who paid whom in that transaction. */
  readonly says: string;
  /** `again` stands in the tree already, `deep` is where the tree is cut. */
  readonly end: 'genesis' | 'again' | 'deep' | 'elsewhere' | 'unknown' | null;
  /** Other transactions that claim to spend it, with what came of them: double spends. */
  readonly doubles: readonly { readonly transaction: Hex; readonly code: string }[];
}

const MAX_DEPTH = 8;
const MAX_NODES = 64;

interface Claim {
  readonly hash: Hex;
  readonly code: string;
  readonly origins: readonly { readonly origin: Hex; readonly amountMilli: number }[];
}

/** What one look works with. */
interface Walk {
  readonly looked: Looked;
  readonly port: CryptoPort;
  readonly ledger: ShardLedger;
  readonly index: OriginIndex;
  /** What the newest blocks hold of claims to an origin, and by transaction. */
  readonly claims: ReadonlyMap<Hex, readonly Claim[]>;
  readonly byHash: ReadonlyMap<Hex, Claim>;
  readonly seen: Set<Hex>;
  readonly nodes: OriginNode[];
  left: number;
}

export function inspectOrigins(looked: Looked, { of }: OriginsQuery): OriginsDetail {
  const home = homeOf(looked);
  if (home === null) return { root: '', nodes: [], left: 0 };
  const { ledger } = home.storing.state;
  const claims = claimsOf(home.storing);
  const walk: Walk = { looked, port: proverOf(looked).port, ledger, index: indexOf(ledger), claims: byOrigin(claims), byHash: new Map(claims.map((claim) => [claim.hash, claim])), seen: new Set(), nodes: [], left: 0 };
  if ('wallet' in of) {
    const own = [...ledger.origins].filter(([, { owner }]) => owner === of.wallet);
    const newest = own.toReversed();
    for (const [origin, { amountMilli }] of newest) visit(walk, origin, amountMilli, 0);
    const sum = own.reduce((total, [, { amountMilli }]) => total + amountMilli, 0);
    return { root: `wallet of ${of.wallet}: ${own.length} unspent origin${own.length === 1 ? '' : 's'}, ${(sum / 1000).toFixed(3)}`, nodes: walk.nodes, left: walk.left };
  }
  const spent = spentBy(walk, of.transaction);
  for (const { origin, amountMilli } of spent) visit(walk, origin, amountMilli, 0);
  return { root: `transaction ${of.transaction.slice(0, 12)}: ${saysOf(ledger, of.transaction)}`, nodes: walk.nodes, left: walk.left };
}

/** What a transaction spends, as it says itself; where its text is not kept any more, what the ledger holds spent by it. */
function spentBy({ ledger, index, byHash }: Walk, transaction: Hex): readonly { readonly origin: Hex; readonly amountMilli: number }[] {
  const claimed = byHash.get(transaction);
  if (claimed !== undefined) return claimed.origins;
  return (index.spent.get(transaction) ?? []).map((origin) => ({ origin, amountMilli: ledger.spent.get(origin)!.amountMilli }));
}

function visit(walk: Walk, origin: Hex, claimedMilli: number, depth: number): void {
  const { ledger, nodes, seen } = walk;
  if (nodes.length >= MAX_NODES) {
    walk.left += 1;
    return;
  }
  const active = ledger.origins.get(origin);
  const spent = ledger.spent.get(origin);
  const owner = active?.owner ?? spent?.owner ?? null;
  const source = owner === null ? null : sourceOf(walk, origin, owner);
  const isAgain = seen.has(origin);
  seen.add(origin);
  const inputs = source === null || source.transaction === null || isAgain ? [] : spentBy(walk, source.transaction);
  const state = active !== undefined ? (active.lock === null ? 'unspent' : 'locked') : spent !== undefined ? 'spent' : 'unknown';
  const isElsewhere = source?.transaction !== null && source !== null && walletOf(walk, source.transaction) !== ledger.shard;
  const end = isAgain ? 'again' : source === null ? 'unknown' : source.transaction === null ? 'genesis' : isElsewhere ? 'elsewhere' : inputs.length === 0 ? 'unknown' : depth + 1 >= MAX_DEPTH ? 'deep' : null;
  nodes.push({
    depth,
    origin,
    owner,
    amountMilli: active?.amountMilli ?? spent?.amountMilli ?? claimedMilli,
    state,
    made: source?.made ?? 'unknown',
    by: source?.transaction ?? null,
    says: source?.transaction ? saysOf(ledger, source.transaction) : '',
    end,
    doubles: doublesOf(walk, origin),
  });
  if (end !== null) return;
  for (const input of inputs) visit(walk, input.origin, input.amountMilli, depth + 1);
}

/** The campus that keeps the wallet a transaction was paid from. */
function walletOf({ ledger, looked }: Walk, transaction: Hex): number | null {
  return looked.lab.directory.byName.get(ledger.transactions.get(transaction)?.buyer ?? '')?.walletShard ?? null;
}

function saysOf({ transactions }: ShardLedger, hash: Hex): string {
  const known = transactions.get(hash);
  return known === undefined ? 'took no effect in this ledger' : `${known.buyer} pays ${known.seller} ${(known.paidMilli / 1000).toFixed(3)}${known.way === 'atomix' ? ' across campuses' : ''}`;
}

/** Whoever claims an origin that another transaction has spent, and was refused for it, or was not. */
function doublesOf({ claims, ledger }: Walk, origin: Hex): OriginNode['doubles'] {
  const spender = ledger.spent.get(origin)?.transaction ?? null;
  const found = new Map<Hex, string>();
  for (const { hash, code } of claims.get(origin) ?? []) {
    const entry = ledger.atomix.get(hash);
    const isRefused = code === 'double-spend' || code === 'forked-chain' || entry?.reason === 'origin-spent';
    const isMade = code === 'accepted' && spender !== null && ledger.transactions.has(hash);
    if (hash !== spender && (isRefused || isMade)) found.set(hash, isMade ? 'took effect' : (entry?.reason ?? code));
  }
  return [...found].map(([transaction, code]) => ({ transaction, code }));
}

function claimsOf({ recent }: StoringNode): Claim[] {
  return recent.flatMap((stored) => remember(stored, 'claims', () => claimsIn(stored)));
}

function claimsIn({ transactions, entries }: StoredBlock): Claim[] {
  return transactions.flatMap((transaction, at) => {
    const { code } = entries[at]!;
    return salesOf(transaction, code).map(({ hash, signed }) => ({ hash, code, origins: signed.transaction.origins }));
  });
}

function byOrigin(claims: readonly Claim[]): Map<Hex, Claim[]> {
  const found = new Map<Hex, Claim[]>();
  for (const claim of claims) {
    for (const { origin } of claim.origins) {
      const list = found.get(origin);
      if (list === undefined) found.set(origin, [claim]);
      else list.push(claim);
    }
  }
  return found;
}

interface Source {
  readonly made: 'genesis' | 'payment' | 'change';
  readonly transaction: Hex | null;
}

/** What the ledger says of its origins, turned round; made anew when the ledger has grown. */
interface OriginIndex {
  readonly size: number;
  readonly transactions: number;
  /** What each transaction has spent. */
  readonly spent: ReadonlyMap<Hex, readonly Hex[]>;
  /** Transactions in which each party was buyer or seller. */
  readonly byParty: ReadonlyMap<string, readonly Hex[]>;
  /** Sources found so far: ids follow from their transactions, so they stay true. */
  readonly sources: Map<Hex, Source>;
}

const indexes = new WeakMap<ShardLedger, OriginIndex>();

function indexOf(ledger: ShardLedger): OriginIndex {
  const known = indexes.get(ledger);
  if (known !== undefined && known.size === ledger.spent.size && known.transactions === ledger.transactions.size) return known;
  const spent = new Map<Hex, Hex[]>();
  for (const [origin, { transaction }] of ledger.spent) {
    const list = spent.get(transaction);
    if (list === undefined) spent.set(transaction, [origin]);
    else list.push(origin);
  }
  const byParty = new Map<string, Hex[]>();
  for (const [hash, { buyer, seller }] of ledger.transactions) {
    for (const party of [buyer, seller]) {
      const list = byParty.get(party);
      if (list === undefined) byParty.set(party, [hash]);
      else list.push(hash);
    }
  }
  const index = { size: ledger.spent.size, transactions: ledger.transactions.size, spent, byParty, sources: known?.sources ?? new Map<Hex, Source>() };
  indexes.set(ledger, index);
  return index;
}

/** An origin's id hashes what made it: one of its owner's transactions, newest first, or genesis. */
function sourceOf({ port, ledger, index, looked }: Walk, origin: Hex, owner: string): Source | null {
  const known = index.sources.get(origin);
  if (known !== undefined) return known;
  const found = searchSource(port, ledger, index, origin, owner) ?? genesisOf(port, looked, ledger.shard, origin, owner);
  if (found !== null) index.sources.set(origin, found);
  return found;
}

function searchSource(port: CryptoPort, { transactions }: ShardLedger, { byParty, sources }: OriginIndex, origin: Hex, owner: string): Source | null {
  const own = byParty.get(owner) ?? [];
  for (let at = own.length - 1; at >= 0; at--) {
    const transaction = own[at]!;
    const isBuyer = transactions.get(transaction)!.buyer === owner;
    const source: Source = { made: isBuyer ? 'change' : 'payment', transaction };
    const id = originId(port, transaction, isBuyer ? CHANGE_POSITION : PAYMENT_POSITION);
    sources.set(id, source);
    if (id === origin) return source;
  }
  return null;
}

function genesisOf(port: CryptoPort, { lab }: Looked, shard: number, origin: Hex, owner: string): Source | null {
  const source = genesisSource(port, shard, owner);
  const isFirst = walletOrigins(lab.genesisParameters).some((_, position) => originId(port, source, position) === origin);
  return isFirst ? { made: 'genesis', transaction: null } : null;
}
