import type { Hex } from '../../units/hex.js';
import { applyMicroBlock } from '../../ledger/individual-chains/apply-micro-block.js';
import { shardProofHash } from '../../ledger/individual-chains/hashes.js';
import { lock, unlockToAbort, unlockToCommit, type AtomixContext } from '../atomix/shard-side.js';
import { admit } from '../membership/admission.js';
import type { Draw } from '../sortition/draw.js';
import { orderDraw } from '../sortition/election.js';
import { verifyForkEvidence } from './fork-evidence.js';
import { verifyCertificate, verifyEntryProof, type CreditChange, type Entry, type EntryProof } from './block.js';
import { foreignKey, type ShardPort, type ShardRules, type ShardState } from './shard-state.js';
import {
  TRANSACTION_DOMAIN,
  type Announcement,
  type CreditTransfer,
  type ForkEvidence,
  type LedgerTransaction,
  type LockTransaction,
  type MicroTransaction,
  type UnlockToAbort,
  type UnlockToCommit,
} from './transactions.js';

/** What one ordered transaction did: its entry, and what its parties must be told besides. */
export interface Applied {
  readonly entry: Entry;
  /** The engine's own result, for receipts and metrics; plain data. */
  readonly result: unknown;
}

/**
 * Applies one ordered transaction other than a cut-off to the replicated state (SEED A2, A5, A6). A function of state
 * and transaction alone, so that every member comes to the same entry. Nothing is changed when it is refused.
 */
export function applyTransaction(state: ShardState, transaction: LedgerTransaction, port: ShardPort, rules: ShardRules): Applied {
  const id = port.hash(TRANSACTION_DOMAIN, transaction);
  switch (transaction.kind) {
    case 'micro':
      return applyMicro(state, id, transaction, port, rules);
    case 'lock':
      return applyLock(state, id, transaction, port, rules);
    case 'unlock-to-commit':
    case 'unlock-to-abort':
      return applyUnlock(state, id, transaction, port, rules);
    case 'announce':
      return applyAnnouncement(state, id, transaction, port);
    case 'fork-evidence':
      return applyForkEvidence(state, id, transaction, port, rules);
    case 'credit-transfer':
      return applyCreditTransfer(state, id, transaction, port, rules);
    case 'draw':
      return applyDraw(state, id, transaction, port, rules);
    default:
      return refused(id, 'unknown', 'malformed', null);
  }
}

/** Adds to a party's credit within its bounds; the change that was really made, or null for none. */
export function changeCredit(state: ShardState, node: string, change: number, reason: CreditChange['reason'], rules: ShardRules): CreditChange | null {
  const credit = state.ledger.credit.get(node);
  if (credit === undefined) return null;
  const next = Math.max(0, Math.min(rules.credit.maximum, credit + change));
  if (next === credit) return null;
  state.ledger.credit.set(node, next);
  return { node, change: next - credit, reason };
}

/**
 * Whether a proof content is certified by a shard's committee of an epoch: its hash stands in an entry of a block that
 * a quorum of that committee signed (vectors/atomix.md, I6, X14, X15).
 */
export function verifyShardProof(state: ShardState, shard: number, epoch: number, contentHash: Hex, certificate: unknown, port: ShardPort): boolean {
  if (!isEntryProof(certificate) || certificate.entry.attests !== contentHash) return false;
  const isOwnShard = shard === state.shard;
  const committee = isOwnShard && epoch === state.committee.epoch ? state.committee : state.foreign.get(foreignKey(shard, epoch));
  return committee !== undefined && verifyEntryProof(committee, certificate, port, port.sha256.bind(port));
}

function applyMicro(state: ShardState, id: Hex, { submission }: MicroTransaction, port: ShardPort, rules: ShardRules): Applied {
  const result = applyMicroBlock(state.ledger, submission, port, rules.ledgerDirectory, rules.switches);
  if (result.code !== 'validated') return refused(id, 'micro', result.code, result);
  const sellers = result.transactions.map((hash) => state.ledger.transactions.get(hash)!.seller);
  return accepted(id, 'micro', delivered(state, sellers, rules), result);
}

/** Credit goes up for delivered energy (SEED A2), in the shard that keeps the seller's credit. */
function delivered(state: ShardState, sellers: readonly string[], rules: ShardRules): CreditChange[] {
  return sellers.flatMap((seller) => changeCredit(state, seller, rules.credit.perDelivery, 'delivered', rules) ?? []);
}

function applyLock(state: ShardState, id: Hex, transaction: LockTransaction, port: ShardPort, rules: ShardRules): Applied {
  const { cross, run, previous } = transaction;
  const answer = lock(state.ledger, cross, run, previous, atomixContext(state, port, rules));
  if (answer.code !== 'proof') return refused(id, 'lock', answer.reason, answer);
  const attests = shardProofHash(port, answer.content);
  return { entry: { attests, code: 'accepted', credits: [], kind: 'lock', transaction: id }, result: answer };
}

function applyUnlock(state: ShardState, id: Hex, transaction: UnlockToCommit | UnlockToAbort, port: ShardPort, rules: ShardRules): Applied {
  const { cross, run, kind } = transaction;
  const context = atomixContext(state, port, rules);
  if (kind === 'unlock-to-abort') {
    const result = unlockToAbort(state.ledger, cross, run, transaction.proof, context);
    return result.code === 'aborted' ? accepted(id, kind, [], result) : refused(id, kind, result.reason, result);
  }
  const result = unlockToCommit(state.ledger, cross, run, transaction.proofs, context);
  if (result.code !== 'committed') return refused(id, kind, result.reason, result);
  const credits = result.repeated ? [] : delivered(state, [cross.signed.transaction.seller], rules);
  return accepted(id, kind, credits, result);
}

function atomixContext(state: ShardState, port: ShardPort, rules: ShardRules): AtomixContext {
  return {
    port,
    directory: rules.ledgerDirectory,
    switches: rules.switches,
    epoch: state.committee.epoch,
    certificates: {
      verifyShardCertificate: (shard, epoch, contentHash, certificate) => verifyShardProof(state, shard, epoch, contentHash, certificate, port),
    },
  };
}

/** Another shard's handover is believed when the committee that is known for its epoch has signed it. */
function applyAnnouncement(state: ShardState, id: Hex, { certificate }: Announcement, port: ShardPort): Applied {
  const { header } = certificate;
  const known = state.foreign.get(foreignKey(header.shard, header.epoch));
  if (header.shard === state.shard || header.handover === null) return refused(id, 'announce', 'malformed', null);
  if (known === undefined) return refused(id, 'announce', 'unknown-epoch', null);
  const { committee } = header.handover;
  if (committee.shard !== header.shard || committee.epoch !== header.epoch + 1) return refused(id, 'announce', 'malformed', null);
  if (!verifyCertificate(known, certificate, port)) return refused(id, 'announce', 'uncertified', null);
  state.foreign.set(foreignKey(committee.shard, committee.epoch), committee);
  return accepted(id, 'announce', [], null);
}

function applyForkEvidence(state: ShardState, id: Hex, evidence: ForkEvidence, port: ShardPort, rules: ShardRules): Applied {
  const forker = verifyForkEvidence(state.committee, evidence, port);
  if (forker === null) return refused(id, 'fork-evidence', 'not-a-fork', null);
  if (state.convicted.has(forker)) return refused(id, 'fork-evidence', 'convicted-before', null);
  state.convicted.add(forker);
  const change = changeCredit(state, forker, -rules.credit.misdeed, 'misdeed', rules);
  return accepted(id, 'fork-evidence', change === null ? [] : [change], { forker });
}

/** Credit may be given away, never made: this is how a Sybil splits it (SEED A2). */
function applyCreditTransfer(state: ShardState, id: Hex, transfer: CreditTransfer, port: ShardPort, rules: ShardRules): Applied {
  const { content, signature } = transfer;
  const owner = rules.directory.byName.get(content.from);
  const total = content.each * content.to.length;
  const receivers = content.to.map((name) => rules.directory.byName.get(name));
  if (!Number.isSafeInteger(content.each) || content.each < 1) return refused(id, 'credit-transfer', 'malformed', null);
  if (!owner || receivers.some((one) => one === undefined || one.certificate === null || one.shard !== state.shard)) {
    return refused(id, 'credit-transfer', 'unknown-party', null);
  }
  if (!port.verify(owner.publicKey, port.hash('credit/transfer', content), signature)) return refused(id, 'credit-transfer', 'bad-signature', null);
  const credit = state.ledger.credit.get(content.from) ?? 0;
  if (credit < total) return refused(id, 'credit-transfer', 'too-little-credit', null);
  state.ledger.credit.set(content.from, credit - total);
  const credits: CreditChange[] = [{ node: content.from, change: -total, reason: 'transfer' }];
  for (const name of content.to) {
    state.ledger.credit.set(name, (state.ledger.credit.get(name) ?? 0) + content.each);
    credits.push({ node: name, change: content.each, reason: 'transfer' });
  }
  return accepted(id, 'credit-transfer', credits, null);
}

function applyDraw(state: ShardState, id: Hex, draw: Draw, port: ShardPort, rules: ShardRules): Applied {
  const credit = creditOf(state, draw, port, rules);
  const verdict = orderDraw(state.election, draw, credit, port);
  return verdict.ok ? accepted(id, 'draw', [], { credit, units: verdict.units }) : refused(id, 'draw', verdict.code, { credit });
}

/** The credit a draw counts with, or null when the drawer is not admitted (SEED A1). */
function creditOf(state: ShardState, draw: Draw, port: ShardPort, rules: ShardRules): number | null {
  const { credits } = state.election.lottery;
  const listed = Object.hasOwn(credits, draw.node) ? credits[draw.node] : null;
  if (!rules.switches.certificates) return listed ?? rules.credit.initial;
  return admit(rules.directory.caPublicKey, draw, port) === null ? listed : null;
}

function accepted(id: Hex, kind: string, credits: readonly CreditChange[], result: unknown): Applied {
  return { entry: { attests: null, code: 'accepted', credits, kind, transaction: id }, result };
}

function refused(id: Hex, kind: string, code: string, result: unknown): Applied {
  return { entry: { attests: null, code, credits: [], kind, transaction: id }, result };
}

function isEntryProof(value: unknown): value is EntryProof {
  if (typeof value !== 'object' || value === null) return false;
  const proof = value as Partial<EntryProof>;
  return typeof proof.entry === 'object' && typeof proof.certificate === 'object' && Array.isArray(proof.path) && Number.isSafeInteger(proof.index);
}
