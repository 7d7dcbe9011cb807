import type { Measured } from '../kernel/program.js';

/**
 * When two futures of one run first differed, number by number and shard by shard. It is fed what both were measured to be,
 * window by window and in any interleaving, and compares them wherever it knows both. A difference counts once it stands at
 * the end of a whole virtual second, so that a message a millisecond late is none; when it began is exact to the microsecond.
 */
export interface Divergence {
  readonly sides: readonly [Side, Side];
  readonly shards: readonly ShardDifferences[];
  /** Up to where both are compared. */
  comparedUs: number;
}

interface Side {
  /** The time that the values below are of: all changes before it are in them. */
  fromUs: number;
  /** Up to where changes are known. */
  reachedUs: number;
  readonly shards: { values: number[] | null; changes: number[]; taken: number }[];
}

interface ShardDifferences {
  /** By index: since when the two have differed, or null while they are equal. */
  readonly since: (number | null)[];
  /** By index: when the first difference that counted began. */
  readonly first: (number | null)[];
  /** Indices of differences that do not count yet. */
  open: number[];
  second: number;
}

/** The first difference of one number of the vector, in the shard where it came first. */
export interface Moved {
  readonly index: number;
  readonly shard: number;
  readonly atUs: number;
}

export function createDivergence(shardCount: number, length: number): Divergence {
  const side = (): Side => ({ fromUs: 0, reachedUs: 0, shards: Array.from({ length: shardCount }, () => ({ values: null, changes: [], taken: 0 })) });
  const none = (): null[] => Array.from({ length }, () => null);
  const shards = Array.from({ length: shardCount }, (): ShardDifferences => ({ since: none(), first: none(), open: [], second: 0 }));
  return { sides: [side(), side()], shards, comparedUs: 0 };
}

/** A future begins to be measured, or was brought to this time: what was measured of it before goes on no longer. */
export function beginSide({ sides }: Divergence, which: 0 | 1, atUs: number): void {
  const side = sides[which];
  side.fromUs = atUs;
  side.reachedUs = atUs;
  for (const shard of side.shards) Object.assign(shard, { values: null, changes: [], taken: 0 });
}

/** What a future was measured to be up to a barrier. */
export function feedSide(divergence: Divergence, which: 0 | 1, reachedUs: number, measured: readonly (Measured & { readonly shard: number })[]): void {
  const side = divergence.sides[which];
  side.reachedUs = reachedUs;
  for (const { shard, base, changes } of measured) {
    const own = side.shards[shard]!;
    own.values ??= base === null ? null : [...base];
    for (const number of changes) own.changes.push(number);
  }
  compare(divergence);
}

/** One of the two does something else from this time on: what was found from there is void. */
export function forgetFrom({ shards }: Divergence, atUs: number): void {
  for (const shard of shards) {
    for (const [index, firstUs] of shard.first.entries()) {
      if (firstUs !== null && firstUs >= atUs) shard.first[index] = null;
      if ((shard.since[index] ?? -1) >= atUs) shard.since[index] = null;
    }
    shard.open = shard.since.flatMap((sinceUs, index) => (sinceUs !== null && shard.first[index] === null ? [index] : []));
  }
}

/** The numbers that have moved, those first that moved first; of equal times in the order of the vector. */
export function movedSoFar({ shards }: Divergence): Moved[] {
  const moved: Moved[] = [];
  for (const index of shards[0]?.first.keys() ?? []) {
    let least: Moved | null = null;
    for (const [shard, { first }] of shards.entries()) {
      const atUs = first[index]!;
      if (atUs !== null && (least === null || atUs < least.atUs)) least = { index, shard, atUs };
    }
    if (least !== null) moved.push(least);
  }
  return moved.toSorted((a, b) => a.atUs - b.atUs || a.index - b.index);
}

/** Goes on to where both are known, if both are known from some time on. */
function compare(divergence: Divergence): void {
  const { sides, shards } = divergence;
  const [a, b] = sides;
  const fromUs = Math.max(a.fromUs, b.fromUs);
  const upToUs = Math.min(a.reachedUs, b.reachedUs);
  if (upToUs < fromUs || sides.some((side) => side.shards.some(({ values }) => values === null))) return;
  const isNew = a.fromUs !== b.fromUs || fromUs !== divergence.comparedUs;
  for (const [shard, differences] of shards.entries()) {
    if (isNew) begin(differences, [a.shards[shard]!, b.shards[shard]!], fromUs);
    merge(differences, [a.shards[shard]!, b.shards[shard]!], upToUs);
  }
  a.fromUs = upToUs;
  b.fromUs = upToUs;
  divergence.comparedUs = upToUs;
}

type Known = Side['shards'][number];

/** Brings both to the time from which both are known; what differs there has differed since it was last seen to begin to. */
function begin(differences: ShardDifferences, known: readonly [Known, Known], fromUs: number): void {
  for (const own of known) {
    while (nextUs(own) < fromUs) take(own);
    trim(own);
  }
  const { since, first } = differences;
  differences.second = secondOf(fromUs);
  differences.open = [];
  for (const index of since.keys()) {
    const sinceUs = since[index] ?? null;
    since[index] = isEqual(known, index) ? null : sinceUs !== null && sinceUs <= fromUs ? sinceUs : fromUs;
    if (since[index] !== null && first[index] === null) differences.open.push(index);
  }
}

/** Applies the changes of both in the order of their times. Within one instant only its end counts. */
function merge(differences: ShardDifferences, known: readonly [Known, Known], upToUs: number): void {
  const { since, first } = differences;
  for (;;) {
    const atUs = Math.min(nextUs(known[0]), nextUs(known[1]));
    if (!(atUs < upToUs)) break;
    count(differences, atUs);
    const touched: number[] = [];
    for (const own of known) while (nextUs(own) === atUs) touched.push(take(own));
    for (const index of touched) {
      if (isEqual(known, index)) since[index] = null;
      else if (since[index] === null) {
        since[index] = atUs;
        if (first[index] === null) differences.open.push(index);
      }
    }
  }
  count(differences, upToUs);
  for (const own of known) trim(own);
}

/** Time goes on: at the end of a second the differences that stand are counted. */
function count(differences: ShardDifferences, atUs: number): void {
  const second = secondOf(atUs);
  if (second <= differences.second) return;
  differences.second = second;
  for (const index of differences.open) differences.first[index] ??= differences.since[index] ?? null;
  differences.open = [];
}

function secondOf(atUs: number): number {
  return Math.floor(atUs / 1_000_000);
}

function isEqual([a, b]: readonly [Known, Known], index: number): boolean {
  return Object.is(a.values![index], b.values![index]);
}

function nextUs({ changes, taken }: Known): number {
  return changes[taken] ?? Infinity;
}

/** Applies the next change; gives its index. */
function take(own: Known): number {
  const index = own.changes[own.taken + 1]!;
  own.values![index] = own.changes[own.taken + 2]!;
  own.taken += 3;
  return index;
}

function trim(own: Known): void {
  if (own.taken === 0) return;
  own.changes = own.changes.slice(own.taken);
  own.taken = 0;
}
