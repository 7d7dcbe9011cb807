import { checkEntryProof, createBook, currentCommittee, learnEpoch, type CommitteeBook } from '../../consensus/committee/book.js';
import type { BlockCertificate, Entry } from '../../consensus/committee/block.js';
import type { Receipt } from '../../consensus/committee/messages.js';
import { TRANSACTION_DOMAIN, type LedgerTransaction } from '../../consensus/committee/transactions.js';
import type { Message, NodeId, Timer } from '../../kernel/contract.js';
import type { Hex } from '../../units/hex.js';
import { nodeIdOf, note, send, setTimer, type Step } from '../step.js';

/**
 * How a party speaks to a ledger (SEED A5): it sends its transaction to the primary; without `Pri[M]` within Δ it
 * sends it again, to further members and to the storing node. A receipt is believed when a quorum of the committee of
 * its epoch signed the block and the entry is in it. All of its state is durable.
 */
export interface LedgerClient {
  readonly book: CommitteeBook;
  /** By shard and hash: the same lock or unlock goes to several shards, and each must answer for itself (SEED A6). */
  readonly open: Map<string, OpenTransaction>;
  /** Transactions that nobody of the own shard ever answered for. */
  abandoned: number;
}

export interface OpenTransaction {
  readonly id: Hex;
  readonly transaction: LedgerTransaction;
  readonly shard: number;
  readonly sinceUs: number;
  submissions: number;
}

export interface AgainTimer extends Timer {
  readonly kind: 'ledger/again';
  readonly transaction: Hex;
  readonly shard: number;
  /** How often it had been sent when the timer was set: a later sending has its own timer. */
  readonly submissions: number;
}

/** A receipt that was checked. `own` is null when another party submitted the transaction. */
export interface CheckedReceipt {
  readonly id: Hex;
  readonly entry: Entry;
  readonly receipt: Receipt;
  readonly own: OpenTransaction | null;
}

/** After so many tries the answer is awaited more patiently: whatever keeps it away lasts longer. */
const EAGER_SUBMISSIONS = 12;
const PATIENCE = 4;
/** From this try on the committee may be another one than the party knows. */
const DOUBTFUL_SUBMISSIONS = 3;

/** Asks the control system for the epochs of a shard that come after the one known. */
export interface EpochRequest extends Message {
  readonly kind: 'committee/epoch-request';
  readonly shard: number;
  readonly after: number;
}

export function createLedgerClient(step: Step, shards: readonly number[]): LedgerClient {
  const { committees } = step.lab.genesis;
  return { book: createBook([...new Set(shards)].map((shard) => committees[shard])), open: new Map(), abandoned: 0 };
}

/** Submits a transaction to a shard's committee. Returns its hash. */
export function submitTransaction(step: Step, client: LedgerClient, shard: number, transaction: LedgerTransaction): Hex {
  const id = step.context.hash(TRANSACTION_DOMAIN, transaction);
  if (client.open.has(openKey(shard, id))) return id;
  const open: OpenTransaction = { id, transaction, shard, sinceUs: step.context.nowUs, submissions: 0 };
  client.open.set(openKey(shard, id), open);
  note(step, { kind: 'ledger/submitted', transaction: id, shard, what: transaction.kind, again: false });
  sendAgain(step, client, open);
  return id;
}

/** After a crash: timers are gone, so everything that is open is sent again. */
export function recoverClient(step: Step, client: LedgerClient): void {
  for (const open of client.open.values()) sendAgain(step, client, open);
}

function openKey(shard: number, id: Hex): string {
  return `${shard}:${id}`;
}

/** The timer of `submitTransaction`. Returns the transaction when it is given up, else null: only without resubmission. */
export function onAgain(step: Step, client: LedgerClient, { transaction: id, shard, submissions }: AgainTimer): OpenTransaction | null {
  const open = client.open.get(openKey(shard, id));
  if (!open || open.submissions !== submissions) return null;
  if (!step.lab.parameters.defences.resubmission) {
    // Without the defence a party waits for an answer once and for no other.
    finish(step, client, open, 'abandoned');
    return open;
  }
  sendAgain(step, client, open);
  return null;
}

/** Checks a receipt; null when it proves nothing, or when the epoch it comes from has to be learnt first. */
export function onReceipt(step: Step, client: LedgerClient, receipt: Receipt): CheckedReceipt | null {
  const id = step.context.hash(TRANSACTION_DOMAIN, receipt.transaction);
  const { proof } = receipt;
  if (proof.entry.transaction !== id) return null;
  const checked = checkEntryProof(client.book, proof, step.context);
  if (checked === null) askEpochs(step, client, proof.certificate.header.shard);
  if (checked !== true) return null;
  const own = client.open.get(openKey(proof.certificate.header.shard, id)) ?? null;
  if (own) finish(step, client, own, proof.entry.code);
  return { id, entry: proof.entry, receipt, own };
}

/** The storing node's own way to an answer: it has stored the certified block that holds the transaction. */
export function onStored(step: Step, client: LedgerClient, id: Hex, code: string): void {
  const own = client.open.get(openKey(step.lab.shard, id));
  if (own) finish(step, client, own, code);
}

/** Takes the certified end of an epoch. True when a newer committee was learnt. */
export function onEpoch(step: Step, client: LedgerClient, certificate: BlockCertificate): boolean {
  const verdict = learnEpoch(client.book, certificate, step.context);
  if (verdict === 'gap') askEpochs(step, client, certificate.header.shard);
  return verdict === 'learned';
}

export function askEpochs(step: Step, client: LedgerClient, shard: number): void {
  const after = client.book.latest.get(shard) ?? 0;
  send(step, step.lab.members.controlSystem, { kind: 'committee/epoch-request', shard, after } as EpochRequest);
}

function sendAgain(step: Step, client: LedgerClient, open: OpenTransaction): void {
  const { id, shard } = open;
  for (const to of receivers(step, client, open)) send(step, to, { kind: 'ledger/submit', transaction: open.transaction } as Message);
  open.submissions += 1;
  if (open.submissions > 1) note(step, { kind: 'ledger/submitted', transaction: id, shard, what: open.transaction.kind, again: true });
  if (open.submissions > DOUBTFUL_SUBMISSIONS) askEpochs(step, client, open.shard);
  const patience = open.submissions < EAGER_SUBMISSIONS ? 1 : PATIENCE;
  const timer: AgainTimer = { kind: 'ledger/again', transaction: id, shard, submissions: open.submissions };
  setTimer(step, patience * step.lab.parameters.ledger.resubmitUs, timer);
}

/** First the primary; then the candidates, two at a time in order of rank, and the node that stores the blocks. */
function receivers(step: Step, client: LedgerClient, open: OpenTransaction): NodeId[] {
  const { members } = currentCommittee(client.book, open.shard);
  if (open.submissions === 0) return [nodeIdOf(step, members[0].node)!];
  const first = (2 * open.submissions - 1) % members.length;
  const names = [members[first].node, members[(first + 1) % members.length].node];
  const storing = step.lab.directory.shards[open.shard].controlSystem;
  return [...new Set([...names.map((name) => nodeIdOf(step, name)!), storing])];
}

function finish(step: Step, client: LedgerClient, open: OpenTransaction, code: string): void {
  const { id, shard } = open;
  client.open.delete(openKey(shard, id));
  // What another shard does not answer is that shard's matter; the driver goes on asking.
  if (code === 'abandoned' && shard === step.lab.shard) client.abandoned += 1;
  const afterUs = step.context.nowUs - open.sinceUs;
  const what = open.transaction.kind;
  note(step, { kind: 'ledger/final', transaction: id, shard, what, code, afterUs, submissions: open.submissions });
}
