import type { Book } from '../src/core/market/mechanism.js';
import { clearRet, type RetParameters } from '../src/core/market/ret/ret.js';
import { clearRetNaive } from './ret-naive.js';
import type { BenchRow } from './row.js';

const OPEN: RetParameters = { defence: true, consumerPenalties: {}, exchangePenalties: {} };

/**
 * RET against its naive form on one book of 3,000 × 3,000, and RET at 100,000 × 100,000 against sorting as many rows by
 * the same keys, which no form can do without. Each ratio says how many times the reference's time ours takes (below 1 is
 * faster).
 */
export function benchRet(): BenchRow[] {
  const small = randomBook(3_000);
  const naiveMs = timeMs(() => clearRetNaive(small, OPEN));
  const fastMs = bestOf(5, () => clearRet(small, OPEN));
  const large = randomBook(100_000);
  const largeMs = bestOf(2, () => clearRet(large, OPEN));
  const sortMs = bestOf(2, () => sortRows(large));
  return [
    { name: 'RET 3,000 × 3,000', measured: inMs(fastMs), reference: `${inMs(naiveMs)} naive form`, ratio: fastMs / naiveMs },
    { name: 'RET 100,000 × 100,000', measured: inMs(largeMs), reference: `${inMs(sortMs)} sorting its rows alone`, ratio: largeMs / sortMs },
  ];
}

/** Demand 0–10 kWh, offers 1–20 kWh (Table 4.1 as SEED B9 reads it), from a small generator so that runs compare. */
function randomBook(size: number): Book {
  let state = 1;
  const below = (limit: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  const rows = Array.from({ length: size }, (_, index) => index);
  return {
    requests: rows.map((index) => ({
      id: `r${index}`,
      exchange: `x${index % 100}`,
      consumer: `c${index}`,
      bidMilliPerKWh: 100 + below(400),
      demandWh: below(10_001),
      submittedAtUs: below(1_000_000),
    })),
    offers: rows.map((index) => ({ ev: `v${index}`, energyWh: 1_000 + below(19_001) })),
  };
}

function sortRows(book: Book): number {
  const requests = book.requests.toSorted((a, b) => b.bidMilliPerKWh * b.demandWh - a.bidMilliPerKWh * a.demandWh || (a.id < b.id ? -1 : 1));
  const offers = book.offers.toSorted((a, b) => b.energyWh - a.energyWh || (a.ev < b.ev ? -1 : 1));
  return requests.length + offers.length;
}

function bestOf(times: number, work: () => unknown): number {
  return Math.min(...Array.from({ length: times }, () => timeMs(work)));
}

function timeMs(work: () => unknown): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}
