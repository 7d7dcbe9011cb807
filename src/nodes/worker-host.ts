import type { Host } from './host.js';
import { unpack, type AdvanceReply, type PackedShard, type ProgramReference, type SlotSetup } from './messages.js';
import { createWorkerSlot, type WorkerSlotOptions } from './worker-slot.js';

/** Shards on worker threads, by the fixed table `setup.slotOf`; `setup.slot` is set for each slot here. */
export function createWorkerHost(program: ProgramReference, setup: Omit<SlotSetup, 'slot'>, options: WorkerSlotOptions): Host {
  const { slotOf } = setup;
  const slotCount = Math.max(...slotOf) + 1;
  const slots = Array.from({ length: slotCount }, (_, slot) => createWorkerSlot(program, { ...setup, slot }, options));
  /** Puts the slots' lists, each in the order of its own shards, into the order of all shards. */
  const byShard = <Value>(lists: readonly (readonly Value[])[]): Value[] => {
    const taken = lists.map(() => 0);
    return slotOf.map((slot) => lists[slot]![taken[slot]!++]!);
  };
  return {
    slotCount,
    slotOf,
    get workersReplaced() {
      return slots.reduce((sum, slot) => sum + slot.replaced, 0);
    },
    get recordedBytes() {
      return slots.reduce((sum, slot) => sum + slot.recordedBytes, 0);
    },
    async open(states) {
      const ofSlot = (slot: number): readonly PackedShard[] | null => states && states.filter((_, shard) => slotOf[shard] === slot);
      const replies = await Promise.all(slots.map((worker, slot) => worker.open(ofSlot(slot))));
      return byShard(replies.map(({ nextEventUs }) => nextEventUs));
    },
    async advance(requests) {
      return Promise.all(requests.map((request, slot): Promise<AdvanceReply> | null => (request === null ? null : slots[slot]!.advance(request))));
    },
    async snapshot() {
      return byShard(await Promise.all(slots.map((slot) => slot.snapshot())));
    },
    async inspect() {
      const packed = await Promise.all(slots.map((slot) => slot.inspect()));
      return byShard(packed.map((bytes) => unpack<unknown[]>(bytes)));
    },
    async look(queries) {
      const bySlot = slots.map((_, slot) => queries.flatMap((query, at) => (slotOf[query.shard] === slot ? [{ query, at }] : [])));
      const answers: unknown[] = queries.map(() => null);
      await Promise.all(
        bySlot.map(async (asked, slot) => {
          if (asked.length === 0) return;
          const found = unpack<unknown[]>(await slots[slot]!.look(asked.map(({ query }) => query)));
          asked.forEach(({ at }, index) => (answers[at] = found[index]));
        }),
      );
      return answers;
    },
    async finish(request) {
      return byShard(await Promise.all(slots.map((slot) => slot.finish(request))));
    },
    killWorker(slot, death) {
      if (slots[slot] === undefined) throw new RangeError(`There is no slot ${slot}`);
      slots[slot].dieAtNextWindow(death);
    },
    async close() {
      await Promise.all(slots.map((slot) => slot.close()));
    },
  };
}
