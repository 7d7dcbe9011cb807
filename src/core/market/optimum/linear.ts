import { capsOf, hasTime, overlapUs, powerOf } from './caps.js';
import { type Bounds, type Objective, type OptimumBook, pooledBounds } from './optimum.js';
import { type Plan, type PlanPiece, planOf, sortedBook, toWhole, WH_PER_KWH } from './plan.js';
import { addColumn, addRow, boundByDuals, emptyDraft, type LinearProblem, type LinearSolver, problemOf } from './solver.js';

const US_PER_HOUR = 3_600_000_000;

/** The linear program of a book with windows, and which pair of rows each column stands for. */
export interface LinearBook {
  readonly problem: LinearProblem;
  /** By column: positions of the request and of the offer in the book. */
  readonly pairs: readonly (readonly [number, number])[];
}

/**
 * The linear program of a book with windows: x kWh from each EV to each request that it overlaps, at most what the request
 * draws in the overlap; per request at most what it asks and what any EV is there for; per EV at most its energy, and
 * Σ x/P at most the time that it is there, P the request's power. It lets a request be served in part and does not say when
 * an EV serves, only how long, so no mechanism of SEED B3 does better.
 */
export function linearProblem(book: OptimumBook, objective: Objective): LinearBook {
  const { servableWh } = capsOf(book);
  const draft = emptyDraft();
  for (const energyWh of servableWh) addRow(draft, energyWh / WH_PER_KWH);
  const energyRows = book.offers.map(({ energyWh }) => addRow(draft, energyWh / WH_PER_KWH));
  const timeRows = book.offers.map(({ window }) => addRow(draft, (window!.endUs - window!.startUs) / US_PER_HOUR));
  const pairs: [number, number][] = [];
  for (const [at, request] of book.requests.entries()) {
    if (request.demandWh === 0) continue;
    const powerWhPerUs = powerOf(request);
    const hoursPerKWh = WH_PER_KWH / powerWhPerUs / US_PER_HOUR;
    const cost = objective === 'profit' ? request.bidMilliPerKWh / 1000 : 1;
    for (const [by, offer] of book.offers.entries()) {
      const drawnWh = Math.min(servableWh[at]!, offer.energyWh, Math.ceil(powerWhPerUs * overlapUs(request.window!, offer.window!)));
      if (drawnWh === 0) continue;
      addColumn(draft, cost, drawnWh / WH_PER_KWH, [[at, 1], [energyRows[by]!, 1], [timeRows[by]!, hoursPerKWh]]);
      pairs.push([at, by]);
    }
  }
  return { problem: problemOf(draft), pairs };
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
  const pieces = pairs.map(([request, offer], column) => ({ request, offer, energyWh: Math.floor(values[column]! * WH_PER_KWH + 1e-3) }));
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
  return { pairs, values, bound: toWhole(boundByDuals(problem, duals) + marginKWh, objective) };
}
