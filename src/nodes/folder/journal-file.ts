import { closeSync, ftruncateSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JournalEntry } from '../../core/kernel/program.js';
import type { Disk } from './disk.js';
import { canonical, FolderProblem } from './run-file.js';

const NAME = 'journal.ndjson';

/** Writes a journal whole. */
export function writeJournal(disk: Disk, folder: string, entries: readonly JournalEntry[]): void {
  disk.replaceNow(join(folder, NAME), Buffer.from(entries.map(journalLine).join('')));
}

/** Appends to a journal; when this returns, the entries are on the disk. */
export function appendJournal(disk: Disk, folder: string, entries: readonly JournalEntry[]): void {
  const path = join(folder, NAME);
  const fd = openSync(path, 'r+');
  const length = readFileSync(path).byteLength;
  try {
    disk.write(fd, Buffer.from(entries.map(journalLine).join('')), length);
    disk.syncNow(fd);
  } catch (error) {
    // Nothing of an entry that was never executed may stay.
    ftruncateSync(fd, length);
    throw error;
  } finally {
    closeSync(fd);
  }
}

/**
 * Reads a journal. A last line without its end was being written when the process died: it was never executed, and is left
 * out; `tornBytes` tells its length. Throws `FolderProblem` for anything else that is no journal.
 */
export function readJournal(folder: string): { readonly entries: JournalEntry[]; readonly tornBytes: number } {
  let text: string;
  try {
    text = readFileSync(join(folder, NAME), 'utf8');
  } catch (error) {
    throw new FolderProblem(`${folder}: ${NAME} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`, true);
  }
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const entries = whole.split('\n').slice(0, -1).map((line, index) => readEntry(folder, line, index));
  return { entries, tornBytes: Buffer.byteLength(text) - Buffer.byteLength(whole) };
}

function readEntry(folder: string, line: string, index: number): JournalEntry {
  let entry: JournalEntry | null = null;
  try {
    entry = JSON.parse(line) as JournalEntry;
  } catch {
    // Told below.
  }
  const sound =
    typeof entry === 'object' && entry !== null && Number.isSafeInteger(entry.atUs) && entry.atUs >= 0 && entry.sequence === index &&
    (entry.shards === null || Array.isArray(entry.shards)) && typeof entry.command?.kind === 'string';
  if (!sound) throw new FolderProblem(`${folder}: ${NAME}, line ${index + 1}: this is no journal entry with sequence ${index}`, true);
  return entry!;
}

function journalLine(entry: JournalEntry): string {
  return `${canonical(entry)}\n`;
}
