import { term, type Term } from './glossary-term.js';

/** Every number of the header and the overview; views add theirs in `glossary-views.ts`. */
export const OVERVIEW_TERMS: readonly Term[] = [
  term('virtual time', ['clock'], 'hh:mm:ss', 'What the run’s own clock says: the barrier that all shards have reached. Nothing in a run depends on the wall clock.', null, 'docs 01', ['header']),
  term('speed', ['speed'], 'virtual s per s', 'How many virtual seconds pass in one second of real time; `max` is as fast as the machine goes. It changes no result.', null, 'docs 01', ['header']),
  term('epoch', ['epoch'], 'number', 'The term of a committee: from its election to the handover to the next one. Shards are in different epochs for a moment.', null, 'SEED A2'),
  term('checks', ['checks'], 'comparisons', 'How many comparisons the checkers have made; `violated` counts promises that did not hold.', null, 'docs 09', ['header']),
  term('windows', ['windows'], 'windows', 'Conservative windows executed: all shards advance together by at most the least latency between them.', 'window = [G, G + L), L = base latency of the wide area', 'docs 01', ['header']),
  term('events', ['events'], 'events', 'Messages, timers and starts that nodes have executed.', null, 'docs 01', ['header']),
  term('members', ['members'], 'EVs', 'EVs that hold at least one seat of the committee in office.', null, 'SEED A2'),
  term('seats', ['seats'], 'seats', 'Units that the members won in the lottery; votes are counted in seats.', 'Σ units over P and CP draws', 'SEED A2'),
  term('blocks', ['blocks'], 'blocks', 'Committee blocks that a quorum of seats has certified and the storing node has stored.', 'quorum: more than two thirds of the seats', 'SEED A3, A5'),
  term('micro blocks', ['micro'], 'blocks', 'Micro blocks of individual chains that passed all five checks.', null, 'SEED A5'),
  term('transactions', ['transact.'], 'transactions', 'Transactions final in a certified block.', null, 'SEED A5'),
  term('pending', ['pending'], 'transactions', 'Transactions submitted and not final yet.', 'submitted − final', 'SEED A5'),
  term('finality p50', ['final p50'], 'ms', 'Median virtual time from a transaction’s first submission to the proof that its client holds.', '50th percentile, nearest rank', 'docs 05'),
  term('forks', ['forks'], 'forks', 'Forks in the hashgraph that honest members saw: two events of one creator on one self-parent.', null, 'SEED A3'),
  term('trading phase', ['trading', 'phase'], 'phase', 'Where the trading round stands: requests, offers, matching, execution, settlement, final.', null, 'SEED B1'),
  term('last block', ['last block'], 'height, hash', 'Height of the last certified block and the head of its header’s hash.', 'SHA-256 over the canonical header', 'SEED A5'),
  term('shard', ['shard'], 'name', 'A campus with its EVs, consumers, exchanges, charging points and its control system; its committee keeps one shard of the ledger.', null, 'SEED A5'),
  term('draw', ['draw', 'draw against threshold'], 'fraction', 'A VRF hash as a fraction of its range; beyond the mark it selects at least one unit.', 'hash / 2⁵¹² ≥ B(0; credit, θ/R)', 'SEED A2, Algorithm 1'),
  term('P and CP', ['P', 'CP'], 'seats won / expected', 'Units won so far as primary (P) and candidate primary (CP), against the expected numbers θ_P and θ_CP.', 'expected units of an EV = credit · θ / R', 'SEED A2'),
  term('drew', ['drew'], 'EVs', 'EVs that have made their draw for the coming epoch, winning or not.', null, 'SEED A2'),
  term('units', ['u', 'units'], 'units', 'Seats that a draw has won; counted from the binomial intervals that the hash falls into.', 'least k with hash/2⁵¹² < B(0) + … + B(k)', 'SEED A2, Algorithm 1'),
  term('fill rate', ['filled', 'rounds'], '%', 'Energy delivered to honest consumers over what they really needed, one request each.', 'delivered Wh / real demand Wh', 'SEED B9; `fillRate`'),
  term('round', ['round'], 'number', 'The trading round: requests, offers, matching, execution, settlement.', null, 'SEED B1'),
  term('real demand', ['real kWh'], 'kWh', 'Real demand of the honest consumers of a round; fake requests do not count.', 'Σ demand of honest consumers', '`demandWh`'),
  term('matched', ['matched'], 'kWh', 'Energy that the mechanism has promised.', 'Σ allocations', 'SEED B2; `allocatedWh`'),
  term('delivered', ['deliv.'], 'kWh', 'Energy that flowed to honest consumers, by their meters.', 'Σ meter readings', '`deliveredWh`'),
  term('offered', ['offered'], 'kWh', 'Energy that EVs offered in the round.', 'Σ offers', 'SEED B2'),
  term('penalised', ['pen.'], 'parties', 'Consumers and exchanges with a penalty list after the round.', null, 'SEED B2; `penalised`'),
  term('requests', ['requests'], 'served / uploaded', 'Requests served wholly, of all that exchanges uploaded, fake ones too.', null, 'SEED B1; `requests`'),
  term('profit', ['profit'], 'currency', 'Payments due for delivered energy.', 'Σ ⌊bid · Wh / 1000⌋', 'SEED B2; `profit`'),
  term('settled', ['settled'], 'payments', 'Payments of the round that are final, of those that are due.', null, 'SEED A6'),
  term('attack', ['attack'], 'name', 'An attack of the catalogue, with the key that switches it.', null, 'docs 07'),
  term('level', ['level'], 'see the attack', 'How strong the attack is; what one counts differs and stands in the catalogue.', null, '`list attacks`'),
  term('attempts, blocked, succeeded', ['try/stop/ok', 'attempts', 'blocked', 'succeeded'], 'attempts', 'What the attack tried, what a defence refused, and what had its effect; the rest is not decided yet.', null, 'docs 07'),
  term('cost in money', ['EUR', 'USD', 'money'], 'currency', 'Money that honest parties lost by the attack.', null, 'docs 07; `costMoney`', ['attacks']),
  term('amount', ['EUR', 'USD', 'money'], 'currency', 'What the buyer pays for the delivered energy.', '⌊bid · Wh / 1000⌋', 'SEED B2', ['cross-shard']),
  term('energy lost', ['kWh'], 'kWh', 'Energy that honest consumers did not get because of the attack.', null, 'docs 07; `lostWh`', ['attacks']),
  term('defence', ['def'], 'on or off', 'The defence against the attack, with the key that switches it.', null, 'docs 07'),
  term('buyer and seller', ['buyer', 'buyer → seller', 'buyer > seller'], 'nodes', 'Who pays and who has delivered; they are at home in different shards.', null, 'SEED A6'),
  term('proofs', ['proofs'], 'per input shard', 'What each input shard has answered: proof of validity, proof of invalidity, or nothing yet.', null, 'SEED A6'),
  term('state', ['state', 'st.'], 'state', 'Locking, committing or aborting, committed or aborted.', null, 'SEED A6'),
  term('age', ['age'], 's', 'Virtual time since the transaction began; when it is over, what it took.', null, 'SEED A6'),
  term('in flight', ['in flight', 'done', 'aborted', 'rescued'], 'transactions', 'Transactions across shards that have not ended, that were committed, aborted, or moved on by somebody other than the buyer.', null, 'SEED A6; `crossShard`'),
  term('transaction id', ['id'], 'hash head', 'The first digits of the transaction’s hash.', 'SHA-256 over its canonical content', 'SEED A6'),
  term('output shards', ['out'], 'shards', 'Shards whose chains receive the outputs.', null, 'SEED A6'),
];

/** What the words on a screen mean at a place; null for words that name nothing countable. */
export function termFor(shown: string, place: string, terms: readonly Term[]): Term | null {
  const meant = terms.filter((one) => one.shown.includes(shown));
  return meant.find((one) => one.places?.includes(place)) ?? meant.find((one) => one.places === undefined) ?? null;
}
