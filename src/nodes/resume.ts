import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../core/kernel/program.js';
import type { RunCheckpoint } from './checkpoint.js';
import { FOLDER_CHECKPOINTS } from './checkpoint-policy.js';
import { checkpointTimes, readCheckpoint } from './folder/checkpoint-files.js';
import { nodeDisk, type Disk } from './folder/disk.js';
import { readJournal, writeJournal } from './folder/journal-file.js';
import { tornBytes } from './folder/line-file.js';
import { releaseLock } from './folder/lock.js';
import { FolderProblem, readRunFile, type RunFile, type RunFileResult } from './folder/run-file.js';
import type { LedgerTip } from './ledger-lines.js';
import { packageVersion } from './package-root.js';
import { worldProgram } from './program-loader.js';
import type { RunOptions } from './run.js';
import { lockFolder, reopenRunFolder, type RunFolder } from './run-folder.js';

/** A folder as somebody finds it who wants to know what was run. */
export interface ReadFolder {
  readonly path: string;
  readonly file: RunFile;
  readonly journal: readonly JournalEntry[];
  /** What was repaired or left out while reading, in sentences. */
  readonly repairs: readonly string[];
}

/** Reads a run folder of this version of the program. Throws `FolderProblem`. */
export function readRunFolder(path: string): ReadFolder {
  const file = readRunFile(path);
  if (file.version !== packageVersion()) {
    throw new FolderProblem(`${path}: was written by version ${file.version}; this is version ${packageVersion()}, whose runs have other digests`);
  }
  const { entries, tornBytes: torn } = readJournal(path);
  if (entries.length < file.given) throw new FolderProblem(`${path}: journal.ndjson has ${entries.length} entries; run.json says at least ${file.given}`, true);
  const repairs = torn > 0 ? [`journal.ndjson: the last ${torn} bytes are no whole line and were cut`] : [];
  return { path, file, journal: entries, repairs };
}

/** The options that run a folder's run again, on some threads. */
export function optionsOf({ file, journal }: ReadFolder, threads: number): RunOptions {
  const { version, seed, end, specification, given } = file;
  return { program: worldProgram, specification, seed, version, threads, journal, given, end };
}

export type Resumed =
  | { readonly state: 'finished'; readonly file: RunFile; readonly result: RunFileResult }
  | { readonly state: 'going-on'; readonly folder: RunFolder; readonly options: RunOptions; readonly repairs: readonly string[] };

/**
 * Opens a folder to go on with its run: takes the newest sound checkpoint, cuts the files to where they stood then, and gives
 * the options for `startRun`. A run that came to its end is not begun again. Throws `FolderProblem`; the folder is locked
 * only when it goes on.
 */
export function resumeFolder(path: string, threads: number, disk: Disk = nodeDisk): Resumed {
  readRunFolder(path);
  lockFolder(path);
  try {
    // Read again, now that nobody else writes to it.
    const read = readRunFolder(path);
    const { file, journal } = read;
    if (file.result !== null && file.result.ended !== 'stopped') {
      releaseLock(path);
      return { state: 'finished', file, result: file.result };
    }
    const from = newestCheckpoint(read, Infinity);
    const repairs = [...read.repairs, ...tornTails(read)];
    if (read.repairs.length > 0) writeJournal(disk, path, journal);
    const plain = optionsOf(read, threads);
    const options: RunOptions = { ...plain, ...(from === null ? {} : { from }), checkpoints: FOLDER_CHECKPOINTS, trace: file.trace ? 'all' : 'commits' };
    const folder = reopenRunFolder(path, options, { trace: file.trace, parent: file.parent, given: file.given }, disk);
    return { state: 'going-on', folder, options: { ...options, recorder: folder.recorder }, repairs };
  } catch (error) {
    releaseLock(path);
    throw error;
  }
}

/** The newest checkpoint at or before a time that is sound and fits the other files, or null. */
export function newestCheckpoint({ path, file, journal }: ReadFolder, atUs: number): RunCheckpoint | null {
  for (const time of checkpointTimes(path).toReversed()) {
    if (time > atUs) continue;
    const checkpoint = readCheckpoint(path, file.version, time);
    if (checkpoint !== null && fits(path, checkpoint, file.trace, journal.length)) return checkpoint;
  }
  return null;
}

function fits(path: string, { mark, journalLength }: RunCheckpoint, trace: boolean, entries: number): boolean {
  const { ledgerBytes, traceBytes } = mark as unknown as { ledgerBytes: number; tip: LedgerTip; traceBytes: number | null };
  const isLongEnough = (name: string, bytes: number): boolean => (statSync(join(path, name), { throwIfNoEntry: false })?.size ?? 0) >= bytes;
  return journalLength <= entries && isLongEnough('ledger.ndjson', ledgerBytes) && (!trace || (traceBytes !== null && isLongEnough('trace.ndjson', traceBytes)));
}

function tornTails({ path, file }: ReadFolder): string[] {
  return ['ledger.ndjson', ...(file.trace ? ['trace.ndjson'] : [])].flatMap((name) => {
    const torn = statSync(join(path, name), { throwIfNoEntry: false }) === undefined ? 0 : tornBytes(join(path, name));
    return torn > 0 ? [`${name}: the last ${torn} bytes are no whole line and were cut`] : [];
  });
}
