import type { Program } from '../core/kernel/program.js';
import type { Host } from './host.js';
import { pack, unpack, type SlotSetup } from './messages.js';
import { advanceSlot, aidsOf, finishSlot, lookAtSlot, nextEventsUs, openSlot, packViews, snapshotSlot, type Slot } from './slot.js';

/** All shards in one slot, executed by the caller's thread. `setup.slotOf` names slot 0 for every shard. */
export function createInProcessHost(program: Program, setup: SlotSetup): Host {
  let slot: Slot | null = null;
  const opened = (): Slot => {
    if (slot === null) throw new Error('The host was not opened');
    return slot;
  };
  return {
    slotCount: 1,
    slotOf: setup.slotOf,
    workersReplaced: 0,
    recordedBytes: 0,
    async open(states) {
      const aids = aidsOf(slot);
      slot = null;
      // What is unpacked may lie in the bytes themselves; they are somebody's checkpoint and may be needed again.
      slot = openSlot(program, setup, states && states.map(({ state, parts }) => ({ state: new Uint8Array(state), parts })), aids);
      return nextEventsUs(slot);
    },
    advance: (requests) => requests.map((request) => (request === null ? null : advanceSlot(opened(), request))),
    snapshot: async () => snapshotSlot(opened()),
    // Packed and unpacked as from a worker, so that whoever keeps a view keeps a copy.
    inspect: async () => unpack<unknown[]>(packViews(opened())),
    look: async (queries) => unpack<unknown[]>(pack(lookAtSlot(opened(), queries))),
    finish: async (request) => finishSlot(opened(), request),
    killWorker() {
      throw new Error('An in-process host has no worker to kill');
    },
    async close() {
      slot = null;
    },
  };
}
