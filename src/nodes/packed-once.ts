import { createHash } from 'node:crypto';
import { pack, unpack } from './messages.js';

/**
 * Objects that never change, as bytes: each is packed once in its life, however many checkpoints hold it, and who goes back to a
 * checkpoint in the thread that took it finds the object itself again. What is kept here is a pure function of content: it makes
 * no difference to a run.
 */
const bytesOf = new WeakMap<object, Uint8Array>();
const alive = new Map<string, WeakRef<object>>();
/** When there are so many, those that are gone are forgotten. */
let sweepAt = 4096;

export function packOnce(unchanging: object): Uint8Array {
  const known = bytesOf.get(unchanging);
  if (known !== undefined) return known;
  const bytes = pack(unchanging);
  keep(unchanging, bytes, nameOf(bytes));
  return bytes;
}

/** The object that the bytes were made of while it lives, or one like it. */
export function unpackOnce(bytes: Uint8Array): object {
  const name = nameOf(bytes);
  const known = alive.get(name)?.deref();
  if (known !== undefined) return known;
  const made = unpack<object>(bytes);
  // The bytes lie in those of a whole checkpoint, which would be kept with them.
  keep(made, bytes.slice(), name);
  return made;
}

function nameOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}

function keep(unchanging: object, bytes: Uint8Array, name: string): void {
  bytesOf.set(unchanging, bytes);
  alive.set(name, new WeakRef(unchanging));
  if (alive.size < sweepAt) return;
  for (const [old, reference] of alive) if (reference.deref() === undefined) alive.delete(old);
  sweepAt = Math.max(4096, alive.size * 2);
}
