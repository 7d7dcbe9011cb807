import { readFileSync } from 'node:fs';
import { EvalInputError, faultReason } from '../core/eval/input-error.js';
import { EVAL_UNITS, type EvalUnit, evaluateAll } from '../core/eval/registry.js';
import type { LinearSolver } from '../core/market/optimum/solver.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { type BookFlags, hasBookFlags, readBookFlags } from './eval-book.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { readJson } from './json-text.js';
import { printJson } from './output.js';
import { UserError } from './user-error.js';

/**
 * `eval <unit> [FILE]`: one protocol unit on JSON from a file, or from stdin without one or with `-`; or on a book from
 * `--requests FILE --offers FILE`.
 */
export async function evalCommand(unitName: string, file: string | undefined, flags: BookFlags): Promise<ExitCode> {
  const unit = EVAL_UNITS.find((candidate) => candidate.name === unitName)!;
  const solver = unit.needsSolver === true ? await (await import('../nodes/solver/highs.js')).loadSolver() : null;
  printJson(hasBookFlags(flags) ? answerBook(unit, file, flags, solver) : answerJson(unit, file, solver));
  return EXIT.done;
}

function answerBook(unit: EvalUnit, file: string | undefined, flags: BookFlags, solver: LinearSolver | null): unknown {
  if (file !== undefined && file !== '') throw new UserError(`eval ${unit.name}: ${file} beside --requests and --offers; expected either JSON or CSV files`);
  const { input, told } = readBookFlags(unit, flags, (name) => readText(name, 'a CSV file'));
  try {
    return unit.evaluate(nodeSuite, input, solver);
  } catch (error) {
    if (error instanceof EvalInputError) throw new UserError(...error.faults.map(told));
    throw error;
  }
}

function answerJson(unit: EvalUnit, file: string | undefined, solver: LinearSolver | null): unknown {
  // The command line's parser hands a lone dash over as empty text.
  const where = file === undefined || file === '' || file === '-' ? 'stdin' : file;
  if (where === 'stdin' && process.stdin.isTTY) {
    throw new UserError(`eval ${unit.name}: expected JSON on stdin or a file: v2g-tui eval ${unit.name} FILE`, `input: ${unit.input}`);
  }
  const read = readJson(readText(where, 'a JSON file, or - for stdin'));
  if (!read.ok) throw new UserError(`${where}:${read.fault.line}:${read.fault.column}: not JSON: ${read.fault.message}`);
  try {
    return evaluateAll(unit, nodeSuite, read.value, solver);
  } catch (error) {
    if (error instanceof EvalInputError) throw new UserError(...error.faults.map((fault) => `${where}: ${fault.path}: ${faultReason(fault)}`));
    throw error;
  }
}

function readText(where: string, expected: string): string {
  try {
    return readFileSync(where === 'stdin' ? 0 : where, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (code === 'ENOENT') throw new UserError(`${where}: no file of this name; expected ${expected}`);
    throw new UserError(`${where}: cannot be read (${code}); expected ${expected}`);
  }
}
