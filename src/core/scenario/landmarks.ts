import type { TraceRecord } from '../kernel/program.js';
import type { LabNote } from '../kernel/notes.js';

/** What one may run to: `RunHandle.runTo` and the interface's key for it. A violation is one that every run has. */
export const LANDMARKS = ['election', 'round', 'commit', 'abort', 'attack', 'fault', 'violation'] as const;

export type LandmarkName = (typeof LANDMARKS)[number];

/** The landmarks among the records of a window, each once. */
export function landmarksOf(records: readonly TraceRecord[]): readonly LandmarkName[] {
  const found: LandmarkName[] = [];
  for (const record of records) {
    if (record.type !== 'note') continue;
    const name = landmarkOf(record.note as LabNote);
    if (name !== null && !found.includes(name)) found.push(name);
  }
  return found;
}

function landmarkOf(note: LabNote): LandmarkName | null {
  switch (note.kind) {
    case 'epoch/began':
      return note.outcome === 'genesis' ? null : 'election';
    case 'market/opened':
      return 'round';
    case 'settlement/final':
      return note.outcome === 'committed' ? 'commit' : 'abort';
    case 'attack/attempt':
    case 'attack/moment':
      return 'attack';
    case 'fault/switched':
    case 'actor/restarted':
      return 'fault';
    default:
      return null;
  }
}
