import type { CryptoSuite } from '../crypto/suite.js';
import { clearDoubleAuction } from '../market/double-auction/double-auction.js';
import { clearMcAfee } from '../market/double-auction/mcafee.js';
import { toCurrency } from './amounts.js';
import { type ClearingAnswer, toClearingAnswer } from './clearing-answer.js';
import { EvalInputError, hasField } from './input-error.js';
import { readChoice, readFlag, readRivals } from './rivals-book.js';

/** What `eval double-auction` answers beside what a clearing has. */
export interface AuctionAnswer extends ClearingAnswer {
  /** What consumers pay per kWh; null when nothing trades. */
  price: number | null;
  /** What EVs get per kWh: the same, but for McAfee's rule. */
  sellerPrice: number | null;
  /** What consumers pay beyond what EVs get. */
  surplus: number;
}

/** `eval double-auction` (SEED B4): one book in, one clearing and its prices out. Throws `EvalInputError`. */
export function evalDoubleAuction(_suite: CryptoSuite, input: unknown): AuctionAnswer {
  const { root, book, terms } = readRivals(input, ['auction', 'splitOffers']);
  const auction = readChoice(root, 'auction', ['uniform', 'mcafee'] as const);
  if (auction === 'mcafee' && hasField(root, 'splitOffers')) throw new EvalInputError('$.splitOffers', 'McAfee’s rule always splits offers; leave it out');
  const splitOffers = readFlag(root, 'splitOffers', true);
  const clearing = auction === 'mcafee' ? clearMcAfee(book, terms) : clearDoubleAuction(book, { ...terms, splitOffers });
  const first = clearing.allocations[0];
  const priceMilli = first?.priceMilliPerKWh ?? null;
  const sellerMilli = first?.sellerMilliPerKWh ?? priceMilli;
  return {
    ...toClearingAnswer(clearing),
    price: priceMilli === null ? null : priceMilli / 1000,
    sellerPrice: sellerMilli === null ? null : sellerMilli / 1000,
    surplus: toCurrency((BigInt((priceMilli ?? 0) - (sellerMilli ?? 0)) * BigInt(clearing.energyWh)).toString()),
  };
}
