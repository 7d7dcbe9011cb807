/** What a person looks at of the market (views/market.ts). */
export interface MarketUi {
  /** The round looked at; null for the newest. */
  readonly round: number | null;
  readonly pane: MarketPane;
  /** Whether the whole matching is shown, not the book after so many of its steps. */
  readonly whole: boolean;
  /** Steps of the matching that have been taken. */
  readonly step: number;
}

export const MARKET_PANES = ['book', 'delivery', 'penalties', 'history', 'forecast'] as const;
export type MarketPane = (typeof MARKET_PANES)[number];

export const INITIAL_MARKET: MarketUi = { round: null, pane: 'book', whole: true, step: 0 };
