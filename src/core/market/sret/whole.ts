import type { Scale } from './scale.js';

/** Energy of one EV for one request, before it is a whole number of Wh. */
export interface FinePiece {
  /** A number for the request and one for the EV, each from 0 on. */
  readonly request: number;
  readonly ev: number;
  readonly energyFine: number;
}

/**
 * Whole Wh for pieces in fine units: each piece is rounded up or down, every request's sum, which is whole, stays, and no
 * EV's sum passes the next whole Wh, so that no EV gives more than it offered.
 *
 * One bit at a time, lowest first. The pieces with that bit set are the edges between requests and EVs; each request has
 * an even number of them. Pairing them at every node makes paths and rings; along each, pieces go up and down in turn, so
 * sums stay, but for an EV where a path ends: its sum had the bit set, so there is room. Of the two ways to begin, the
 * one that stays nearer to the fine energies. `O(pieces · bits)`.
 */
export function toWholeWh(pieces: readonly FinePiece[], scale: Scale): number[] {
  const table = openTable(pieces);
  for (let bit = 0; bit < scale.bits; bit += 1) roundBit(table, 2 ** bit);
  return Array.from(table.energies, (energyFine) => energyFine / scale.perWh);
}

interface Table {
  readonly pieces: readonly FinePiece[];
  readonly energies: Float64Array;
  /** Whether a piece waits to be rounded at the bit in hand. */
  readonly isOpen: Uint8Array;
  /** The other piece of each piece's pair at its request and at its EV; -1 for the last of an odd number. */
  readonly atRequest: Int32Array;
  readonly atEv: Int32Array;
  /** By node: the piece that waits for another; -1 for none. */
  readonly waitingRequest: Int32Array;
  readonly waitingEv: Int32Array;
}

function openTable(pieces: readonly FinePiece[]): Table {
  const most = (nodeOf: (piece: FinePiece) => number): number => pieces.reduce((largest, piece) => Math.max(largest, nodeOf(piece)), -1);
  return {
    pieces,
    energies: Float64Array.from(pieces, (piece) => piece.energyFine),
    isOpen: new Uint8Array(pieces.length),
    atRequest: new Int32Array(pieces.length),
    atEv: new Int32Array(pieces.length),
    waitingRequest: new Int32Array(most((piece) => piece.request) + 1).fill(-1),
    waitingEv: new Int32Array(most((piece) => piece.ev) + 1).fill(-1),
  };
}

function roundBit(table: Table, unit: number): void {
  const { pieces, energies, isOpen } = table;
  const edges: number[] = [];
  for (let index = 0; index < pieces.length; index += 1) if (Math.floor(energies[index]! / unit) % 2 === 1) edges.push(index);
  for (const edge of edges) {
    isOpen[edge] = 1;
    pair(edge, pieces[edge]!.request, table.waitingRequest, table.atRequest);
    pair(edge, pieces[edge]!.ev, table.waitingEv, table.atEv);
  }
  for (const edge of edges) table.waitingEv[pieces[edge]!.ev] = -1;
  for (const edge of edges) if (isOpen[edge] === 1) roundTrail(table, trailThrough(table, edge), unit);
}

function pair(edge: number, node: number, waiting: Int32Array, beside: Int32Array): void {
  const other = waiting[node]!;
  beside[edge] = other;
  waiting[node] = other < 0 ? edge : -1;
  if (other >= 0) beside[other] = edge;
}

/** Up and down in turn. */
function roundTrail({ pieces, energies, isOpen }: Table, trail: readonly number[], unit: number): void {
  // The sum of squared errors changes by ±2 · unit · this, and by a constant.
  let slope = 0;
  for (const [at, index] of trail.entries()) slope += (at % 2 === 0 ? 1 : -1) * (energies[index]! - pieces[index]!.energyFine);
  const first = slope <= 0 ? unit : -unit;
  for (const [at, index] of trail.entries()) {
    energies[index]! += at % 2 === 0 ? first : -first;
    isOpen[index] = 0;
  }
}

/** The whole path or ring through an edge, in its order, from an end of the path if it has one. */
function trailThrough(table: Table, edge: number): number[] {
  const back = walk(edge, table.atEv, table.atRequest);
  if (back.isRing) return back.edges;
  // A path ends at EVs, since every edge has a pair at its request; the walk from that end meets all of it.
  return walk(back.edges.at(-1)!, table.atRequest, table.atEv).edges;
}

function walk(edge: number, first: Int32Array, second: Int32Array): { edges: number[]; isRing: boolean } {
  const edges = [edge];
  for (let at = edge, step = 0; ; step += 1) {
    const next = (step % 2 === 0 ? first : second)[at]!;
    if (next === -1) return { edges, isRing: false };
    if (next === edge) return { edges, isRing: true };
    edges.push(next);
    at = next;
  }
}
