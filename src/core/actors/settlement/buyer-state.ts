import type { DriverState } from '../../consensus/atomix/driver.js';
import { createChain, type IndividualChain } from '../../ledger/individual-chains/chain.js';
import { genesisSource, originId } from '../../ledger/individual-chains/hashes.js';
import { CHANGE_POSITION, type ChainSegment, type MicroBlockSubmission, type OriginEvidence, type OriginRef, type SignedReading, type SignedTransaction } from '../../ledger/individual-chains/types.js';
import type { Hex } from '../../units/hex.js';
import { walletOrigins } from '../genesis-ledger.js';
import { note, type Step } from '../step.js';

/**
 * The paying side of a settlement (SEED A5, A6). What is due at one time is paid as one batch: within the campus one
 * energy block identifies all of it and one micro block goes to the committee with its proof; when the wallet is homed
 * elsewhere, Atomix commits each payment across both shards. One batch is under way at a time, because a micro block
 * needs its predecessor validated. All of its state is durable.
 */
export interface Buyer {
  readonly chain: IndividualChain;
  unspent: OriginRef[];
  readonly evidence: Map<Hex, OriginEvidence>;
  nextNumber: number;
  readonly queue: Due[];
  batch: Batch | null;
  /** A timer will look at the queue. */
  isGathering: boolean;
  paidMilli: number;
}

/** A delivery that has to be paid. */
export interface Due {
  readonly reading: SignedReading;
  readonly priceMilliPerKWh: number;
}

export interface Batch {
  readonly payments: Payment[];
  readonly isCross: boolean;
  phase: 'proposing' | 'submitted' | 'driving' | 'identifying';
  micro: { readonly index: number; readonly digest: Hex; readonly submission: MicroBlockSubmission } | null;
  readonly beganUs: number;
  attempt: number;
  proposals: number;
}

export interface Payment {
  readonly due: Due;
  readonly signed: SignedTransaction;
  readonly hash: Hex;
  /** The seller's chain up to its identification, once it has accepted. */
  segment: ChainSegment | null;
  driver: DriverState | null;
  isSettled: boolean;
}

/** Refusals that say a wallet's origin is gone. */
const GONE = new Set(['double-spend', 'forked-chain']);

export function createBuyer(step: Step): Buyer {
  const { name, walletShard } = step.self;
  const source = genesisSource(step.context, walletShard, name);
  const own = walletOrigins(step.lab.parameters);
  const unspent = own.map((amountMilli, position) => ({ amountMilli, origin: originId(step.context, source, position) }));
  const evidence = new Map(unspent.map(({ origin }, position) => [origin, { position, source }]));
  return { chain: createChain(name), unspent, evidence, nextNumber: 1, queue: [], batch: null, isGathering: false, paidMilli: 0 };
}

/** Books a payment once: spent origins go, change comes; an origin that the ledger says is gone is not tried again. */
export function settle(step: Step, buyer: Buyer, payment: Payment, outcome: 'committed' | 'aborted' | 'refused', code = ''): void {
  if (payment.isSettled) return;
  payment.isSettled = true;
  const { transaction } = payment.signed;
  if (outcome === 'committed' || GONE.has(code)) {
    const spent = new Set(transaction.origins.map((one) => one.origin));
    buyer.unspent = buyer.unspent.filter((one) => !spent.has(one.origin));
    for (const origin of spent) buyer.evidence.delete(origin);
  }
  if (outcome === 'committed') {
    buyer.paidMilli += transaction.paidMilli;
    if (transaction.changeMilli > 0) {
      const origin = originId(step.context, payment.hash, CHANGE_POSITION);
      buyer.unspent.push({ amountMilli: transaction.changeMilli, origin });
      buyer.evidence.set(origin, { position: CHANGE_POSITION, source: payment.hash });
    }
  }
  note(step, { kind: 'settlement/final', round: transaction.round, transaction: payment.hash, outcome, amountMilli: transaction.paidMilli });
}

/** Takes payments out of a batch. */
export function drop(batch: Batch, payments: readonly Payment[]): void {
  const kept = batch.payments.filter((one) => !payments.includes(one));
  batch.payments.splice(0, batch.payments.length, ...kept);
}
