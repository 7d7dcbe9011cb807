import { advance, createGraph, insertEvent } from '../consensus/hashgraph/graph.js';
import { isWitness } from '../consensus/hashgraph/rounds.js';
import { SIGNATURE_BYTES, type HashgraphState } from '../consensus/hashgraph/state.js';
import type { CryptoSuite } from '../crypto/suite.js';
import { utf8ToBytes } from '../units/hex.js';
import { asString, EvalInputError, hasField, readArray, readHex, readInteger, readObject, readString } from './input-error.js';

interface InputEvent {
  id: string;
  path: string;
  creator: number;
  selfParent: string | null;
  otherParent: string | null;
  timestamp: number;
  signature: Uint8Array;
}

/** What is known of one event; `null` while undecided, and `famous` is `null` on an event that is no witness. */
export interface HashgraphEventAnswer {
  id: string;
  round: number;
  witness: boolean;
  famous: boolean | null;
  roundReceived: number | null;
  consensusTimestamp: number | null;
}

/**
 * Eval unit `hashgraph` (DESIGN 6, SEED A3): virtual voting over a whole graph. Events may come in any order; the answer
 * lists them in input order, `order` holds the ids of the received ones in consensus order. Every member weighs 1.
 * A signature is 64 bytes in hex, or SHA-512 of the event's id in UTF-8 when absent.
 *
 * Throws `EvalInputError` on a wrong shape, an unknown member or parent, a self-parent by another creator, two events
 * of one id, or a cycle. A fork is not an error.
 */
export function evalHashgraph(suite: CryptoSuite, input: unknown): { events: HashgraphEventAnswer[]; order: string[] } {
  const root = readObject(input, '$', ['members', 'events'], ['coinRound']);
  const members = readMembers(readArray(root, 'members', asString));
  const events = readArray(root, 'events', (value, path) => readEvent(suite, members, value, path));
  const coinRound = hasField(root, 'coinRound') ? readInteger(root, 'coinRound', 3) : 10;
  const positions = positionsById(events);
  const parents = events.map((event) => readParents(events, positions, event));
  const graph = createGraph({ members: members.size, weights: Array.from({ length: members.size }, () => 1), coinRound });
  const indices = new Map<number, number>();
  const inserted = parentsFirst(events, parents);
  for (const position of inserted) {
    const { creator, timestamp: timestampUs, signature } = events[position]!;
    const [selfParent, otherParent] = parents[position]!.map((parent) => (parent < 0 ? -1 : indices.get(parent)!)) as [number, number];
    indices.set(position, insertEvent(graph, { creator, selfParent, otherParent, timestampUs, signature }));
  }
  const order = advance(graph).map((received) => events[inserted[received.event]!]!.id);
  return { events: events.map((event, position) => answerOf(graph, event.id, indices.get(position)!)), order };
}

function answerOf(graph: HashgraphState, id: string, x: number): HashgraphEventAnswer {
  const fame = graph.fame[x]!;
  const roundReceived = graph.roundReceived[x]!;
  return {
    id,
    round: graph.round[x]!,
    witness: isWitness(graph, x),
    famous: fame === 0 ? null : fame === 1,
    roundReceived: roundReceived === 0 ? null : roundReceived,
    consensusTimestamp: roundReceived === 0 ? null : graph.consensusTimestampUs[x]!,
  };
}

function readMembers(names: readonly string[]): Map<string, number> {
  if (names.length === 0) throw new EvalInputError('$.members', 'expected at least one member');
  const members = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    if (members.has(name)) throw new EvalInputError(`$.members[${index}]`, `the member ${JSON.stringify(name)} is listed twice`);
    members.set(name, index);
  }
  return members;
}

function readEvent(suite: CryptoSuite, members: ReadonlyMap<string, number>, value: unknown, path: string): InputEvent {
  const object = readObject(value, path, ['id', 'creator', 'selfParent', 'otherParent', 'timestamp'], ['signature']);
  const id = readString(object, 'id');
  const name = readString(object, 'creator');
  const creator = members.get(name);
  if (creator === undefined) throw new EvalInputError(`${path}.creator`, `unknown member ${JSON.stringify(name)}; members are listed in $.members`);
  const signature = hasField(object, 'signature') ? readHex(object, 'signature') : suite.sha512(utf8ToBytes(id));
  if (signature.length !== SIGNATURE_BYTES) throw new EvalInputError(`${path}.signature`, `expected ${SIGNATURE_BYTES} bytes, found ${signature.length}`);
  const parent = (key: 'selfParent' | 'otherParent'): string | null => (object.fields[key] === null ? null : readString(object, key));
  return { id, path, creator, selfParent: parent('selfParent'), otherParent: parent('otherParent'), timestamp: readInteger(object, 'timestamp'), signature };
}

function positionsById(events: readonly InputEvent[]): Map<string, number> {
  const positions = new Map<string, number>();
  for (const [position, { id, path }] of events.entries()) {
    const before = positions.get(id);
    if (before !== undefined) throw new EvalInputError(`${path}.id`, `the id ${JSON.stringify(id)} is taken by $.events[${before}]`);
    positions.set(id, position);
  }
  return positions;
}

/** Positions of the two parents, -1 without one. */
function readParents(events: readonly InputEvent[], positions: ReadonlyMap<string, number>, event: InputEvent): [number, number] {
  const find = (id: string | null, key: string): number => {
    if (id === null) return -1;
    const position = positions.get(id);
    if (position === undefined) throw new EvalInputError(`${event.path}.${key}`, `unknown event ${JSON.stringify(id)}`);
    return position;
  };
  const selfParent = find(event.selfParent, 'selfParent');
  const otherParent = find(event.otherParent, 'otherParent');
  if (selfParent >= 0 && events[selfParent]!.creator !== event.creator) {
    throw new EvalInputError(`${event.path}.selfParent`, `the event ${JSON.stringify(event.selfParent)} is another member's; expected one of the same creator`);
  }
  return [selfParent, otherParent];
}

/**
 * Positions with every parent before its children: by longest path from the beginning, then by id, so that not even
 * the internal numbering depends on the order of the input.
 */
function parentsFirst(events: readonly InputEvent[], parents: readonly (readonly [number, number])[]): number[] {
  const children: number[][] = events.map(() => []);
  const missing = new Int32Array(events.length);
  const depth = new Int32Array(events.length);
  for (const [position, pair] of parents.entries()) {
    for (const parent of pair) {
      if (parent < 0) continue;
      children[parent]!.push(position);
      missing[position]!++;
    }
  }
  const ready = events.map((_, position) => position).filter((position) => missing[position] === 0);
  for (let at = 0; at < ready.length; at++) {
    for (const child of children[ready[at]!]!) {
      depth[child] = Math.max(depth[child]!, depth[ready[at]!]! + 1);
      if (--missing[child]! === 0) ready.push(child);
    }
  }
  if (ready.length < events.length) throw cycleError(events, parents, missing);
  ready.sort((a, b) => depth[a]! - depth[b]! || (events[a]!.id < events[b]!.id ? -1 : 1));
  return ready;
}

/** Every unplaced event has an unplaced parent, so walking parents ends on a cycle. */
function cycleError(events: readonly InputEvent[], parents: readonly (readonly [number, number])[], missing: Int32Array): EvalInputError {
  const visited = new Set<number>();
  let at = missing.findIndex((count) => count > 0);
  while (!visited.has(at)) {
    visited.add(at);
    at = parents[at]!.find((parent) => parent >= 0 && missing[parent]! > 0)!;
  }
  return new EvalInputError(events[at]!.path, `the event ${JSON.stringify(events[at]!.id)} is its own ancestor`);
}
