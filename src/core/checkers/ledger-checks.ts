import type { StoredBlock } from '../actors/control-system/storing-node.js';
import { contentHash } from '../crypto/encoding.js';
import { DOMAINS } from '../ledger/individual-chains/ports.js';
import type { SignedTransaction } from '../ledger/individual-chains/types.js';
import { hexToBytes } from '../units/hex.js';
import { expect, type CheckedShard, type Findings } from './checked-shard.js';

/**
 * Reads every newly stored block and checks it by itself, without the ledger's own bookkeeping: signatures over what
 * was decided, prices and sums, origins spent once, readings sold once (SEED A5).
 */
export function checkBlocks(shard: CheckedShard, findings: Findings): void {
  const { storing, checkers } = shard;
  for (const block of storing.recent) {
    if (block.height < checkers.readHeight) continue;
    checkers.readHeight = block.height + 1;
    for (const identified of acceptedIn(block)) checkTransaction(shard, findings, identified);
  }
}

/** Transactions that took effect: in accepted micro blocks, and committed by Atomix where the money came from here. */
function acceptedIn(block: StoredBlock): SignedTransaction[] {
  return block.transactions.flatMap((transaction, index) => {
    if (block.entries[index].code !== 'accepted') return [];
    if (transaction.kind === 'micro') {
      return transaction.submission.proof.own.blocks.flatMap((signed) => (signed.block.kind === 'energy' ? signed.block.identifications : []));
    }
    return transaction.kind === 'unlock-to-commit' ? [transaction.cross.signed] : [];
  });
}

function checkTransaction(shard: CheckedShard, findings: Findings, { transaction, signature }: SignedTransaction): void {
  const { suite, checkers, lab } = shard;
  const hash = contentHash(suite, DOMAINS.transaction, transaction);
  const buyer = lab.directory.byName.get(transaction.buyer);
  const isSigned = buyer !== undefined && suite.verify(hexToBytes(buyer.publicKey), hexToBytes(hash), hexToBytes(signature));
  expect(shard, findings, 'signed-content', isSigned, () => `${transaction.buyer} did not sign transaction ${hash}`);
  const dueMilli = Math.floor((transaction.priceMilliPerKWh * transaction.energyWh) / 1000);
  const sumMilli = transaction.origins.reduce((sum, one) => sum + one.amountMilli, 0);
  const isRight = transaction.paidMilli + transaction.compensationMilli === dueMilli && transaction.paidMilli + transaction.changeMilli === sumMilli;
  expect(shard, findings, 'validity', isRight, () => `transaction ${hash} pays ${transaction.paidMilli} of ${sumMilli}, due are ${dueMilli}`);
  for (const { origin } of transaction.origins) {
    const before = checkers.spentBy.get(origin);
    expect(shard, findings, 'no-double-spending', before === undefined || before === hash, () => `origin ${origin} is spent by ${before} and by ${hash}`);
    checkers.spentBy.set(origin, hash);
  }
  const sold = checkers.soldBy.get(transaction.reading);
  expect(shard, findings, 'no-energy-sold-twice', sold === undefined || sold === hash, () => `reading ${transaction.reading} is sold by ${sold} and by ${hash}`);
  checkers.soldBy.set(transaction.reading, hash);
}

/** Whatever is locked is locked by a transaction that is open here, in the run that it is in (vectors/atomix.md, I5). */
export function checkLockOwners(shard: CheckedShard, findings: Findings): void {
  const { ledger } = shard.storing.state;
  const isOpen = (transaction: string): boolean => ledger.atomix.get(transaction)?.phase === 'accepted';
  for (const [origin, { lock }] of ledger.origins) {
    if (lock === null) continue;
    const holds = isOpen(lock.transaction) && ledger.atomix.get(lock.transaction)!.run === lock.run;
    expect(shard, findings, 'no-orphaned-lock', holds, () => `origin ${origin} is locked by run ${lock.run} of ${lock.transaction}, which is not open`);
  }
  for (const [kind, uses] of [['reading', ledger.readings], ['number', ledger.numbers]] as const) {
    for (const [key, { state, transaction }] of uses) {
      if (state !== 'locked') continue;
      expect(shard, findings, 'no-orphaned-lock', isOpen(transaction), () => `${kind} ${key} is locked by ${transaction}, which is not open`);
    }
  }
}
