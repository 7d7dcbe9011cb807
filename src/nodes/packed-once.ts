import { createHash } from 'node:crypto';
import type { Packed } from '../core/kernel/program.js';
import { pack, unpack } from './messages.js';

/**
 * Objects that never change, as bytes: each is packed once in its life, however many checkpoints hold it, and who goes back to a
 * checkpoint in the thread that took it finds the object itself again. What is kept here is a pure function of content: it makes
 * no difference to a run.
 */
const packedOf = new WeakMap<object, Packed>();
const alive = new Map<string, WeakRef<object>>();
/** When there are so many, those that are gone are forgotten. */
let sweepAt = 4096;

/** Objects of one content have one and the same `Packed` as long as the first of them lives. */
export function packOnce(unchanging: object): Packed {
  const known = packedOf.get(unchanging);
  if (known !== undefined) return known;
  const bytes = pack(unchanging);
  const name = createHash('sha256').update(bytes).digest('base64');
  const twin = alive.get(name)?.deref();
  if (twin === undefined) return keep(unchanging, { name, bytes });
  const packed = packedOf.get(twin)!;
  packedOf.set(unchanging, packed);
  return packed;
}

/** The object that the bytes were made of while it lives, or one like it. */
export function unpackOnce({ name, bytes }: Packed): object {
  const known = alive.get(name)?.deref();
  if (known !== undefined) return known;
  const made = unpack<object>(bytes);
  // The bytes lie in those of a whole checkpoint, which would be kept with them.
  keep(made, { name, bytes: bytes.slice() });
  return made;
}

function keep(unchanging: object, packed: Packed): Packed {
  packedOf.set(unchanging, packed);
  alive.set(packed.name, new WeakRef(unchanging));
  if (alive.size >= sweepAt) sweep();
  return packed;
}

function sweep(): void {
  for (const [name, reference] of alive) if (reference.deref() === undefined) alive.delete(name);
  sweepAt = Math.max(4096, alive.size * 2);
}
