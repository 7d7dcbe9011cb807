import { participantsOf } from '../../consensus/atomix/cross-transaction.js';
import { createDriver, driverStep } from '../../consensus/atomix/driver.js';
import {
  abandonUnvalidated,
  appendEnergyBlock,
  buildSubmission,
  closeMicroBlock,
  draftTransaction,
  markValidated,
  mergeSegments,
  signTransaction,
} from '../../ledger/individual-chains/chain.js';
import { blockDigest, transactionHash } from '../../ledger/individual-chains/hashes.js';
import type { ChainSegment } from '../../ledger/individual-chains/types.js';
import type { NodeId, Timer } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { submitTransaction, type CheckedReceipt, type LedgerClient, type OpenTransaction } from '../ledger-client/ledger-client.js';
import { ledgerDirectory } from '../ports.js';
import { nodeIdOf, note, send, setTimer, type Step } from '../step.js';
import { drop, settle, type Batch, type Buyer, type Due, type Payment } from './buyer-state.js';
import { carryOut, driverPorts, feedDriver } from './driving.js';
import type { Accept, Propose } from './messages.js';

export interface PaymentTimer extends Timer {
  readonly kind: 'settlement/gather' | 'settlement/again' | 'settlement/resume';
  /** Hash of the batch's first payment; null for gathering. */
  readonly batch: Hex | null;
}

/** Readings of one round come within a moment of each other. */
const GATHER_US = 400_000;
const PROPOSE_AGAIN_US = 2_000_000;
const RESUME_US = 3_000_000;
const MAX_PROPOSALS = 4;
const MAX_ATTEMPTS = 6;
const MAX_BATCH = 16;
const DRIVER_RUNS = 4;

/** Refusals that a later state of the ledger may lift. */
const PASSING = new Set(['origin-locked', 'reading-locked', 'origin-unvalidated', 'previous-unvalidated', 'cross-shard-unsettled', 'pending-funds']);
/** A delivery was read; it is paid when its turn comes. */
export function owe(step: Step, buyer: Buyer, due: Due): void {
  buyer.queue.push(due);
  gather(step, buyer, GATHER_US);
}

/** After a crash: whatever timer the batch under way was waiting for is set again. */
export function recoverBuyer(step: Step, buyer: Buyer): void {
  const { batch } = buyer;
  buyer.isGathering = false;
  if (batch === null) {
    gather(step, buyer, GATHER_US);
    return;
  }
  later(step, batch, 'settlement/again', PROPOSE_AGAIN_US);
  if (batch.phase !== 'proposing') later(step, batch, 'settlement/resume', RESUME_US);
}

export function onAccept(step: Step, buyer: Buyer, client: LedgerClient, from: NodeId, accept: Accept): void {
  const { batch } = buyer;
  const payment = batch?.payments.find((one) => one.hash === accept.transaction);
  if (!batch || !payment || payment.segment !== null || nodeIdOf(step, payment.signed.transaction.seller) !== from) return;
  payment.segment = accept.segment;
  if (batch.isCross) drive(step, buyer, client, batch, payment, accept);
  else if (batch.phase === 'proposing' && batch.payments.every((one) => one.segment !== null)) identify(step, buyer, client, batch);
}

export function onPaymentTimer(step: Step, buyer: Buyer, client: LedgerClient, timer: PaymentTimer): void {
  if (timer.kind === 'settlement/gather') {
    buyer.isGathering = false;
    payNext(step, buyer);
    return;
  }
  const { batch } = buyer;
  if (!batch || batchId(batch) !== timer.batch) return;
  if (timer.kind === 'settlement/again') proposeAgain(step, buyer, client, batch);
  else if (batch.phase === 'driving') tickDrivers(step, buyer, client, batch);
  else if (batch.micro !== null && !isSubmitted(client, batch)) submitMicro(step, client, batch);
}

/** The client goes on asking for it by itself. */
function isSubmitted(client: LedgerClient, batch: Batch): boolean {
  return [...client.open.values()].some(({ transaction }) => transaction.kind === 'micro' && transaction.attempt === batch.attempt);
}

/** What a committee has said of a transaction that concerns this buyer. */
export function onBuyerReceipt(step: Step, buyer: Buyer, client: LedgerClient, checked: CheckedReceipt): void {
  const { batch } = buyer;
  const { transaction, result } = checked.receipt;
  if (!batch) return;
  if ('cross' in transaction) {
    const hash = transactionHash(step.context, transaction.cross.signed.transaction);
    const payment = batch.payments.find((one) => one.hash === hash);
    if (payment?.driver) takeDriven(step, buyer, client, batch, payment, checked);
  } else if (transaction.kind === 'micro' && batch.micro !== null) {
    if (blockDigest(step.context, transaction.submission.micro) !== batch.micro.digest) return;
    afterMicro(step, buyer, client, batch, checked.entry.code, (result as { transaction?: Hex | null } | null)?.transaction ?? null);
  }
}

/** The client has given up: nobody answered in time. */
export function onAbandoned(step: Step, buyer: Buyer, { transaction }: OpenTransaction): void {
  const { batch } = buyer;
  if (!batch || transaction.kind !== 'micro' || batch.micro === null) return;
  if (blockDigest(step.context, transaction.submission.micro) !== batch.micro.digest) return;
  for (const payment of batch.payments) settle(step, buyer, payment, 'refused');
  close(step, buyer);
}

function gather(step: Step, buyer: Buyer, afterUs: number): void {
  if (buyer.isGathering || buyer.batch !== null || buyer.queue.length === 0) return;
  buyer.isGathering = true;
  setTimer(step, afterUs, { kind: 'settlement/gather', batch: null } as PaymentTimer);
}

/** Drafts what is due from origins that no other payment of the batch uses. */
function payNext(step: Step, buyer: Buyer): void {
  if (buyer.batch !== null || buyer.queue.length === 0) return;
  const payments: Payment[] = [];
  let unspent = buyer.unspent;
  const isCross = isAcross(step, buyer.queue[0]);
  for (;;) {
    // What is paid at home and what is paid across campuses go different ways, so they go in batches of their own.
    const at = payments.length < MAX_BATCH ? buyer.queue.findIndex((due) => isAcross(step, due) === isCross) : -1;
    if (at < 0) break;
    const { priceMilliPerKWh, reading } = buyer.queue[at];
    const terms = { number: buyer.nextNumber, priceMilliPerKWh, energyWh: reading.reading.energyWh, reading };
    const transaction = draftTransaction(terms, unspent, step.context);
    if (transaction === null) break;
    const used = new Set(transaction.origins.map((one) => one.origin));
    unspent = unspent.filter((one) => !used.has(one.origin));
    buyer.nextNumber += 1;
    const signed = signTransaction(transaction, step.context, (what) => step.context.sign(what));
    payments.push({ due: buyer.queue.splice(at, 1)[0], signed, hash: transactionHash(step.context, transaction), segment: null, driver: null, isSettled: false });
  }
  if (payments.length === 0) {
    // A buyer without funds stays pending until it has them.
    note(step, { kind: 'settlement/unfunded', consumer: step.self.name });
    gather(step, buyer, RESUME_US);
    return;
  }
  const batch: Batch = { payments, isCross, phase: isCross ? 'driving' : 'proposing', micro: null, beganUs: step.context.nowUs, attempt: 0, proposals: 0 };
  buyer.batch = batch;
  for (const { signed, hash } of payments) {
    const { round, paidMilli } = signed.transaction;
    note(step, { kind: 'settlement/began', round, transaction: hash, crossShard: isCross, amountMilli: paidMilli });
  }
  propose(step, batch);
  if (isCross) later(step, batch, 'settlement/resume', RESUME_US);
}

/** Whether the meter stands in another campus than the one that keeps the wallet. */
function isAcross(step: Step, { reading }: Due): boolean {
  return step.lab.directory.byName.get(reading.reading.chargingPoint)?.walletShard !== step.self.walletShard;
}

function propose(step: Step, batch: Batch): void {
  batch.proposals += 1;
  for (const { due, signed, segment } of batch.payments) {
    const to = segment === null ? nodeIdOf(step, signed.transaction.seller) : null;
    if (to !== null) send(step, to, { kind: 'settlement/propose', reading: due.reading, signed } as Propose);
  }
  later(step, batch, 'settlement/again', PROPOSE_AGAIN_US);
}

/** Asks silent sellers again; those who never answer are left out, so that they hold nobody up. */
function proposeAgain(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch): void {
  const silent = batch.payments.filter((one) => one.segment === null && !one.isSettled);
  if (silent.length === 0) return;
  if (batch.proposals < MAX_PROPOSALS) {
    propose(step, batch);
    return;
  }
  for (const payment of silent) settle(step, buyer, payment, 'refused');
  if (batch.isCross) {
    afterDrivers(step, buyer, client, batch);
    return;
  }
  drop(batch, silent);
  if (batch.payments.length === 0) close(step, buyer);
  else if (batch.phase === 'proposing') identify(step, buyer, client, batch);
}

/** Puts the identifications on the buyer's own chain, closes a micro block over them and submits it with its proof. */
function identify(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch): void {
  const { context } = step;
  const sign = (what: Hex): Hex => context.sign(what);
  appendEnergyBlock(buyer.chain, batch.payments.map((one) => one.signed), context, sign);
  const micro = closeMicroBlock(buyer.chain, context, sign)!;
  const { index } = micro.block;
  const segments = batch.isCross ? [] : mergedSegments(step, batch);
  // What Atomix has committed needs no proof of inputs: the home committee knows that it was.
  const own = batch.isCross ? [] : batch.payments;
  const evidence = own.flatMap(({ signed }) => signed.transaction.origins.flatMap(({ origin }) => buyer.evidence.get(origin) ?? []));
  const submission = buildSubmission(buyer.chain, index, segments, evidence, own.map((one) => one.due.reading));
  if (submission === null) throw new Error(`${step.self.name} has lost micro block ${index} before it was validated`);
  batch.micro = { index, digest: blockDigest(context, micro), submission };
  batch.phase = batch.isCross ? 'identifying' : 'submitted';
  submitMicro(step, client, batch);
}

/** One segment a seller: two payments to one seller lie on one chain. */
function mergedSegments(step: Step, batch: Batch): ChainSegment[] {
  const bySeller = new Map<string, ChainSegment>();
  for (const { segment } of batch.payments) {
    const before = bySeller.get(segment!.owner);
    bySeller.set(segment!.owner, before ? (mergeSegments(before, segment!, step.context) ?? before) : segment!);
  }
  return [...bySeller.values()];
}

function submitMicro(step: Step, client: LedgerClient, batch: Batch): void {
  batch.attempt += 1;
  submitTransaction(step, client, step.self.walletShard, { attempt: batch.attempt, kind: 'micro', submission: batch.micro!.submission });
}

function afterMicro(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch, code: string, faulty: Hex | null): void {
  const { index, digest } = batch.micro!;
  if (code === 'accepted' || code === 'already-validated') {
    markValidated(buyer.chain, index, digest, step.context);
    for (const payment of batch.payments) settle(step, buyer, payment, 'committed');
    close(step, buyer);
    return;
  }
  if (PASSING.has(code) && batch.attempt < MAX_ATTEMPTS) {
    later(step, batch, 'settlement/resume', RESUME_US);
    return;
  }
  // Nothing after a refused micro block could reach consensus: the chain goes back, and what was right is tried anew.
  abandonUnvalidated(buyer.chain);
  const refused = batch.payments.filter((one) => faulty === null || one.hash === faulty);
  const given = refused.length > 0 ? refused : [...batch.payments];
  for (const payment of given) settle(step, buyer, payment, 'refused', code);
  drop(batch, given);
  if (batch.payments.length === 0 || batch.isCross) close(step, buyer);
  else identify(step, buyer, client, batch);
}

function drive(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch, payment: Payment, accept: Accept): void {
  const cross = { acceptance: accept.acceptance, reading: payment.due.reading, signed: payment.signed };
  const participants = participantsOf(cross, ledgerDirectory(step.lab.directory))!;
  const { buyer: name, seller, paidMilli } = payment.signed.transaction;
  const { inputShards: inputs, outputShards: outputs } = participants;
  note(step, { kind: 'atomix/began', transaction: payment.hash, buyer: name, seller, inputs, outputs, amountMilli: paidMilli });
  payment.driver = createDriver(cross, participants, DRIVER_RUNS, step.context);
  carryOut(step, client, driverStep(payment.driver, { type: 'start' }, driverPorts(step, client)));
}

function tickDrivers(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch): void {
  // Without the defence nobody goes on asking: a stalled transaction stays where it is.
  if (step.lab.parameters.defences.rescue) for (const { driver } of batch.payments) if (driver) carryOut(step, client, driverStep(driver, { type: 'tick' }, driverPorts(step, client)));
  afterDrivers(step, buyer, client, batch);
  if (batch.phase === 'driving') later(step, batch, 'settlement/resume', RESUME_US);
}

function takeDriven(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch, payment: Payment, checked: CheckedReceipt): void {
  const driver = payment.driver!;
  const before = driver.validity.length;
  const { phase } = driver;
  carryOut(step, client, feedDriver(step, client, driver, checked));
  const { shard } = checked.receipt.proof.certificate.header;
  if (driver.validity.length > before) note(step, { kind: 'atomix/proof', transaction: payment.hash, shard, decision: 'validity' });
  else if (phase === 'locking' && driver.abort !== null) note(step, { kind: 'atomix/proof', transaction: payment.hash, shard, decision: 'invalidity' });
  if (driver.phase !== phase && driver.outcome === null) {
    const state = driver.phase === 'committing' || driver.phase === 'aborting' ? driver.phase : 'locking';
    note(step, { kind: 'atomix/state', transaction: payment.hash, state, rescued: false });
  }
  afterDrivers(step, buyer, client, batch);
}

/** Books what the drivers have ended; when all have, the committed ones get their second identification. */
function afterDrivers(step: Step, buyer: Buyer, client: LedgerClient, batch: Batch): void {
  if (batch.phase !== 'driving') return;
  for (const payment of batch.payments) {
    const outcome = payment.driver?.outcome;
    if (!outcome || payment.isSettled) continue;
    const committed = outcome.result === 'committed';
    note(step, { kind: 'atomix/state', transaction: payment.hash, state: committed ? 'committed' : 'aborted', rescued: false });
    settle(step, buyer, payment, committed ? 'committed' : 'aborted');
  }
  if (!batch.payments.every((one) => one.isSettled)) return;
  drop(batch, batch.payments.filter((one) => one.driver?.outcome?.result !== 'committed'));
  if (batch.payments.length === 0) close(step, buyer);
  else identify(step, buyer, client, batch);
}

function close(step: Step, buyer: Buyer): void {
  buyer.batch = null;
  gather(step, buyer, GATHER_US);
}

function batchId(batch: Batch): Hex | null {
  return batch.payments[0]?.hash ?? null;
}

function later(step: Step, batch: Batch, kind: PaymentTimer['kind'], afterUs: number): void {
  setTimer(step, afterUs, { kind, batch: batchId(batch) } as PaymentTimer);
}
