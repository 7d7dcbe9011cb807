import type { LinkClass, Site } from './models.js';
import { linkClass, siteCodes } from './network.js';

/**
 * What a shard's nodes have sent over links since the run began, by kind of message and class of link. A flat table of
 * plain data in the kernel's state: checkpoints carry it, the digest does not cover it, and a message costs one look-up
 * by its kind. What a node sends to itself goes over no link and is not counted.
 */
export interface TrafficState {
  /** Kind → index, in the order in which kinds were first sent. */
  readonly indexOf: Map<string, number>;
  /** The kind that was counted last, and where its line begins: most messages follow one of their own kind. */
  lastKind: string;
  lastAt: number;
  /** `3 · (4 · kind + link class)`: messages, bytes, lost messages; it grows with the kinds. */
  table: Float64Array;
}

/** Numbers in a cell of the table. */
const FIGURES = 3;

/** Link classes by their column in the table. */
export const LINK_CLASSES: readonly LinkClass[] = ['vehicleVehicle', 'vehicleChargingPoint', 'campus', 'wideArea'];

/** Column of a link within a shard by `3 · from + to` (site codes). */
export const inShardClasses: readonly number[] = sites().flatMap((from) => sites().map((to) => LINK_CLASSES.indexOf(linkClass(from, to, true))));
export const wideAreaClass: number = LINK_CLASSES.indexOf('wideArea');

const KINDS_AT_FIRST = 64;

function sites(): Site[] {
  return Object.keys(siteCodes) as Site[];
}

/** Where such a link's figures begin in a kind's line. */
export const classOffsets: readonly number[] = inShardClasses.map((column) => FIGURES * column);

export function createTraffic(): TrafficState {
  return { indexOf: new Map(), lastKind: '', lastAt: 0, table: new Float64Array(KINDS_AT_FIRST * LINK_CLASSES.length * FIGURES) };
}

/** Counts a message of this kind when it is sent over a link of this class. */
export function countSent(traffic: TrafficState, kind: string, classIndex: number, sizeBytes: number): void {
  const at = (kind === traffic.lastKind ? traffic.lastAt : lineOf(traffic, kind)) + FIGURES * classIndex;
  const { table } = traffic;
  table[at] = table[at]! + 1;
  table[at + 1] = table[at + 1]! + sizeBytes;
}

/** One of those was lost on its way. */
export function countLost(traffic: TrafficState, kind: string, classIndex: number): void {
  const at = lineOf(traffic, kind) + FIGURES * classIndex + 2;
  traffic.table[at] = traffic.table[at]! + 1;
}

/** Where the kind's line begins in the table. */
export function lineOf(traffic: TrafficState, kind: string): number {
  traffic.lastAt = FIGURES * LINK_CLASSES.length * (traffic.indexOf.get(kind) ?? newKind(traffic, kind));
  traffic.lastKind = kind;
  return traffic.lastAt;
}

function newKind(traffic: TrafficState, kind: string): number {
  const index = traffic.indexOf.size;
  traffic.indexOf.set(kind, index);
  const needed = FIGURES * LINK_CLASSES.length * (index + 1);
  if (needed > traffic.table.length) {
    const larger = new Float64Array(2 * traffic.table.length);
    larger.set(traffic.table);
    traffic.table = larger;
  }
  return index;
}

/** One cell of the table: what went over links of one class in messages of one kind. */
export interface TrafficLine {
  readonly kind: string;
  readonly link: LinkClass;
  readonly messages: number;
  readonly bytes: number;
  /** How many of the messages were lost on the way. */
  readonly lost: number;
}

/** The cells that are not empty, kinds in the order in which they were first sent. */
export function trafficLines({ indexOf, table }: TrafficState): TrafficLine[] {
  const lines: TrafficLine[] = [];
  for (const [kind, index] of indexOf) {
    LINK_CLASSES.forEach((link, classIndex) => {
      const at = FIGURES * (LINK_CLASSES.length * index + classIndex);
      if (table[at]! > 0) lines.push({ kind, link, messages: table[at]!, bytes: table[at + 1]!, lost: table[at + 2]! });
    });
  }
  return lines;
}
