import type { Specification } from '../core/actors/parameters.js';
import type { ShardView } from '../core/metrics/view.js';
import { type Summary, summarise } from '../core/metrics/summary.js';
import type { Ended, RunOptions, RunOutcome } from '../nodes/run.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson, say } from './output.js';
import { summaryLines } from './plain-summary.js';

/** What a run's options and outcome say in sum. */
export function summaryOf(options: RunOptions, outcome: RunOutcome): Summary {
  const { parameters } = options.specification as Specification;
  return summarise(parameters, {
    version: options.version,
    seed: options.seed,
    digest: outcome.digest,
    nowUs: outcome.nowUs,
    views: outcome.views as readonly ShardView[],
    checks: outcome.checks,
    violations: outcome.violations,
    wallSeconds: outcome.wallSeconds,
    events: outcome.events,
    threads: Math.min(options.threads, parameters.shards),
    rounds: 'rounds' in options.end ? options.end.rounds : null,
  });
}

/** What is said about a run that has ended. */
export interface RunResult {
  readonly summary: Summary;
  readonly currency: string;
  readonly ended: Ended;
  /** The command line that shows the same again. */
  readonly replay: string;
  /** The command line that goes on with it, or null. */
  readonly resume: string | null;
}

/** Prints a run's summary, says how it ended, and gives the exit code. */
export function tellResult({ summary, currency, ended, replay, resume }: RunResult, json: boolean): ExitCode {
  if (json) printJson(summary);
  else for (const line of summaryLines(summary, currency)) print(line);
  if (ended === 'violation') {
    const first = summary.checkers.violations[0]!;
    say(`A checker was violated: ${first.checker} at ${first.virtualSeconds} s in shard ${first.shard}: ${first.message}`);
    say(`The line that replays this run: ${replay}`);
    return EXIT.violated;
  }
  if (ended === 'stopped') {
    say(`Interrupted; this is what was done so far.${resume === null ? '' : ` To go on: ${resume}`}`);
    return EXIT.interrupted;
  }
  return EXIT.done;
}
