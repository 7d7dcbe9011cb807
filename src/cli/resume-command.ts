import { FolderProblem } from '../nodes/folder/run-file.js';
import { resumeFolder, type Resumed } from '../nodes/resume.js';
import type { ExitCode } from './exit-codes.js';
import { defaultThreads, readCount, readOnce } from './flags.js';
import { say } from './output.js';
import { runInto } from './run-command.js';
import type { RawRunFlags } from './run-flags.js';
import { type RunResult, tellResult } from './run-result.js';
import { UserError } from './user-error.js';

/** What a resumed run has from its folder, and may not be told again. */
const FROM_THE_FOLDER = ['seed', 'rounds', 'until', 'set', 'attack', 'out', 'trace', 'from', 'check'] as const;

/** `run --resume DIR`: goes on with a run that was killed or interrupted; one that came to its end prints its result again. */
export async function resumeCommand(scenarioName: string | undefined, raw: RawRunFlags): Promise<ExitCode> {
  const path = readOnce('resume', raw.resume)!;
  refuseContradictions(path, scenarioName, raw);
  const threads = readCount('threads', raw.threads, 1, 256, defaultThreads());
  const resumed = openOrRefuse(path, threads);
  const replay = `v2g-tui replay ${path}`;
  const resume = `v2g-tui run --resume ${path}`;
  if (resumed.state === 'finished') {
    const { file, result } = resumed;
    const { currency } = file.specification.parameters;
    return tellResult({ summary: result.summary, ended: result.ended, currency, replay, resume }, raw.json === true);
  }
  const { folder, options, repairs } = resumed;
  if ('untilUs' in options.end && options.end.untilUs === Number.MAX_SAFE_INTEGER) {
    await folder.abandon();
    throw new UserError(`--resume ${path}: somebody watched that run and it has no end; expected \`v2g-tui run --from ${path}@TIME --until TIME\``);
  }
  for (const repair of repairs) say(`${path}: ${repair}`);
  if (raw.quiet !== true) say(`${path}: goes on at ${(options.from?.atUs ?? 0) / 1_000_000} s of virtual time`);
  const { currency } = (options.specification as { parameters: { currency: string } }).parameters;
  const result: RunResult = { ...(await runInto(options, folder, options.trace === 'all', raw.quiet === true)), currency, replay, resume };
  return tellResult(result, raw.json === true);
}

function refuseContradictions(path: string, scenarioName: string | undefined, raw: RawRunFlags): void {
  if (scenarioName !== undefined) throw new UserError(`--resume ${path}: the folder says which scenario it is; expected no "${scenarioName}" beside it`);
  for (const flag of FROM_THE_FOLDER) {
    if (raw[flag] === undefined || raw[flag] === false) continue;
    throw new UserError(`--${flag}: the run in ${path} goes on as it is; to try something else, \`v2g-tui run --from ${path}@TIME --${flag} …\``);
  }
}

function openOrRefuse(path: string, threads: number): Resumed {
  try {
    return resumeFolder(path, threads);
  } catch (error) {
    if (error instanceof FolderProblem) throw new UserError(`--resume ${error.message}`);
    throw error;
  }
}
