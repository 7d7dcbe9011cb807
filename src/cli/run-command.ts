import { startRun } from '../nodes/coordinator.js';
import { FolderProblem } from '../nodes/folder/run-file.js';
import type { RunOptions } from '../nodes/run.js';
import type { FolderOptions } from '../nodes/folder-recorder.js';
import { createRunFolder, folderProblem, type RunFolder } from '../nodes/run-folder.js';
import { runOptions } from '../nodes/run-scenario.js';
import type { ExitCode } from './exit-codes.js';
import { say } from './output.js';
import { recorded } from './recorded.js';
import { type RawRunFlags, readRunRequest, replayLine, type RunRequest } from './run-flags.js';
import { type RunResult, summaryOf, tellResult } from './run-result.js';
import { UserError } from './user-error.js';
import { watched } from './watched.js';

/** `run [scenario]`: the whole run without a screen; its summary on stdout, as text or JSON. */
export async function runCommand(scenarioName: string | undefined, raw: RawRunFlags): Promise<ExitCode> {
  if (raw.resume !== undefined) return (await import('./resume-command.js')).resumeCommand(scenarioName, raw);
  if (raw.from !== undefined) return (await import('./fork-command.js')).forkCommand(scenarioName, raw);
  const request = readRunRequest(scenarioName, raw);
  if (raw.check === true) return (await import('./check-command.js')).checkCommand(request, raw);
  return tellResult(await execute(request, raw.quiet === true), raw.json === true);
}

async function execute(request: RunRequest, quiet: boolean): Promise<RunResult> {
  const options = runOptions(request.scenario, request.flags);
  const { out, trace, scenario } = request;
  const folder = out === null ? null : openFolder(out, options, { trace, parent: null, given: options.journal.length });
  const replay = out === null ? replayLine(request) : `v2g-tui replay ${out}`;
  const resume = out === null ? null : `v2g-tui run --resume ${out}`;
  try {
    return { ...(await runInto(options, folder, trace, quiet)), currency: scenario.parameters.currency, replay, resume };
  } catch (error) {
    say(`The line that replays this run: ${replayLine(request)}`);
    throw error;
  }
}

/** Executes a run and writes its folder, if there is one. */
export async function runInto(options: RunOptions, folder: RunFolder | null, trace: boolean, quiet: boolean): Promise<Pick<RunResult, 'summary' | 'ended'>> {
  let isClosing = false;
  try {
    const outcome = await watched(startRun(folder === null ? options : recorded(options, folder, trace)), options.end, quiet);
    const summary = summaryOf(options, outcome);
    isClosing = true;
    await folder?.close(outcome, summary);
    return { summary, ended: outcome.ended };
  } catch (error) {
    if (!isClosing) await folder?.abandon();
    throw error;
  }
}

/** Makes a new run folder; throws `UserError` where the name given cannot be one. */
export function openFolder(out: string, options: RunOptions, folderOptions: FolderOptions): RunFolder {
  const problem = folderProblem(out);
  if (problem !== null) throw new UserError(`--out ${out}: ${problem}`);
  try {
    return createRunFolder(out, options, folderOptions);
  } catch (error) {
    if (error instanceof FolderProblem) throw new UserError(`--out ${error.message}`);
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (['ENOTDIR', 'ENOENT', 'ENAMETOOLONG'].includes(code)) throw new UserError(`--out ${out}: cannot be made (${code}); expected a new or empty folder`);
    throw error;
  }
}
