import type { CryptoSuite } from '../crypto/suite.js';
import type { Book } from '../market/mechanism.js';
import { integerPlan, MOST_INTEGER_COLUMNS, TooManyColumns } from '../market/optimum/integer.js';
import { fractionalPlan } from '../market/optimum/linear.js';
import type { BoundMethod, Objective, OptimumBook } from '../market/optimum/optimum.js';
import type { Plan } from '../market/optimum/plan.js';
import type { LinearSolver } from '../market/optimum/solver.js';
import { readWh, toCurrency, toKWh } from './amounts.js';
import { BOOK_FIELDS, BOOK_OPTIONS, PLAIN_BOOK, readBook } from './book.js';
import type { ClearingAnswer } from './clearing-answer.js';
import { EvalInputError, errorOfFaults, hasField, readObject } from './input-error.js';
import { readChoice, readFlag } from './rivals-book.js';

/** Fields of other units' inputs that say nothing to the optimum: one file serves them all. */
const IGNORED = ['consumerPenalties', 'exchangePenalties', 'maxPowerKW', 'prefer'];

/** Lessons have no solver: the closed form does without. */
const NO_SOLVER: LinearSolver = {
  name: 'none',
  solve: () => {
    throw new Error('this book needs a solver: leave "exact" and windows out');
  },
};

/** What `eval optimum` answers beside what a clearing has. */
export interface OptimumAnswer extends ClearingAnswer {
  objective: Objective;
  /** How it was found: in closed form, by the linear program, or by the program of whole requests. */
  method: BoundMethod;
  /** What no allocation exceeds: profit in the currency, or kWh. */
  bound: number;
  /** False when the search for whole requests stopped at its limit before it was sure. */
  proven: boolean;
}

/**
 * `eval optimum`: one book in; the best allocation and the bound out. Windows stand on every row or on none. With windows the
 * pile capacity is ignored, as by the mechanisms that heed windows. Throws `EvalInputError`.
 */
export function evalOptimum(_suite: CryptoSuite, input: unknown, given: LinearSolver | null): OptimumAnswer {
  const solver = given ?? NO_SOLVER;
  const root = readObject(input, '$', BOOK_FIELDS, [...BOOK_OPTIONS, 'objective', 'exact', 'pileCapacityKWh', ...IGNORED]);
  const objective = readChoice(root, 'objective', ['profit', 'energy'] as const);
  const isExact = readFlag(root, 'exact', false);
  const capWh = hasField(root, 'pileCapacityKWh') ? readWh(root, 'pileCapacityKWh') : Infinity;
  const read = readBook(root, PLAIN_BOOK);
  const book = toOptimumBook(read, assertAllOrNone(read) ? Infinity : capWh);
  const plan = isExact ? exactPlan(book, objective, solver) : fractionalPlan(book, objective, solver);
  return toAnswer(plan, objective, book.requests.reduce((sum, { demandWh }) => sum + demandWh, 0));
}

function toOptimumBook({ requests, offers }: Book, capWh: number): OptimumBook {
  return {
    requests: requests.map(({ id, bidMilliPerKWh, demandWh, window }) => ({ request: id, bidMilliPerKWh, demandWh, ...(window === undefined ? {} : { window }) })),
    offers: offers.map(({ ev, energyWh, window }) => ({ ev, energyWh: Math.min(energyWh, capWh), ...(window === undefined ? {} : { window }) })),
  };
}

/** Whether the rows have windows; refused where some have and others have not. */
function assertAllOrNone({ requests, offers }: Book): boolean {
  const rows = [...requests.map(({ window }, at) => ({ path: `$.requests[${at}]`, window })), ...offers.map(({ window }, at) => ({ path: `$.offers[${at}]`, window }))];
  const without = rows.filter(({ window }) => window === undefined);
  const timed = rows.find(({ window }) => window !== undefined);
  if (timed === undefined) return false;
  const reason = 'is missing; give windows to every row or to none, for there is one at';
  if (without.length > 0) throw errorOfFaults(without.map(({ path }) => ({ path: `${path}.start`, reason, elsewhere: timed.path })));
  return true;
}

function exactPlan(book: OptimumBook, objective: Objective, solver: LinearSolver): Plan {
  try {
    return integerPlan(book, objective, solver);
  } catch (error) {
    if (!(error instanceof TooManyColumns)) throw error;
    throw new EvalInputError('$.exact', `the book is too large: its program has ${error.columns} columns, at most ${MOST_INTEGER_COLUMNS} are searched; leave "exact" out for the bound`);
  }
}

function toAnswer(plan: Plan, objective: Objective, demandWh: number): OptimumAnswer {
  return {
    objective,
    method: plan.method,
    allocations: plan.allocations.map(({ request, ev, energyWh }) => ({ request, ev, energyKWh: toKWh(energyWh) })),
    fulfilledRequests: plan.fulfilledIds.length,
    energyKWh: toKWh(plan.energyWh),
    fillRate: demandWh === 0 ? 0 : plan.energyWh / demandWh,
    profit: toCurrency(plan.profitMicro),
    bound: objective === 'profit' ? toCurrency(plan.bound) : toKWh(Number(plan.bound)),
    proven: plan.isProven,
  };
}
