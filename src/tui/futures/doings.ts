import type { Reach } from '../reach.js';
import { underWay } from '../time.js';

const NOT_HERE = 'this run cannot be forked';

/** A second future from what is shown. */
export function fork(reach: Reach): void {
  const control = reach.source()?.futures;
  if (control === undefined) return tell(reach, reach.source() === null ? null : NOT_HERE);
  underWay(reach, () => control.fork());
}

export function swap(reach: Reach): void {
  say(reach, reach.source()?.futures?.swap() ?? null);
}

export function discard(reach: Reach, which: 'shown' | 'other'): void {
  say(reach, reach.source()?.futures?.discard(which) ?? null);
}

/** What was asked of the one that was shown is none of the other's. */
function say(reach: Reach, message: string | null): void {
  reach.store.ui((ui) => ({ ...ui, pendingAttacks: {}, pendingDefences: {}, message }));
}

function tell(reach: Reach, message: string | null): void {
  reach.store.ui((ui) => ({ ...ui, message }));
}
