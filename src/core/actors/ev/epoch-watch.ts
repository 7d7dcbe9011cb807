import type { Timer } from '../../kernel/contract.js';
import { askEpochs, type LedgerClient } from '../ledger-client/ledger-client.js';
import { setTimer, setTimerAt, type Step } from '../step.js';

/**
 * An EV is told of a new epoch once, and a message may be lost. When the epoch that it knows is overdue it asks the control
 * system, until it has learnt of the next. Without this it would never draw again, nor take the seat it has won.
 */
export interface EpochWatchTimer extends Timer {
  readonly kind: 'ev/epoch-watch';
  readonly epoch: number;
}

/** An election may take all its attempts, and its last block some time to be certified and told. */
const SLACK_US = 4_000_000;
const AGAIN_US = 5_000_000;

/** Watches the newest epoch that the EV knows. */
export function watchEpoch(step: Step, client: LedgerClient): void {
  const epoch = latestEpoch(step, client);
  const { lengthUs, drawWindowUs, maxAttempts } = step.lab.parameters.epoch;
  const dueUs = (epoch + 1) * lengthUs + (maxAttempts - 1) * drawWindowUs + SLACK_US;
  setTimerAt(step, dueUs, { kind: 'ev/epoch-watch', epoch } as EpochWatchTimer);
}

/** After a crash: an epoch may have gone by. */
export function recoverEpochWatch(step: Step, client: LedgerClient): void {
  askEpochs(step, client, step.lab.shard);
  watchEpoch(step, client);
}

export function onEpochWatch(step: Step, client: LedgerClient, timer: EpochWatchTimer): void {
  if (latestEpoch(step, client) !== timer.epoch) return;
  askEpochs(step, client, step.lab.shard);
  setTimer(step, AGAIN_US, timer);
}

function latestEpoch({ lab }: Step, client: LedgerClient): number {
  return client.book.latest.get(lab.shard) ?? 0;
}
