import { createHash } from 'node:crypto';
import type { Lean, Whole } from '../core/kernel/program.js';
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
  const packed = named(pack(unchanging));
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

/** Bytes under their name. */
export function named(bytes: Uint8Array): Packed {
  return { name: createHash('sha256').update(bytes).digest('hex'), bytes: inSharedMemory(bytes) };
}

/** The parts that one state leaves out, as they come up. */
export function createParts(): Lean & { readonly all: readonly Packed[] } {
  const all: Packed[] = [];
  const places = new Map<Packed, number>();
  return {
    all,
    place(unchanging) {
      const packed = packOnce(unchanging);
      const known = places.get(packed);
      if (known !== undefined) return known;
      const place = all.push(packed) - 1;
      places.set(packed, place);
      return place;
    },
  };
}

/** The parts that a state has left out. */
export function partsOf(parts: readonly Packed[]): Whole {
  return { object: (place) => unpackOnce(parts[place]!) };
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
