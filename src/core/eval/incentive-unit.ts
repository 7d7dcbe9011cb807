import type { CryptoSuite } from '../crypto/suite.js';
import { clearIncentive } from '../market/incentive/incentive.js';
import { type ClearingAnswer, toClearingAnswer } from './clearing-answer.js';
import { readRivals } from './rivals-book.js';

/** `eval incentive` (SEED B4): one book in, one clearing out. Throws `EvalInputError`. */
export function evalIncentive(_suite: CryptoSuite, input: unknown): ClearingAnswer {
  const { book, terms } = readRivals(input, []);
  return toClearingAnswer(clearIncentive(book, terms));
}
