import { concatBytes, equalBytes } from './bytes.js';

/**
 * Merkle trees of RFC 6962, section 2.1 (verification as RFC 9162, 2.1.3.2 and 2.1.4.2 write it out): leaf prefix 00,
 * node prefix 01, the root of no leaves is the hash of no bytes, and a tree of n leaves splits at the largest power of
 * two below n.
 */

export type Sha256 = (bytes: Uint8Array) => Uint8Array;

const HASH_LENGTH = 32;

/** MTH of the leaves (their data, not their hashes): 32 bytes. RFC 6962, 2.1. */
export function merkleRoot(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  return rootOfHashes(hashLeaves(leaves, sha256), sha256);
}

/** PATH(index, leaves): the hashes beside the way from the leaf up to the root, lowest first. Throws `RangeError` when there is no such leaf. RFC 6962, 2.1.1. */
export function merklePath(leaves: readonly Uint8Array[], index: number, sha256: Sha256): Uint8Array[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= leaves.length) {
    throw new RangeError(`no leaf ${index} in a tree of ${leaves.length}`);
  }
  return pathWithin(hashLeaves(leaves, sha256), index, sha256);
}

/**
 * PATH(index, leaves) for every index at once: each node of the tree is hashed once. Pairing level by level and carrying an
 * odd last node up gives the same tree as splitting at the largest power of two.
 */
export function merklePaths(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array[][] {
  const levels = [hashLeaves(leaves, sha256)];
  for (let level = levels[0]!; level.length > 1; level = levels.at(-1)!) {
    const above: Uint8Array[] = [];
    for (let at = 0; at < level.length; at += 2) {
      above.push(at + 1 < level.length ? nodeHash(level[at]!, level[at + 1]!, sha256) : level[at]!);
    }
    levels.push(above);
  }
  return leaves.map((_, leaf) => levels.slice(0, -1).flatMap((level, height) => level[(leaf >> height) ^ 1] ?? []));
}

/** PROOF(size, leaves): that the tree of the first `size` leaves is a beginning of this one. Throws `RangeError` unless `0 < size ≤ leaves.length`. RFC 6962, 2.1.2. */
export function consistencyProof(leaves: readonly Uint8Array[], size: number, sha256: Sha256): Uint8Array[] {
  if (!Number.isSafeInteger(size) || size < 1 || size > leaves.length) {
    throw new RangeError(`no earlier tree of ${size} leaves in a tree of ${leaves.length}`);
  }
  return subproof(size, hashLeaves(leaves, sha256), true, sha256);
}

/** The hash of a leaf's data. */
export function leafHash(leaf: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0x00), leaf));
}

/** The hash of an inner node. */
export function nodeHash(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(concatBytes(Uint8Array.of(0x01), left, right));
}

/**
 * Whether `path` leads from the hash of a leaf (`leafHash`) at `index` to the root of a tree of `size` leaves. Whatever
 * is out of range or of a wrong length is false. RFC 9162, 2.1.3.2.
 */
export function verifyInclusion(
  root: Uint8Array,
  hashOfLeaf: Uint8Array,
  index: number,
  size: number,
  path: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !areHashes([root, hashOfLeaf, ...path])) return false;
  let fn = index;
  let sn = size - 1;
  let r = hashOfLeaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r, sha256);
      // Skip the levels where this node stands alone at the right edge and is carried up as it is.
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      r = nodeHash(r, p, sha256);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalBytes(r, root);
}

/**
 * Whether `proof` shows that the tree of `size1` leaves with `root1` is a beginning of that of `size2` with `root2`.
 * `size1 = 0` proves nothing and is false. RFC 9162, 2.1.4.2.
 */
export function verifyConsistency(
  root1: Uint8Array,
  root2: Uint8Array,
  size1: number,
  size2: number,
  proof: readonly Uint8Array[],
  sha256: Sha256,
): boolean {
  if (!isSize(size1) || !isSize(size2) || size1 === 0 || size1 > size2 || !areHashes([root1, root2, ...proof])) return false;
  if (size1 === size2) return proof.length === 0 && equalBytes(root1, root2);
  // A whole subtree needs no proof of itself: its root is the first tree's.
  const steps = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  if (steps.length === 0) return false;
  let fn = size1 - 1;
  let sn = size2 - 1;
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)];
  let fr = steps[0]!;
  let sr = steps[0]!;
  for (const c of steps.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      fr = nodeHash(c, fr, sha256);
      sr = nodeHash(c, sr, sha256);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else {
      sr = nodeHash(sr, c, sha256);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && equalBytes(fr, root1) && equalBytes(sr, root2);
}

function hashLeaves(leaves: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  return leaves.map((leaf) => leafHash(leaf, sha256));
}

/** Level by level; an odd node at the end is carried up unhashed, which is the same tree as splitting from above. */
function rootOfHashes(hashes: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  if (hashes.length === 0) return sha256(new Uint8Array(0));
  let level = hashes;
  while (level.length > 1) level = levelAbove(level, sha256);
  return level[0]!;
}

function levelAbove(level: readonly Uint8Array[], sha256: Sha256): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let i = 0; i + 1 < level.length; i += 2) above.push(nodeHash(level[i]!, level[i + 1]!, sha256));
  if (level.length % 2 === 1) above.push(level.at(-1)!);
  return above;
}

function pathWithin(hashes: readonly Uint8Array[], index: number, sha256: Sha256): Uint8Array[] {
  const path: Uint8Array[] = [];
  let level = hashes;
  for (let at = index; level.length > 1; at = half(at)) {
    const sibling = level[at % 2 === 0 ? at + 1 : at - 1];
    if (sibling !== undefined) path.push(sibling);
    level = levelAbove(level, sha256);
  }
  return path;
}

/** SUBPROOF(m, D[n], whole), as RFC 6962, 2.1.2 writes it. */
function subproof(m: number, hashes: readonly Uint8Array[], whole: boolean, sha256: Sha256): Uint8Array[] {
  const n = hashes.length;
  if (m === n) return whole ? [] : [rootOfHashes(hashes, sha256)];
  const k = largestPowerOfTwoBelow(n);
  const left = hashes.slice(0, k);
  const right = hashes.slice(k);
  return m <= k
    ? [...subproof(m, left, whole, sha256), rootOfHashes(right, sha256)]
    : [...subproof(m - k, right, false, sha256), rootOfHashes(left, sha256)];
}

function largestPowerOfTwoBelow(n: number): number {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
}

function isPowerOfTwo(n: number): boolean {
  return n === 1 || largestPowerOfTwoBelow(n) * 2 === n;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === HASH_LENGTH);
}

/** Sizes may exceed 32 bits, so no bit operators. */
function half(n: number): number {
  return Math.floor(n / 2);
}
