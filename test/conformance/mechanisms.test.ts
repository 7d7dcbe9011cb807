import test from 'ava';
import fc from 'fast-check';
import type { Book, Clearing, MarketOffer, MarketRequest } from '../../src/core/market/mechanism.js';
import { MECHANISMS } from '../../src/core/market/registry.js';
import type { MarketTerms } from '../../src/core/market/terms.js';
import { findProfitableLie } from './lies.js';

// What every mechanism of the registry must keep, whatever it does (DESIGN 3). A new entry is tested by being there.

const numbered = (prefix: string, most: number) => fc.nat(most).map((at) => `${prefix}${at}`);
const HOUR_US = 3_600_000_000;
const row = fc.record({
  exchange: numbered('x', 2),
  consumer: numbered('c', 6),
  bidMilliPerKWh: fc.nat(9).map((tenth) => 100 * tenth),
  demandWh: fc.nat(40),
  window: fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 3 })).map(([from, hours]) => ({ startUs: from * HOUR_US, endUs: (from + hours) * HOUR_US })),
});
const give = fc.record({
  energyWh: fc.nat(40),
  askMilliPerKWh: fc.nat(7).map((tenth) => 100 * tenth),
  window: fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 6 })).map(([from, hours]) => ({ startUs: from * HOUR_US, endUs: (from + hours) * HOUR_US })),
});

/** Books with ties, zeros and doubles, windows that touch, and no two requests of a consumer at one time; every other one without asks. */
const books: fc.Arbitrary<Book> = fc.record({ rows: fc.array(row, { maxLength: 16 }), gives: fc.array(give, { maxLength: 16 }), asks: fc.boolean() }).map(({ rows, gives, asks }) => ({
  requests: rows.map((fields, at): MarketRequest => ({ ...fields, id: `r${at}`, submittedAtUs: 10 * at })),
  offers: gives.map(({ energyWh, askMilliPerKWh, window }, at): MarketOffer => ({ ev: `v${at}`, energyWh, window, ...(asks ? { askMilliPerKWh } : {}) })),
}));

const ratio = fc.tuple(fc.nat(8), fc.integer({ min: 8, max: 9 })).map(([numerator, denominator]) => ({ numerator: String(numerator), denominator: String(denominator) }));
const lists = (prefix: string, most: number) => fc.dictionary(numbered(prefix, most), fc.array(ratio, { maxLength: 2 }), { maxKeys: 3 });
const terms: fc.Arbitrary<MarketTerms> = fc.record({
  pileCapacityWh: fc.integer({ min: 1, max: 50 }),
  defence: fc.boolean(),
  consumerPenalties: lists('c', 6),
  exchangePenalties: lists('x', 2),
});
const OPEN: MarketTerms = { defence: true, consumerPenalties: {}, exchangePenalties: {} };

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function sums<Key>(clearing: Clearing, by: (one: Clearing['allocations'][number]) => Key): Map<Key, number> {
  const result = new Map<Key, number>();
  for (const one of clearing.allocations) result.set(by(one), (result.get(by(one)) ?? 0) + one.energyWh);
  return result;
}

for (const mechanism of MECHANISMS) {
  const holds = (name: string, property: (book: Book, with_: MarketTerms) => void): void => {
    test(`${mechanism.name}: ${name}`, (t) => {
      fc.assert(fc.property(books, terms, property), { numRuns: 300 });
      t.pass();
    });
  };

  holds('feasible: no EV gives more than it offers or twice for one request, no request gets more than it may', (book, with_) => {
    const clearing = mechanism.clear(book, with_);
    const offered = new Map(book.offers.map((offer) => [offer.ev, offer.energyWh]));
    for (const [ev, energyWh] of sums(clearing, (one) => one.ev)) {
      // A mechanism with time limits a pile's power over each task, not its energy over the round.
      if (!(energyWh <= offered.get(ev)! && (mechanism.usesTime || energyWh <= with_.pileCapacityWh!))) throw new Error(`${ev} gives ${energyWh} Wh`);
    }
    const kept = new Map(clearing.keptRequests.map((one) => [one.request, one]));
    for (const [request, energyWh] of sums(clearing, (one) => one.request)) {
      const { allowedWh, demandWh } = kept.get(request)!;
      if (!(energyWh <= allowedWh && allowedWh <= demandWh)) throw new Error(`${request} gets ${energyWh} of ${allowedWh} Wh`);
    }
    const pairs = clearing.allocations.map((one) => `${one.request} ${one.ev}`);
    if (new Set(pairs).size !== pairs.length) throw new Error('a pair is matched twice');
    if (clearing.allocations.some((one) => !Number.isSafeInteger(one.energyWh) || one.energyWh <= 0)) throw new Error('a piece of nothing');
  });

  holds('energy balances to the Wh, money to the micro-unit', (book, with_) => {
    const clearing = mechanism.clear(book, with_);
    const bids = new Map(book.requests.map((request) => [request.id, BigInt(request.bidMilliPerKWh)]));
    const profit = clearing.allocations.reduce((total, one) => total + BigInt(one.priceMilliPerKWh ?? bids.get(one.request)!) * BigInt(one.energyWh), 0n);
    const demand = sum(clearing.keptRequests.map((one) => one.demandWh));
    if (clearing.energyWh !== sum(clearing.allocations.map((one) => one.energyWh))) throw new Error('energyWh is not the sum of the pieces');
    if (clearing.profitMicro !== String(profit)) throw new Error(`profit ${clearing.profitMicro}, payments ${profit}`);
    if (clearing.demandWh !== demand) throw new Error('demandWh is not the sum of the kept requests');
  });

  holds('nobody pays more than its bid, and no EV gets more than is paid', (book, with_) => {
    const bids = new Map(book.requests.map((request) => [request.id, request.bidMilliPerKWh]));
    for (const one of mechanism.clear(book, with_).allocations) {
      const paid = one.priceMilliPerKWh ?? bids.get(one.request)!;
      const got = one.sellerMilliPerKWh ?? paid;
      if (!(0 <= got && got <= paid && paid <= bids.get(one.request)!)) throw new Error(`${one.request} pays ${paid}, ${one.ev} gets ${got}`);
    }
  });

  holds('fulfilled are exactly the requests served wholly, each once', (book, with_) => {
    const clearing = mechanism.clear(book, with_);
    const served = sums(clearing, (one) => one.request);
    const wholly = clearing.keptRequests.filter((one) => one.allowedWh > 0 && served.get(one.request) === one.allowedWh).map((one) => one.request);
    if (clearing.fulfilledRequests !== clearing.fulfilledIds.length) throw new Error('the count is not the length');
    if (wholly.toSorted().join() !== [...clearing.fulfilledIds].toSorted().join()) throw new Error(`${wholly.join()} are served wholly`);
  });

  test(`${mechanism.name}: the order of the input has no effect`, (t) => {
    const shuffled = books.chain((book) =>
      fc.tuple(
        fc.constant(book),
        fc.shuffledSubarray([...book.requests], { minLength: book.requests.length }),
        fc.shuffledSubarray([...book.offers], { minLength: book.offers.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, terms, ([book, requests, offers], with_) => {
        t.deepEqual(mechanism.clear({ requests, offers }, with_), mechanism.clear(book, with_));
      }),
      { numRuns: 200 },
    );
  });

  test(`${mechanism.name}: the book and the terms stay as they are`, (t) => {
    fc.assert(
      fc.property(books, terms, (book, with_) => {
        const before = structuredClone([book, with_]);
        mechanism.clear(book, with_);
        t.deepEqual([book, with_], before as never);
      }),
      { numRuns: 50 },
    );
  });

  test(`${mechanism.name}: an empty side of the market trades nothing`, (t) => {
    const window = { startUs: 0, endUs: HOUR_US };
    const request = { id: 'r', exchange: 'x', consumer: 'c', bidMilliPerKWh: 5, demandWh: 5, submittedAtUs: 0, window };
    for (const book of [{ requests: [], offers: [] }, { requests: [request], offers: [] }, { requests: [], offers: [{ ev: 'v', energyWh: 5, window }] }]) {
      const { allocations, energyWh, profitMicro } = mechanism.clear(book, OPEN);
      t.deepEqual([allocations, energyWh, profitMicro], [[], 0, '0']);
    }
  });

  test(`${mechanism.name}: ${mechanism.isTruthful ? 'nobody gains by another price than its own' : 'documented as not truthful, and somebody does gain by a false price'}`, (t) => {
    t.is(findProfitableLie(mechanism.clear, fc.sample(books, { numRuns: 300, seed: 5 }), OPEN) === null, mechanism.isTruthful);
  });
}
