import type { JournalEntry } from '../core/kernel/program.js';
import type { RunCheckpoint } from './checkpoint.js';
import type { ShardRecords } from './messages.js';

/** Where a recorder stands: plain data that a checkpoint keeps and only the recorder reads. */
export type RecorderMark = Readonly<Record<string, unknown>>;

/**
 * Who writes down what a run does, or compares it with what was written. The coordinator calls it at barriers, in the
 * order of the run; whatever it throws ends the run.
 */
export interface Recorder {
  /** The records of a window, by shard. */
  records(records: readonly ShardRecords[]): void;
  /** What a person did since the last barrier. It is on the disk when this returns, and the window that executes it follows. */
  entries(entries: readonly JournalEntry[]): void;
  /** Where what was recorded stands. */
  mark(): RecorderMark;
  /** The run was brought back to where this mark was taken (null: to its beginning) and will give the same records again. */
  rewind(mark: RecorderMark | null): void;
  /** The run stands where its mark is and goes on otherwise than before: what was recorded beyond is void. */
  cut(journal: readonly JournalEntry[], atUs: number): Promise<void>;
  /** A checkpoint of the run, to keep or not; it may be written while the run goes on. */
  checkpoint(checkpoint: RunCheckpoint): void;
}
