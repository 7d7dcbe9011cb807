import { FORK_KNOWN, isSupermajority, type ForkRows, type HashgraphState } from './state.js';

/** Whether `y` is `x` or an ancestor of a parent of `x`, forks or not. */
export function isAncestor(state: HashgraphState, x: number, y: number): boolean {
  const creator = state.creator[y]!;
  const forkRows = state.forkRows[creator]!;
  // A creator without a fork has one chain, so the ancestry holds its first `last` events.
  if (forkRows === null) return state.height[y]! < state.last[x * state.members + creator]!;
  return hasBit(forkRows, x, state.nthOfCreator[y]!);
}

/** Whether `y` is `x` or is reached from `x` along self-parents. */
export function isSelfAncestor(state: HashgraphState, x: number, y: number): boolean {
  if (state.creator[x] !== state.creator[y]) return false;
  let at = x;
  while (at >= 0 && state.height[at]! > state.height[y]!) at = state.selfParent[at]!;
  return at === y;
}

/** Whether two events prove that their creator forked: neither is a self-ancestor of the other. */
export function isFork(state: HashgraphState, a: number, b: number): boolean {
  return state.creator[a] === state.creator[b] && !isSelfAncestor(state, a, b) && !isSelfAncestor(state, b, a);
}

/** Whether `x` has `y` as an ancestor and no fork by the creator of `y` among its ancestors. */
export function sees(state: HashgraphState, x: number, y: number): boolean {
  if (state.last[x * state.members + state.creator[y]!] === FORK_KNOWN) return false;
  return isAncestor(state, x, y);
}

/**
 * Whether `x` sees `y` through events of a supermajority of creators. Within what `x` sees, no event knows a fork by
 * the creator of `y`, so seeing only grows along a self-chain and the last event seen of each creator answers for it.
 */
export function stronglySees(state: HashgraphState, x: number, y: number): boolean {
  if (!sees(state, x, y)) return false;
  let weight = 0;
  for (let member = 0; member < state.members; member++) {
    if (seesThrough(state, x, y, member)) weight += state.weights[member]!;
  }
  return isSupermajority(state, weight);
}

function seesThrough(state: HashgraphState, x: number, y: number, member: number): boolean {
  if (state.forkAware || state.forkRows[member] === null) {
    const tip = seenTip(state, x, member);
    return tip >= 0 && isAncestor(state, tip, y);
  }
  // Without the defence both branches of a fork are seen, so each event of the forker is asked.
  return state.eventsOf[member]!.some((z) => isAncestor(state, x, z) && isAncestor(state, z, y));
}

/** The last event of `member` that `x` sees, -1 without one. For a fork-aware graph, or a member without forks. */
export function seenTip(state: HashgraphState, x: number, member: number): number {
  const length = state.last[x * state.members + member]!;
  if (length === 0 || length === FORK_KNOWN) return -1;
  const forkRows = state.forkRows[member]!;
  const events = state.eventsOf[member]!;
  // Parents are inserted before children, so the highest bit of a chain is its end.
  return forkRows === null ? events[length - 1]! : events[highestBit(forkRows, x)]!;
}

/**
 * Called before event `x` joins: a second child of one self-parent, or a second event without one, is a fork. The
 * creator's ancestry is then kept bit by bit; until now it was one chain, so every earlier row is a prefix of it.
 */
export function noteFork(state: HashgraphState, creator: number, selfParent: number, x: number): void {
  const events = state.eventsOf[creator]!;
  const sibling = selfParent >= 0 ? state.firstChild[selfParent]! : (events[0] ?? -1);
  if (sibling < 0) return;
  state.forkPairs.push({ creator, first: sibling, second: x });
  if (state.forkRows[creator] !== null) return;
  state.forkers.push(creator);
  const wordsPerRow = (events.length >> 5) + 2;
  const forkRows: ForkRows = { wordsPerRow, rows: new Int32Array(state.capacity * wordsPerRow) };
  for (let event = 0; event < x; event++) {
    const length = state.last[event * state.members + creator]!;
    for (let bit = 0; bit < length; bit++) setBit(forkRows, event, bit);
  }
  state.forkRows[creator] = forkRows;
}

/** Fills the ancestry of a just added event from its parents'. */
export function mergeAncestry(state: HashgraphState, x: number): void {
  const { members, last } = state;
  const row = x * members;
  const selfParent = state.selfParent[x]!;
  const otherParent = state.otherParent[x]!;
  if (selfParent >= 0) last.copyWithin(row, selfParent * members, (selfParent + 1) * members);
  if (otherParent >= 0) {
    const from = otherParent * members;
    // FORK_KNOWN is the greatest value, so the maximum keeps it.
    for (let member = 0; member < members; member++) {
      const length = last[from + member]!;
      if (length > last[row + member]!) last[row + member] = length;
    }
  }
  const own = row + state.creator[x]!;
  const height = state.height[x]! + 1;
  if (height > last[own]!) last[own] = height;
  for (const forker of state.forkers) mergeForkRow(state, x, forker);
}

function mergeForkRow(state: HashgraphState, x: number, forker: number): void {
  const forkRows = state.forkRows[forker]!;
  if (state.eventsOf[forker]!.length > forkRows.wordsPerRow * 32) widenRows(state, forkRows);
  const { rows, wordsPerRow } = forkRows;
  const to = x * wordsPerRow;
  for (const parent of [state.selfParent[x]!, state.otherParent[x]!]) {
    if (parent < 0) continue;
    for (let word = 0; word < wordsPerRow; word++) rows[to + word]! |= rows[parent * wordsPerRow + word]!;
  }
  if (state.creator[x] === forker) setBit(forkRows, x, state.nthOfCreator[x]!);
  if (!state.forkAware) return;
  let ancestors = 0;
  for (let word = 0; word < wordsPerRow; word++) ancestors += bitCount(rows[to + word]!);
  // An ancestry is closed under self-parents: more events than the tallest chain has means a second branch.
  const column = x * state.members + forker;
  if (ancestors > state.last[column]!) state.last[column] = FORK_KNOWN;
}

function widenRows(state: HashgraphState, forkRows: ForkRows): void {
  const { rows, wordsPerRow } = forkRows;
  const wider = new Int32Array(state.capacity * wordsPerRow * 2);
  for (let event = 0; event < state.count; event++) {
    wider.set(rows.subarray(event * wordsPerRow, (event + 1) * wordsPerRow), event * wordsPerRow * 2);
  }
  forkRows.rows = wider;
  forkRows.wordsPerRow = wordsPerRow * 2;
}

function setBit(forkRows: ForkRows, event: number, bit: number): void {
  forkRows.rows[event * forkRows.wordsPerRow + (bit >> 5)]! |= 1 << (bit & 31);
}

function hasBit(forkRows: ForkRows, event: number, bit: number): boolean {
  const word = bit >> 5;
  return word < forkRows.wordsPerRow && (forkRows.rows[event * forkRows.wordsPerRow + word]! & (1 << (bit & 31))) !== 0;
}

function highestBit(forkRows: ForkRows, event: number): number {
  const from = event * forkRows.wordsPerRow;
  for (let word = forkRows.wordsPerRow - 1; word >= 0; word--) {
    const bits = forkRows.rows[from + word]!;
    if (bits !== 0) return word * 32 + 31 - Math.clz32(bits);
  }
  return -1;
}

function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return (((bits + (bits >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}
