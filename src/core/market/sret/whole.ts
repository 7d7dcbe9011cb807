import type { Scale } from './scale.js';

/** Energy of one EV for one request, before it is a whole number of Wh. */
export interface FinePiece {
  /** A number for the request and one for the EV, each from 0 on. */
  readonly request: number;
  readonly ev: number;
  readonly energyFine: number;
}

/**
 * Whole Wh for pieces in fine units: each piece is rounded down or up, every request's sum, which is whole, stays, and
 * no EV's sum passes `offeredWh`. All pieces are rounded down first; what a request then lacks goes to its pieces with the
 * largest fractions whose EVs have room. Where none has, an augmenting path makes room: an EV gives up a Wh for another
 * request, which finds it elsewhere. The fine energies satisfy all sums up to far less than a Wh, and the sums are those of
 * a flow with whole bounds, so whole numbers that satisfy them exist. `O(pieces)` but for the paths, which are rare.
 */
export function toWholeWh(pieces: readonly FinePiece[], offeredWh: readonly number[], scale: Scale): number[] {
  const table = openTable(pieces, offeredWh, scale);
  for (const [request, own] of table.byRequest.entries()) {
    const restFine = own.reduce((sum, piece) => sum + table.restFine[piece]!, 0);
    for (let lacking = Math.round(restFine / scale.perWh); lacking > 0; lacking -= 1) {
      if (!raiseDirectly(table, request) && !raiseByPath(table, request)) throw new Error(`request ${request} of ${pieces.length} pieces cannot be made whole`);
    }
  }
  return table.energyWh;
}

interface Table {
  readonly pieces: readonly FinePiece[];
  readonly energyWh: number[];
  /** What was rounded off. */
  readonly restFine: number[];
  readonly isRaised: boolean[];
  /** Wh that an EV may still give. */
  readonly roomWh: number[];
  /** Pieces of a request, the largest rest first, and of an EV. */
  readonly byRequest: number[][];
  readonly byEv: number[][];
}

function openTable(pieces: readonly FinePiece[], offeredWh: readonly number[], scale: Scale): Table {
  const energyWh = pieces.map((piece) => Math.floor(piece.energyFine / scale.perWh));
  const restFine = pieces.map((piece, index) => piece.energyFine - energyWh[index]! * scale.perWh);
  const roomWh = [...offeredWh];
  const byRequest: number[][] = [];
  const byEv: number[][] = offeredWh.map(() => []);
  for (const [index, { request, ev }] of pieces.entries()) {
    while (byRequest.length <= request) byRequest.push([]);
    byRequest[request]!.push(index);
    byEv[ev]!.push(index);
    roomWh[ev]! -= energyWh[index]!;
  }
  for (const own of byRequest) own.sort((a, b) => restFine[b]! - restFine[a]! || a - b);
  return { pieces, energyWh, restFine, isRaised: pieces.map(() => false), roomWh, byRequest, byEv };
}

function mayRise(table: Table, piece: number): boolean {
  return table.restFine[piece]! > 0 && !table.isRaised[piece];
}

function change(table: Table, piece: number, byWh: 1 | -1): void {
  table.energyWh[piece]! += byWh;
  table.isRaised[piece] = byWh === 1;
  table.roomWh[table.pieces[piece]!.ev]! -= byWh;
}

function raiseDirectly(table: Table, request: number): boolean {
  const found = table.byRequest[request]!.find((piece) => mayRise(table, piece) && table.roomWh[table.pieces[piece]!.ev]! > 0);
  if (found !== undefined) change(table, found, 1);
  return found !== undefined;
}

/** Breadth first over requests: each that was reached gives up a raised piece, which the one before it gets. */
function raiseByPath(table: Table, request: number): boolean {
  const cameBy = new Map<number, { raised: number; lowered: number } | null>([[request, null]]);
  for (const at of cameBy.keys()) {
    for (const piece of table.byRequest[at]!) {
      if (!mayRise(table, piece)) continue;
      const { ev } = table.pieces[piece]!;
      if (table.roomWh[ev]! > 0) {
        change(table, piece, 1);
        retrace(table, cameBy, at);
        return true;
      }
      for (const other of table.byEv[ev]!) {
        const next = table.pieces[other]!.request;
        if (table.isRaised[other] && !cameBy.has(next)) cameBy.set(next, { raised: piece, lowered: other });
      }
    }
  }
  return false;
}

function retrace(table: Table, cameBy: ReadonlyMap<number, { raised: number; lowered: number } | null>, from: number): void {
  for (let step = cameBy.get(from)!; step !== null; step = cameBy.get(table.pieces[step.raised]!.request)!) {
    change(table, step.lowered, -1);
    change(table, step.raised, 1);
  }
}
