import type { BookDetail, MarketDetail } from '../../../core/inspect/market.js';
import type { Model } from '../../model.js';
import { nameWithin } from '../../panels/elections.js';
import type { BookAt } from './steps.js';

/** What the panes of the market are drawn from. */
export interface Body {
  readonly model: Model;
  readonly detail: MarketDetail;
  readonly book: BookDetail;
  readonly at: BookAt;
  readonly campus: string;
  readonly boxed: boolean;
}

/** A node's name without the campus that is looked at. */
export function shortName({ campus }: Pick<Body, 'campus'>, node: string): string {
  return nameWithin(campus, node);
}
