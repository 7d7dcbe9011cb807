import type { LabNote } from '../kernel/notes.js';
import { CROSS_SHARD_LINES, type CrossShardTransactionView, type ShardView } from './view.js';

/** Cross-shard transactions that this shard's consumers began, each as a small state machine (SEED A6). */
export function foldCrossShard(view: ShardView, timeUs: number, note: LabNote): void {
  const { crossShard } = view;
  if (note.kind === 'atomix/began') {
    crossShard.started += 1;
    crossShard.inFlight += 1;
    crossShard.transactions.push({
      id: note.transaction,
      buyer: note.buyer,
      seller: note.seller,
      inputs: note.inputs.map((shard) => ({ shard, proof: 'asked' })),
      outputs: [...note.outputs],
      state: 'locking',
      rescued: false,
      beganUs: timeUs,
      changedUs: timeUs,
      amountMilli: note.amountMilli,
    });
    forgetEnded(crossShard.transactions);
  } else if (note.kind === 'atomix/proof' || note.kind === 'atomix/state') {
    const transaction = crossShard.transactions.find((one) => one.id === note.transaction);
    if (!transaction) return;
    transaction.changedUs = timeUs;
    if (note.kind === 'atomix/proof') {
      const input = transaction.inputs.find((one) => one.shard === note.shard);
      if (input) input.proof = note.decision === 'validity' ? 'valid' : 'invalid';
    } else {
      foldState(view, transaction, note.state, note.rescued);
    }
  }
}

function foldState(
  view: ShardView,
  transaction: CrossShardTransactionView,
  state: CrossShardTransactionView['state'],
  rescued: boolean,
): void {
  if (hasEnded(transaction.state)) return;
  transaction.state = state;
  if (rescued) view.crossShard.rescued += 1;
  transaction.rescued = rescued;
  if (!hasEnded(state)) return;
  view.crossShard.inFlight -= 1;
  if (state === 'committed') view.crossShard.committed += 1;
  else view.crossShard.aborted += 1;
}

function hasEnded(state: string): boolean {
  return state === 'committed' || state === 'aborted';
}

/** Those in flight stay however many there are; of the ended ones the oldest go. */
function forgetEnded(transactions: CrossShardTransactionView[]): void {
  let surplus = transactions.length - CROSS_SHARD_LINES;
  for (let at = 0; at < transactions.length && surplus > 0; ) {
    const { state } = transactions[at];
    if (hasEnded(state)) {
      transactions.splice(at, 1);
      surplus -= 1;
    } else {
      at += 1;
    }
  }
}
