import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { advance, createGraph, insertEvent } from '../../../../src/core/consensus/hashgraph/graph.js';
import type { ReceivedEvent } from '../../../../src/core/consensus/hashgraph/order.js';
import type { HashgraphState } from '../../../../src/core/consensus/hashgraph/state.js';
import type { NaiveAnswer, NaiveEvent, NaiveGraph } from './naive.js';

/** How one event of a random graph comes about; numbers are taken modulo what there is. */
interface Step {
  creator: number;
  other: number;
  otherAge: number;
  fork: number;
  timestampUs: number;
}

const step: fc.Arbitrary<Step> = fc.record({
  creator: fc.nat(1000), other: fc.nat(1000), otherAge: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat(5)), fork: fc.nat(9), timestampUs: fc.nat(30),
});

interface Plan {
  weights: number[];
  forkers: number;
  coinRound: number;
  /** A member that is rarely an other-parent, so that some witnesses are not famous. */
  shy: boolean;
  steps: Step[];
}

/** Random gossip; with `minority` the forkers weigh less than a third, the bound within which consensus is promised. */
export function graphs(options: { minority: boolean; maxMembers?: number; maxEvents?: number; forkAware?: boolean }): fc.Arbitrary<NaiveGraph> {
  const { maxMembers = 8, maxEvents = 90, forkAware = true } = options;
  return fc.record({
    weights: fc.oneof(
      fc.integer({ min: 1, max: maxMembers }).map((n) => Array.from({ length: n }, () => 1)),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: maxMembers }),
    ),
    forkers: fc.nat(2),
    coinRound: fc.constantFrom(3, 4, 10),
    shy: fc.boolean(),
    steps: fc.array(step, { minLength: 1, maxLength: maxEvents, size: 'max' }),
  }).map((plan) => build(plan, options.minority, forkAware));
}

function build({ weights, forkers, coinRound, shy, steps }: Plan, minority: boolean, forkAware: boolean): NaiveGraph {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let allowed = 0;
  let forkingWeight = 0;
  for (const weight of weights.slice(0, forkers)) {
    if (minority && 3 * (forkingWeight + weight) >= total) break;
    forkingWeight += weight;
    allowed++;
  }
  const events: NaiveEvent[] = [];
  const own: number[][] = weights.map(() => []);
  for (const { creator: c, other, otherAge, fork, timestampUs } of steps) {
    const creator = c % weights.length;
    const mine = own[creator]!;
    const peers = weights.map((_, member) => member).filter((member) => member !== creator && own[member]!.length > 0 && !(shy && member === weights.length - 1 && other % 9 > 0));
    const theirs = peers.length > 0 ? own[peers[other % peers.length]!]! : [];
    const forks = creator < allowed && fork >= 7;
    const x = events.length;
    events.push({
      creator,
      selfParent: forks ? (fork === 9 ? -1 : (mine.at(-2 - otherAge) ?? -1)) : (mine.at(-1) ?? -1),
      otherParent: theirs.length === 0 || mine.length === 0 ? -1 : (theirs.at(-1 - otherAge) ?? theirs[0]!),
      timestampUs: x * 3 + timestampUs,
      signature: createHash('sha512').update(`${x}:${timestampUs}`).digest(),
    });
    mine.push(x);
  }
  return { events, weights, coinRound, forkAware };
}

/**
 * The graph in our data structure, events in the given order of insertion, advanced after each or once at the end; on top of what
 * `state` has, which are the graph's first events in their own order.
 */
export function run(graph: NaiveGraph, order: readonly number[] = graph.events.map((_, x) => x), everyEvent = true, state = emptyGraph(graph)): { state: HashgraphState; received: ReceivedEvent[]; indexOf: number[] } {
  const received: ReceivedEvent[] = [];
  const indexOf = Array.from({ length: state.count }, (_, x) => x);
  for (const x of order) {
    const event = graph.events[x]!;
    indexOf[x] = insertEvent(state, {
      ...event,
      selfParent: event.selfParent < 0 ? -1 : indexOf[event.selfParent]!,
      otherParent: event.otherParent < 0 ? -1 : indexOf[event.otherParent]!,
    });
    if (everyEvent) received.push(...advance(state));
  }
  received.push(...advance(state));
  return { state, received, indexOf };
}

function emptyGraph({ weights, coinRound, forkAware }: NaiveGraph): HashgraphState {
  return createGraph({ members: weights.length, weights, coinRound, forkAware });
}

/** Our answer in the oracle's form and numbering. */
export function answer({ state, received, indexOf }: ReturnType<typeof run>): NaiveAnswer {
  const back: number[] = [];
  for (const [x, index] of indexOf.entries()) back[index] = x;
  return {
    rounds: indexOf.map((x) => state.round[x]!),
    witnesses: indexOf.map((x) => state.witnessOrdinal[x]! >= 0),
    fame: indexOf.map((x) => (state.fame[x] === 0 ? null : state.fame[x] === 1)),
    roundReceived: indexOf.map((x) => (state.roundReceived[x] === 0 ? null : state.roundReceived[x]!)),
    consensusTimestampUs: indexOf.map((x) => (state.roundReceived[x] === 0 ? null : state.consensusTimestampUs[x]!)),
    order: received.map(({ event }) => back[event]!),
  };
}
