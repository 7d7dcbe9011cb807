import { participantsOf } from '../../consensus/atomix/cross-transaction.js';
import { createDriver, driverStep, type DriverState } from '../../consensus/atomix/driver.js';
import {
  abandonUnvalidated,
  appendEnergyBlock,
  buildSubmission,
  closeMicroBlock,
  createChain,
  draftTransaction,
  markValidated,
  signTransaction,
  type IndividualChain,
} from '../../ledger/individual-chains/chain.js';
import { blockDigest, genesisSource, originId, transactionHash } from '../../ledger/individual-chains/hashes.js';
import { CHANGE_POSITION, type MicroBlockSubmission, type OriginEvidence, type OriginRef, type SignedReading, type SignedTransaction } from '../../ledger/individual-chains/types.js';
import type { NodeId, Timer } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { walletOrigins } from '../genesis-ledger.js';
import { submitTransaction, type CheckedReceipt, type LedgerClient, type OpenTransaction } from '../ledger-client/ledger-client.js';
import { ledgerDirectory } from '../ports.js';
import { nodeIdOf, note, send, setTimer, type Step } from '../step.js';
import { carryOut, driverPorts, feedDriver } from './driving.js';
import type { Accept, Propose } from './messages.js';

/**
 * The paying side of a settlement (SEED A5, A6). One payment is under way at a time, because a micro block needs its
 * predecessor validated. Within the campus the micro block goes to the committee with its proof; when the wallet is
 * homed elsewhere, Atomix commits the payment across both shards. All of its state is durable.
 */
export interface Buyer {
  readonly chain: IndividualChain;
  unspent: OriginRef[];
  readonly evidence: Map<Hex, OriginEvidence>;
  nextNumber: number;
  readonly queue: Due[];
  current: Payment | null;
  paidMilli: number;
}

/** A delivery that has to be paid. */
export interface Due {
  readonly reading: SignedReading;
  readonly bidMilliPerKWh: number;
}

export interface Payment {
  readonly due: Due;
  readonly signed: SignedTransaction;
  readonly hash: Hex;
  readonly isCross: boolean;
  phase: 'proposed' | 'submitted' | 'driving' | 'identifying';
  driver: DriverState | null;
  micro: { readonly index: number; readonly digest: Hex; readonly submission: MicroBlockSubmission } | null;
  attempt: number;
  proposals: number;
}

export interface PaymentTimer extends Timer {
  readonly kind: 'settlement/again' | 'settlement/resume';
  readonly transaction: Hex | null;
}

const PROPOSE_AGAIN_US = 2_000_000;
const RESUME_US = 3_000_000;
const MAX_PROPOSALS = 8;
const MAX_ATTEMPTS = 6;
const DRIVER_RUNS = 4;

/** Refusals that a later state of the ledger may lift. */
const PASSING = new Set(['origin-locked', 'reading-locked', 'origin-unvalidated', 'previous-unvalidated', 'cross-shard-unsettled', 'pending-funds', 'wrong-shard']);

export function createBuyer(step: Step): Buyer {
  const { name, walletShard } = step.self;
  const source = genesisSource(step.context, walletShard, name);
  const own = walletOrigins(step.lab.parameters);
  const unspent = own.map((amountMilli, position) => ({ amountMilli, origin: originId(step.context, source, position) }));
  const evidence = new Map(unspent.map(({ origin }, position) => [origin, { position, source }]));
  return { chain: createChain(name), unspent, evidence, nextNumber: 1, queue: [], current: null, paidMilli: 0 };
}

/** A delivery was read; it is paid when its turn comes. */
export function owe(step: Step, buyer: Buyer, due: Due): void {
  buyer.queue.push(due);
  payNext(step, buyer);
}

export function onAccept(step: Step, buyer: Buyer, client: LedgerClient, from: NodeId, accept: Accept): void {
  const payment = buyer.current;
  if (!payment || payment.phase !== 'proposed' || payment.hash !== accept.transaction) return;
  if (nodeIdOf(step, payment.signed.transaction.seller) !== from) return;
  const { reading } = payment.due;
  if (!payment.isCross) {
    identify(step, buyer, payment);
    const submission = buildSubmission(buyer.chain, payment.micro!.index, [accept.segment], evidenceOf(buyer, payment), [reading]);
    if (submission === null) throw new Error(`${step.self.name} has lost micro block ${payment.micro!.index} before it was validated`);
    payment.micro = { ...payment.micro!, submission };
    submitMicro(step, client, payment);
    return;
  }
  const cross = { acceptance: accept.acceptance, reading, signed: payment.signed };
  const participants = participantsOf(cross, ledgerDirectory(step.lab.directory))!;
  const { buyer: name, seller, paidMilli } = payment.signed.transaction;
  const { inputShards: inputs, outputShards: outputs } = participants;
  note(step, { kind: 'atomix/began', transaction: payment.hash, buyer: name, seller, inputs, outputs, amountMilli: paidMilli });
  payment.phase = 'driving';
  payment.driver = createDriver(cross, 1, participants, DRIVER_RUNS, step.context);
  carryOut(step, client, driverStep(payment.driver, { type: 'start' }, driverPorts(step, client)));
  resumeLater(step, payment.hash);
}

export function onPaymentTimer(step: Step, buyer: Buyer, client: LedgerClient, timer: PaymentTimer): void {
  const payment = buyer.current;
  if (timer.transaction === null) {
    if (payment === null) payNext(step, buyer);
    return;
  }
  if (!payment || payment.hash !== timer.transaction) return;
  if (timer.kind === 'settlement/again') {
    if (payment.phase !== 'proposed') return;
    if (payment.proposals >= MAX_PROPOSALS) end(step, buyer, payment, 'refused');
    else propose(step, payment);
  } else if (payment.phase === 'driving') {
    carryOut(step, client, driverStep(payment.driver!, { type: 'tick' }, driverPorts(step, client)));
    afterDriver(step, buyer, client, payment);
    resumeLater(step, payment.hash);
  } else if (payment.micro !== null) {
    submitMicro(step, client, payment);
  }
}

/** What a committee has said of a transaction that concerns this buyer. */
export function onBuyerReceipt(step: Step, buyer: Buyer, client: LedgerClient, checked: CheckedReceipt): void {
  const payment = buyer.current;
  if (!payment) return;
  const { transaction, proof } = checked.receipt;
  if (payment.driver && 'cross' in transaction) {
    if (transactionHash(step.context, transaction.cross.signed.transaction) !== payment.hash) return;
    const before = payment.driver.validity.length;
    carryOut(step, client, feedDriver(step, client, payment.driver, checked));
    if (transaction.kind === 'lock' && (payment.driver.validity.length > before || payment.driver.invalidity !== null)) {
      const decision = payment.driver.validity.length > before ? 'validity' : 'invalidity';
      note(step, { kind: 'atomix/proof', transaction: payment.hash, shard: proof.certificate.header.shard, decision });
    }
    afterDriver(step, buyer, client, payment);
  } else if (transaction.kind === 'micro' && payment.micro !== null) {
    const { micro } = transaction.submission;
    if (blockDigest(step.context, micro) === payment.micro.digest) afterMicro(step, buyer, payment, checked.entry.code);
  }
}

/** The client has given up: nobody answered in time. */
export function onAbandoned(step: Step, buyer: Buyer, { transaction }: OpenTransaction): void {
  const payment = buyer.current;
  if (!payment || transaction.kind !== 'micro' || payment.micro === null) return;
  if (blockDigest(step.context, transaction.submission.micro) !== payment.micro.digest) return;
  end(step, buyer, payment, 'refused');
}

function payNext(step: Step, buyer: Buyer): void {
  if (buyer.current !== null) return;
  const due = buyer.queue[0];
  if (due === undefined) return;
  const { bidMilliPerKWh, reading } = due;
  const terms = { number: buyer.nextNumber, bidMilliPerKWh, energyWh: reading.reading.energyWh, reading };
  const transaction = draftTransaction(terms, buyer.unspent, step.context);
  if (transaction === null) {
    // A buyer without funds stays pending until it has them.
    setTimer(step, RESUME_US, { kind: 'settlement/resume', transaction: null } as PaymentTimer);
    return;
  }
  buyer.queue.shift();
  buyer.nextNumber += 1;
  const signed = signTransaction(transaction, step.context, (what) => step.context.sign(what));
  const hash = transactionHash(step.context, transaction);
  const isCross = step.self.walletShard !== step.lab.shard;
  const payment: Payment = { due, signed, hash, isCross, phase: 'proposed', driver: null, micro: null, attempt: 0, proposals: 0 };
  buyer.current = payment;
  note(step, { kind: 'settlement/began', round: transaction.round, transaction: hash, crossShard: isCross, amountMilli: transaction.paidMilli });
  propose(step, payment);
}

function propose(step: Step, payment: Payment): void {
  payment.proposals += 1;
  const to = nodeIdOf(step, payment.signed.transaction.seller);
  if (to !== null) send(step, to, { kind: 'settlement/propose', reading: payment.due.reading, signed: payment.signed } as Propose);
  setTimer(step, PROPOSE_AGAIN_US, { kind: 'settlement/again', transaction: payment.hash } as PaymentTimer);
}

/** Puts the identification on the buyer's own chain and closes a micro block over it. */
function identify(step: Step, buyer: Buyer, payment: Payment): void {
  const sign = (what: Hex): Hex => step.context.sign(what);
  appendEnergyBlock(buyer.chain, [payment.signed], step.context, sign);
  const micro = closeMicroBlock(buyer.chain, step.context, sign)!;
  const submission = buildSubmission(buyer.chain, micro.block.index, [], evidenceOf(buyer, payment), [payment.due.reading])!;
  payment.micro = { index: micro.block.index, digest: blockDigest(step.context, micro), submission };
}

function submitMicro(step: Step, client: LedgerClient, payment: Payment): void {
  if (payment.phase === 'proposed') payment.phase = 'submitted';
  payment.attempt += 1;
  submitTransaction(step, client, step.self.walletShard, { attempt: payment.attempt, kind: 'micro', submission: payment.micro!.submission });
}

function afterMicro(step: Step, buyer: Buyer, payment: Payment, code: string): void {
  const { index, digest } = payment.micro!;
  if (code === 'accepted' || code === 'already-validated') {
    markValidated(buyer.chain, index, digest, step.context);
    if (payment.isCross) buyer.current = null;
    else end(step, buyer, payment, 'committed');
    payNext(step, buyer);
  } else if (PASSING.has(code) && payment.attempt < MAX_ATTEMPTS) {
    setTimer(step, RESUME_US, { kind: 'settlement/resume', transaction: payment.hash } as PaymentTimer);
  } else {
    abandonUnvalidated(buyer.chain);
    if (payment.isCross) buyer.current = null;
    else end(step, buyer, payment, 'refused', code);
    payNext(step, buyer);
  }
}

function afterDriver(step: Step, buyer: Buyer, client: LedgerClient, payment: Payment): void {
  const driver = payment.driver!;
  if (driver.outcome === null) {
    const state = driver.phase === 'committing' || driver.phase === 'aborting' ? driver.phase : 'locking';
    note(step, { kind: 'atomix/state', transaction: payment.hash, state, rescued: false });
    return;
  }
  if (payment.phase !== 'driving') return;
  const committed = driver.outcome.result === 'committed';
  note(step, { kind: 'atomix/state', transaction: payment.hash, state: committed ? 'committed' : 'aborted', rescued: false });
  if (!committed) {
    end(step, buyer, payment, 'aborted');
    payNext(step, buyer);
    return;
  }
  settle(step, buyer, payment, 'committed');
  // The transaction's second identification: its home committee checks that Atomix has committed it.
  payment.phase = 'identifying';
  payment.driver = null;
  identify(step, buyer, payment);
  submitMicro(step, client, payment);
}

function end(step: Step, buyer: Buyer, payment: Payment, outcome: 'committed' | 'aborted' | 'refused', code = ''): void {
  settle(step, buyer, payment, outcome, code);
  buyer.current = null;
  if (outcome !== 'committed') payNext(step, buyer);
}

/** Books the payment: spent origins go, change comes; an origin that the ledger says is spent is not tried again. */
function settle(step: Step, buyer: Buyer, payment: Payment, outcome: 'committed' | 'aborted' | 'refused', code = ''): void {
  const { transaction } = payment.signed;
  const isGone = outcome === 'committed' || code === 'double-spend' || code === 'forked-chain';
  if (isGone) {
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

function evidenceOf(buyer: Buyer, payment: Payment): OriginEvidence[] {
  return payment.signed.transaction.origins.flatMap(({ origin }) => buyer.evidence.get(origin) ?? []);
}

function resumeLater(step: Step, transaction: Hex): void {
  setTimer(step, RESUME_US, { kind: 'settlement/resume', transaction } as PaymentTimer);
}
