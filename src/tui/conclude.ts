import type { RunTitle } from './model.js';
import type { RunSource } from './source.js';
import type { Ending } from './terminal/signals.js';
import { clock, count } from './text/format.js';

/** Says on the main screen what became of the run; gives the exit code. */
export function conclude(options: Pick<RunTitle, 'scenario' | 'seed'> & { readonly replay?: string }, source: RunSource | null, ending: Ending | null): number {
  if (ending?.type === 'hung-up') return 0;
  const outcome = source?.outcome() ?? null;
  const frame = source?.frame() ?? null;
  const error = ending?.type === 'error' ? describe(ending.error) : (outcome?.error ?? null);
  const where = frame === null ? 'the run had not begun' : `${clock(frame.nowUs)} of virtual time, ${count(frame.windows)} windows, ${count(frame.events)} events`;
  process.stdout.write(`${options.scenario}, seed ${options.seed}: ${where}\n`);
  if (outcome?.digest) process.stdout.write(`digest ${outcome.digest}\n`);
  for (const violation of frame?.violations.slice(0, 3) ?? []) {
    process.stdout.write(`violated: ${violation.checker} in shard ${violation.shard} at ${clock(violation.timeUs)}: ${violation.message}\n`);
  }
  if (error !== null) {
    process.stderr.write(`Internal error: ${error}\n${options.replay ? `The same again: ${options.replay}\n` : ''}`);
    return 1;
  }
  return ending?.type === 'signal' ? ending.exitCode : 0;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
