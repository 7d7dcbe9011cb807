import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { packageRoot } from '../../src/nodes/package-root.js';
import { BATTERIES } from './batteries.js';
import { FINDINGS_FILE, huntApart, inParallel, readFindings, type Finding, type Found } from './findings.js';
import { MUTATIONS, type Mutation } from './mutations.js';

/**
 * `npm run planted [name …]`: hunts every planted bug, or the named ones, and writes where each was found to
 * `fixtures/planted/found.json` and to the reference page. Exit code 1 when one gets away.
 */
const SEEDS = 200;
/** Worlds are tried first, some of them; then batteries; then worlds to the end for what no battery knows. */
const FIRST_WORLDS = 4;
/** Worlds of few events, which take a second: where a bug that no battery knows is found in one of them, `npm test` looks there. */
const SMALL_WORLDS = '25,31,55,43,51,24,34,21,59,40';

const chosen = process.argv.slice(2);
const before = new Map(chosen.length === 0 ? [] : readFindings().map((finding) => [finding.mutation, finding]));

await inParallel(MUTATIONS.filter(({ name }) => chosen.length === 0 || chosen.includes(name)), availableParallelism(), async (mutation) => {
  const finding = await findingOf(mutation);
  before.set(mutation.name, finding);
  write();
  const places = [finding.world && `${finding.world.ground} ${finding.world.seed}: ${finding.world.by}`, finding.battery && `battery ${finding.battery.seed}: ${finding.battery.by}`];
  process.stderr.write(`${mutation.name}: ${places.filter(Boolean).join('; ') || 'got away'}\n`);
});

if (write().some(({ world, battery }) => world === null && battery === null)) process.exitCode = 1;

/** After every finding, so that a hunt that is broken off loses nothing: `npm run planted name …` goes on. */
function write(): readonly Finding[] {
  const findings = MUTATIONS.flatMap(({ name }) => before.get(name) ?? []);
  mkdirSync(dirname(FINDINGS_FILE), { recursive: true });
  writeFileSync(FINDINGS_FILE, `${JSON.stringify(findings, null, 2)}\n`);
  writeFileSync(join(packageRoot(), 'docs', 'reference', 'planted-bugs.md'), pageOf(findings));
  return findings;
}

async function findingOf({ name }: Mutation): Promise<Finding> {
  const early = await inWorlds(name, 'fuzz', 1, FIRST_WORLDS);
  const battery = await huntApart(name, 'batteries', `1-${SEEDS}`);
  const world = early ?? (battery === null ? ((await inWorlds(name, 'attacked', 1, 18)) ?? (await inWorlds(name, 'fuzz', FIRST_WORLDS + 1, SEEDS))) : null);
  const quick = world === null || battery !== null ? null : await huntApart(name, 'fuzz', SMALL_WORLDS);
  const isTrue = quick !== null && (await huntApart('none', 'fuzz', String(quick.seed))) === null;
  return {
    mutation: name,
    world: world && { ...world, quick: isTrue ? { seed: quick.seed, by: quick.by } : null },
    battery: battery && { seed: battery.seed, by: battery.by },
  };
}

/** A finding counts where the program without the bug has none at that seed. */
async function inWorlds(name: string, ground: 'fuzz' | 'attacked', first: number, last: number): Promise<Omit<NonNullable<Finding['world']>, 'quick'> | null> {
  for (let from = first; from <= last; ) {
    const found: Found | null = await huntApart(name, ground, `${from}-${last}`);
    if (found === null) return null;
    if ((await huntApart('none', ground, String(found.seed))) === null) return { ground, seed: found.seed, by: found.by };
    from = found.seed + 1;
  }
  return null;
}

function pageOf(all: readonly Finding[]): string {
  const rows = all.map(({ mutation, world, battery }) => {
    const { about, source } = MUTATIONS.find(({ name }) => name === mutation)!;
    const inWorld = world === null ? '' : `${world.by} (${world.ground} ${world.seed})`;
    return `| \`${mutation}\` | ${about} | ${source} | ${inWorld} | ${battery === null ? '' : `${battery.by} (${battery.seed})`} |`;
  });
  return [
    '# Planted bugs',
    '',
    'Made by `npm run planted`; edit `test/planted/mutations.ts`. Each line is a bug that the tests plant in a copy of the program in memory: one place of one',
    'compiled file is changed while Node loads it, and the product knows nothing of it. What found it, and at which seed, counted from 1:',
    '',
    '- **in a world**: a [checker](checkers.md) that watched the run; `audit`, the auditor of `verify`, on the run’s ledger; or an assertion of the',
    '  program itself. Worlds are those that `fuzz` draws, or (attacked) `tiny` under one attack after the other. At that seed the program without the bug',
    `  is found nothing against. Worlds are tried to seed ${FIRST_WORLDS} first, and on to ${SEEDS} for what no battery finds; an empty cell says no more.`,
    '- **by a battery**: an oracle of the property tests, one case a seed.',
    '',
    '| bug | what is wrong | source | in a world | by a battery |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
    'The batteries:',
    '',
    '| battery | a case |',
    '| --- | --- |',
    ...BATTERIES.map(({ name, about }) => `| ${name} | ${about} |`),
    '',
  ].join('\n');
}
