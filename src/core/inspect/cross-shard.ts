import { participantsOf } from '../consensus/atomix/cross-transaction.js';
import type { CrossTransaction } from '../consensus/atomix/types.js';
import type { AtomixEntry } from '../ledger/individual-chains/cross-shard.js';
import { readingKey, type ShardLedger } from '../ledger/individual-chains/shard-ledger.js';
import { ledgerDirectory } from '../actors/ports.js';
import type { StoringNode } from '../actors/control-system/storing-node.js';
import type { Hex } from '../units/hex.js';
import { driversOf, type DriverLine } from './cross-shard-drivers.js';
import { certifiedBy, type CertificateLine } from './certificates.js';
import type { Looked } from './looked.js';

/** What one campus knows of one cross-shard transaction (SEED A6); its buyer and seller are named to find their drivers. */
export interface CrossShardQuery {
  readonly kind: 'cross-shard';
  readonly shard: number;
  readonly transaction: Hex;
  readonly buyer: string;
  readonly seller: string;
}

export interface CrossShardDetail {
  readonly shard: number;
  /** The shard's own record; null while it has none. */
  readonly entry: AtomixEntry | null;
  /** What its committee has ordered of it in the last epochs, oldest first. */
  readonly operations: readonly OperationLine[];
  /** How many older ones the list leaves out. */
  readonly leftOut: number;
  /** The transaction itself, where somebody here still holds it. */
  readonly content: ContentLine | null;
  /** What it takes from this shard, and how that stands. */
  readonly inputs: readonly InputLine[];
  /** Parties of this campus that drive it. */
  readonly drivers: readonly DriverLine[];
}

/** An ordered operation with what the committee certified. */
export interface OperationLine {
  readonly kind: 'lock' | 'unlock-to-commit' | 'unlock-to-abort';
  readonly run: number;
  /** `accepted`, or why it was refused. */
  readonly code: string;
  /** What a lock request was answered with; null for the others and for refusals. */
  readonly answer: 'validity' | 'invalidity' | 'aborted' | null;
  readonly reason: string | null;
  /** Whether it changed nothing, having been ordered before. */
  readonly repeated: boolean;
  readonly certificate: CertificateLine;
}

export interface ContentLine {
  readonly number: number;
  readonly paidMilli: number;
  readonly changeMilli: number;
  readonly energyWh: number;
  readonly priceMilliPerKWh: number;
  readonly round: number;
  readonly request: string;
  readonly chargingPoint: string;
  readonly reading: string;
  /** Shards of the buyer's wallet, the meter reading and the seller's wallet; null for a party without a home. */
  readonly walletShard: number | null;
  readonly readingShard: number | null;
  readonly sellerShard: number | null;
  readonly inputShards: readonly number[];
  readonly outputShards: readonly number[];
}

export interface InputLine {
  readonly what: 'origin' | 'reading';
  readonly id: string;
  /** Milli-units of an origin, Wh of a reading. */
  readonly amount: number;
  /** `locked` by this transaction, `taken` by it, `held` or `spent` by another, `free`, or `unknown` here. */
  readonly state: 'locked' | 'taken' | 'held' | 'spent' | 'free' | 'unknown';
}

const MOST_OPERATIONS = 24;
const MOST_INPUTS = 16;

export function inspectCrossShard(looked: Looked, query: CrossShardQuery): CrossShardDetail {
  const { shard, actors, lab } = looked;
  const drivers = driversOf(looked, query);
  const actor = actors.get(lab.members.controlSystem);
  const storing = actor?.kind === 'control-system' ? actor.storing : null;
  const { operations, cross: ordered } = storing === null ? NOTHING : operationsOf(storing, query.transaction);
  const cross = drivers.cross ?? ordered;
  const ledger = storing?.state.ledger ?? null;
  return {
    shard,
    entry: ledger?.atomix.get(query.transaction) ?? null,
    operations: operations.slice(-MOST_OPERATIONS),
    leftOut: Math.max(0, operations.length - MOST_OPERATIONS),
    content: cross === null ? null : contentOf(looked, cross),
    inputs: cross === null || ledger === null ? [] : inputsOf(looked, cross, ledger, query.transaction),
    drivers: drivers.lines,
  };
}

const NOTHING: { readonly operations: OperationLine[]; readonly cross: CrossTransaction | null } = { operations: [], cross: null };

/** Walks what the storing node answers for; a transaction is known by what the committee said of it, without hashing. */
function operationsOf(storing: StoringNode, hash: Hex): { operations: OperationLine[]; cross: CrossTransaction | null } {
  const found: OperationLine[] = [];
  let cross: CrossTransaction | null = null;
  for (const { transaction, result, entries, index, certificate } of storing.answers.values()) {
    if (!('cross' in transaction)) continue;
    const said = result as Said | null;
    if ((said?.content?.transaction ?? said?.transaction ?? null) !== hash) continue;
    cross = transaction.cross;
    const { code } = entries[index]!;
    const content = said?.content ?? null;
    found.push({
      kind: transaction.kind,
      run: transaction.run,
      code,
      answer: content?.kind ?? null,
      reason: content?.reason ?? null,
      repeated: said?.repeated === true,
      certificate: certifiedBy(storing.client.book, certificate, index),
    });
  }
  return { operations: found.toSorted((a, b) => a.certificate.height - b.certificate.height || a.certificate.index - b.certificate.index), cross };
}

/** What all results of cross-shard operations have in common. */
interface Said {
  readonly transaction?: Hex | null;
  readonly content?: { readonly kind: 'validity' | 'invalidity' | 'aborted'; readonly transaction: Hex; readonly reason?: string | null };
  readonly repeated?: boolean;
}

function contentOf({ lab }: Looked, cross: CrossTransaction): ContentLine {
  const { number, buyer, seller, paidMilli, changeMilli, energyWh, priceMilliPerKWh, round, request } = cross.signed.transaction;
  const { id: reading, chargingPoint } = cross.reading.reading;
  const directory = ledgerDirectory(lab.directory);
  const participants = participantsOf(cross, directory);
  return {
    number,
    paidMilli,
    changeMilli,
    energyWh,
    priceMilliPerKWh,
    round,
    request,
    chargingPoint,
    reading,
    walletShard: directory.homeShardOf(buyer),
    readingShard: directory.homeShardOf(chargingPoint),
    sellerShard: directory.homeShardOf(seller),
    inputShards: participants?.inputShards ?? [],
    outputShards: participants?.outputShards ?? [],
  };
}

function inputsOf({ shard, lab }: Looked, cross: CrossTransaction, ledger: ShardLedger, hash: Hex): InputLine[] {
  const directory = ledgerDirectory(lab.directory);
  const { transaction } = cross.signed;
  const { reading } = cross.reading;
  const lines: InputLine[] = [];
  if (directory.homeShardOf(transaction.buyer) === shard) {
    for (const { origin, amountMilli } of transaction.origins.slice(0, MOST_INPUTS)) {
      lines.push({ what: 'origin', id: origin, amount: amountMilli, state: originState(ledger, origin, hash) });
    }
  }
  if (directory.homeShardOf(reading.chargingPoint) === shard) {
    const use = ledger.readings.get(readingKey(reading));
    const own = use?.transaction === hash;
    const state = use === undefined ? 'free' : use.state === 'locked' ? (own ? 'locked' : 'held') : own ? 'taken' : 'spent';
    lines.push({ what: 'reading', id: reading.id, amount: reading.energyWh, state });
  }
  return lines;
}

function originState(ledger: ShardLedger, origin: Hex, hash: Hex): InputLine['state'] {
  const active = ledger.origins.get(origin);
  if (active !== undefined) return active.lock === null ? 'free' : active.lock.transaction === hash ? 'locked' : 'held';
  const spent = ledger.spent.get(origin);
  return spent === undefined ? 'unknown' : spent.transaction === hash ? 'taken' : 'spent';
}
