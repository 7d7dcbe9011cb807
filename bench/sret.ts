import type { Book } from '../src/core/market/mechanism.js';
import { clearSretDouble } from '../src/core/market/sret/double.js';
import { clearSretSingle } from '../src/core/market/sret/single.js';
import type { MarketTerms } from '../src/core/market/terms.js';
import { type BenchRow, processorMs } from './row.js';
import { clearSretDoubleNaive, clearSretSingleNaive } from './sret-naive.js';

const HOUR_US = 3_600_000_000;
const TERMS: MarketTerms = { defence: false, consumerPenalties: {}, exchangePenalties: {}, pilePowerW: 15_000 };
/** Requests, as many as EVs. */
const SIZES = [1_250, 2_500, 5_000, 10_000, 20_000] as const;

const FORMS: readonly { readonly name: string; readonly clear: (book: Book) => unknown; readonly naive: (book: Book) => unknown }[] = [
  { name: 'SRET double', clear: (book) => clearSretDouble(book, TERMS), naive: (book) => clearSretDoubleNaive(book, TERMS) },
  { name: 'SRET single, energy', clear: (book) => clearSretSingle(book, TERMS), naive: (book) => clearSretSingleNaive(book, TERMS) },
  { name: 'SRET single, EVs', clear: (book) => clearSretSingle(book, { ...TERMS, prefer: 'evs' }), naive: (book) => clearSretSingleNaive(book, { ...TERMS, prefer: 'evs' }) },
];

/**
 * SRET on the largest book of Table 6.2, 600 requests × 270 EVs, against its naive form: the first call in a process and the
 * best of many; then its growth. Each line of the curve has the time of one size over that of half the size: 2 is linear,
 * 4 quadratic, and the exponent is the slope of all of them on a log-log scale (least squares).
 */
export function benchSret(): BenchRow[] {
  const table = hourBook(600, 270);
  const rows = FORMS.flatMap(({ name, clear, naive }): BenchRow[] => {
    const first = timeMs(() => clear(table));
    const warm = bestOf(40, () => clear(table));
    const naiveMs = timeMs(() => naive(table));
    return [
      { name: `${name} 600 × 270, first call`, measured: inMs(first), reference: `${inMs(naiveMs)} naive form`, ratio: first / naiveMs },
      { name: `${name} 600 × 270, warm`, measured: inMs(warm), reference: `${inMs(naiveMs)} naive form`, ratio: warm / naiveMs },
    ];
  });
  return [...rows, ...FORMS.flatMap(({ name, clear }) => growth(name, clear))];
}

function growth(name: string, clear: (book: Book) => unknown): BenchRow[] {
  const times = SIZES.map((size) => bestOf(size < 10_000 ? 2 : 1, () => clear(hourBook(size, size))));
  const steps = SIZES.slice(1).map((size, at) => {
    const [before, after] = [times[at]!, times[at + 1]!];
    return { name: `${name} ${figure(size)} × ${figure(size)}`, measured: inMs(after), reference: `${inMs(before)} half the size`, ratio: after / before };
  });
  const exponent = slope(SIZES.map((size, at) => [Math.log(size), Math.log(times[at]!)]));
  return [...steps, { name: `${name}: time ~ size^${exponent.toFixed(2)}`, measured: inMs(times.at(-1)!), reference: `${inMs(times[0]!)} at ${figure(SIZES[0])}`, ratio: times.at(-1)! / times[0]! }];
}

/** The slope of the line that fits points best. */
function slope(points: readonly (readonly [number, number])[]): number {
  const [x, y] = [mean(points.map(([at]) => at)), mean(points.map(([, value]) => value))];
  const across = points.reduce((sum, [at, value]) => sum + (at - x) * (value - y), 0);
  return across / points.reduce((sum, [at]) => sum + (at - x) ** 2, 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Requests of 0–10 kWh between 21 and 22 h, EVs of 0–20 kWh that come from 20 h on (Table 6.1), from a small generator. */
function hourBook(requests: number, evs: number): Book {
  let state = 1;
  const between = (least: number, most: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return least + Math.floor((state / 2_147_483_647) * (most - least));
  };
  const windowUs = (from: readonly [number, number], minutes: readonly [number, number], end: number) => {
    const startUs = Math.round((between(from[0] * 3600, from[1] * 3600) / 3600) * HOUR_US);
    return { startUs, endUs: Math.min(startUs + between(minutes[0] * 60, minutes[1] * 60) * 1_000_000, end * HOUR_US) };
  };
  return {
    requests: Array.from({ length: requests }, (_, at) => ({
      id: `r${at}`,
      exchange: 'x',
      consumer: `c${at}`,
      bidMilliPerKWh: between(22_390, 42_840),
      demandWh: between(0, 10_001),
      submittedAtUs: at,
      window: windowUs([21, 21.75], [6, 60], 22),
    })),
    offers: Array.from({ length: evs }, (_, at) => ({ ev: `v${at}`, energyWh: between(0, 20_001), window: windowUs([20, 21.8], [20, 140], 22.5) })),
  };
}

function bestOf(times: number, work: () => unknown): number {
  return Math.min(...Array.from({ length: times }, () => timeMs(work)));
}

function timeMs(work: () => unknown): number {
  const begun = processorMs();
  work();
  return processorMs() - begun;
}

function inMs(ms: number): string {
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

function figure(value: number): string {
  return String(value).replace(/(\d)(?=(\d{3})+$)/g, '$1,');
}
