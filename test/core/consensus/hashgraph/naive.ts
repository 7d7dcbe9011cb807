/**
 * Hashgraph by brute force, straight from the definitions of Baird 2016 as SEED A3 reads them: sets of ancestors and
 * quantifiers, no index, no increment. The oracle of the property tests; slow on purpose.
 */
export interface NaiveEvent {
  creator: number;
  selfParent: number;
  otherParent: number;
  timestampUs: number;
  signature: Uint8Array;
}

export interface NaiveGraph {
  events: readonly NaiveEvent[];
  weights: readonly number[];
  coinRound: number;
  forkAware: boolean;
}

export interface NaiveAnswer {
  rounds: number[];
  witnesses: boolean[];
  fame: (boolean | null)[];
  roundReceived: (number | null)[];
  consensusTimestampUs: (number | null)[];
  order: number[];
}

export interface NaiveRelations {
  ancestor(x: number, y: number): boolean;
  selfAncestor(x: number, y: number): boolean;
  see(x: number, y: number): boolean;
  stronglySee(x: number, y: number): boolean;
}

const all = (length: number): number[] => Array.from({ length }, (_, index) => index);

export function relations({ events, weights, forkAware }: NaiveGraph): NaiveRelations {
  const ancestors: Set<number>[] = [];
  const selfAncestors: Set<number>[] = [];
  for (const [x, { selfParent, otherParent }] of events.entries()) {
    ancestors.push(new Set([x, ...(ancestors[selfParent] ?? []), ...(ancestors[otherParent] ?? [])]));
    selfAncestors.push(new Set([x, ...(selfAncestors[selfParent] ?? [])]));
  }
  const ancestor = (x: number, y: number): boolean => ancestors[x]!.has(y);
  const selfAncestor = (x: number, y: number): boolean => selfAncestors[x]!.has(y);
  const isFork = (a: number, b: number): boolean => events[a]!.creator === events[b]!.creator && !selfAncestor(a, b) && !selfAncestor(b, a);
  const forkersKnown = events.map((_, x) => {
    const known = [...ancestors[x]!];
    return new Set(known.filter((a) => known.some((b) => isFork(a, b))).map((a) => events[a]!.creator));
  });
  const see = (x: number, y: number): boolean => ancestor(x, y) && !(forkAware && forkersKnown[x]!.has(events[y]!.creator));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const stronglySee = (x: number, y: number): boolean => {
    if (!see(x, y)) return false;
    const creators = new Set([...ancestors[x]!].filter((z) => see(x, z) && see(z, y)).map((z) => events[z]!.creator));
    return 3 * [...creators].reduce((sum, creator) => sum + weights[creator]!, 0) > 2 * total;
  };
  return { ancestor, selfAncestor, see, stronglySee };
}

export function solve(graph: NaiveGraph): NaiveAnswer {
  const { events, weights, coinRound } = graph;
  const { ancestor, selfAncestor, see, stronglySee } = relations(graph);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const weigh = (xs: readonly number[]): number => [...new Set(xs.map((x) => events[x]!.creator))].reduce((sum, creator) => sum + weights[creator]!, 0);

  const rounds: number[] = [];
  const witnesses: boolean[] = [];
  for (const [x, { selfParent, otherParent }] of events.entries()) {
    const parents = [selfParent, otherParent].filter((parent) => parent >= 0);
    let round = Math.max(1, ...parents.map((parent) => rounds[parent]!));
    if (parents.length > 0) {
      const strong = all(x).filter((w) => witnesses[w] && rounds[w] === round && stronglySee(x, w));
      if (3 * weigh(strong) > 2 * total) round++;
    }
    rounds.push(round);
    witnesses.push(selfParent < 0 || round > rounds[selfParent]!);
  }

  const everyWitness = all(events.length).filter((x) => witnesses[x]);
  const fame: (boolean | null)[] = events.map(() => null);
  for (const x of everyWitness) {
    const votes = new Map<number, boolean>();
    for (const y of everyWitness) {
      const difference = rounds[y]! - rounds[x]!;
      if (difference < 1) continue;
      if (difference === 1) {
        votes.set(y, see(y, x));
        continue;
      }
      const strong = everyWitness.filter((w) => rounds[w] === rounds[y]! - 1 && stronglySee(y, w));
      const yes = weigh(strong.filter((w) => votes.get(w) === true));
      const no = weigh(strong.filter((w) => votes.get(w) === false));
      const vote = yes >= no;
      const isStrong = 3 * (vote ? yes : no) > 2 * total;
      if (difference % coinRound > 0) {
        votes.set(y, vote);
        if (isStrong) {
          fame[x] = vote;
          break;
        }
      } else {
        votes.set(y, isStrong ? vote : (events[y]!.signature[32]! & 1) === 1);
      }
    }
  }

  const judgesOf = (round: number): number[] => {
    const famous = everyWitness.filter((w) => rounds[w] === round && fame[w] === true);
    return famous.filter((w) => famous.every((other) => other === w || events[other]!.creator !== events[w]!.creator));
  };
  const roundReceived: (number | null)[] = events.map(() => null);
  const consensusTimestampUs: (number | null)[] = events.map(() => null);
  const maxRound = Math.max(0, ...rounds);
  for (let round = 1; round <= maxRound; round++) {
    if (everyWitness.some((w) => rounds[w]! <= round && fame[w] === null)) break;
    const judges = judgesOf(round);
    if (judges.length === 0) continue;
    for (const x of all(events.length)) {
      if (roundReceived[x] !== null || !judges.every((judge) => ancestor(judge, x))) continue;
      roundReceived[x] = round;
      const learnt = all(events.length).filter((z) => judges.some((judge) => selfAncestor(judge, z)) && ancestor(z, x)
        && (events[z]!.selfParent < 0 || !ancestor(events[z]!.selfParent, x)));
      const times = learnt.flatMap((z) => Array.from({ length: weights[events[z]!.creator]! }, () => events[z]!.timestampUs)).toSorted((a, b) => a - b);
      consensusTimestampUs[x] = times[Math.floor(times.length / 2)]!;
    }
  }

  const whitened = (x: number): string => {
    const bytes = Uint8Array.from(events[x]!.signature);
    for (const judge of judgesOf(roundReceived[x]!)) {
      for (let byte = 0; byte < bytes.length; byte++) bytes[byte]! ^= events[judge]!.signature[byte]!;
    }
    return Buffer.from(bytes).toString('hex');
  };
  const order = all(events.length).filter((x) => roundReceived[x] !== null).toSorted((a, b) =>
    roundReceived[a]! - roundReceived[b]! || consensusTimestampUs[a]! - consensusTimestampUs[b]! || (whitened(a) < whitened(b) ? -1 : 1));
  return { rounds, witnesses, fame, roundReceived, consensusTimestampUs, order };
}
