import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RoundSummary, Summary } from '../core/metrics/summary.js';
import type { RunCheckpoint } from './checkpoint.js';
import { dropCheckpointsAfter, writeCheckpoint } from './folder/checkpoint-files.js';
import { nodeDisk, type Disk } from './folder/disk.js';
import { appendJournal, writeJournal } from './folder/journal-file.js';
import { linesUpTo, openLineFile, type LineFile } from './folder/line-file.js';
import { isLockFile, lockHolder, releaseLock, takeLock, type Holder } from './folder/lock.js';
import { FolderProblem, runInputs, writeRunFile, type Parent, type RunFile } from './folder/run-file.js';
import type { LedgerTip } from './ledger-lines.js';
import type { Recorder, RecorderMark } from './recorder.js';
import { createRunLines, type RunLines } from './run-lines.js';
import type { ReadFolder } from './resume.js';
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

/** What a folder is opened for. */
export interface FolderOptions {
  readonly trace: boolean;
  readonly parent: Parent | null;
  readonly given: number;
}

/** The machine would not write: the run ends, and can be resumed from what there is. */
export class FolderFailure extends Error {
  constructor(folder: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOSPC' ? 'the disk is full' : code === 'EDQUOT' ? 'the quota of this disk is used up' : (message ?? String(cause));
    super(`${folder} cannot be written: ${reason}; what was written is valid, \`v2g-tui run --resume ${folder}\` goes on from there`, { cause });
    this.name = 'FolderFailure';
  }
}

/** An error of the system becomes a failure of the folder; any other is one of this program. */
function asFailure(path: string, error: unknown): unknown {
  return error instanceof Error && 'code' in error && !(error instanceof FolderFailure) ? new FolderFailure(path, error) : error;
}

/** Where the files stand; the plain data of a `RecorderMark`. */
interface FolderMark {
  readonly ledgerBytes: number;
  readonly tip: LedgerTip;
  readonly traceBytes: number | null;
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

/** Says who writes to a folder now; null when nobody does. */
export function writerOf(path: string): string | null {
  const holder = lockHolder(path);
  return holder && heldBy(holder);
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
    const folder = openFiles(path, options, folderOptions, createRunLines(runInputs(options)), disk);
    folder.begin();
    return folder;
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
  const folder = openFiles(path, options, folderOptions, createRunLines(runInputs(options)), disk);
  folder.goOn(options.from ?? null);
  return folder;
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
    const folder = openFiles(path, options, { trace, parent: null, given: 0 }, createRunLines(runInputs(options)), disk);
    folder.beginAs(parent.path, options.from ?? null);
    return folder;
  } catch (error) {
    releaseLock(path);
    throw error;
  }
}

interface OpenFolder extends ForkFolder {
  /** Writes genesis and the inputs. */
  begin(): void;
  /** Writes genesis, and what another folder has up to a checkpoint. */
  beginAs(parent: string, from: RunCheckpoint | null): void;
  /** Cuts what is behind the checkpoint, and takes the run's end away if there is one. */
  goOn(from: RunCheckpoint | null): void;
}

function openFiles(path: string, options: RunOptions, folderOptions: FolderOptions, lines: RunLines, disk: Disk): OpenFolder {
  const { trace } = folderOptions;
  const files: LineFile[] = [];
  const openOne = (name: string): LineFile => {
    const file = openLineFile(disk, join(path, name));
    files.push(file);
    return file;
  };
  const ledger = openOne('ledger.ndjson');
  const traceFile = trace ? openOne('trace.ndjson') : null;
  const writer = createCheckpointWriter(disk, path, options.version, files);
  let runFile: RunFile = { ...runInputs(options), ...folderOptions, digest: null, ledger: { genesis: lines.genesis.tip.hash }, result: null };

  const mark = (): FolderMark => ({ ledgerBytes: ledger.positionBytes, tip: lines.tip, traceBytes: traceFile?.positionBytes ?? null });
  const rewind = (to: FolderMark | null): void => {
    ledger.seek(to?.ledgerBytes ?? Buffer.byteLength(lines.genesis.text) + 1);
    lines.standAt(to?.tip ?? lines.genesis.tip);
    traceFile?.seek(to?.traceBytes ?? 0);
  };
  /** Whatever the disk refuses ends the run with one sentence. */
  const surely = <Value>(work: () => Value): Value => {
    try {
      writer.check();
      return work();
    } catch (error) {
      throw asFailure(path, error);
    }
  };
  const recorder: Recorder = {
    records: (records) =>
      surely(() => {
        lines.forRecords(records, ({ text }) => ledger.write(text), traceFile && (({ text }) => traceFile.write(text)));
      }),
    entries: (entries) => surely(() => appendJournal(disk, path, entries)),
    mark: () => mark() as unknown as RecorderMark,
    rewind: (to) => rewind(to as FolderMark | null),
    async cut(journal, atUs) {
      await writer.settled();
      surely(() => {
        // In this order: whatever is killed in between resumes as the run was before.
        dropCheckpointsAfter(path, atUs);
        for (const file of files) file.cut();
        writeJournal(disk, path, journal);
      });
    },
    checkpoint: (checkpoint) =>
      surely(() => {
        for (const file of files) file.flush();
        writer.write(checkpoint);
      }),
  };
  const release = (): void => {
    for (const file of files) file.close();
    releaseLock(path);
  };
  const genesis = (): void => {
    ledger.seek(0);
    ledger.cut();
    ledger.write(lines.genesis.text);
    traceFile?.seek(0);
    traceFile?.cut();
  };
  return {
    path,
    recorder,
    begin() {
      genesis();
      ledger.syncNow();
      writeRunFile(disk, path, runFile);
    },
    beginAs(from, checkpoint) {
      genesis();
      const { ledgerBytes, traceBytes } = (checkpoint?.mark ?? { ledgerBytes: 0, traceBytes: 0 }) as unknown as FolderMark;
      for (const line of linesUpTo(join(from, 'ledger.ndjson'), ledgerBytes).slice(1)) {
        const { shard, timeUs, record } = JSON.parse(line) as { shard: number | null; timeUs: number; record: unknown };
        ledger.write(lines.again(shard, timeUs, record));
      }
      if (traceFile !== null) for (const line of linesUpTo(join(from, 'trace.ndjson'), traceBytes ?? 0)) traceFile.write(line);
    },
    part: (parent, { journal, given }) =>
      surely(() => {
        runFile = { ...runFile, parent, given };
        for (const file of files) file.syncNow();
        writeJournal(disk, path, journal);
        writeRunFile(disk, path, runFile);
      }),
    goOn(from) {
      writeRunFile(disk, path, runFile);
      dropCheckpointsAfter(path, from?.atUs ?? -1);
      if (from === null) return genesis();
      rewind(from.mark as unknown as FolderMark);
      for (const file of files) file.cut();
    },
    async close(outcome, summary) {
      const { digest, ended, nowUs, shardDigests, epochDigests } = outcome;
      try {
        surely(() => ledger.write(lines.end(nowUs, digest, ended)));
        await writer.settled();
        surely(() => {
          for (const file of files) file.syncNow();
          disk.replaceNow(join(path, 'metrics.csv'), Buffer.from(metricsCsv(summary.rounds)));
          const { hash: head, line } = lines.tip;
          const result = { ended, nowUs, shardDigests, epochDigests, summary };
          writeRunFile(disk, path, { ...runFile, digest, ledger: { ...runFile.ledger, head, lines: line }, result });
        });
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

/** Writes checkpoints one after the other while the run goes on; of those that wait only the newest is written. */
function createCheckpointWriter(disk: Disk, path: string, version: string, files: readonly LineFile[]) {
  let waiting: RunCheckpoint | null = null;
  let working: Promise<void> | null = null;
  let problem: unknown = null;

  async function work(): Promise<void> {
    while (waiting !== null && problem === null) {
      const checkpoint = waiting;
      waiting = null;
      // A checkpoint is worth nothing without the lines before it.
      for (const file of files) await file.sync();
      await writeCheckpoint(disk, path, version, checkpoint);
    }
  }

  return {
    write(checkpoint: RunCheckpoint): void {
      waiting = checkpoint;
      working ??= work()
        .catch((error: unknown) => {
          problem = error;
        })
        .finally(() => {
          working = null;
        });
    },
    /** Throws what went wrong. */
    check(): void {
      if (problem !== null) throw problem;
    },
    async settled(): Promise<void> {
      while (working !== null) await working;
    },
  };
}

/** One level at a time: Node's recursive way never returns where the file system refuses, as `/proc` does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

function metricsCsv(rounds: readonly RoundSummary[]): string {
  const columns = [
    'round', 'shard', 'requests', 'fulfilledRequests', 'demandWh', 'allocatedWh', 'deliveredWh', 'fillRate', 'fillRateAllocated', 'profit', 'penalised',
  ] as const;
  return [columns.join(','), ...rounds.map((round) => columns.map((column) => String(round[column])).join(','))].map((line) => `${line}\n`).join('');
}
