import { readFileSync } from 'node:fs';
import { EvalInputError, faultReason } from '../core/eval/input-error.js';
import { EVAL_UNITS, evaluateAll } from '../core/eval/registry.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { readJson } from './json-text.js';
import { printJson } from './output.js';
import { UserError } from './user-error.js';

/** `eval <unit> [FILE]`: one protocol unit on JSON from a file, or from stdin without one or with `-`. */
export function evalCommand(unitName: string, file: string | undefined): ExitCode {
  const unit = EVAL_UNITS.find((candidate) => candidate.name === unitName)!;
  // The command line's parser hands a lone dash over as empty text.
  const where = file === undefined || file === '' || file === '-' ? 'stdin' : file;
  if (where === 'stdin' && process.stdin.isTTY) {
    throw new UserError(`eval ${unitName}: expected JSON on stdin or a file: v2g-tui eval ${unitName} FILE`, `input: ${unit.input}`);
  }
  const read = readJson(readText(where));
  if (!read.ok) throw new UserError(`${where}:${read.fault.line}:${read.fault.column}: not JSON: ${read.fault.message}`);
  try {
    printJson(evaluateAll(unit, nodeSuite, read.value));
  } catch (error) {
    if (error instanceof EvalInputError) throw new UserError(...error.faults.map((fault) => `${where}: ${fault.path}: ${faultReason(fault)}`));
    throw error;
  }
  return EXIT.done;
}

function readText(where: string): string {
  try {
    return readFileSync(where === 'stdin' ? 0 : where, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason';
    if (code === 'ENOENT') throw new UserError(`${where}: no file of this name; expected a JSON file, or - for stdin`);
    throw new UserError(`${where}: cannot be read (${code}); expected a JSON file, or - for stdin`);
  }
}
