import type { Term } from './glossary.js';

/** What the views on the digits from 2 on show beside what the overview shows. */
export const VIEW_TERMS: readonly Term[] = [];
