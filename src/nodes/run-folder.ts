import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RoundSummary, Summary } from '../core/metrics/summary.js';
import type { ShardView } from '../core/metrics/view.js';
import { createFolderRecorder, openFolderFiles, standAt, surely, writeGenesis, type FolderFiles, type FolderMark, type FolderOptions } from './folder-recorder.js';
import { dropCheckpointsAfter } from './folder/checkpoint-files.js';
import { nodeDisk, type Disk } from './folder/disk.js';
import { writeJournal } from './folder/journal-file.js';
import { linesUpTo } from './folder/line-file.js';
import { isLockFile, releaseLock, takeLock, type Holder } from './folder/lock.js';
import { FolderProblem, writeRunFile, type Parent } from './folder/run-file.js';
import type { Recorder, RecorderMark } from './recorder.js';
import type { ReadFolder } from './resume.js';
import { responseCsv } from './response-csv.js';
import type { Parting, RunOptions, RunOutcome } from './run.js';

/** A run folder being written (DESIGN 6). What is in it at any moment is enough to go on from. */
export interface RunFolder {
  readonly path: string;
  readonly recorder: Recorder;
  /** Writes the metrics and the run's end, and gives the folder back. Rejects when it cannot be written. */
  close(outcome: RunOutcome, summary: Summary): Promise<void>;
  /** Gives the folder back as it is, to be resumed. */
  abandon(): Promise<void>;
}

const LEFTOVERS = ['journal.ndjson', 'journal.ndjson.tmp', 'ledger.ndjson', 'trace.ndjson', 'run.json.tmp', 'checkpoints'];

/** Why a folder cannot take a new run, or null. What a run left that was killed before it began is no reason. */
export function folderProblem(path: string): string | null {
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return 'is a file; expected a new or empty folder';
  const names = readdirSync(path);
  const isOurs = names.some(isLockFile) && names.every((name) => isLockFile(name) || LEFTOVERS.includes(name));
  return names.length > 0 && !isOurs ? 'is not empty; expected a new or empty folder' : null;
}

/** Takes the folder for this process. Throws `FolderProblem` with who has it. */
export function lockFolder(path: string): void {
  const holder = takeLock(path);
  if (holder !== null) throw new FolderProblem(`${path}: ${heldBy(holder)}`);
}

function heldBy({ pid, host }: Holder): string {
  return `is being written by process ${pid} on ${host}; wait for its end (if there is no such process, remove the file "lock" in it)`;
}

/** Makes the folder with all that a run is before its first event. Throws when it cannot be written or somebody else has it. */
export function createRunFolder(path: string, options: RunOptions, folderOptions: FolderOptions, disk: Disk = nodeDisk): RunFolder {
  makeFolder(resolve(path));
  lockFolder(path);
  try {
    clearLeftovers(path);
    writeJournal(disk, path, options.journal);
    const files = openFolderFiles(path, options, folderOptions, disk);
    writeGenesis(files);
    files.ledger.syncNow();
    writeRunFile(disk, path, files.runFile);
    return folderOf(files);
  } catch (error) {
    releaseLock(path);
    throw error;
  }
}

/** Of a run that was killed before there was a `run.json`; `folderProblem` has seen that there is nothing else. */
function clearLeftovers(path: string): void {
  for (const name of LEFTOVERS) rmSync(join(path, name), { force: true, recursive: true });
}

/** Opens the folder of a run that is to go on at a checkpoint, or from its genesis. This process has its lock. */
export function reopenRunFolder(path: string, options: RunOptions, folderOptions: FolderOptions, disk: Disk = nodeDisk): RunFolder {
  const files = openFolderFiles(path, options, folderOptions, disk);
  const { from } = options;
  // The run's end goes first: a folder that is told to be finished is not touched again.
  writeRunFile(disk, path, files.runFile);
  dropCheckpointsAfter(path, from?.atUs ?? -1);
  if (from === undefined) writeGenesis(files);
  else {
    standAt(files, from.mark);
    for (const file of files.all) file.cut();
  }
  return folderOf(files);
}

/** The folder of a run that is on its way to where it leaves another one; it is a run folder once it was told where that is. */
export interface ForkFolder extends RunFolder {
  /** Writes the journal and the inputs. */
  part(parent: Parent, parting: Parting): void;
}

/**
 * Makes the folder of a fork, with what the parent's folder has up to the checkpoint that the fork begins at. Its lines hang
 * on a genesis of their own, since the fork may end elsewhere.
 */
export function createForkFolder(path: string, options: RunOptions, trace: boolean, parent: ReadFolder, disk: Disk = nodeDisk): ForkFolder {
  makeFolder(resolve(path));
  lockFolder(path);
  try {
    clearLeftovers(path);
    const files = openFolderFiles(path, options, { trace, parent: null, given: 0 }, disk);
    writeGenesis(files);
    if (options.from !== undefined) writeAgain(files, parent.path, options.from.mark);
    return { ...folderOf(files), part: (left, parting) => writeParting(files, left, parting) };
  } catch (error) {
    releaseLock(path);
    throw error;
  }
}

/** One level at a time: Node's recursive way never returns where the file system refuses, as `/proc` does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** The files of a run as a folder that is being written. */
function folderOf(files: FolderFiles): RunFolder {
  const { path, all, writer } = files;
  const release = (): void => {
    for (const file of all) file.close();
    releaseLock(path);
  };
  return {
    path,
    recorder: createFolderRecorder(files),
    async close(outcome, summary) {
      try {
        await writeEnd(files, outcome, summary);
      } finally {
        release();
      }
    },
    async abandon() {
      await writer.settled();
      release();
    },
  };
}

/** What the parent's folder has up to the fork's checkpoint, behind the fork's own genesis. */
function writeAgain({ ledger, trace, lines }: FolderFiles, parent: string, mark: RecorderMark | null): void {
  const { ledgerBytes, traceBytes } = mark as unknown as FolderMark;
  for (const line of linesUpTo(join(parent, 'ledger.ndjson'), ledgerBytes).slice(1)) {
    const { shard, timeUs, record } = JSON.parse(line) as { shard: number | null; timeUs: number; record: unknown };
    ledger.write(lines.again(shard, timeUs, record));
  }
  if (trace !== null) for (const line of linesUpTo(join(parent, 'trace.ndjson'), traceBytes ?? 0)) trace.write(line);
}

function writeParting(files: FolderFiles, parent: Parent, { journal, given }: Parting): void {
  const { path, disk } = files;
  surely(files, () => {
    files.runFile = { ...files.runFile, parent, given };
    for (const file of files.all) file.syncNow();
    writeJournal(disk, path, journal);
    writeRunFile(disk, path, files.runFile);
  });
}

async function writeEnd(files: FolderFiles, outcome: RunOutcome, summary: Summary): Promise<void> {
  const { path, disk, ledger, lines, runFile, writer } = files;
  const { digest, ended, nowUs, shardDigests, epochDigests } = outcome;
  surely(files, () => ledger.write(lines.end(nowUs, digest, ended)));
  await writer.settled();
  surely(files, () => {
    for (const file of files.all) file.syncNow();
    disk.replaceNow(join(path, 'metrics.csv'), Buffer.from(metricsCsv(summary.rounds)));
    disk.replaceNow(join(path, 'response-time.csv'), Buffer.from(responseCsv(outcome.views as ShardView[], runFile.specification.parameters)));
    const { hash: head, line } = lines.tip;
    const result = { ended, nowUs, shardDigests, epochDigests, summary };
    writeRunFile(disk, path, { ...runFile, digest, ledger: { ...runFile.ledger, head, lines: line }, result });
  });
}

function metricsCsv(rounds: readonly RoundSummary[]): string {
  const columns = [
    'round', 'shard', 'requests', 'fulfilledRequests', 'demandWh', 'allocatedWh', 'deliveredWh', 'fillRate', 'fillRateAllocated', 'profit', 'penalised',
  ] as const;
  return [columns.join(','), ...rounds.map((round) => columns.map((column) => String(round[column])).join(','))].map((line) => `${line}\n`).join('');
}
