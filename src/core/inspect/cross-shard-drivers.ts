import type { EntryProof } from '../consensus/committee/block.js';
import type { CommitteeBook } from '../consensus/committee/book.js';
import { awaitedShards, type DriverState } from '../consensus/atomix/driver.js';
import type { CrossTransaction } from '../consensus/atomix/types.js';
import type { ActorState } from '../actors/actor.js';
import type { LedgerClient } from '../actors/ledger-client/ledger-client.js';
import type { ShardProof } from '../ledger/individual-chains/cross-shard.js';
import type { CrossShardQuery } from './cross-shard.js';
import { certifiedBy, type CertificateLine } from './certificates.js';
import type { Looked } from './looked.js';

/** A party that drives a cross-shard transaction to its end, as its driver stands. */
export interface DriverLine {
  readonly node: string;
  /** The seller drives when it rescues. */
  readonly role: 'buyer' | 'seller';
  readonly phase: DriverState['phase'];
  readonly run: number;
  /** After a contention in a run below this one it tries the next run. */
  readonly runMax: number;
  readonly proofs: readonly ProofLine[];
  /** Shards whose word it waits for now. */
  readonly awaited: readonly number[];
  /** Before the next run, while it backs off. */
  readonly backOffTicks: number;
  /** Its requests to shards that nobody has answered yet. */
  readonly open: readonly OpenLine[];
  readonly outcome: string | null;
}

/** A proof of validity, or of what ended a run, that a driver holds. */
export interface ProofLine {
  readonly kind: 'validity' | 'invalidity' | 'aborted';
  readonly shard: number;
  readonly run: number;
  readonly reason: string | null;
  readonly certificate: CertificateLine;
}

export interface OpenLine {
  readonly kind: string;
  readonly shard: number;
  readonly run: number;
  readonly sinceUs: number;
  readonly submissions: number;
}

/** The drivers of a transaction in this campus, and the transaction as they hold it. */
export function driversOf({ actors, lab }: Looked, { transaction: hash, buyer, seller }: CrossShardQuery): { lines: DriverLine[]; cross: CrossTransaction | null } {
  const actorOf = (name: string): ActorState | undefined => {
    const id = lab.directory.byName.get(name)?.id;
    return id === undefined ? undefined : actors.get(id);
  };
  const lines: DriverLine[] = [];
  let cross: CrossTransaction | null = null;
  const buying = actorOf(buyer);
  if (buying?.kind === 'consumer') {
    const driver = buying.buyer.batch?.payments.find((one) => one.hash === hash)?.driver ?? null;
    if (driver !== null) lines.push(driverLine(buyer, 'buyer', driver, buying.client));
    cross = driver?.cross ?? null;
  }
  const selling = actorOf(seller);
  if (selling?.kind === 'ev') {
    const sale = selling.seller.accepted.get(hash);
    if (sale?.driver) lines.push(driverLine(seller, 'seller', sale.driver, selling.client));
    cross ??= sale?.cross ?? null;
  }
  return { lines, cross };
}

function driverLine(node: string, role: DriverLine['role'], driver: DriverState, client: LedgerClient): DriverLine {
  const { phase, run, runMax, validity, abort, previousAbort, backOffTicks, outcome } = driver;
  const proofs = [...(previousAbort === null ? [] : [previousAbort]), ...validity, ...(abort === null ? [] : [abort])];
  return {
    node,
    role,
    phase,
    run,
    runMax,
    proofs: proofs.map((proof) => proofLine(client.book, proof)),
    awaited: phase === 'backing-off' || phase === 'done' ? [] : awaitedShards(driver),
    backOffTicks,
    open: openOf(client, driver),
    outcome: outcome === null ? null : outcome.result === 'committed' ? 'committed' : `${outcome.result}: ${outcome.reason ?? 'in another run'}`,
  };
}

/** An Atomix proof's certificate is the proof that a certified block holds the entry that attests to it (checkShardProof). */
function proofLine(book: CommitteeBook, { content, certificate }: ShardProof): ProofLine {
  const entry = certificate as EntryProof;
  const reason = content.kind === 'validity' ? null : content.reason;
  return { kind: content.kind, shard: content.shard, run: content.run, reason, certificate: certifiedBy(book, entry.certificate, entry.index) };
}

function openOf(client: LedgerClient, { cross, run }: DriverState): OpenLine[] {
  const lines: OpenLine[] = [];
  for (const { transaction, shard, sinceUs, submissions } of client.open.values()) {
    const isOwn = 'cross' in transaction && transaction.run === run && transaction.cross.signed.signature === cross.signed.signature;
    if (isOwn) lines.push({ kind: transaction.kind, shard, run, sinceUs, submissions });
  }
  return lines;
}
