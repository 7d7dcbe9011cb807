import type { JournalEntry } from '../core/kernel/program.js';
import { VECTOR } from '../core/metrics/vector.js';
import { compareRuns, type RunComparison } from '../nodes/compare-runs.js';
import { FolderProblem } from '../nodes/folder/run-file.js';
import { readRunFolder, type ReadFolder } from '../nodes/resume.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { defaultThreads, type FlagValue, readCount, readDurationUs } from './flags.js';
import { print, printJson } from './output.js';
import { type Column, table } from './table.js';
import { UserError } from './user-error.js';

/** The flags of `compare` as yargs gives them. */
export interface RawCompareFlags {
  readonly until?: FlagValue;
  readonly threads?: FlagValue;
  readonly json?: boolean;
}

const COLUMNS: readonly Column[] = [
  { title: 'first differed', align: 'right' },
  { title: 'fold', align: 'left' },
  { title: 'metric', align: 'left' },
  { title: 'campus', align: 'left' },
  { title: 'A', align: 'right' },
  { title: 'B', align: 'right' },
  { title: 'unit', align: 'left' },
];

type Folders = readonly [ReadFolder, ReadFolder];

/** `compare A B`: runs two folders' runs again on one clock; what was done in one alone, and which metric differed first. */
export async function compareCommand(paths: readonly [string, string], raw: RawCompareFlags): Promise<ExitCode> {
  const threads = readCount('threads', raw.threads, 1, 256, defaultThreads());
  const untilUs = readDurationUs('until', raw.until);
  const folders: Folders = [readOrRefuse(paths[0]), readOrRefuse(paths[1])];
  const [a, b] = folders.map(({ file }) => file.specification.parameters.shards) as [number, number];
  if (a !== b) throw new UserError(`${paths[0]} has ${a} shards and ${paths[1]} has ${b}; expected as many`);
  const endUs = Math.min(...folders.map(endOf));
  const comparison = await compareRuns(folders, threads, Math.min(endUs, untilUs ?? endUs));
  const alone = deeds(folders);
  if (raw.json === true) printJson(comparisonJson(folders, alone, comparison));
  else for (const line of comparisonLines(folders, alone, comparison)) print(line);
  return EXIT.done;
}

function readOrRefuse(path: string): ReadFolder {
  try {
    return readRunFolder(path);
  } catch (error) {
    if (error instanceof FolderProblem) throw new UserError(error.message);
    throw error;
  }
}

function endOf({ path, file }: ReadFolder): number {
  if (file.result === null) throw new UserError(`${path}: the run has not ended; expected one that has (\`v2g-tui run --resume ${path}\` goes on with it)`);
  return file.result.nowUs;
}

/** What stands in one journal only: all that follows the part that is the same. */
function deeds([a, b]: Folders): readonly [readonly JournalEntry[], readonly JournalEntry[]] {
  const parted = a.journal.findIndex((entry, at) => JSON.stringify(entry) !== JSON.stringify(b.journal[at]));
  const from = parted < 0 ? a.journal.length : parted;
  return [a.journal.slice(from), b.journal.slice(from)];
}

function comparisonJson(folders: Folders, alone: ReturnType<typeof deeds>, { comparedUs, moved, values, shards }: RunComparison): object {
  const runs = folders.map(({ path, file }, at) => ({
    folder: path,
    scenario: file.specification.parameters.name,
    seed: file.seed,
    digest: file.digest,
    alone: alone[at]!.map(({ atUs, command }) => ({ virtualSeconds: atUs / 1_000_000, command })),
  }));
  return {
    runs,
    virtualSeconds: comparedUs / 1_000_000,
    moved: moved.map(({ index, shard, atUs }) => {
      const { name, fold, unit } = VECTOR[index]!;
      return { metric: name, fold, unit, campus: shards[shard]!, shard, firstDifferedSeconds: atUs / 1_000_000, a: known(values[0][index]!), b: known(values[1][index]!) };
    }),
  };
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function comparisonLines(folders: Folders, alone: ReturnType<typeof deeds>, { comparedUs, moved, values, shards }: RunComparison): string[] {
  const runs = folders.flatMap(({ path, file }, at) => [
    `${'AB'[at]}  ${path}: ${file.specification.parameters.name}, seed ${file.seed}`,
    ...alone[at]!.map(({ atUs, command }) => `   alone at ${seconds(atUs)}: ${JSON.stringify(command)}`),
  ]);
  if (moved.length === 0) return [...runs, `No metric differs up to ${seconds(comparedUs)}.`];
  const rows = moved.map(({ index, shard, atUs }) => {
    const { name, fold, unit } = VECTOR[index]!;
    return [seconds(atUs), fold, name, shards[shard]!, text(values[0][index]!), text(values[1][index]!), unit];
  });
  return [...runs, `Metrics that differed at the end of a virtual second up to ${seconds(comparedUs)}, the first one first:`, ...table(COLUMNS, rows)];
}

function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(6)} s`;
}

function text(value: number): string {
  return Number.isNaN(value) ? 'none' : Number.isInteger(value) ? String(value) : value.toFixed(4);
}
