import type { CommitteeRisk, FaultBound, FixedSizes, SortitionSizes } from '../../../../src/core/consensus/sortition/committee-risk.js';

// The same probabilities by enumeration, in whole numbers from beginning to end, straight from the rules: for sizes that
// allow it. Nothing is shared with what is tested but the type of the question.

interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** Whether the adversary's seats reach the bound, in the words of `FaultBound`. */
function isLost(bound: FaultBound, own: number, seats: number): boolean {
  if (bound === 'third') return 3 * own >= seats;
  return bound === 'half' ? 2 * own >= seats : 3 * own > 2 * seats;
}

/** Every outcome of all nodes' draws, node by node: members, the adversary's seats, all seats. */
export function exactSortition(sizes: SortitionSizes, bound: FaultBound, epochsPerYear: number): { [key in keyof CommitteeRisk]: number } {
  const { nodes, adversaryNodes, creditPerNode, thetaP, thetaCP, minimumMembers, maxAttempts } = sizes;
  const total = BigInt(nodes * creditPerNode);
  const one = drawsOfNode(creditPerNode, least(BigInt(thetaP), total), least(BigInt(thetaCP), total), total);
  let outcomes = new Map<string, bigint>([['0/0/0', 1n]]);
  for (let node = 0; node < nodes; node += 1) outcomes = withNode(outcomes, one, node < adversaryNodes, minimumMembers);
  let [redraw, enough, lost] = [0n, 0n, 0n];
  for (const [key, weight] of outcomes) {
    const [members, own, seats] = key.split('/').map(Number) as [number, number, number];
    if (members < minimumMembers) redraw += weight;
    else enough += weight;
    if (members >= minimumMembers && isLost(bound, own, seats)) lost += weight;
  }
  const all = redraw + enough;
  const kept = { over: redraw ** BigInt(maxAttempts), under: all ** BigInt(maxAttempts) };
  return {
    redraw: toNumber({ over: redraw, under: all }),
    kept: toNumber(kept),
    perEpoch: toNumber({ over: lost, under: enough }),
    perYear: toNumber(lostInYear({ over: lost, under: enough }, kept, epochsPerYear)),
  };
}

/** One less the chance that the first epoch holds and that each later one holds or keeps the old committee. */
function lostInYear(lost: Fraction, kept: Fraction, epochs: number): Fraction {
  const one = 1n << 3000n;
  const [bad, old] = [lost, kept].map(({ over, under }) => (over * one) / under) as [bigint, bigint];
  const later = old + (((one - old) * (one - bad)) >> 3000n);
  let holds = one - bad;
  for (let epoch = 1; epoch < epochs; epoch += 1) holds = (holds * later) >> 3000n;
  return { over: one - holds, under: one };
}

function withNode(outcomes: ReadonlyMap<string, bigint>, one: readonly bigint[], isAdversary: boolean, minimum: number): Map<string, bigint> {
  const next = new Map<string, bigint>();
  for (const [key, weight] of outcomes) {
    const [members, own, seats] = key.split('/').map(Number) as [number, number, number];
    one.forEach((chance, won) => {
      if (chance === 0n) return;
      // Beyond the minimum the number of members makes no difference.
      const to = `${Math.min(minimum, members + (won > 0 ? 1 : 0))}/${own + (isAdversary ? won : 0)}/${seats + won}`;
      next.set(to, (next.get(to) ?? 0n) + weight * chance);
    });
  }
  return next;
}

/** Chances of a node's seats, times total^(2 · credit). */
function drawsOfNode(credit: number, thetaP: bigint, thetaCP: bigint, total: bigint): bigint[] {
  const draws = Array.from({ length: 2 * credit + 1 }, () => 0n);
  for (let p = 0; p <= credit; p += 1) {
    for (let cp = 0; cp <= credit; cp += 1) draws[p + cp]! += term(credit, p, thetaP, total) * term(credit, cp, thetaCP, total);
  }
  return draws;
}

function term(credit: number, won: number, theta: bigint, total: bigint): bigint {
  return choose(credit, won) * theta ** BigInt(won) * (total - theta) ** BigInt(credit - won);
}

/** Sums over the adversary's seats, with C(n, k) in whole numbers. */
export function exactFixed({ seats, nodes, adversaryNodes, replacement }: FixedSizes, bound: FaultBound): number {
  let [lost, all] = [0n, 0n];
  for (let own = 0; own <= seats; own += 1) {
    const weight = replacement
      ? choose(seats, own) * BigInt(adversaryNodes) ** BigInt(own) * BigInt(nodes - adversaryNodes) ** BigInt(seats - own)
      : choose(adversaryNodes, own) * choose(nodes - adversaryNodes, seats - own);
    all += weight;
    if (isLost(bound, own, seats)) lost += weight;
  }
  return toNumber({ over: lost, under: all });
}

function choose(of: number, taken: number): bigint {
  if (taken > of) return 0n;
  let result = 1n;
  for (let i = 0; i < taken; i += 1) result = (result * BigInt(of - i)) / BigInt(i + 1);
  return result;
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

/** The nearest double, by 1200 bits of quotient. */
function toNumber({ over, under }: Fraction): number {
  const digits = (over << 1200n) / under;
  const excess = Math.max(0, digits.toString(2).length - 64);
  return Number(digits >> BigInt(excess)) * 2 ** (excess - 600) * 2 ** -600;
}
