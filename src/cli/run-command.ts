import type { ShardView } from '../core/metrics/view.js';
import { type Summary, summarise } from '../core/metrics/summary.js';
import { startRun } from '../nodes/coordinator.js';
import type { RunEnd, RunHandle, RunOptions, RunOutcome } from '../nodes/run.js';
import { folderProblem, openRunFolder, type RunFolder } from '../nodes/run-folder.js';
import { runOptions } from '../nodes/run-scenario.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { print, printJson, say } from './output.js';
import { summaryLines } from './plain-summary.js';
import { showProgress } from './progress.js';
import { type RawRunFlags, readRunRequest, replayLine, type RunRequest } from './run-flags.js';
import { UserError } from './user-error.js';

/** `run [scenario]`: the whole run without a screen; its summary on stdout, as text or JSON. */
export async function runCommand(scenarioName: string, raw: RawRunFlags): Promise<ExitCode> {
  const request = readRunRequest(scenarioName, raw);
  const { outcome, summary } = await execute(request, raw.quiet === true);
  if (raw.json === true) printJson(summary);
  else for (const line of summaryLines(summary, request.scenario.parameters.currency)) print(line);
  return tellEnd(outcome, request);
}

async function execute(request: RunRequest, quiet: boolean): Promise<{ outcome: RunOutcome; summary: Summary }> {
  const options = runOptions(request.scenario, request.flags);
  const folder = openFolder(request, options);
  try {
    const handle = startRun(folder === null ? options : { ...options, trace: request.trace ? 'all' : 'commits', onTrace: folder.write });
    const outcome = await watched(handle, options.end, quiet);
    const summary = summaryOf(request, options, outcome);
    await folder?.close(outcome, summary);
    return { outcome, summary };
  } catch (error) {
    say(`The line that replays this run: ${replayLine(request)}`);
    throw error;
  }
}

/** Waits for the run with progress on stderr; a first Ctrl-C ends it at the next barrier, a second one at once. */
async function watched(handle: RunHandle, end: RunEnd, quiet: boolean): Promise<RunOutcome> {
  const progress = quiet || process.stderr.isTTY !== true ? null : showProgress(handle, 'untilUs' in end ? end.untilUs : end.boundUs);
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    handle.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await handle.done;
  } finally {
    progress?.();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}

function openFolder({ out, trace }: RunRequest, options: RunOptions): RunFolder | null {
  if (out === null) return null;
  const problem = folderProblem(out);
  if (problem !== null) throw new UserError(`--out ${out}: ${problem}`);
  try {
    return openRunFolder(out, options, trace);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['EACCES', 'EROFS', 'ENOTDIR', 'ENOENT', 'ENAMETOOLONG'].includes(code)) throw new UserError(`--out ${out}: cannot be made (${code}); expected a new or empty folder`);
    throw error;
  }
}

function summaryOf({ scenario, flags }: RunRequest, options: RunOptions, outcome: RunOutcome): Summary {
  const parameters = { ...scenario.parameters, attacks: [...scenario.parameters.attacks, ...flags.attacks] };
  return summarise(parameters, {
    version: options.version,
    seed: flags.seed,
    digest: outcome.digest,
    nowUs: outcome.nowUs,
    views: outcome.views as readonly ShardView[],
    checks: outcome.checks,
    violations: outcome.violations,
    wallSeconds: outcome.wallSeconds,
    events: outcome.events,
    threads: Math.min(flags.threads, scenario.parameters.shards),
    rounds: 'rounds' in options.end ? options.end.rounds : null,
  });
}

function tellEnd(outcome: RunOutcome, request: RunRequest): ExitCode {
  if (outcome.ended === 'violation') {
    const first = outcome.violations[0]!;
    say(`A checker was violated: ${first.checker} at ${first.timeUs / 1_000_000} s in shard ${first.shard}: ${first.message}`);
    say(`The line that replays this run: ${replayLine(request)}`);
    return EXIT.violated;
  }
  if (outcome.ended === 'stopped') {
    say('Interrupted; this is what was done so far.');
    return EXIT.interrupted;
  }
  return EXIT.done;
}
