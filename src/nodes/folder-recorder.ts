import { join } from 'node:path';
import type { RunCheckpoint } from './checkpoint.js';
import { dropCheckpointsAfter, writeCheckpoint } from './folder/checkpoint-files.js';
import { FolderFailure } from './folder/folder-failure.js';
import type { Disk } from './folder/disk.js';
import { appendJournal, writeJournal } from './folder/journal-file.js';
import { openLineFile, type LineFile } from './folder/line-file.js';
import { runInputs, type Parent, type RunFile } from './folder/run-file.js';
import type { LedgerTip } from './ledger-lines.js';
import type { Recorder, RecorderMark } from './recorder.js';
import { createRunLines, type RunLines } from './run-lines.js';
import type { RunOptions } from './run.js';

/** What a folder is opened for. */
export interface FolderOptions {
  readonly trace: boolean;
  readonly parent: Parent | null;
  readonly given: number;
}

/** An error of the system becomes a failure of the folder; any other is one of this program. */
function asFailure(path: string, error: unknown): unknown {
  return error instanceof Error && 'code' in error && !(error instanceof FolderFailure) ? new FolderFailure(path, error) : error;
}

/** Where the files stand; the plain data of a `RecorderMark`. */
export interface FolderMark {
  readonly ledgerBytes: number;
  readonly tip: LedgerTip;
  readonly traceBytes: number | null;
}

/** The open files of a run folder, and what is known for them. */
export interface FolderFiles {
  readonly path: string;
  readonly disk: Disk;
  readonly lines: RunLines;
  readonly ledger: LineFile;
  readonly trace: LineFile | null;
  readonly all: readonly LineFile[];
  readonly writer: CheckpointWriter;
  /** What `run.json` says until the run has ended. */
  runFile: RunFile;
}

/** Opens a folder's files, or makes them; they stand at their ends. This process has the lock. */
export function openFolderFiles(path: string, options: RunOptions, folderOptions: FolderOptions, disk: Disk): FolderFiles {
  const inputs = runInputs(options);
  const lines = createRunLines(inputs);
  const ledger = openLineFile(disk, join(path, 'ledger.ndjson'));
  const trace = folderOptions.trace ? openLineFile(disk, join(path, 'trace.ndjson')) : null;
  const all = trace === null ? [ledger] : [ledger, trace];
  const runFile: RunFile = { ...inputs, ...folderOptions, digest: null, ledger: { genesis: lines.genesis.tip.hash }, result: null };
  return { path, disk, lines, ledger, trace, all, writer: createCheckpointWriter(disk, path, options.version, all), runFile };
}

/** Begins the files anew. */
export function writeGenesis({ ledger, trace, lines }: FolderFiles): void {
  ledger.seek(0);
  ledger.cut();
  ledger.write(lines.genesis.text);
  lines.standAt(lines.genesis.tip);
  trace?.seek(0);
  trace?.cut();
}

/** Goes to where a mark was taken; null is behind genesis. */
export function standAt({ ledger, trace, lines }: FolderFiles, mark: RecorderMark | null): void {
  const to = mark as FolderMark | null;
  ledger.seek(to?.ledgerBytes ?? Buffer.byteLength(lines.genesis.text) + 1);
  lines.standAt(to?.tip ?? lines.genesis.tip);
  trace?.seek(to?.traceBytes ?? 0);
}

/** Does something with the files. Whatever the disk refuses, now or before, ends the run with one sentence. */
export function surely<Value>({ path, writer }: FolderFiles, work: () => Value): Value {
  try {
    writer.check();
    return work();
  } catch (error) {
    throw asFailure(path, error);
  }
}

/** Writes a run down in its folder. */
export function createFolderRecorder(folder: FolderFiles): Recorder {
  const { path, disk, lines, ledger, trace, all, writer } = folder;
  return {
    records: (records) =>
      surely(folder, () => {
        lines.forRecords(records, ({ text }) => ledger.write(text), trace && (({ text }) => trace.write(text)));
      }),
    entries: (entries) => surely(folder, () => appendJournal(disk, path, entries)),
    mark() {
      const mark: FolderMark = { ledgerBytes: ledger.positionBytes, tip: lines.tip, traceBytes: trace?.positionBytes ?? null };
      return mark as unknown as RecorderMark;
    },
    rewind: (mark) => standAt(folder, mark),
    async cut(journal, atUs) {
      await writer.settled();
      surely(folder, () => {
        // In this order: whatever is killed in between resumes as the run was before.
        dropCheckpointsAfter(path, atUs);
        for (const file of all) file.cut();
        writeJournal(disk, path, journal);
      });
    },
    checkpoint: (checkpoint) =>
      surely(folder, () => {
        for (const file of all) file.flush();
        writer.write(checkpoint);
      }),
  };
}

interface CheckpointWriter {
  write(checkpoint: RunCheckpoint): void;
  /** Throws what went wrong. */
  check(): void;
  settled(): Promise<void>;
}

/** Writes checkpoints one after the other while the run goes on; of those that wait only the newest is written. */
function createCheckpointWriter(disk: Disk, path: string, version: string, files: readonly LineFile[]): CheckpointWriter {
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
