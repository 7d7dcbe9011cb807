import type { Term } from './glossary.js';
import { MARKET_TERMS } from './glossary-market.js';

/** What the views on the digits from 2 on show beside what the overview shows. */
export const VIEW_TERMS: readonly Term[] = [
  ...MARKET_TERMS,
  { name: 'defence', shown: ['defence'], unit: 'on or off', definition: 'What an attack came to while its defence was on, and while it was off, as far as this run has been through both.', formula: null, source: 'docs 07' },
  { name: 'success', shown: ['success'], unit: '%', definition: 'Attempts that had their effect, of those that are decided.', formula: 'succeeded / (blocked + succeeded)', source: 'docs 07' },
];
