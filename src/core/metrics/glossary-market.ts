import type { Term } from './glossary-term.js';

const MARKET = ['market'];
const CROSS = ['cross-shard'];

/** What the views of the market and of the transactions across campuses show (views/market.ts, views/cross-shard.ts). */
export const MARKET_TERMS: readonly Term[] = [
  { shown: ['#'], places: MARKET, name: 'place in the order of service', unit: 'rank', definition: 'Where the request stands when the mechanism serves the book.', formula: 'bid · allowed demand, descending; ties by request id', source: 'SEED B2, Algorithm 1, l. 21' },
  { shown: ['consumer'], places: MARKET, name: 'consumer', unit: 'name', definition: 'Who asks for energy and bids for it.', formula: null, source: 'SEED B1' },
  { shown: ['exchange'], places: MARKET, name: 'exchange', unit: 'name', definition: 'Who has uploaded the consumer’s request to the blockchain of exchanges.', formula: null, source: 'SEED B1' },
  { shown: ['bid/kWh', 'average bid'], places: MARKET, name: 'bid', unit: 'currency per kWh', definition: 'What a consumer pays for a kWh; of a whole round the average over the energy that was matched.', formula: 'average = Σ bid · energy / Σ energy over the allocations', source: 'SEED B2' },
  { shown: ['asks Wh'], places: MARKET, name: 'demand', unit: 'Wh', definition: 'What the request asks for, as its exchange uploaded it; it may be a fake.', formula: null, source: 'SEED B2' },
  { shown: ['allowed'], places: MARKET, name: 'allowed demand', unit: 'Wh', definition: 'What the consumer’s penalty list leaves of its demand.', formula: '⌊demand · Π factors⌋', source: 'SEED B2, Algorithm 1, l. 16–20' },
  { shown: ['bid*Wh'], places: MARKET, name: 'priority', unit: 'currency', definition: 'What serving the whole allowed demand would earn: requests are served in the order of it.', formula: 'bid · allowed demand', source: 'SEED B2, Algorithm 1, l. 21' },
  { shown: ['left'], places: MARKET, name: 'left after this step', unit: 'Wh', definition: 'Of a request what is still to be served; of an offer what its EV keeps. An EV serves one request a round, so the rest of a used offer serves nobody.', formula: null, source: 'SEED B2, Algorithm 1, l. 31–59' },
  { shown: ['stands'], places: MARKET, name: 'fate of a request', unit: 'word', definition: 'Served wholly or in part; no energy left; its exchange’s quota used; penalised to nothing; duplicate of a later request; asks for none; or still waiting for its turn.', formula: null, source: 'SEED B2, Algorithm 1' },
  { shown: ['from'], places: MARKET, name: 'served from', unit: 'EV, Wh', definition: 'Which EVs serve the request with how much, and once the meter was read whether all of it came.', formula: null, source: 'SEED B2' },
  { shown: ['EV'], places: MARKET, name: 'offering EV', unit: 'name', definition: 'An EV whose offer is on the blockchain of EVs.', formula: null, source: 'SEED B1' },
  { shown: ['offers'], places: MARKET, name: 'offer', unit: 'Wh', definition: 'What the EV has offered.', formula: null, source: 'SEED B2' },
  { shown: ['Wh', 'pile'], places: MARKET, name: 'usable offer', unit: 'Wh', definition: 'What of the offer a charging pile can pass on in the round.', formula: 'min(offer, pile capacity)', source: 'SEED B2, eq. 4.6' },
  { shown: ['serves'], places: MARKET, name: 'serves', unit: 'consumer, Wh', definition: 'The one request that the EV’s offer serves in the round.', formula: null, source: 'SEED B2' },
  { shown: ['who'], places: MARKET, name: 'penalised party', unit: 'name', definition: 'An exchange of the book, or a consumer with a penalty list.', formula: null, source: 'SEED B2' },
  { shown: ['sent'], places: MARKET, name: 'requests sent', unit: 'requests', definition: 'Its requests in the book, duplicates included.', formula: null, source: 'SEED B2, Algorithm 1, l. 22' },
  { shown: ['quota'], places: MARKET, name: 'quota of an exchange', unit: 'requests', definition: 'How many of its requests may be fulfilled; any number without a penalty list.', formula: '⌊requests sent · Π factors⌋', source: 'SEED B2, Algorithm 1, l. 22–27' },
  { shown: ['took'], places: MARKET, name: 'kept its word', unit: '% of Wh, or requests', definition: 'Of what was allocated to a consumer what it really took; of an exchange’s selected requests those that took all.', formula: 'pct = practical supply / theoretical supply; below 1 − γ a factor pct + γ is appended, else the last one dropped', source: 'SEED B2, eq. 4.1, 4.3' },
  { shown: ['times'], places: MARKET, name: 'penalty', unit: 'factor', definition: 'The product of the list in force when the round was cleared.', formula: 'Π factors, 1 for the empty list', source: 'SEED B2' },
  { shown: ['factors'], places: MARKET, name: 'penalty list', unit: 'factors, oldest first', definition: 'The list when the round was cleared and, after the arrow, as it stands now.', formula: null, source: 'SEED B2, eq. 4.1–4.4' },
  { shown: ['kWh'], places: MARKET, name: 'matched energy of a round', unit: 'kWh', definition: 'Energy that the mechanism promised in the round.', formula: 'Σ allocations', source: 'SEED B2; `allocatedWh`' },
  { shown: ['short'], places: MARKET, name: 'shortfall', unit: 'kWh, or Wh of one allocation', definition: 'What EVs had promised and did not have ready when they plugged in: a forecast that was wrong, or a late arrival.', formula: 'Σ max(0, promised − ready)', source: 'SEED B6' },
  { shown: ['doing'], places: MARKET, name: 'what the EV was doing', unit: 'idle, charging, driving', definition: 'As it offered: plugged in and done, plugged in and charging, or on the road and offering by its forecast.', formula: null, source: 'SEED B6, Figs. 6.1, 6.2' },
  { shown: ['promised'], places: MARKET, name: 'promised', unit: 'Wh', definition: 'What the EV’s task says that it gives to the consumer.', formula: null, source: 'SEED B2, B6' },
  { shown: ['ready'], places: MARKET, name: 'ready', unit: 'Wh', definition: 'What of the promise the EV had when it plugged in.', formula: 'min(promise, what lies above the owner’s reserve, power · time left)', source: 'SEED B6' },
  { shown: ['delivered'], places: MARKET, name: 'delivered', unit: 'Wh', definition: 'What flowed from the EV to the consumer, by the meter; a fake request takes nothing.', formula: null, source: 'SEED B2' },
  { shown: ['due'], places: MARKET, name: 'due', unit: 'currency', definition: 'What the consumer owes for it.', formula: '⌊price · delivered / 1000⌋ − min(that, ⌊shortfall price · shortfall / 1000⌋)', source: 'SEED B6; `market.shortfallPerKWh`' },
  { shown: ['when'], places: MARKET, name: 'time of service', unit: 'virtual time', definition: 'When the EV serves the consumer: as the mechanism says, or the whole window of the request.', formula: null, source: 'SEED B3' },
  { shown: ['mechanism'], places: ['mechanism'], name: 'mechanism', unit: 'name', definition: 'How requests and offers are matched; the one in force matches the rounds to come.', formula: null, source: 'SEED B2–B4; `market.mechanism`' },
  { shown: ['fulfilled'], places: ['mechanism'], name: 'fulfilled requests', unit: 'requests', definition: 'Requests of this book that the mechanism would serve wholly.', formula: null, source: 'SEED B9' },
  { shown: ['matched kWh'], places: ['mechanism'], name: 'matched energy', unit: 'kWh', definition: 'Energy of this book that the mechanism would allocate.', formula: 'Σ allocations', source: 'SEED B9' },
  { shown: ['fill rate'], places: ['mechanism'], name: 'fill rate as allocated', unit: '%', definition: 'Energy allocated over the demand, as asked, of the requests that the mechanism keeps.', formula: 'Σ allocations / Σ demand', source: 'SEED B2, B9' },
  { shown: ['profit'], places: ['mechanism'], name: 'profit', unit: 'currency', definition: 'What consumers would pay for what the mechanism would allocate.', formula: 'Σ price · energy', source: 'SEED B2, B9' },
  { shown: ['state machine', 'state'], places: CROSS, name: 'state machine of a cross-shard transaction', unit: 'state', definition: 'Initialized; locked, with each input shard’s proof-of-validity or proof-of-invalidity or none yet; unlock-to-commit or unlock-to-abort; committed, aborted, or rescued by another party than the buyer.', formula: null, source: 'SEED A6' },
  { shown: ['still', 'stalled'], places: CROSS, name: 'without change', unit: 's', definition: 'Virtual time since the transaction’s last proof or step; from 10 s on it counts as stalled.', formula: 'now − last change', source: 'SEED A6' },
  { shown: ['seats', 'quorum'], places: CROSS, name: 'certifying seats', unit: 'seats', definition: 'Seats of the members whose signatures certify the block that ordered the operation, of all the committee’s seats.', formula: 'quorum: more than two thirds of the seats', source: 'SEED A3, A6' },
];
