import type { StoringNode } from '../actors/control-system/storing-node.js';
import type { Looked } from './looked.js';

/** The shard's storing node, whose replica of the ledger is the certified one; null before its first event. */
export function storingOf({ actors, lab }: Looked): StoringNode | null {
  const actor = actors.get(lab.members.controlSystem);
  return actor?.kind === 'control-system' ? actor.storing : null;
}
