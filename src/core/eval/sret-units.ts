import type { CryptoSuite } from '../crypto/suite.js';
import { clearSretDouble } from '../market/sret/double.js';
import { clearSretSingle } from '../market/sret/single.js';
import type { MarketTerms } from '../market/terms.js';
import { decimalToScaledInteger } from '../units/decimal.js';
import { BOOK_FIELDS, BOOK_OPTIONS, readBook, TIMED_BOOK } from './book.js';
import { type ClearingAnswer, toClearingAnswer } from './clearing-answer.js';
import { childPath, EvalInputError, hasField, type InputObject, readNumber, readObject, readString, unknownWord } from './input-error.js';

/** RET's fields, which SRET does not know: they may stand in a book and mean nothing. */
const IGNORED = ['pileCapacityKWh', 'consumerPenalties', 'exchangePenalties'];
const PREFERENCES = ['energy', 'evs'] as const;

/** `eval sret-double` (DESIGN 6, SEED B3). Throws `EvalInputError` for what is wrong in the input, all rows at once. */
export function evalSretDouble(_suite: CryptoSuite, input: unknown): ClearingAnswer {
  const root = openRoot(input);
  const terms = readTerms(root);
  return toClearingAnswer(clearSretDouble(readBook(root, TIMED_BOOK), terms));
}

/** `eval sret-single` (DESIGN 6, SEED B3); without `maxPowerKW` no pile limits the power, without `prefer` it is `energy`. */
export function evalSretSingle(_suite: CryptoSuite, input: unknown): ClearingAnswer {
  const root = openRoot(input);
  const terms = readTerms(root);
  return toClearingAnswer(clearSretSingle(readBook(root, TIMED_BOOK), terms));
}

function openRoot(input: unknown): InputObject {
  return readObject(input, '$', BOOK_FIELDS, [...BOOK_OPTIONS, 'maxPowerKW', 'prefer', ...IGNORED]);
}

function readTerms(root: InputObject): MarketTerms {
  return {
    defence: false,
    consumerPenalties: {},
    exchangePenalties: {},
    ...(hasField(root, 'maxPowerKW') ? { pilePowerW: toWatts(readNumber(root, 'maxPowerKW', 0)) } : {}),
    ...(hasField(root, 'prefer') ? { prefer: readPreference(root) } : {}),
  };
}

/** Power only compares and ranks, so it may be finer than a watt. */
function toWatts(powerKW: number): number {
  const whole = decimalToScaledInteger(powerKW, 3);
  return whole.ok ? whole.value : powerKW * 1000;
}

function readPreference(root: InputObject): 'energy' | 'evs' {
  const word = readString(root, 'prefer');
  const found = PREFERENCES.find((preference) => preference === word);
  if (found === undefined) throw new EvalInputError(childPath(root.path, 'prefer'), unknownWord('preference', word, PREFERENCES));
  return found;
}
