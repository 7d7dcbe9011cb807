import type { LedgerTransaction } from './transactions.js';

/** Names of those whom a transaction concerns and who must be told what became of it. */
export function partiesOf(transaction: LedgerTransaction): string[] {
  switch (transaction.kind) {
    case 'micro': {
      const { micro, proof } = transaction.submission;
      const sellers = proof.own.blocks.flatMap(({ block }) => (block.kind === 'energy' ? block.identifications.map((one) => one.transaction.seller) : []));
      return [...new Set([micro.block.owner, ...sellers])];
    }
    case 'lock':
    case 'unlock-to-commit':
    case 'unlock-to-abort': {
      const { buyer, seller } = transaction.cross.signed.transaction;
      return [buyer, seller];
    }
    default:
      return [];
  }
}
