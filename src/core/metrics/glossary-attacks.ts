import type { Term } from './glossary.js';

/** What the view of attacks shows beside what the overview shows. */
export const ATTACK_TERMS: readonly Term[] = [
  { name: 'defence', shown: ['defence'], unit: 'on or off', definition: 'What an attack came to while its defence was on, and while it was off, as far as this run has been through both.', formula: null, source: 'docs 07' },
  { name: 'success', shown: ['success'], unit: '%', definition: 'Attempts that had their effect, of those that are decided.', formula: 'succeeded / (blocked + succeeded)', source: 'docs 07' },
];
