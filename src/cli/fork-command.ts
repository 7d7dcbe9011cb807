import { basename, resolve } from 'node:path';
import type { Parameters } from '../core/actors/parameters.js';
import { parseDurationUs } from '../core/units/duration.js';
import { FOLDER_CHECKPOINTS } from '../nodes/checkpoint-policy.js';
import { startRun } from '../nodes/coordinator.js';
import { FolderProblem } from '../nodes/folder/run-file.js';
import { readLiveSet } from '../nodes/live-sets.js';
import { newestCheckpoint, optionsOf, readRunFolder, type ReadFolder } from '../nodes/resume.js';
import type { Change, RunEnd, RunOptions, RunOutcome } from '../nodes/run.js';
import { createForkFolder, folderProblem, type ForkFolder } from '../nodes/run-folder.js';
import { endOf } from '../nodes/run-scenario.js';
import type { ExitCode } from './exit-codes.js';
import { defaultThreads, readAttack, readCount, readDurationUs, readOnce } from './flags.js';
import { say } from './output.js';
import type { RawRunFlags } from './run-flags.js';
import { summaryOf, tellResult } from './run-result.js';
import { UserError } from './user-error.js';
import { watched } from './watched.js';

/** A fork as a person asked for it, everything checked. */
interface ForkRequest {
  readonly parent: ReadFolder;
  readonly atUs: number;
  /** Null when nothing is to be different: what people did later is done again. */
  readonly changes: readonly Change[] | null;
  readonly options: RunOptions;
  readonly out: string | null;
  readonly trace: boolean;
}

/** `run --from DIR@TIME`: brings the folder's run to that time, does something else from there on, and goes on to the end. */
export async function forkCommand(scenarioName: string | undefined, raw: RawRunFlags): Promise<ExitCode> {
  const request = readForkRequest(scenarioName, raw);
  const { options, out, parent } = request;
  for (const repair of parent.repairs) say(`${parent.path}: ${repair.replace('were cut', 'are left out')}`);
  const folder = openFolder(request);
  let isClosing = false;
  try {
    const outcome = await execute(request, folder, raw.quiet === true);
    const summary = summaryOf(options, outcome);
    isClosing = true;
    await folder?.close(outcome, summary);
    const { currency } = parent.file.specification.parameters;
    const replay = out === null ? 'this command line' : `v2g-tui replay ${out}`;
    return tellResult({ summary, currency, ended: outcome.ended, replay, resume: out && `v2g-tui run --resume ${out}` }, raw.json === true);
  } catch (error) {
    if (!isClosing) await folder?.abandon();
    throw error;
  }
}

/** A paused run is brought to the time; the folder is told where it is; then it goes on. */
async function execute({ parent, atUs, changes, options }: ForkRequest, folder: ForkFolder | null, quiet: boolean): Promise<RunOutcome> {
  const { from } = options;
  const begin = folder === null || from === undefined ? {} : { from: { ...from, mark: folder.recorder.mark() } };
  const handle = startRun({ ...options, ...begin, ...(folder === null ? {} : { recorder: folder.recorder }), paused: true });
  const done = watched(handle, options.end, quiet);
  const parting = await Promise.race([handle.fork(atUs, changes), done.then(() => null)]).catch(() => null);
  if (parting !== null) {
    folder?.part({ folder: basename(resolve(parent.path)), atUs, digest: parting.digest }, parting);
    handle.resume();
  }
  return done;
}

function openFolder({ out, options, trace, parent }: ForkRequest): ForkFolder | null {
  if (out === null) return null;
  try {
    return createForkFolder(out, options, trace, parent);
  } catch (error) {
    if (error instanceof FolderProblem) throw new UserError(`--out ${error.message}`);
    throw error;
  }
}

function readForkRequest(scenarioName: string | undefined, raw: RawRunFlags): ForkRequest {
  const text = readOnce('from', raw.from)!;
  if (scenarioName !== undefined) throw new UserError(`--from ${text}: the folder says which scenario it is; expected no "${scenarioName}" beside it`);
  if (raw.seed !== undefined) throw new UserError(`--seed: the folder's run has its seed; expected no other beside --from ${text}`);
  if (raw.check === true) throw new UserError(`--check: expected a scenario; to check a fork, \`v2g-tui replay\` its folder`);
  const at = text.lastIndexOf('@');
  const atUs = parseDurationUs(text.slice(at + 1));
  if (at < 1 || atUs === null) throw new UserError(`--from ${text}: expected DIR@TIME, for example D@7m`);
  const parent = readOrRefuse(text.slice(0, at));
  const { parameters } = parent.file.specification;
  const end = readEnd(text, parent, raw);
  refuseLate(text, parent, end, atUs);
  const changes = readChanges(raw, parameters, atUs);
  const out = readOnce('out', raw.out);
  const problem = out === null ? null : folderProblem(out);
  if (problem !== null) throw new UserError(`--out ${out}: ${problem}`);
  if (raw.trace === true && out === null) throw new UserError('--trace: the trace goes into the run folder; expected --out DIR beside it');
  const trace = raw.trace === true;
  // A trace begins at the beginning: where the parent has none, everything is executed again.
  const from = trace && !parent.file.trace ? null : newestCheckpoint(parent, atUs);
  const threads = readCount('threads', raw.threads, 1, 256, defaultThreads());
  const options: RunOptions = {
    ...optionsOf(parent, threads),
    end,
    ...(from === null ? {} : { from }),
    ...(out === null ? {} : { checkpoints: FOLDER_CHECKPOINTS, trace: trace ? ('all' as const) : ('commits' as const) }),
  };
  return { parent, atUs, changes: changes.length === 0 ? null : changes, options, out, trace };
}

function readOrRefuse(path: string): ReadFolder {
  try {
    return readRunFolder(path);
  } catch (error) {
    if (error instanceof FolderProblem) throw new UserError(`--from ${error.message}`);
    throw error;
  }
}

/** The parent's end unless another one is said; a run that somebody watched has none. */
function readEnd(text: string, { file }: ReadFolder, raw: RawRunFlags): RunEnd {
  const untilUs = readDurationUs('until', raw.until);
  if (raw.rounds !== undefined && untilUs !== null) throw new UserError('--rounds and --until: a run ends by one of them; expected only one');
  if (untilUs !== null) return { untilUs };
  if (raw.rounds !== undefined) return endOf(file.specification.parameters, { rounds: readCount('rounds', raw.rounds, 1, 100_000, 1), untilUs: null });
  if ('untilUs' in file.end && file.end.untilUs === Number.MAX_SAFE_INTEGER) throw new UserError(`--from ${text}: that run has no end of its own; expected --until or --rounds beside it`);
  return file.end;
}

function refuseLate(text: string, { file }: ReadFolder, end: RunEnd, atUs: number): void {
  const endUs = 'untilUs' in end ? end.untilUs : end.boundUs;
  const { result } = file;
  const reachedUs = result !== null && result.ended !== 'stopped' && JSON.stringify(end) === JSON.stringify(file.end) ? Math.min(result.nowUs, endUs) : endUs;
  if (atUs >= reachedUs) throw new UserError(`--from ${text}: the run ends at ${reachedUs / 1_000_000} s; expected an earlier time`);
}

/** What is to be different, in the order of the flags: fields at once, attacks from their own time on. */
function readChanges(raw: RawRunFlags, parameters: Parameters, atUs: number): Change[] {
  const sets = (raw.set ?? []).map((set): Change => {
    const read = readLiveSet(set, parameters);
    if (!read.ok) throw new UserError(`--set ${set}: ${read.message}`);
    return { command: read.command };
  });
  const attacks = (raw.attack ?? []).flatMap((attack): Change[] => {
    const { name, level, fromUs, toUs } = readAttack(attack, parameters);
    if (attack.includes('@') && fromUs < atUs) throw new UserError(`--attack ${attack}: begins before the fork at ${atUs / 1_000_000} s`);
    if (toUs !== null && toUs <= atUs) throw new UserError(`--attack ${attack}: ends before the fork at ${atUs / 1_000_000} s`);
    const on: Change = { command: { kind: 'attack', name, level, on: true } as never, atUs: Math.max(fromUs, atUs) };
    return toUs === null ? [on] : [on, { command: { kind: 'attack', name, level, on: false } as never, atUs: toUs }];
  });
  return [...sets, ...attacks.toSorted((a, b) => a.atUs! - b.atUs!)];
}
