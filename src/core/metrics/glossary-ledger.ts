import { term, type Term } from './glossary-term.js';

/** What the ledger's view and the followed trade show. */
export const LEDGER_TERMS: readonly Term[] = [
  term('party', ['party'], 'name', 'Who owns the individual chain: an EV or a consumer.', null, 'SEED A5', ['ledger']),
  term('chain’s height', ['blocks'], 'energy blocks', 'Blocks of the chain that a validated micro block has fixed; behind the plus those that stand on the owner’s own copy only.', null, 'SEED A5', ['ledger']),
  term('head', ['head'], 'hash head', 'Digest of the chain’s last fixed block.', 'SHA-256 over the canonical block', 'SEED A5'),
  term('balance', ['EUR', 'USD', 'money'], 'currency', 'What the wallet’s unspent validated outputs are worth.', 'Σ origins', 'SEED A5, check 4', ['ledger']),
  term('origins', ['origins'], 'outputs', 'Unspent validated outputs of the wallet, from which the next payment can be made; L means that one is locked.', null, 'SEED A5, check 4; A6'),
  term('height', ['height'], 'number', 'Height of the committee’s block in the shard’s chain.', null, 'SEED A5', ['ledger']),
  term('stored', ['stored'], 'hh:mm:ss', 'Virtual time at which the control system stored the block.', null, 'SEED A5'),
  term('entries', ['entries'], 'entries', 'What the block decided: one entry for each ordered transaction.', null, 'SEED A5'),
  term('atomix', ['atomix'], 'entries', 'Entries that lock or unlock for a payment across shards.', null, 'SEED A6', ['ledger']),
  term('refused', ['refused'], 'entries', 'Entries with a refusal, whose code says why.', null, 'SEED A5'),
  term('seats of the certificate', ['seats'], 'seats', 'Seats of those who signed the block, of all seats of the committee.', 'needed: ⌊2n/3⌋ + 1', 'SEED A3, A5', ['ledger']),
  term('kind', ['kind'], 'word', 'What kind of transaction the entry decides.', null, 'SEED A5'),
  term('code', ['code'], 'word', 'Accepted, or why not.', null, 'SEED A5'),
  term('about', ['about'], 'text', 'Whom and what the entry concerns.', null, 'SEED A5'),
  term('trade’s state', ['state'], 'word', 'Matched, delivered, paying, paid, not paid, or nothing due.', null, 'SEED B1', ['trade']),
  term('energy', ['energy'], 'Wh or kWh', 'What the match promised, or the meter read.', null, 'SEED B2', ['trade']),
  term('due', ['EUR', 'USD', 'money'], 'currency', 'What the buyer owes for the delivered energy.', '⌊bid · Wh / 1000⌋', 'SEED B2', ['trade']),
  term('changed', ['changed'], 'hh:mm:ss', 'Virtual time of the trade’s newest step.', null, 'SEED B1', ['trade']),
  term('transaction', ['transaction'], 'hash head', 'The payment’s hash.', 'SHA-256 over its canonical content', 'SEED A5', ['trade']),
  term('buyer and seller', ['seller → buyer', 'seller > buyer'], 'nodes', 'Who asked for the energy and who delivered it.', null, 'SEED B1', ['trade']),
  term('node', ['node'], 'name', 'A node of the campus.', null, 'docs 03', ['inspect']),
  term('role', ['role'], 'word', 'Control system, exchange, charging point, EV, consumer, or a false identity.', null, 'docs 04', ['inspect']),
  term('status', ['status'], 'word', 'Up, stopped by a fault or a person, or asleep: a false identity before its attack.', null, 'docs 12', ['inspect']),
  term('credit', ['credit'], 'units of credit', 'Reputation by which an EV wins seats.', 'initial + delivered + served − misdeeds, within 0 and the maximum', 'SEED A2', ['inspect']),
];
