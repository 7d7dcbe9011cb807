import { hasTime, overlapUs, powerOf } from './caps.js';
import type { Objective, OptimumBook } from './optimum.js';
import { type Plan, type PlanPiece, planOf, sortedBook, toWhole, unitsOf, WH_PER_KWH } from './plan.js';
import { addColumn, addRow, type Draft, emptyDraft, type LinearProblem, type LinearSolver, problemOf } from './solver.js';

/**
 * Most columns of a program in whole numbers that is put to the solver: about 20 requests by 20 offers without windows, 15
 * by 10 with them. That is seconds of work; twice as many are minutes.
 */
export const MOST_INTEGER_COLUMNS = 500;

/** The program of whole requests, and where its columns are. */
export interface IntegerBook {
  readonly problem: LinearProblem;
  /** By request: the column that says whether it is served; -1 where it asks for nothing. */
  readonly served: readonly number[];
  /** The columns that say how much of an offer goes to a request: kWh, or for whole offers 1. */
  readonly flows: readonly { readonly request: number; readonly offer: number; readonly column: number }[];
}

/**
 * The program of whole requests: a request is served wholly or not at all, an offer serves one request, as in SEED B2 and in B3
 * with a double boundary. Without windows the offers of a request need only cover it. With windows the request is drawn
 * evenly: in each stretch between two ends of windows its pieces sum to what it draws there.
 */
export function integerProblem(book: OptimumBook, objective: Objective): IntegerBook {
  const draft = emptyDraft();
  const offerRows = book.offers.map(() => addRow(draft, 1));
  const flows: IntegerBook['flows'][number][] = [];
  const isTimed = hasTime(book);
  const served = book.requests.map((request, at) => {
    if (request.demandWh === 0) return -1;
    const worth = ((objective === 'profit' ? request.bidMilliPerKWh : 1) * request.demandWh) / unitsOf(objective);
    return isTimed ? addTimedRequest(draft, book, at, worth, offerRows, flows) : addRequest(draft, book, at, worth, offerRows, flows);
  });
  const worths = book.requests.map(({ bidMilliPerKWh, demandWh }) => (objective === 'profit' ? BigInt(bidMilliPerKWh) : 1n) * BigInt(demandWh));
  return { problem: problemOf(draft, Number(worths.reduce(divisor, 0n)) / unitsOf(objective)), served, flows };
}

function divisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : divisor(b, a % b);
}

function addRequest(draft: Draft, { requests, offers }: OptimumBook, at: number, worth: number, offerRows: readonly number[], flows: IntegerBook['flows'][number][]): number {
  const { demandWh } = requests[at]!;
  const cover = addRow(draft, 0);
  for (const [offer, { energyWh }] of offers.entries()) {
    if (energyWh === 0) continue;
    const column = addColumn(draft, 0, 1, [[cover, -Math.min(energyWh, demandWh) / WH_PER_KWH], [offerRows[offer]!, 1]], true);
    flows.push({ request: at, offer, column });
  }
  return addColumn(draft, worth, 1, [[cover, demandWh / WH_PER_KWH]], true);
}

function addTimedRequest(draft: Draft, { requests, offers }: OptimumBook, at: number, worth: number, offerRows: readonly number[], flows: IntegerBook['flows'][number][]): number {
  const request = requests[at]!;
  const window = request.window!;
  const power = powerOf(request) / WH_PER_KWH;
  const near = [...offers.entries()].filter(([, offer]) => offer.energyWh > 0 && overlapUs(window, offer.window!) > 0);
  const ends = near.flatMap(([, offer]) => [offer.window!.startUs, offer.window!.endUs]).filter((timeUs) => timeUs > window.startUs && timeUs < window.endUs);
  const times = [...new Set([window.startUs, ...ends, window.endUs])].toSorted((a, b) => a - b);
  const stretches = times.slice(1).map((endUs, from) => ({ startUs: times[from]!, endUs, row: addRow(draft, 0, 0) }));
  for (const [offer, { energyWh, window: open }] of near) {
    const enough = addRow(draft, 0);
    const inside = stretches.filter(({ startUs, endUs }) => open!.startUs <= startUs && endUs <= open!.endUs);
    const links = inside.map(({ startUs, endUs, row }) => {
      const drawnKWh = power * (endUs - startUs);
      const link = addRow(draft, 0);
      flows.push({ request: at, offer, column: addColumn(draft, 0, drawnKWh, [[row, 1], [enough, 1], [link, 1]]) });
      return [link, -drawnKWh] as const;
    });
    addColumn(draft, 0, 1, [...links, [enough, -energyWh / WH_PER_KWH], [offerRows[offer]!, 1]], true);
  }
  return addColumn(draft, worth, 1, stretches.map(({ startUs, endUs, row }) => [row, -power * (endUs - startUs)] as const), true);
}

/** Thrown when a book is too large for a program in whole numbers. */
export class TooManyColumns extends Error {
  readonly columns: number;

  constructor(columns: number) {
    super(`${columns} columns, at most ${MOST_INTEGER_COLUMNS}`);
    this.name = 'TooManyColumns';
    this.columns = columns;
  }
}

/** The best plan of whole requests. Throws `TooManyColumns`. */
export function integerPlan(given: OptimumBook, objective: Objective, solver: LinearSolver): Plan {
  const book = sortedBook(given);
  const { problem, served, flows } = integerProblem(book, objective);
  if (problem.columns > MOST_INTEGER_COLUMNS) throw new TooManyColumns(problem.columns);
  if (problem.columns === 0) return { ...planOf(book, []), method: 'integer', bound: '0', isProven: true };
  const { values, bound, isProven } = solver.solve(problem);
  const isServed = served.map((column) => column >= 0 && values[column]! > 0.5);
  const plan = planOf(book, wholePieces(book, isServed, flows.filter(({ request, column }) => isServed[request] && values[column]! > 1e-6).map((flow) => ({ ...flow, flow: values[flow.column]! }))));
  const reached = objective === 'profit' ? BigInt(plan.profitMicro) : BigInt(plan.energyWh);
  return { ...plan, method: 'integer', bound: (isProven ? reached : toWhole(bound, objective)).toString(), isProven };
}

/**
 * The solver's flows as pieces in whole Wh that sum to each served request's demand. Without windows the largest offers go
 * first and the last one gives what is left; with windows each gives its flow rounded down, and single Wh up to the demand.
 */
function wholePieces(book: OptimumBook, isServed: readonly boolean[], flows: readonly { readonly request: number; readonly offer: number; readonly flow: number }[]): PlanPiece[] {
  const isTimed = hasTime(book);
  return book.requests.flatMap(({ demandWh }, request) => {
    if (!isServed[request]) return [];
    const kWhOf = new Map<number, number>();
    for (const { offer, flow } of flows.filter((one) => one.request === request)) kWhOf.set(offer, (kWhOf.get(offer) ?? 0) + flow);
    const givers = [...kWhOf.keys()].toSorted((a, b) => book.offers[b]!.energyWh - book.offers[a]!.energyWh || a - b);
    const pieces = givers.map((offer) => ({ request, offer, energyWh: isTimed ? Math.floor(kWhOf.get(offer)! * WH_PER_KWH + 1e-3) : 0 }));
    let leftWh = demandWh - pieces.reduce((sum, { energyWh }) => sum + energyWh, 0);
    for (const piece of pieces) {
      const moreWh = Math.min(leftWh, book.offers[piece.offer]!.energyWh - piece.energyWh, isTimed ? pieces.length : Infinity);
      piece.energyWh += moreWh;
      leftWh -= moreWh;
    }
    if (leftWh !== 0) throw new Error(`the solver’s plan leaves ${leftWh} Wh of a request open`);
    return pieces;
  });
}
