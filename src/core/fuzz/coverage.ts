import type { LabNote } from '../kernel/notes.js';
import type { TraceRecord } from '../kernel/program.js';

/** How often each rare state was reached, by name. */
export type Coverage = Record<string, number>;

/** A state that only some worlds reach; a world that reaches it tests more than one that does not. */
export interface RareState {
  readonly name: string;
  readonly summary: string;
  /** Whether the note tells of it. */
  readonly isSeen?: (note: LabNote) => boolean;
}

/** The states that are counted; the order is that of the table. */
export const RARE_STATES: readonly RareState[] = [
  { name: 'redraw', summary: 'Too few members were drawn, the draw repeats', isSeen: (note) => note.kind === 'election/opened' && note.attempt > 1 },
  { name: 'kept-committee', summary: 'After all attempts the old committee stays', isSeen: (note) => note.kind === 'epoch/began' && note.outcome === 'kept' },
  { name: 'worker-restored', summary: 'A worker thread died and was brought back from a checkpoint' },
];

export function createCoverage(): Coverage {
  return Object.fromEntries(RARE_STATES.map((state) => [state.name, 0]));
}

/** Folds a window's trace into the counts. */
export function foldCoverage(coverage: Coverage, records: readonly TraceRecord[]): void {
  for (const record of records) {
    if (record.type !== 'note') continue;
    for (const { name, isSeen } of RARE_STATES) if (isSeen?.(record.note as LabNote) === true) coverage[name]! += 1;
  }
}

/** The counts of many worlds, in the order of the table: in how many worlds each state was reached, and how often. */
export function mergeCoverage(coverages: readonly Coverage[]): { readonly state: RareState; readonly worlds: number; readonly times: number }[] {
  return RARE_STATES.map((state) => {
    const counts = coverages.map((coverage) => coverage[state.name] ?? 0);
    return { state, worlds: counts.filter((count) => count > 0).length, times: counts.reduce((sum, count) => sum + count, 0) };
  });
}
