import { EMPTY_INPUT, type TextInput } from '../text/input.js';

/** What the search holds. */
export interface SearchUi {
  readonly input: TextInput;
  readonly selected: number;
}

export const CLOSED_SEARCH: SearchUi = { input: EMPTY_INPUT, selected: 0 };
