import { checkShardProof } from '../../consensus/committee/book.js';
import type { LedgerTransaction } from '../../consensus/committee/transactions.js';
import { driverStep, type DriverAction, type DriverInput, type DriverPorts, type DriverState } from '../../consensus/atomix/driver.js';
import type { Refusal, ShardProof } from '../../consensus/atomix/types.js';
import { shardProofHash } from '../../ledger/individual-chains/hashes.js';
import type { ShardProofContent } from '../../ledger/individual-chains/cross-shard.js';
import type { CheckedReceipt, LedgerClient } from '../ledger-client/ledger-client.js';
import { submitTransaction } from '../ledger-client/ledger-client.js';
import type { Step } from '../step.js';

/**
 * How buyer and seller drive a cross-shard transaction (SEED A6): the driver decides, the ledger client carries its
 * requests to the shards, and certified receipts come back as its inputs.
 */
export function driverPorts(step: Step, client: LedgerClient): DriverPorts {
  return {
    port: step.context,
    certificates: {
      verifyShardCertificate: (shard, epoch, contentHash, certificate) => checkShardProof(client.book, shard, epoch, contentHash, certificate, step.context),
    },
  };
}

/** Submits what the driver asks for; its `done` is read off the driver's state. */
export function carryOut(step: Step, client: LedgerClient, actions: readonly DriverAction[]): void {
  for (const action of actions) {
    if (action.type !== 'done') submitTransaction(step, client, action.shard, transactionOf(action));
  }
}

/** Tells the driver what a certified receipt says. The receipt was checked, so unsigned results in it are not needed. */
export function feedDriver(step: Step, client: LedgerClient, driver: DriverState, checked: CheckedReceipt): DriverAction[] {
  const input = inputOf(step, checked);
  return input === null ? [] : driverStep(driver, input, driverPorts(step, client));
}

function inputOf(step: Step, { entry, receipt }: CheckedReceipt): DriverInput | null {
  const { transaction, result, proof } = receipt;
  const { shard } = proof.certificate.header;
  if (transaction.kind !== 'lock' && transaction.kind !== 'unlock-to-commit' && transaction.kind !== 'unlock-to-abort') return null;
  if (entry.code !== 'accepted') {
    const refusal = result as Refusal | null;
    // The reason is certified by the entry; run and evidence are checked by the driver where they matter.
    return refusal?.code === 'refused' && refusal.reason === entry.code && refusal.shard === shard ? { type: 'refused', refusal } : null;
  }
  const { run } = transaction;
  if (transaction.kind === 'unlock-to-commit') return { type: 'committed', shard, run };
  if (transaction.kind === 'unlock-to-abort') return { type: 'aborted', shard, run };
  const { content } = result as { content: ShardProofContent };
  if (shardProofHash(step.context, content) !== entry.attests) return null;
  return { type: 'proof', proof: { certificate: proof, content } as ShardProof };
}

function transactionOf(action: Exclude<DriverAction, { type: 'done' }>): LedgerTransaction {
  const { cross, run } = action;
  if (action.type === 'request-lock') return { cross, kind: 'lock', previous: action.previousAbort, run };
  if (action.type === 'unlock-to-commit') return { cross, kind: 'unlock-to-commit', proofs: action.proofs, run };
  return { cross, kind: 'unlock-to-abort', proof: action.proof, run };
}
