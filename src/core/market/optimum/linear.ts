import { capsOf, hasTime, powerOf } from './caps.js';
import { type Bounds, type Objective, type OptimumBook, pooledBounds } from './optimum.js';
import { type Plan, type PlanPiece, planOf, sortedBook, toWhole, WH_PER_KWH } from './plan.js';
import { boundByDuals, type LinearProblem, type LinearSolver } from './solver.js';

const US_PER_HOUR = 3_600_000_000;

/** The linear program of a book with windows, and which pair of rows each column stands for. */
export interface LinearBook {
  readonly problem: LinearProblem;
  /** By column two entries: the positions of the request and of the offer in the book. */
  readonly pairs: Int32Array;
}

/**
 * The linear program of a book with windows: x kWh from each EV to each request that it overlaps, at most what the request
 * draws in the overlap; per request at most what it asks and what any EV is there for; per EV at most its energy, and
 * Σ x/P at most the time that it is there, P the request's power. It lets a request be served in part and does not say when
 * an EV serves, only how long, so no mechanism of SEED B3 does better.
 */
export function linearProblem(book: OptimumBook, objective: Objective): LinearBook {
  const { requests, offers } = book;
  const { servableWh } = capsOf(book);
  const { pairs, upper } = pairsOf(book, servableWh);
  const columns = pairs.length / 2;
  const cost = new Float64Array(columns);
  const indices = new Int32Array(3 * columns);
  const values = new Float64Array(3 * columns).fill(1);
  for (let column = 0; column < columns; column += 1) {
    const [at, by] = [pairs[2 * column]!, pairs[2 * column + 1]!];
    cost[column] = objective === 'profit' ? requests[at]!.bidMilliPerKWh / 1000 : 1;
    indices[3 * column] = at;
    indices[3 * column + 1] = requests.length + by;
    indices[3 * column + 2] = requests.length + offers.length + by;
    values[3 * column + 2] = WH_PER_KWH / powerOf(requests[at]!) / US_PER_HOUR;
  }
  const rowUpper = Float64Array.from([
    ...servableWh.map((energyWh) => energyWh / WH_PER_KWH),
    ...offers.map(({ energyWh }) => energyWh / WH_PER_KWH),
    ...offers.map(({ window }) => (window!.endUs - window!.startUs) / US_PER_HOUR),
  ]);
  const rows = rowUpper.length;
  const starts = Int32Array.from({ length: columns + 1 }, (_, column) => 3 * column);
  return { problem: { columns, rows, cost, upper, rowLower: new Float64Array(rows).fill(-Infinity), rowUpper, starts, indices, values, isInteger: null, step: 0 }, pairs };
}

/** The pairs between which energy can flow, two positions each, and how many kWh at most. There may be a hundred thousand. */
function pairsOf({ requests, offers }: OptimumBook, servableWh: readonly number[]): { readonly pairs: Int32Array; readonly upper: Float64Array } {
  const startUs = Float64Array.from(offers, ({ window }) => window!.startUs);
  const endUs = Float64Array.from(offers, ({ window }) => window!.endUs);
  const energyWh = Float64Array.from(offers, (offer) => offer.energyWh);
  const pairs = new Int32Array(2 * requests.length * offers.length);
  const upper = new Float64Array(requests.length * offers.length);
  let columns = 0;
  for (const [at, request] of requests.entries()) {
    const mostWh = servableWh[at]!;
    if (mostWh === 0) continue;
    const [power, fromUs, untilUs] = [powerOf(request), request.window!.startUs, request.window!.endUs];
    for (let by = 0; by < offers.length; by += 1) {
      const openUs = Math.min(untilUs, endUs[by]!) - Math.max(fromUs, startUs[by]!);
      if (openUs <= 0 || energyWh[by] === 0) continue;
      pairs[2 * columns] = at;
      pairs[2 * columns + 1] = by;
      upper[columns] = Math.min(mostWh, energyWh[by]!, Math.ceil(power * openUs)) / WH_PER_KWH;
      columns += 1;
    }
  }
  return { pairs: pairs.slice(0, 2 * columns), upper: upper.slice(0, columns) };
}

/** Bounds by the linear program, one for energy and one for profit. A book without windows has them in closed form already. */
export function linearBounds(given: OptimumBook, solver: LinearSolver): Bounds {
  if (!hasTime(given)) return pooledBounds(given);
  const book = sortedBook(given);
  const [energy, profit] = (['energy', 'profit'] as const).map((objective) => solved(book, objective, solver).bound);
  return { method: 'linear', energyWh: Number(energy), profitMicro: profit!.toString() };
}

/** The best plan, windows or not; in closed form or by `solver`. */
export function fractionalPlan(book: OptimumBook, objective: Objective, solver: LinearSolver): Plan {
  return hasTime(book) ? linearPlan(book, objective, solver) : pooledPlan(book, objective);
}

/** The best plan of the linear program, in whole Wh rounded down, and what nothing exceeds. */
function linearPlan(given: OptimumBook, objective: Objective, solver: LinearSolver): Plan {
  const book = sortedBook(given);
  const { pairs, values, bound } = solved(book, objective, solver);
  // The solver's answers are off by far less than a thousandth of a Wh.
  const pieces = Array.from(values, (value, column): PlanPiece => ({ request: pairs[2 * column]!, offer: pairs[2 * column + 1]!, energyWh: Math.floor(value * WH_PER_KWH + 1e-3) }));
  return { ...planOf(book, pieces), method: 'linear', bound: bound.toString(), isProven: true };
}

/** The best plan without windows, in closed form: the best bids first, from the offers as they come by id. It reaches its bound. */
function pooledPlan(given: OptimumBook, objective: Objective): Plan {
  const book = sortedBook(given);
  const order = book.requests.map((_, at) => at).toSorted((a, b) => book.requests[b]!.bidMilliPerKWh - book.requests[a]!.bidMilliPerKWh || a - b);
  const pieces: PlanPiece[] = [];
  let offer = 0;
  let hereWh = book.offers[0]?.energyWh ?? 0;
  for (const request of order) {
    let leftWh = book.requests[request]!.demandWh;
    while (leftWh > 0 && offer < book.offers.length) {
      const energyWh = Math.min(leftWh, hereWh);
      pieces.push({ request, offer, energyWh });
      leftWh -= energyWh;
      hereWh -= energyWh;
      if (hereWh === 0) hereWh = book.offers[++offer]?.energyWh ?? 0;
    }
  }
  const plan = planOf(book, pieces);
  return { ...plan, method: 'pooled', bound: objective === 'profit' ? plan.profitMicro : String(plan.energyWh), isProven: true };
}

function solved(book: OptimumBook, objective: Objective, solver: LinearSolver): Pick<LinearBook, 'pairs'> & { readonly values: Float64Array; readonly bound: bigint } {
  const { problem, pairs } = linearProblem(book, objective);
  if (problem.columns === 0) return { pairs, values: new Float64Array(), bound: 0n };
  const { values, duals } = solver.solve(problem);
  // A thousandth of a Wh at the best bid: mechanisms cut time at whole microseconds, which the program does not.
  const marginKWh = 1e-6 * problem.cost.reduce((most, cost) => Math.max(most, cost), 0);
  const linear = toWhole(boundByDuals(problem, duals) + marginKWh, objective);
  // The closed form has no such margin, so where both are the optimum it is the lower one.
  const { energyWh, profitMicro } = pooledBounds(book);
  const pooled = BigInt(objective === 'profit' ? profitMicro : energyWh);
  return { pairs, values, bound: linear < pooled ? linear : pooled };
}
