import { EMPTY_INPUT, type TextInput } from '../text/input.js';

/** What the palette holds. */
export interface PaletteUi {
  readonly input: TextInput;
  /** The selected suggestion; -1 for none. */
  readonly selected: number;
  /** Lines that were obeyed before, newest first. */
  readonly history: readonly string[];
  readonly error: string | null;
}

export const CLOSED_PALETTE: PaletteUi = { input: EMPTY_INPUT, selected: -1, history: [], error: null };
