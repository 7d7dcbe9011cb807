import type { Reach } from '../reach.js';
import { moved, type LocalKey } from './view.js';

/** Left and right, in views that show one campus at a time. */
export const CAMPUS_KEYS: readonly LocalKey[] = [
  { keys: ['left', 'h'], label: 'Left h', help: 'previous campus', run: (reach) => toCampus(reach, -1) },
  { keys: ['right', 'l'], label: 'Right l', help: 'next campus', footer: { text: 'campus', rank: 6 }, run: (reach) => toCampus(reach, 1) },
];

function toCampus(reach: Reach, by: 1 | -1): void {
  const last = Math.max(0, (reach.store.snapshot().frame?.views.length ?? 1) - 1);
  reach.store.ui((ui) => ({ ...ui, shard: moved(ui.shard, last, (at) => at + by) }));
}
