import test from 'ava';
import fc from 'fast-check';
import { isAncestor, isFork, isSelfAncestor, sees, stronglySees } from '../../../../src/core/consensus/hashgraph/ancestry.js';
import { relations, solve, type NaiveGraph } from './naive.js';
import { answer, graphs, run } from './random-graphs.js';

/** One seed, so that a failure is the same for everybody. */
const RUNS = { numRuns: 250, seed: 20160531 };

test('rounds, witnesses, fame, rounds received, timestamps and order are the definitions’, with forks and weights', (t) => {
  let ordered = 0;
  let forks = 0;
  let notFamous = 0;
  fc.assert(fc.property(graphs({ minority: true }), (graph) => {
    const ours = run(graph);
    t.deepEqual(answer(ours), solve(graph));
    ordered += ours.received.length;
    forks += ours.state.forkPairs.length;
    notFamous += ours.state.fame.includes(-1) ? 1 : 0;
  }), RUNS);
  t.true(ordered > 1000 && forks > 100 && notFamous > 5, `the graphs must exercise what they test: ${ordered} ordered, ${forks} forks, ${notFamous} with a witness not famous`);
});

test('rounds, witnesses and every relation are the definitions’ however many members fork', (t) => {
  fc.assert(fc.property(graphs({ minority: false, maxMembers: 5, maxEvents: 40 }), (graph) => {
    const { state } = run(graph);
    const naive = relations(graph);
    const { rounds, witnesses } = solve(graph);
    for (let x = 0; x < state.count; x++) {
      t.is(state.round[x], rounds[x]);
      t.is(state.witnessOrdinal[x]! >= 0, witnesses[x]!);
      for (let y = 0; y < state.count; y++) {
        const ours = [isAncestor(state, x, y), isSelfAncestor(state, x, y), sees(state, x, y), stronglySees(state, x, y)];
        t.deepEqual(ours, [naive.ancestor(x, y), naive.selfAncestor(x, y), naive.see(x, y), naive.stronglySee(x, y)]);
      }
    }
  }), { ...RUNS, numRuns: 150 });
});

test('with the defence off, a fork is seen like any other event, as the definitions without it say', (t) => {
  fc.assert(fc.property(graphs({ minority: true, forkAware: false, maxEvents: 60 }), (graph) => {
    const ours = answer(run(graph, undefined, false));
    const naive = solve(graph);
    t.deepEqual(ours, naive);
  }), { ...RUNS, numRuns: 150 });
});

test('what is ordered never changes: every prefix of a graph orders a prefix', (t) => {
  fc.assert(fc.property(graphs({ minority: true }), (graph) => {
    const whole = run(graph).received;
    const cut = Math.floor(graph.events.length * 0.7);
    const part = run({ ...graph, events: graph.events.slice(0, cut) }).received;
    t.deepEqual(part, whole.slice(0, part.length));
  }), RUNS);
});

test('the order of insertion does not matter, nor how often the elections advance', (t) => {
  fc.assert(fc.property(graphs({ minority: true }), fc.infiniteStream(fc.nat(1 << 20)), (graph, choices) => {
    const straight = answer(run(graph));
    t.deepEqual(answer(run(graph, shuffled(graph, choices))), straight);
    t.deepEqual(answer(run(graph, undefined, false)), straight);
  }), RUNS);
});

test('the two branches of a fork are never both strongly seen, not even by different events', (t) => {
  let pairs = 0;
  fc.assert(fc.property(graphs({ minority: true, maxMembers: 5, maxEvents: 70 }), (graph) => {
    const { state } = run(graph);
    const strong = Array.from({ length: state.count }, (_, y) => y).filter((y) => state.forkRows[state.creator[y]!] !== null
      && Array.from({ length: state.count }, (_, x) => x).some((x) => stronglySees(state, x, y)));
    for (const a of strong) for (const b of strong) t.false(isFork(state, a, b));
    pairs += strong.length;
  }), RUNS);
  t.true(pairs > 20, `only ${pairs} events of forkers were strongly seen`);
});

test('once a witness of a round decides, every witness of the next round votes like it', (t) => {
  let decisions = 0;
  fc.assert(fc.property(graphs({ minority: true, maxMembers: 5 }), (graph) => {
    const { state } = run(graph);
    for (const election of votesOnAll(state)) {
      for (const { round, vote } of election.filter((one) => one.decides)) {
        const next = election.filter((one) => one.round === round + 1);
        t.deepEqual(next.filter((one) => one.vote !== vote), []);
        decisions += next.length;
      }
    }
  }), RUNS);
  t.true(decisions > 1000, `only ${decisions} votes followed a decision`);
});

test('the famous witnesses of a decided round hold more than two thirds of the weight', (t) => {
  let decided = 0;
  fc.assert(fc.property(graphs({ minority: true }), (graph) => {
    const { state } = run(graph);
    const total = graph.weights.reduce((sum, weight) => sum + weight, 0);
    state.witnessesOfRound.forEach((witnesses, round) => {
      if (witnesses.length === 0 || witnesses.some((x) => state.fame[x] === 0) || (state.witnessesOfRound[round + 2] ?? []).length === 0) return;
      const famous = new Set(witnesses.filter((x) => state.fame[x] === 1).map((x) => state.creator[x]!));
      t.true(3 * [...famous].reduce((sum, creator) => sum + graph.weights[creator]!, 0) > 2 * total);
      decided += 1;
    });
  }), RUNS);
  t.true(decided > 300, `only ${decided} rounds were decided`);
});

interface Vote {
  readonly round: number;
  readonly vote: boolean;
  /** Whether this vote would decide, were it not decided already. */
  readonly decides: boolean;
}

/** For each witness the votes that all later witnesses cast, beyond any decision, by the definition of virtual voting. */
function votesOnAll(state: ReturnType<typeof run>['state']): Vote[][] {
  const { witnesses, round, weights, creator, totalWeight, coinRound, signature } = state;
  return witnesses.map((subject) => {
    const cast = new Map<number, boolean>();
    const votes: Vote[] = [];
    for (const voter of witnesses.toSorted((a, b) => round[a]! - round[b]!)) {
      const difference = round[voter]! - round[subject]!;
      if (difference < 1) continue;
      if (difference === 1) {
        cast.set(voter, sees(state, voter, subject));
        continue;
      }
      const heard = witnesses.filter((w) => round[w] === round[voter]! - 1 && stronglySees(state, voter, w));
      const weightOf = (vote: boolean): number => heard.filter((w) => cast.get(w) === vote).reduce((sum, w) => sum + weights[creator[w]!]!, 0);
      const [yes, no] = [weightOf(true), weightOf(false)];
      const isStrong = 3 * Math.max(yes, no) > 2 * totalWeight;
      const isCoin = difference % coinRound === 0;
      const vote = isCoin && !isStrong ? (signature[voter * 64 + 32]! & 1) === 1 : yes >= no;
      cast.set(voter, vote);
      votes.push({ round: round[voter]!, vote, decides: isStrong && !isCoin });
    }
    return votes;
  });
}

test('two members with different parts of the graph agree on what both have ordered', (t) => {
  fc.assert(fc.property(graphs({ minority: true }), fc.nat(7), fc.nat(7), (graph, one, other) => {
    const orders = [one, other].map((member) => partOf(graph, member % graph.weights.length));
    const length = Math.min(orders[0]!.length, orders[1]!.length);
    t.deepEqual(orders[0]!.slice(0, length), orders[1]!.slice(0, length));
  }), RUNS);
});

/** The order as known from the ancestry of a member's last event. */
function partOf(graph: NaiveGraph, member: number): number[] {
  const { ancestor } = relations(graph);
  const head = graph.events.findLastIndex(({ creator }) => creator === member);
  const known = graph.events.map((_, x) => x).filter((x) => head >= 0 && ancestor(head, x));
  const { received, indexOf } = run(graph, known);
  return received.map(({ event }) => indexOf.indexOf(event));
}

/** Another order with parents before children. */
function shuffled(graph: NaiveGraph, choices: Iterator<number>): number[] {
  const waiting = new Set(graph.events.map((_, x) => x));
  const order: number[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].filter((x) => !waiting.has(graph.events[x]!.selfParent) && !waiting.has(graph.events[x]!.otherParent));
    const next = ready[(choices.next().value as number) % ready.length]!;
    waiting.delete(next);
    order.push(next);
  }
  return order;
}
