import type { NodeEvent, NodeId } from './contract.js';

/**
 * What is wrong with a shard's network and clocks at the moment (DESIGN 3: network faults are rules on links). Plain
 * data, in the checkpoint. While nothing is wrong a message costs one comparison of a length with 0.
 */
export interface FaultState {
  links: LinkFault[];
  clocks: ClockFault[];
  /** Messages that jammed links hold back, in the order in which they were sent. */
  held: HeldMessage[];
}

/**
 * A rule on the links between two sides, in both directions. It is applied where a message is sent, so what was under
 * way when the fault began arrives. Latency may only be added: windows rest on the least latency (DESIGN 4).
 */
export interface LinkFault {
  readonly id: string;
  readonly effect:
    /** Messages are lost. */
    | { readonly kind: 'stopped' }
    /** Messages take so much longer. */
    | { readonly kind: 'slowed'; readonly extraUs: number }
    /** Messages are held back and leave when the fault ends. */
    | { readonly kind: 'jammed' }
    /** So many more of a million messages are lost. */
    | { readonly kind: 'lossy'; readonly lossPerMillion: number };
  /** By node id, 1 for the nodes of either side. */
  readonly left: Uint8Array;
  readonly right: Uint8Array;
}

/** One node's clock is wrong: what it reads, and how long its timers take. The kernel's time is never touched. */
export interface ClockFault {
  readonly id: string;
  readonly node: NodeId;
  /** How far it is ahead from the beginning of the fault on; negative when it is behind. */
  readonly offsetUs: number;
  /** How much faster than true time it goes, in millionths; negative when slower, above -1,000,000. */
  readonly driftPpm: number;
  readonly sinceUs: number;
}

export interface HeldMessage {
  readonly leaveUs: number;
  readonly to: NodeId;
  readonly sequence: number;
  readonly sizeBytes: number;
  readonly event: Extract<NodeEvent, { type: 'message' }>;
}

export function createFaults(): FaultState {
  return { links: [], clocks: [], held: [] };
}

/** What becomes of a message under all faults of its link together. `below` draws from the sender's stream. */
export function linkFate(faults: FaultState, from: NodeId, to: NodeId, below: (limit: number) => number): 'lost' | 'held' | number {
  let extraUs = 0;
  let isHeld = false;
  for (const { effect, left, right } of faults.links) {
    const applies = (left[from] === 1 && right[to] === 1) || (left[to] === 1 && right[from] === 1);
    if (!applies) continue;
    if (effect.kind === 'stopped') return 'lost';
    if (effect.kind === 'slowed') extraUs += effect.extraUs;
    else if (effect.kind === 'jammed') isHeld = true;
    else if (below(1_000_000) < effect.lossPerMillion) return 'lost';
  }
  return isHeld ? 'held' : extraUs;
}

/** What the node's clock says when it is truly `nowUs`; never before 0. */
export function clockOf(faults: FaultState, node: NodeId, nowUs: number): number {
  return Math.max(0, shownUs(faults, node, nowUs));
}

function shownUs(faults: FaultState, node: NodeId, nowUs: number): number {
  let shown = nowUs;
  for (const clock of faults.clocks) {
    if (clock.node === node) shown += clock.offsetUs + driftedUs(nowUs - clock.sinceUs, clock.driftPpm);
  }
  return shown;
}

/**
 * How long a timer truly takes that the node sets for `afterUs` on its own clock: never so short that the clock shows less when
 * it fires, which the clock's rounding could do. A node that then waits for the rest would wait for ever without time passing.
 */
export function timerUs(faults: FaultState, node: NodeId, afterUs: number, nowUs: number): number {
  let lengthUs = afterUs;
  for (const { node: whose, driftPpm } of faults.clocks) {
    if (whose === node && driftPpm !== 0) lengthUs = Math.floor((lengthUs * MILLION) / (MILLION + driftPpm));
  }
  const dueUs = shownUs(faults, node, nowUs) + afterUs;
  while (shownUs(faults, node, nowUs + lengthUs) < dueUs) lengthUs += 1;
  return lengthUs;
}

const MILLION = 1_000_000;

/** In two parts, so that a run of days stays within exact integers. */
function driftedUs(elapsedUs: number, driftPpm: number): number {
  const seconds = Math.floor(elapsedUs / MILLION);
  return seconds * driftPpm + Math.floor(((elapsedUs - seconds * MILLION) * driftPpm) / MILLION);
}
