/**
 * Whether two pieces of plain data are the same in everything that a copy keeps: values, keys and elements in their order, kinds
 * of typed arrays. What is written twice because it came about twice is found so.
 */
export function isSameData(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a)) return areSameElements(a, b as unknown[]);
  // Keys and then values: together they would be an array for each entry.
  if (a instanceof Map) return isSameInOrder(a.keys(), (b as Map<unknown, unknown>).keys()) && isSameInOrder(a.values(), (b as Map<unknown, unknown>).values());
  if (a instanceof Set) return isSameInOrder(a, b as Set<unknown>);
  if (ArrayBuffer.isView(a)) return areSameElements(a as Uint8Array, b as Uint8Array);
  return isSameRecord(a as Record<string, unknown>, b as Record<string, unknown>);
}

function areSameElements(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (!isSameData(a[at], b[at])) return false;
  return true;
}

function isSameRecord(a: Record<string, unknown>, b: Record<string, unknown>): boolean {
  const keys = Object.keys(a);
  const others = Object.keys(b);
  if (keys.length !== others.length) return false;
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at]!;
    if (key !== others[at] || !isSameData(a[key], b[key])) return false;
  }
  return true;
}

function isSameInOrder(a: Iterable<unknown>, b: Iterable<unknown>): boolean {
  const others = b[Symbol.iterator]();
  for (const one of a) {
    const other = others.next();
    if (other.done === true || !isSameData(one, other.value)) return false;
  }
  return others.next().done === true;
}
