import { createDriver, driverStep, type DriverState } from '../../consensus/atomix/driver.js';
import { participantsOf } from '../../consensus/atomix/cross-transaction.js';
import type { CrossTransaction } from '../../consensus/atomix/types.js';
import { acceptTransaction, appendEnergyBlock, createChain, markValidated, segmentUpTo, type IndividualChain } from '../../ledger/individual-chains/chain.js';
import { compensationOf, contentFault } from '../../ledger/individual-chains/content.js';
import { signedReadingHash, transactionHash } from '../../ledger/individual-chains/hashes.js';
import type { ValidatedMicroBlock } from '../../ledger/individual-chains/types.js';
import type { NodeId, Timer } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { askEpochs, type CheckedReceipt, type LedgerClient } from '../ledger-client/ledger-client.js';
import { ledgerDirectory } from '../ports.js';
import { note, send, setTimer, type Step } from '../step.js';
import type { EvTrading } from '../ev/trading.js';
import { carryOut, driverPorts, feedDriver } from './driving.js';
import type { Accept, Propose } from './messages.js';

/**
 * The selling side of a settlement (SEED A5, A6): it puts the identification on its own chain, hands the buyer the
 * segment, and finishes a cross-shard transaction itself when the buyer does not. All of its state is durable.
 */
export interface Seller {
  readonly chain: IndividualChain;
  /** Accepted transactions that are not paid yet. */
  readonly accepted: Map<Hex, AcceptedSale>;
  /** Paid so far. */
  receivedMilli: number;
}

interface AcceptedSale {
  readonly accept: Accept;
  readonly cross: CrossTransaction | null;
  driver: DriverState | null;
  tries: number;
}

export interface RescueTimer extends Timer {
  readonly kind: 'settlement/rescue';
  readonly transaction: Hex;
}

const RESCUE_RUNS = 3;
const MAX_RESCUE_TICKS = 20;

export function createSeller(name: string): Seller {
  return { chain: createChain(name), accepted: new Map(), receivedMilli: 0 };
}

/** After a crash: sales across shards that are not paid are looked after again. */
export function recoverSeller(step: Step, seller: Seller): void {
  for (const [transaction, { cross, driver }] of seller.accepted) {
    if (cross !== null && driver?.phase !== 'done') awaitRescue(step, transaction);
  }
}

function awaitRescue(step: Step, transaction: Hex): void {
  setTimer(step, step.lab.parameters.ledger.rescueUs, { kind: 'settlement/rescue', transaction } as RescueTimer);
}

/** Accepts what pays in full for a reading of its own; the same proposal again gets the same answer. */
export function onPropose(step: Step, seller: Seller, trading: EvTrading, from: NodeId, { signed, reading }: Propose): void {
  const { transaction } = signed;
  const { context } = step;
  const hash = transactionHash(context, transaction);
  const known = seller.accepted.get(hash);
  if (known) {
    send(step, from, known.accept);
    return;
  }
  const buyer = step.lab.directory.byName.get(transaction.buyer);
  const own = trading.readings.get(reading.reading.id);
  if (!buyer || buyer.id !== from || transaction.seller !== step.self.name || !own) return;
  const isRight = signedReadingHash(context, own.signed) === transaction.reading && transaction.priceMilliPerKWh === own.priceMilliPerKWh;
  if (!isRight || transaction.energyWh !== own.signed.reading.energyWh) return;
  if (contentFault(transaction) !== null || transaction.compensationMilli !== compensationOf(own.signed.reading, transaction.paidMilli + transaction.compensationMilli)) return;
  if (!context.verify(buyer.publicKey, hash, signed.signature)) return;
  const sign = (what: Hex): Hex => context.sign(what);
  const block = appendEnergyBlock(seller.chain, [signed], context, sign);
  const acceptance = acceptTransaction(hash, step.self.name, context, sign);
  const accept: Accept = { kind: 'settlement/accept', transaction: hash, segment: segmentUpTo(seller.chain, block.block.index), acceptance };
  const isCross = buyer.walletShard !== step.self.walletShard;
  const cross = isCross ? { acceptance, reading: own.signed, signed } : null;
  seller.accepted.set(hash, { accept, cross, driver: null, tries: 0 });
  send(step, from, accept);
  if (isCross) awaitRescue(step, hash);
}

/** The buyer has not come through: any party may finish a stalled transaction (SEED A6). */
export function onRescue(step: Step, seller: Seller, client: LedgerClient, timer: RescueTimer): void {
  const sale = seller.accepted.get(timer.transaction);
  if (!sale?.cross || !step.lab.parameters.defences.rescue || sale.tries >= MAX_RESCUE_TICKS) return;
  sale.tries += 1;
  if (sale.driver === null) {
    const participants = participantsOf(sale.cross, ledgerDirectory(step.lab.directory));
    if (participants === null) return;
    sale.driver = createDriver(sale.cross, participants, RESCUE_RUNS, step.context);
    for (const shard of participants.inputShards) if (shard !== step.lab.shard) askEpochs(step, client, shard);
    carryOut(step, client, driverStep(sale.driver, { type: 'start' }, driverPorts(step, client)));
  } else {
    carryOut(step, client, driverStep(sale.driver, { type: 'tick' }, driverPorts(step, client)));
  }
  if (sale.driver.phase !== 'done') setTimer(step, step.lab.parameters.ledger.rescueUs, timer);
}

/** What a committee has said: payments in, validated blocks, answers to a rescue. */
export function onSellerReceipt(step: Step, seller: Seller, client: LedgerClient, checked: CheckedReceipt): void {
  const { transaction, result } = checked.receipt;
  if (transaction.kind === 'micro') {
    if (checked.entry.code === 'accepted') takePinned(step, seller, result as ValidatedMicroBlock);
    return;
  }
  if (!('cross' in transaction)) return;
  const hash = transactionHash(step.context, transaction.cross.signed.transaction);
  const sale = seller.accepted.get(hash);
  if (!sale) return;
  const isHome = checked.receipt.proof.certificate.header.shard === step.self.walletShard;
  if (sale.driver) {
    carryOut(step, client, feedDriver(step, client, sale.driver, checked));
    if (sale.driver.outcome?.result === 'committed') {
      note(step, { kind: 'atomix/state', transaction: hash, state: 'committed', rescued: true });
    }
  }
  if (isHome && transaction.kind === 'unlock-to-commit' && checked.entry.code === 'accepted') {
    // Paid here; whether the buyer's change came through at its home is the buyer's and the rescuer's matter.
    if (sale.driver === null || sale.driver.phase === 'done') paid(seller, hash, transaction.cross.signed.transaction.paidMilli);
  }
}

function takePinned(step: Step, seller: Seller, result: ValidatedMicroBlock): void {
  for (const { owner, index, digest } of result.pinned ?? []) {
    if (owner === step.self.name) markValidated(seller.chain, index, digest, step.context);
  }
  for (const hash of result.transactions ?? []) {
    const sale = seller.accepted.get(hash);
    const last = sale?.accept.segment.blocks.at(-1)?.block;
    const sold = last?.kind === 'energy' ? last.identifications.at(-1)?.transaction : undefined;
    if (sold) paid(seller, hash, sold.paidMilli);
  }
}

function paid(seller: Seller, hash: Hex, amountMilli: number): void {
  if (!seller.accepted.delete(hash)) return;
  seller.receivedMilli += amountMilli;
}
