import type { Term } from './glossary.js';
import { ATTACK_TERMS } from './glossary-attacks.js';
import { CONSENSUS_TERMS } from './glossary-consensus.js';
import { MARKET_TERMS } from './glossary-market.js';
import { NODE_TERMS } from './glossary-nodes.js';

/** What the views on the digits from 2 on show beside what the overview shows. */
export const VIEW_TERMS: readonly Term[] = [...ATTACK_TERMS, ...CONSENSUS_TERMS, ...MARKET_TERMS, ...NODE_TERMS];
