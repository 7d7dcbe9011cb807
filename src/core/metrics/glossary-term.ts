/** What a number on a screen is: how it is defined, counted and computed, and where that comes from. */
export interface Term {
  /** The words under which screens show it: a column's title, or the word beside it. */
  readonly shown: readonly string[];
  /** Where it is shown, if its words mean something else elsewhere: a panel's or view's name. */
  readonly places?: readonly string[];
  readonly name: string;
  readonly unit: string;
  readonly definition: string;
  /** How it is computed, in the definition's words; null where it is a mere count or name. */
  readonly formula: string | null;
  /** Seed, chapter of the docs, or the design that says so. */
  readonly source: string;
}

/** A line of the glossary. */
export function term(name: string, shown: readonly string[], unit: string, definition: string, formula: string | null, source: string, places?: readonly string[]): Term {
  return { name, shown, unit, definition, formula, source, ...(places === undefined ? {} : { places }) };
}
