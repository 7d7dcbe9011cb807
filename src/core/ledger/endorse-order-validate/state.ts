import type { RangeQuery, Read, ReadWriteSet, RefusalCode, ValidationCode, Version, WorldState, Write } from './types.js';

/**
 * The versioned world state, and the two things done with it: simulating chaincode (nothing is changed, everything read
 * or written is noted) and checking what was noted against the state of later (multi-version concurrency control).
 */

/** What chaincode may do. Reads see the committed state only, never what the same transaction wrote. */
export interface StateApi {
  /** The committed value, or null. */
  get(key: string): string | null;
  /** Keys from `start` (included) to `end` (excluded), ascending. */
  range(start: string, end: string): { readonly key: string; readonly value: string }[];
  put(key: string, value: string): void;
  del(key: string): void;
}

/** Chaincode: uses the api and returns null, or a refusal. */
export type Chaincode = (api: StateApi) => RefusalCode | null;

/** The result of a simulation; a refusal has no read-write set, as nobody is to sign it. */
export type Simulation =
  | { readonly refusal: null; readonly readWriteSet: ReadWriteSet }
  | { readonly refusal: RefusalCode; readonly readWriteSet: null };

/** Runs chaincode on the committed state. Each key is recorded once, at its version; of several writes the last wins. */
export function simulate(world: WorldState, chaincode: Chaincode): Simulation {
  const reads = new Map<string, Read>();
  const writes = new Map<string, Write>();
  const rangeQueries: RangeQuery[] = [];
  const api: StateApi = {
    get(key) {
      reads.set(key, { key, version: versionOf(world, key) });
      return world.get(key)?.value ?? null;
    },
    range(start, end) {
      rangeQueries.push({ start, end, results: rangeVersions(world, start, end) });
      return rangeKeys(world, start, end).map((key) => ({ key, value: world.get(key)!.value }));
    },
    put(key, value) {
      writes.set(key, { key, value });
    },
    del(key) {
      writes.set(key, { key, value: null });
    },
  };
  const refusal = chaincode(api);
  if (refusal !== null) return { refusal, readWriteSet: null };
  return { refusal: null, readWriteSet: { reads: byKey(reads), rangeQueries, writes: byKey(writes) } };
}

/**
 * Whether what was read is still what is committed: every version first, then every range asked again (a key that came,
 * went or changed is a phantom). As valid transactions are applied one by one, in block order, the committed state
 * already holds what earlier valid ones of the same block wrote.
 */
export function readConflict(world: WorldState, readWriteSet: ReadWriteSet): ValidationCode {
  for (const { key, version } of readWriteSet.reads) {
    if (!sameVersion(versionOf(world, key), version)) return 'MVCC_READ_CONFLICT';
  }
  for (const query of readWriteSet.rangeQueries) {
    if (!sameResults(rangeVersions(world, query.start, query.end), query.results)) return 'PHANTOM_READ_CONFLICT';
  }
  return 'VALID';
}

/** Applies the writes of a valid transaction, in place, at its version. */
export function applyWrites(world: WorldState, writes: readonly Write[], version: Version): void {
  for (const { key, value } of writes) {
    if (value === null) world.delete(key);
    else world.set(key, { value, version });
  }
}

/** The keys of a range, ascending by UTF-16 code units. */
export function rangeKeys(world: WorldState, start: string, end: string): string[] {
  const keys: string[] = [];
  for (const key of world.keys()) {
    if (key >= start && key < end) keys.push(key);
  }
  keys.sort();
  return keys;
}

function rangeVersions(world: WorldState, start: string, end: string): { key: string; version: Version }[] {
  return rangeKeys(world, start, end).map((key) => ({ key, version: world.get(key)!.version }));
}

function versionOf(world: WorldState, key: string): Version | null {
  return world.get(key)?.version ?? null;
}

function sameVersion(a: Version | null, b: Version | null): boolean {
  if (a === null || b === null) return a === b;
  return a.block === b.block && a.transaction === b.transaction;
}

function sameResults(a: RangeQuery['results'], b: RangeQuery['results']): boolean {
  return a.length === b.length && a.every(({ key, version }, i) => key === b[i]!.key && sameVersion(version, b[i]!.version));
}

function byKey<T extends { readonly key: string }>(entries: ReadonlyMap<string, T>): T[] {
  const keys = [...entries.keys()];
  keys.sort();
  return keys.map((key) => entries.get(key)!);
}
