import type { Hex } from '../../units/hex.js';
import type { AtomixEntry } from './cross-shard.js';
import { genesisSource, originId } from './hashes.js';
import { type CryptoPort, DOMAINS } from './ports.js';

/** An unspent validated output. Locked while a cross-shard transaction holds it. */
export interface Origin {
  readonly owner: string;
  readonly amountMilli: number;
  readonly lock: { readonly transaction: Hex; readonly run: number } | null;
}

/** The tombstone of an origin. The amount stays known for the experiments that take the defence away. */
export interface SpentOrigin {
  readonly owner: string;
  readonly amountMilli: number;
  readonly transaction: Hex;
}

/** A meter reading in use, under `readingKey`. */
export interface ReadingUse {
  readonly transaction: Hex;
  readonly state: 'locked' | 'consumed';
  readonly energyWh: number;
}

/** A transaction that took effect here, for good. */
export interface TransactionTombstone {
  readonly buyer: string;
  readonly number: number;
  readonly seller: string;
  readonly paidMilli: number;
  readonly way: 'micro-block' | 'atomix';
}

/** A buyer's transaction number in use, under `numberKey`. */
export interface NumberUse {
  readonly transaction: Hex;
  readonly state: 'locked' | 'used';
}

/** What the shard holds fixed of one party's chain. */
export interface ChainPins {
  /** Digest of block `i` at position `i`. */
  readonly digests: Hex[];
  /** Transactions identified in fixed blocks: hash to block index, `IDENTIFIED_TWICE` where two blocks hold one. */
  readonly identified: Map<Hex, number>;
  /** Index of the owner's last validated micro block, -1 before the first. */
  lastValidatedMicro: number;
}

/**
 * The replicated state of one shard (SEED A5, A6): plain data, changed in place by ordered operations only. Money is
 * conserved: the sum of `origins` changes by nothing but what `atomix` entries say they spent and created.
 */
export interface ShardLedger {
  readonly shard: number;
  readonly origins: Map<Hex, Origin>;
  readonly spent: Map<Hex, SpentOrigin>;
  readonly readings: Map<string, ReadingUse>;
  readonly transactions: Map<Hex, TransactionTombstone>;
  readonly numbers: Map<string, NumberUse>;
  readonly chains: Map<string, ChainPins>;
  readonly atomix: Map<Hex, AtomixEntry>;
  /** Reputation of SEED A2, integer units. The ledger keeps it; its rules are elsewhere. */
  readonly credit: Map<string, number>;
}

/** No block has this index, so a transaction that a chain identified twice never counts as identified once. */
export const IDENTIFIED_TWICE = -1;

export interface Genesis {
  readonly shard: number;
  /** Each entry becomes one origin; a party's entries are numbered in their order. */
  readonly origins: readonly { readonly owner: string; readonly amountMilli: number }[];
  readonly credit: readonly { readonly name: string; readonly credit: number }[];
}

/** The ledger of a shard at virtual time 0. Throws for amounts that are not positive safe integers. */
export function genesisLedger(genesis: Genesis, port: CryptoPort): ShardLedger {
  const ledger: ShardLedger = {
    shard: genesis.shard,
    origins: new Map(),
    spent: new Map(),
    readings: new Map(),
    transactions: new Map(),
    numbers: new Map(),
    chains: new Map(),
    atomix: new Map(),
    credit: new Map(genesis.credit.map(({ name, credit }) => [name, credit])),
  };
  const positions = new Map<string, number>();
  for (const { owner, amountMilli } of genesis.origins) {
    if (!Number.isSafeInteger(amountMilli) || amountMilli <= 0) throw new Error(`genesis gives ${owner} an origin of ${amountMilli}`);
    const position = positions.get(owner) ?? 0;
    positions.set(owner, position + 1);
    createOrigin(ledger, originId(port, genesisSource(port, genesis.shard, owner), position), owner, amountMilli);
  }
  return ledger;
}

/** A copy that shares nothing that can change. */
export function copyShardLedger(ledger: ShardLedger): ShardLedger {
  return {
    shard: ledger.shard,
    origins: new Map(ledger.origins),
    spent: new Map(ledger.spent),
    readings: new Map(ledger.readings),
    transactions: new Map(ledger.transactions),
    numbers: new Map(ledger.numbers),
    chains: new Map([...ledger.chains].map(([owner, pins]) => [owner, copyChainPins(pins)])),
    atomix: new Map(ledger.atomix),
    credit: new Map(ledger.credit),
  };
}

/**
 * Lets a ledger hold the very records of another one that is the same, as if it were a copy of it. Records never change, so nobody
 * can tell; but they are in memory once, and who compares the two again finds it out at a glance.
 */
export function shareRecords(ledger: ShardLedger, same: ShardLedger): void {
  for (const name of ['origins', 'spent', 'readings', 'transactions', 'numbers', 'atomix'] as const) {
    const records: Map<string, object> = ledger[name];
    const own = records.values();
    for (const [key, record] of same[name]) if (own.next().value !== record) records.set(key, record);
  }
}

/**
 * The hash of everything above in one canonical form: two ledgers have one root exactly when they hold the same data,
 * in whatever order it came in. It walks the whole ledger, so it is for epochs, handovers and tests.
 */
export function ledgerRoot(ledger: ShardLedger, port: CryptoPort): Hex {
  const chains = sorted(ledger.chains).map(([owner, pins]) => [
    owner,
    pins.digests,
    sorted(pins.identified),
    pins.lastValidatedMicro,
  ]);
  const sections = [
    ['shard', ledger.shard],
    ['origins', sorted(ledger.origins)],
    ['spent', sorted(ledger.spent)],
    ['readings', sorted(ledger.readings)],
    ['transactions', sorted(ledger.transactions)],
    ['numbers', sorted(ledger.numbers)],
    ['chains', chains],
    ['atomix', sorted(ledger.atomix)],
    ['credit', sorted(ledger.credit)],
  ];
  return port.hash(
    DOMAINS.ledger,
    sections.map(([name, content]) => [name, port.hash(DOMAINS.ledger, [content])]),
  );
}

/** What checkers compare across shards; folding these over all shards must give the genesis money (I3). */
export interface MoneyClaims {
  readonly freeMilli: number;
  readonly lockedMilli: number;
  /** Sums over committed cross-shard transactions: spent here, created here. */
  readonly spentAcrossMilli: number;
  readonly createdAcrossMilli: number;
}

/**
 * Money of one shard. Over all shards at any moment, `free + locked + spentAcross − createdAcross` is constant:
 * the last two differ by what is in flight between shards.
 */
export function moneyClaims(ledger: ShardLedger): MoneyClaims {
  let freeMilli = 0;
  let lockedMilli = 0;
  for (const origin of ledger.origins.values()) {
    if (origin.lock === null) freeMilli += origin.amountMilli;
    else lockedMilli += origin.amountMilli;
  }
  let spentAcrossMilli = 0;
  let createdAcrossMilli = 0;
  for (const entry of ledger.atomix.values()) {
    spentAcrossMilli += entry.spentMilli;
    createdAcrossMilli += entry.createdMilli;
  }
  return { freeMilli, lockedMilli, spentAcrossMilli, createdAcrossMilli };
}

/** A party's unlocked origins, ascending by id. It walks the whole ledger: for clients that catch up, not for steps. */
export function unspentOf(ledger: ShardLedger, owner: string): { readonly origin: Hex; readonly amountMilli: number }[] {
  return sorted(ledger.origins)
    .filter(([, origin]) => origin.owner === owner && origin.lock === null)
    .map(([origin, { amountMilli }]) => ({ origin, amountMilli }));
}

/** Adds an output. An id that exists or ever existed is a broken promise of the ledger itself (I2), so it throws. */
export function createOrigin(ledger: ShardLedger, origin: Hex, owner: string, amountMilli: number): void {
  if (ledger.origins.has(origin) || ledger.spent.has(origin)) throw new Error(`origin ${origin} is created twice`);
  ledger.origins.set(origin, { owner, amountMilli, lock: null });
}

/** The key of a reading: its id at its charging point, so that a meter which signs two readings of one id sells once. */
export function readingKey(reading: { readonly chargingPoint: string; readonly id: string }): string {
  return JSON.stringify([reading.chargingPoint, reading.id]);
}

/** The key of a buyer's transaction number, `Tr-a`. */
export function numberKey(transaction: { readonly buyer: string; readonly number: number }): string {
  return JSON.stringify([transaction.buyer, transaction.number]);
}

/** The pins of a party's chain; where the shard holds none yet, empty ones that are not part of the ledger. */
export function pinsOf(ledger: ShardLedger, owner: string): ChainPins {
  return ledger.chains.get(owner) ?? { digests: [], identified: new Map(), lastValidatedMicro: -1 };
}

function copyChainPins(pins: ChainPins): ChainPins {
  return { digests: pins.digests.slice(), identified: new Map(pins.identified), lastValidatedMicro: pins.lastValidatedMicro };
}

function sorted<Value>(map: ReadonlyMap<string, Value>): [string, Value][] {
  const entries = [...map];
  entries.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return entries;
}
