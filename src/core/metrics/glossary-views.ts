import type { Term } from './glossary-term.js';
import { COMPARE_TERMS } from './glossary-compare.js';
import { CONSENSUS_TERMS } from './glossary-consensus.js';
import { LEDGER_TERMS } from './glossary-ledger.js';
import { MARKET_TERMS } from './glossary-market.js';
import { NODE_TERMS } from './glossary-nodes.js';

/** What the views on the digits from 2 on show beside what the overview shows. */
export const VIEW_TERMS: readonly Term[] = [...COMPARE_TERMS, ...CONSENSUS_TERMS, ...LEDGER_TERMS, ...MARKET_TERMS, ...NODE_TERMS];
