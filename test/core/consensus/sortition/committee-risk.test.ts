import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import fc from 'fast-check';
import { fixedRisk, sortitionRisk, type FaultBound, type SortitionSizes } from '../../../../src/core/consensus/sortition/committee-risk.js';
import { ROOT } from '../../../tui/root.js';
import { exactFixed, exactSortition } from './enumerated.js';

const BOUNDS: readonly FaultBound[] = ['third', 'half', 'two-thirds'];

/** The module's promise: within 1e-12, relative. */
function near(t: ExecutionContext, found: number | null, expected: number, what: string): void {
  const off = found === null ? Infinity : Math.abs(found - expected);
  t.true(off <= 1e-12 * Math.abs(expected), `${what}: found ${found}, expected ${expected}`);
}

const SORTITIONS: readonly Omit<SortitionSizes, 'adversaryNodes'>[] = [
  { thetaP: 2, thetaCP: 3, nodes: 5, creditPerNode: 2, minimumMembers: 1, maxAttempts: 3 },
  { thetaP: 4, thetaCP: 4, nodes: 6, creditPerNode: 3, minimumMembers: 4, maxAttempts: 3 },
  { thetaP: 1, thetaCP: 1, nodes: 7, creditPerNode: 1, minimumMembers: 3, maxAttempts: 1 },
  { thetaP: 6, thetaCP: 4, nodes: 9, creditPerNode: 3, minimumMembers: 4, maxAttempts: 3 },
  { thetaP: 1, thetaCP: 0, nodes: 20, creditPerNode: 1, minimumMembers: 4, maxAttempts: 2 },
  { thetaP: 20, thetaCP: 10, nodes: 4, creditPerNode: 5, minimumMembers: 4, maxAttempts: 3 },
  { thetaP: 50, thetaCP: 1, nodes: 3, creditPerNode: 5, minimumMembers: 2, maxAttempts: 3 },
];

for (const sizes of SORTITIONS) {
  const { thetaP, thetaCP, nodes, creditPerNode, minimumMembers } = sizes;
  test(`sortition of ${nodes} nodes with ${creditPerNode} credit for ${thetaP} + ${thetaCP} seats is what enumeration in whole numbers gives`, (t) => {
    for (const adversaryNodes of new Set([0, 1, Math.floor(nodes / 3), nodes])) {
      for (const bound of BOUNDS) {
        const found = sortitionRisk({ ...sizes, adversaryNodes }, bound, 1000);
        const exact = exactSortition({ ...sizes, adversaryNodes }, bound, 1000);
        const what = `${adversaryNodes} adversaries, ${bound}, at least ${minimumMembers}`;
        near(t, found.redraw, exact.redraw, `${what}: redraw`);
        near(t, found.kept, exact.kept, `${what}: kept`);
        near(t, found.perEpoch, exact.perEpoch, `${what}: per epoch`);
        near(t, found.perYear, exact.perYear, `${what}: per year`);
      }
    }
  });
}

test('a committee of fixed size is what enumeration in whole numbers gives, with and without replacement', (t) => {
  for (const [seats, nodes] of [[1, 1], [3, 5], [4, 4], [7, 12], [10, 31]] as const) {
    for (const adversaryNodes of [0, 1, Math.floor(nodes / 3), nodes]) {
      for (const bound of BOUNDS) {
        for (const replacement of [true, false]) {
          const sizes = { seats, nodes, adversaryNodes, replacement };
          near(t, fixedRisk(sizes, bound, 1).perEpoch, exactFixed(sizes, bound), JSON.stringify([sizes, bound]));
        }
      }
    }
  }
});

test('the Ethereum wiki’s table of majorities in random samples comes out digit by digit', (t) => {
  const { majority, quorum } = JSON.parse(readFileSync(join(ROOT, 'fixtures/vectors/committee-risk/published.json'), 'utf8')) as Published;
  t.is(majority.length, 16);
  for (const { adversary, seats, probability, cut } of majority) {
    const [adversaryNodes, nodes] = adversary;
    const found = fixedRisk({ seats, nodes, adversaryNodes, replacement: true }, 'half', 1).perEpoch!;
    const unit = 10 ** -decimals(probability);
    const distance = (found - Number(probability)) / unit;
    // Two cells of the table are cut off instead of rounded.
    t.true(cut ? distance >= 0 && distance < 1 : Math.abs(distance) <= 0.5, `${seats} seats, ${adversary.join('/')}: ${found}, printed ${probability}`);
  }
  const [adversaryNodes, nodes] = quorum.adversary;
  const sizes = { seats: quorum.seats, nodes, adversaryNodes, replacement: true };
  t.true(fixedRisk(sizes, 'two-thirds', 1).perEpoch! < quorum.atMost);
});

interface Published {
  readonly majority: readonly { readonly adversary: [number, number]; readonly seats: number; readonly probability: string; readonly cut?: true }[];
  readonly quorum: { readonly adversary: [number, number]; readonly seats: number; readonly atMost: number };
}

/** Decimals that a printed number has: 4 of 0.0978, 7 of 1.83e-5. */
function decimals(printed: string): number {
  const [digits, exponent] = printed.split('e');
  return digits!.split('.')[1]!.length - Number(exponent ?? 0);
}

test('a year of epochs needs no cancellation: tiny risks add up, and great ones end at 1', (t) => {
  const tiny = sortitionRisk({ thetaP: 40, thetaCP: 40, nodes: 5000, adversaryNodes: 50, creditPerNode: 10, minimumMembers: 4, maxAttempts: 3 }, 'third', 105_120);
  t.true(tiny.perEpoch! > 0 && tiny.perEpoch! < 1e-20);
  near(t, tiny.perYear, tiny.perEpoch! * 105_120, 'per year');
  t.is(fixedRisk({ seats: 10, nodes: 10, adversaryNodes: 10, replacement: false }, 'third', 12).perYear, 1);
  t.is(fixedRisk({ seats: 10, nodes: 10, adversaryNodes: 9, replacement: true }, 'third', 0).perYear, 0);
});

test('where too few nodes exist for a committee there is no risk to tell', (t) => {
  const found = sortitionRisk({ thetaP: 3, thetaCP: 3, nodes: 3, adversaryNodes: 1, creditPerNode: 10, minimumMembers: 4, maxAttempts: 3 }, 'third', 100);
  t.deepEqual([found.perEpoch, found.perYear, found.kept], [null, null, 1]);
});

const sizesOf = fc.record({
  thetaP: fc.integer({ min: 1, max: 12 }),
  thetaCP: fc.integer({ min: 0, max: 12 }),
  nodes: fc.integer({ min: 12, max: 60 }),
  creditPerNode: fc.integer({ min: 1, max: 12 }),
  minimumMembers: fc.integer({ min: 1, max: 5 }),
  maxAttempts: fc.integer({ min: 1, max: 4 }),
});

test('more adversaries are never less risk, a year never less than an epoch, a harder bound never more', (t) => {
  fc.assert(
    fc.property(sizesOf, fc.integer({ min: 0, max: 11 }), fc.constantFrom(...BOUNDS), (sizes, adversaryNodes, bound) => {
      const risk = (more: number, of: FaultBound = bound): number => sortitionRisk({ ...sizes, adversaryNodes: adversaryNodes + more }, of, 10).perEpoch!;
      const here = risk(0);
      t.true(here >= 0 && here <= 1);
      t.true(risk(1) >= here * (1 - 1e-12));
      t.true(risk(0, 'third') * (1 + 1e-12) >= risk(0, 'half') && risk(0, 'half') * (1 + 1e-12) >= risk(0, 'two-thirds'));
      t.true(sortitionRisk({ ...sizes, adversaryNodes }, bound, 10).perYear! >= here * (1 - 1e-12));
    }),
    { numRuns: 60 },
  );
});
