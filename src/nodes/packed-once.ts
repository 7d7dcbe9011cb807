import { createHash } from 'node:crypto';
import type { Lean } from '../core/kernel/program.js';
import type { Hex } from '../core/units/hex.js';
import { inSharedMemory, pack, unpack, type Packed } from './messages.js';

/**
 * Objects that never change, as bytes: each is packed once in its life, however many checkpoints hold it, and who goes back to a
 * checkpoint in the thread that took it finds the object itself again. What is kept here is a pure function of content: it makes
 * no difference to a run.
 */
const packedOf = new WeakMap<object, Packed>();
const alive = new Map<Hex, WeakRef<object>>();
/** When there are so many, those that are gone are forgotten. */
let sweepAt = 4096;

/** Objects of one content have one and the same `Packed` as long as the first of them lives. */
export function packOnce(unchanging: object): Packed {
  const known = packedOf.get(unchanging);
  if (known !== undefined) return known;
  const bytes = pack(unchanging);
  const packed: Packed = { name: createHash('sha256').update(bytes).digest('hex'), bytes: inSharedMemory(bytes) };
  const twin = alive.get(packed.name)?.deref();
  if (twin === undefined) {
    keep(unchanging, packed);
    return packed;
  }
  const first = packedOf.get(twin)!;
  packedOf.set(unchanging, first);
  return first;
}

/** The object that the bytes were made of while it lives, or one like it. */
export function unpackOnce(packed: Packed): object {
  const known = alive.get(packed.name)?.deref();
  if (known !== undefined) return known;
  const made = unpack<object>(packed.bytes);
  keep(made, packed);
  return made;
}

/** The parts that one state leaves out, as they come up. */
export function createParts(): { readonly all: readonly Packed[]; readonly leaveOut: Lean } {
  const all: Packed[] = [];
  const places = new Map<Packed, number>();
  return {
    all,
    leaveOut(unchanging) {
      const packed = packOnce(unchanging);
      const known = places.get(packed);
      if (known !== undefined) return known;
      const place = all.push(packed) - 1;
      places.set(packed, place);
      return place;
    },
  };
}

function keep(unchanging: object, packed: Packed): void {
  packedOf.set(unchanging, packed);
  alive.set(packed.name, new WeakRef(unchanging));
  if (alive.size >= sweepAt) sweep();
}

function sweep(): void {
  for (const [name, reference] of alive) if (reference.deref() === undefined) alive.delete(name);
  sweepAt = Math.max(4096, alive.size * 2);
}
