import type { Opening } from '../../ledger/endorse-order-validate/commitment.js';
import type { EvActivity } from '../../ledger/endorse-order-validate/contract-boev.js';
import type { Attestation } from '../../ledger/endorse-order-validate/inclusion.js';
import type { Allocation, Book, MarketRequest } from '../../market/mechanism.js';
import type { MarketTerms } from '../../market/terms.js';
import type { PenaltyList } from '../../market/ret/penalties.js';
import type { MarketParameters } from '../parameters.js';
import type { ResultContent, TaskContent } from '../market/messages.js';

/**
 * The control system's market desk (SEED "How they fit together", steps 2, 3, 6): it calls for energy, downloads
 * requests and offers from the chains, clears by the scenario's mechanism, puts the results back on the chains, opens
 * to each party its own, and keeps the penalties of B2. All of its state is durable.
 */
export interface MarketDesk {
  readonly rounds: Map<number, DeskRound>;
  /** The round that is opened next, and those that are open. */
  nextRound: number;
  readonly open: Set<number>;
  readonly consumerPenalties: Record<string, PenaltyList>;
  readonly exchangePenalties: Record<string, PenaltyList>;
  /** The last rounds as they were cleared, oldest first, for those who watch from outside. */
  readonly cleared: ClearedRound[];
}

/** What a round was cleared from: enough to clear it again and come to the same. Nothing in the protocol reads it. */
export interface ClearedRound {
  readonly round: number;
  readonly clearedUs: number;
  readonly mechanism: string;
  readonly book: Book;
  readonly terms: MarketTerms;
  /** The round's own, so that it is filled while meters are read. */
  readonly metered: ReadonlyMap<string, Metered>;
  /** What the offering EVs were doing. */
  readonly activities: ReadonlyMap<string, EvActivity>;
}

/** What a meter read of one allocation. */
export interface Metered {
  /** What the EV had ready, what flowed, and what is owed for it. */
  readonly readyWh: number;
  readonly deliveredWh: number;
  readonly dueMilli: number;
}

/** The scenario's terms for any mechanism, with the penalties of the desk. */
export function termsOfDesk(market: MarketParameters, penalties: Pick<MarketTerms, 'consumerPenalties' | 'exchangePenalties'>): MarketTerms {
  const { pileCapacityWh, pilePowerW, defence, prefer, splitOffers } = market;
  return { pileCapacityWh, pilePowerW, defence, prefer, splitOffers, ...penalties };
}

/** So many rounds can be looked back at. */
export const CLEARED_ROUNDS = 6;

export interface DeskRound {
  readonly round: number;
  /** By request id, as cleared. */
  readonly requests: Map<string, MarketRequest>;
  readonly allocations: Allocation[];
  readonly taskOpenings: Map<string, Opening<TaskContent>>;
  resultOpenings: readonly Opening<ResultContent>[];
  /** The block that holds the tasks, and who has attested to it. */
  tasksAt: { readonly number: number; readonly id: string } | null;
  tasksProposal: string | null;
  resultsProposal: string | null;
  readonly attestations: Attestation[];
  told: boolean;
  /** By allocation. */
  readonly metered: Map<string, Metered>;
  retries: number;
}

export function createDesk(): MarketDesk {
  return { rounds: new Map(), nextRound: 0, open: new Set(), consumerPenalties: {}, exchangePenalties: {}, cleared: [] };
}

/** One EV serves a request at most once a round. */
export function taskKey(request: string, ev: string): string {
  return `${request}|${ev}`;
}

