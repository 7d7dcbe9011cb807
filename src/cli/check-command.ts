import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replayFolder } from '../nodes/replay.js';
import { readRunFolder } from '../nodes/resume.js';
import { runOptions } from '../nodes/run-scenario.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { say } from './output.js';
import { findingLines } from './replay-command.js';
import { openFolder, runInto } from './run-command.js';
import { type RawRunFlags, replayLine, type RunRequest } from './run-flags.js';
import { tellResult } from './run-result.js';
import { watched } from './watched.js';

/**
 * `run --check`: runs a scenario twice, the second time on another number of threads, and compares every note and commit; exit
 * code 5 names the first that differs. The first run is kept in a folder: the one of `--out`, else one for the time being.
 */
export async function checkCommand(request: RunRequest, raw: RawRunFlags): Promise<ExitCode> {
  const options = runOptions(request.scenario, request.flags);
  const path = request.out ?? join(mkdtempSync(join(tmpdir(), 'v2g-tui-check-')), 'run');
  const quiet = raw.quiet === true;
  try {
    const folder = openFolder(path, options, { trace: true, parent: null, given: options.journal.length });
    const first = await runInto(options, folder, true, quiet);
    const { currency } = request.scenario.parameters;
    const resume = request.out === null ? null : `v2g-tui run --resume ${path}`;
    const code = tellResult({ ...first, currency, replay: replayLine(request), resume }, raw.json === true);
    if (code !== EXIT.done) return code;
    return await second(path, options.threads === 1 ? 2 : 1, quiet);
  } finally {
    if (request.out === null) rmSync(join(path, '..'), { recursive: true, force: true });
  }
}

async function second(path: string, threads: number, quiet: boolean): Promise<ExitCode> {
  const folder = readRunFolder(path);
  const finding = await replayFolder(folder, { threads, untilUs: null, watch: (handle, end) => watched(handle, end, quiet) });
  if (!finding.equal) {
    for (const line of findingLines('The second run', folder, finding)) say(line);
    return EXIT.differs;
  }
  say('Checked: ran twice, and every event and both digests are the same.');
  return EXIT.done;
}
