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
  const dueMilli = Math.floor((transaction.bidMilliPerKWh * transaction.energyWh) / 1000);
  const sumMilli = transaction.origins.reduce((sum, one) => sum + one.amountMilli, 0);
  const isRight = transaction.paidMilli === dueMilli && transaction.paidMilli + transaction.changeMilli === sumMilli;
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
