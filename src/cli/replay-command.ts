import { FolderProblem } from '../nodes/folder/run-file.js';
import { type EventDifference, replayFolder, type ReplayFinding } from '../nodes/replay.js';
import { readRunFolder, type ReadFolder } from '../nodes/resume.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { defaultThreads, type FlagValue, readCount, readDurationUs } from './flags.js';
import { print, printJson, say } from './output.js';
import { UserError } from './user-error.js';
import { watched } from './watched.js';

/** The flags of `replay` as yargs gives them. */
export interface RawReplayFlags {
  readonly until?: FlagValue;
  readonly threads?: FlagValue;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** `replay DIR`: runs a folder's run again and compares; exit code 5 and the first event that differs. */
export async function replayCommand(path: string, raw: RawReplayFlags): Promise<ExitCode> {
  const untilUs = readDurationUs('until', raw.until);
  const threads = readCount('threads', raw.threads, 1, 256, defaultThreads());
  let folder: ReadFolder;
  try {
    folder = readRunFolder(path);
  } catch (error) {
    if (!(error instanceof FolderProblem)) throw error;
    if (!error.isDamaged) throw new UserError(error.message);
    say(`v2g-tui: ${error.message}`);
    return EXIT.differs;
  }
  for (const repair of folder.repairs) say(`${path}: ${repair.replace('were cut', 'are left out')}`);
  const finding = await replayFolder(folder, { threads, untilUs, watch: (handle, end) => watched(handle, end, raw.quiet === true) });
  if (raw.json === true) printJson(findingJson(folder, finding));
  else for (const line of findingLines(path, folder, finding)) print(line);
  return finding.equal ? EXIT.done : EXIT.differs;
}

function findingJson({ file }: ReadFolder, { equal, nowUs, windows, digest, epoch, event }: ReplayFinding): object {
  return {
    equal,
    scenario: file.specification.parameters.name,
    seed: file.seed,
    virtualSeconds: nowUs / 1_000_000,
    windows,
    digest,
    epoch: epoch && { shard: epoch.shard, virtualSeconds: epoch.atUs / 1_000_000, expected: epoch.expected, found: epoch.found },
    event: event && { file: event.file, line: event.line, shard: event.shard, virtualSeconds: event.atUs === null ? null : event.atUs / 1_000_000, expected: parsed(event.expected), found: parsed(event.found) },
  };
}

/** What a replay found, in lines. */
export function findingLines(path: string, { file }: ReadFolder, { equal, nowUs, windows, digest, epoch, event }: ReplayFinding): string[] {
  const what = `${file.specification.parameters.name}, seed ${file.seed}: ${seconds(nowUs)} of virtual time, ${windows} windows`;
  if (equal) {
    const rest = file.result === null ? '; the run has not ended, this is as far as its lines go' : digest === null ? '; the rest was not replayed' : '';
    return [`${path}: the same again (${what})${rest}`, ...(digest === null ? [] : [`Digest       ${digest.found}`])];
  }
  return [
    `${path}: DIFFERENT (${what})`,
    ...(epoch === null ? [] : [`First epoch that differs: shard ${epoch.shard}, the one from ${seconds(epoch.atUs)} on: expected ${epoch.expected ?? 'none'}, found ${epoch.found ?? 'none'}`]),
    ...(event === null
      ? [epoch === null ? 'Every event and epoch is the same: run.json or journal.ndjson is not what the digest was made of.' : `No line of the folder tells which event differs${file.trace ? '' : '; a run with --trace keeps every one'}.`]
      : [`First event that differs: ${event.shard === null ? '' : `shard ${event.shard}, `}${event.atUs === null ? '' : `at ${seconds(event.atUs)}, `}${event.file} line ${event.line}`, ...contrast(event)]),
    ...(digest === null ? [] : [`Digest       expected ${digest.expected}, found ${digest.found}`]),
  ];
}

/** Both lines around the first character in which they differ. */
function contrast({ expected, found }: EventDifference): string[] {
  if (expected === null) return ['  expected   nothing more', `  found      ${excerpt(found!, 0)}`];
  if (found === null) return [`  expected   ${excerpt(expected, 0)}`, '  found      nothing more'];
  const at = [...expected].findIndex((letter, index) => letter !== found[index]);
  return [`  expected   ${excerpt(expected, at)}`, `  found      ${excerpt(found, at)}`];
}

function excerpt(text: string, at: number): string {
  const begin = Math.max(0, at - 120);
  return `${begin > 0 ? '…' : ''}${text.slice(begin, begin + 300)}${begin + 300 < text.length ? '…' : ''}`;
}

function seconds(us: number): string {
  return `${us / 1_000_000} s`;
}

function parsed(line: string | null): unknown {
  try {
    return line === null ? null : JSON.parse(line);
  } catch {
    return line;
  }
}
