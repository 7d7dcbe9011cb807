import type { Quanta } from '../federated/model.js';

/** What a client sends in a round: the change of the model that its own rows ask for, and how many rows those were. */
export interface Update {
  readonly client: string;
  readonly rows: number;
  readonly change: Quanta;
}

export interface AggregationTerms {
  /** How many of the clients the rule shall withstand. */
  readonly byzantine: number;
  /** The error on the aggregator's own rows once the model is changed so; null when it has no rows. */
  readonly errorAfter: ((change: Quanta) => number) | null;
}

/** A way to make one change out of many. */
export interface AggregationRule {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** The fewest updates with which it withstands `byzantine` bad ones; null when it withstands none. */
  readonly clientsAtLeast: (byzantine: number) => number | null;
  /** Whether updates are mixed with their neighbours beforehand (`mixing.ts`), which non-IID clients need. */
  readonly mixes: boolean;
  /**
   * The aggregate of updates of one length, at least one of them. The order of updates does not matter but for ties, so
   * callers sort by client. With too few updates for the terms it withstands as many as it can.
   */
  readonly aggregate: (updates: readonly Update[], terms: AggregationTerms) => Quanta;
}

/** As many bad updates as fewer than half of the clients, at most those asked for. */
export function withinMinority(byzantine: number, clients: number): number {
  return Math.max(0, Math.min(byzantine, Math.floor((clients - 1) / 2)));
}
