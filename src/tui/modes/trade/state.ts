import type { TradeLine, TradeStep } from '../../../core/inspect/trade.js';

/** What a person follows: nothing yet (the list is shown), or one trade. */
export interface TradeUi {
  /** The selected trade of the list; null, or one that is gone, for the newest. New ones do not move it. */
  readonly chosen: string | null;
  readonly followed: Followed | null;
  /** The selected step of the followed trade; null for the last one that has happened. */
  readonly step: number | null;
}

export interface Followed {
  readonly shard: number;
  readonly id: string;
  /** Whether Esc goes back to the list. */
  readonly fromList: boolean;
  /** The trade as it was seen from the furthest time: a person who jumps back still sees what comes. */
  readonly seen: Seen | null;
}

export interface Seen {
  readonly trade: TradeLine;
  readonly concerned: readonly number[];
  readonly steps: readonly TradeStep[];
  /** What people had done by then: with anything else done, what comes may be otherwise. */
  readonly journal: number;
}

export const INITIAL_TRADE: TradeUi = { chosen: null, followed: null, step: null };
