import type { Opening } from '../../ledger/endorse-order-validate/commitment.js';
import type { Plan } from '../../ledger/endorse-order-validate/contract-bocs.js';
import type { Attestation } from '../../ledger/endorse-order-validate/inclusion.js';
import type { ChannelNode } from '../channels/channel.js';
import type { ResultContent } from '../market/messages.js';
import type { CampusLeft } from './bocs-leftovers.js';

/**
 * The control system on the BoCS (SEED B5; thesis 5.3): what its campus has left, the plan it makes, and what the plan
 * that won means for its own consumers and EVs. All of its state is durable.
 */
export interface BocsDesk {
  readonly channel: ChannelNode;
  readonly rounds: Map<number, CrossRound>;
}

export interface CrossRound {
  readonly round: number;
  /** What the campus' own clearing has left; null when it had none. */
  left: CampusLeft | null;
  /** Records of the campus' own chains, and who has attested to them: the proof of what is left. */
  readonly boe: RecordPlace;
  readonly boev: RecordPlace;
  uploadProposal: string | null;
  isUploaded: boolean;
  /** The endorsers do not believe it. */
  isRefused: boolean;
  planProposal: string | null;
  isPlanned: boolean;
  won: WonPlan | null;
  secondProposal: string | null;
  secondOpenings: readonly Opening<ResultContent>[];
  isOpened: boolean;
  /** Readings of other campuses' meters for consumers of this one. */
  readonly readings: Set<string>;
}

export interface RecordPlace {
  at: { readonly number: number; readonly id: string } | null;
  readonly attestations: Attestation[];
}

export interface WonPlan {
  readonly number: number;
  readonly id: string;
  readonly planner: string;
  readonly tasks: Plan['tasks'];
  readonly attestations: Attestation[];
  isTold: boolean;
}

const KEPT_ROUNDS = 4;

export function crossRoundOf({ rounds }: BocsDesk, round: number): CrossRound {
  const known = rounds.get(round);
  if (known !== undefined) return known;
  const made: CrossRound = {
    round,
    left: null,
    boe: { at: null, attestations: [] },
    boev: { at: null, attestations: [] },
    uploadProposal: null,
    isUploaded: false,
    isRefused: false,
    planProposal: null,
    isPlanned: false,
    won: null,
    secondProposal: null,
    secondOpenings: [],
    isOpened: false,
    readings: new Set(),
  };
  rounds.set(round, made);
  for (const old of rounds.keys()) if (old <= round - KEPT_ROUNDS) rounds.delete(old);
  return made;
}
