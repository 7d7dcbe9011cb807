import test from 'ava';
import { labOptions, notesOf, observe, type ObservedRun } from '../../conformance/lab.js';

// A campus that lies about what it has left (SEED B5): with the proofs, and taken at its word.

const SMALL = ['population.evs=18', 'population.consumers=6', 'population.chargingPoints=18', 'committee.genesisMembers=5', 'committee.thetaP=4', 'committee.thetaCP=4'];

function lying(level: number, ...sets: string[]): Promise<ObservedRun> {
  const attacks = level > 0 ? [{ fromUs: 0, level, name: 'leftovers', toUs: null }] : [];
  return observe(labOptions('neighbours', [...SMALL, ...sets], { attacks, seed: 5, untilUs: 48_000_000 }));
}

function totals({ views }: ObservedRun): { attempts: number; blocked: number; succeeded: number; lostWh: number; costMilli: number } {
  const sum = { attempts: 0, blocked: 0, costMilli: 0, lostWh: 0, succeeded: 0 };
  for (const view of views) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += view.attacks['leftovers']?.[key] ?? 0;
  return sum;
}

const deliveredWh = ({ views }: ObservedRun): number => views.flatMap(({ rounds }) => rounds).reduce((sum, round) => sum + round.deliveredWh, 0);
const promisedWh = ({ views }: ObservedRun): number => views.flatMap(({ rounds }) => rounds).reduce((sum, round) => sum + round.allocatedWh, 0);

const defended = lying(1);
const believed = lying(1, 'defences.leftovers=false');

test('endorsers refuse what a campus cannot prove: nothing comes of the lies', async (t) => {
  const run = await defended;
  const { attempts, blocked, succeeded, lostWh, costMilli } = totals(run);
  t.true(attempts > 0);
  t.deepEqual([blocked, succeeded, lostWh, costMilli], [attempts, 0, 0, 0]);
  t.is(notesOf(run, 'guard/refused').filter(({ what, code }) => what === 'leftovers' && code === 'NOT_SIGNED').length, 1);
  t.deepEqual(run.outcome.violations, []);
  t.is(promisedWh(run), deliveredWh(run));
});

test('taken at its word it wins tasks for requests that nobody made, and gives EVs a second one that they refuse', async (t) => {
  const run = await believed;
  const { attempts, blocked, succeeded, lostWh, costMilli } = totals(run);
  t.true(succeeded > 0);
  t.is(blocked + succeeded, attempts, 'every lie has had an effect or none');
  t.true(lostWh > 0 && costMilli > 0);
  t.is(lostWh, promisedWh(run) - deliveredWh(run), 'what the lies were promised, or promised others, is what is lost');
  t.deepEqual(run.outcome.violations, [], 'what it breaks is stated');
  const refused = notesOf(run, 'guard/refused').filter(({ what }) => what === 'cross-task');
  const busy = new Set(notesOf(run, 'market/cleared').flatMap(({ allocations }) => allocations.map(({ ev }) => ev)));
  t.true(refused.every(({ subject, code }) => code === 'not-offered' && busy.has(subject.replace(/\/r0$/, ''))));
});

test('both do the same, and the defence keeps others from harm', async (t) => {
  t.is(totals(await defended).attempts, totals(await believed).attempts);
  t.true(promisedWh(await believed) - deliveredWh(await believed) > 0);
});
