import { availableParallelism } from 'node:os';
import test from 'ava';
import { huntApart, inParallel, readFindings, type Finding } from './findings.js';
import { MUTATIONS } from './mutations.js';
import { placesOf } from './plant.js';

const FINDINGS = readFindings();

test('there are at least fifteen planted bugs, each found by something within two hundred seeds', (t) => {
  t.true(MUTATIONS.length >= 15);
  t.deepEqual(FINDINGS.map(({ mutation }) => mutation), MUTATIONS.map(({ name }) => name), 'npm run planted brings the list up to date');
  for (const { mutation, world, battery } of FINDINGS) t.true((world?.seed ?? battery?.seed ?? Infinity) <= 200, mutation);
});

test('what each bug changes stands once in its compiled file', (t) => {
  for (const mutation of MUTATIONS) t.is(placesOf(mutation), 1, mutation.name);
});

/** A battery's case takes a moment, a small world a second, another world several: the quickest is asked again. */
function whereOf({ world, battery }: Finding): { ground: 'fuzz' | 'attacked' | 'batteries'; seed: number; by: string } {
  if (battery !== null) return { ground: 'batteries', ...battery };
  return world!.quick === null ? world! : { ground: 'fuzz', ...world!.quick };
}

test('each bug is found again where it was found, by the same', async (t) => {
  await inParallel(FINDINGS, availableParallelism(), async (finding) => {
    const { ground, seed, by } = whereOf(finding);
    const found = await huntApart(finding.mutation, ground, String(seed));
    t.is(found?.by, by, `${finding.mutation} (${ground} ${seed}); if the program has changed on purpose: npm run planted`);
  });
});

test('without a bug nothing is found there', async (t) => {
  const grounds = ['fuzz', 'attacked', 'batteries'] as const;
  await inParallel(grounds, availableParallelism(), async (ground) => {
    const seeds = [...new Set(FINDINGS.map(whereOf).filter((one) => one.ground === ground).map(({ seed }) => seed))];
    if (seeds.length > 0) t.is(await huntApart('none', ground, seeds.join(',')), null, ground);
  });
});
