import type { Hex } from '../../units/hex.js';
import type { TransactionDigest } from './hashes.js';
import { isSatisfied, principalsOf } from './policy.js';
import { applyWrites, readConflict } from './state.js';
import type { ChannelConfig, CryptoPort, EndorsedTransaction, ValidationCode, WorldState } from './types.js';

/** What validation reads and, for valid transactions, changes. */
export interface Committed {
  readonly config: ChannelConfig;
  readonly world: WorldState;
  /** Ids used so far, by valid and invalid transactions alike. */
  readonly ids: Set<string>;
}

/**
 * Validate and record (SEED B1): takes a block's transactions in order, flags each, and applies the writes of the valid
 * ones at once, in place, so that the next transaction meets them. `digests` are those of the same transactions.
 */
export function validateBlock(
  committed: Committed,
  number: number,
  transactions: readonly EndorsedTransaction[],
  digests: readonly TransactionDigest[],
  port: CryptoPort,
): ValidationCode[] {
  return transactions.map((transaction, index) => {
    const code = validateTransaction(committed, transaction, digests[index]!, port);
    // An id is used up by whoever really signed, valid or not; a forged transaction uses up nobody's.
    if (code !== 'BAD_PAYLOAD' && code !== 'BAD_CREATOR_SIGNATURE') committed.ids.add(transaction.proposal.id);
    if (code === 'VALID') applyWrites(committed.world, transaction.readWriteSet.writes, { block: number, transaction: index });
    return code;
  });
}

/** The verdict on one transaction against what is committed, checked in Fabric's order: the first fault names it. */
export function validateTransaction(committed: Committed, transaction: EndorsedTransaction, digest: TransactionDigest, port: CryptoPort): ValidationCode {
  const { config, world, ids } = committed;
  if (!digest.wellFormed || transaction.proposal.channel !== config.channel) return 'BAD_PAYLOAD';
  const { proposal, signature, readWriteSet } = transaction;
  const key = port.publicKeyOf(proposal.creator);
  if (key === null || !port.verify(key, digest.envelope, signature)) return 'BAD_CREATOR_SIGNATURE';
  if (ids.has(proposal.id)) return 'DUPLICATE_TXID';
  if (!isSatisfied(config.policy, signersOf(config, transaction, digest.result, port))) return 'ENDORSEMENT_POLICY_FAILURE';
  return readConflict(world, readWriteSet);
}


/**
 * The principals who signed exactly this result, each once. Names that the policy does not know are not worth a
 * verification, and a principal that the CA does not know never counts.
 */
function signersOf(config: ChannelConfig, { endorsements }: EndorsedTransaction, result: Hex, port: CryptoPort): Set<string> {
  const principals = new Set(principalsOf(config.policy));
  const signers = new Set<string>();
  for (const { endorser, signature } of endorsements) {
    if (signers.has(endorser) || !principals.has(endorser)) continue;
    const key = port.publicKeyOf(endorser);
    if (key !== null && port.verify(key, result, signature)) signers.add(endorser);
  }
  return signers;
}
