import type { Opening } from '../../ledger/endorse-order-validate/commitment.js';
import type { SignedHeader, EndorsedTransaction, ValidationCode } from '../../ledger/endorse-order-validate/types.js';
import type { ChannelHappening } from '../channels/channel.js';
import type { ResultContent, TaskContent } from '../market/messages.js';
import { commit, type Step } from '../step.js';
import type { DeskRound } from './desk-state.js';

/** A block of the BoE or the BoEV with this peer's verdicts, as the ledger keeps it. */
export interface ChannelBlockRecord extends SignedHeader {
  readonly kind: 'ledger/channel-block';
  readonly codes: readonly ValidationCode[];
  readonly transactions: readonly EndorsedTransaction[];
}

/**
 * What the commitments of a round hide, in their order on the chain. Only auditors get this: an EV is told its own task
 * and a consumer its own result (SEED B1).
 */
export interface OpeningsRecord {
  readonly kind: 'ledger/openings';
  readonly contract: 'boe' | 'boev';
  readonly openings: readonly Opening<TaskContent>[] | readonly Opening<ResultContent>[];
  readonly round: number;
}

export function recordChannelBlock(step: Step, happening: ChannelHappening): void {
  if (happening.type !== 'block') return;
  const { codes, header, signature } = happening.committed;
  const record: ChannelBlockRecord = { codes, header, kind: 'ledger/channel-block', signature, transactions: happening.block.transactions };
  commit(step, record);
}

export function recordOpenings(step: Step, { round, taskOpenings, resultOpenings }: DeskRound, contract: 'boe' | 'boev'): void {
  const openings = contract === 'boe' ? resultOpenings : [...taskOpenings.values()];
  const record: OpeningsRecord = { contract, kind: 'ledger/openings', openings, round };
  commit(step, record);
}
