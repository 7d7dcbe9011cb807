import test, { type ExecutionContext } from 'ava';
import { canonicalText, contentHash } from '../../src/core/crypto/encoding.js';
import { CHECKERS } from '../../src/core/checkers/registry.js';
import { ENGINES } from '../../src/core/consensus/registry.js';
import type { LabCommand } from '../../src/core/scenario/operate.js';
import { startRun } from '../../src/nodes/coordinator.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';
import { essence, labOptions, namesOf, notesOf, observe, withCommands, type ObservedRun } from './lab.js';

// What every engine of the registry must keep (DESIGN 3): agreement, validity, liveness with f faults, one digest on one
// thread and on several. A new entry is tested by being there: everything is read off the trace and the checkers.

/** A committee of seven in each campus, so that two members may fail. */
const sets = (engine: string): string[] => [`ledger.engine=${engine}`, 'committee.genesisMembers=7'];

for (const { name } of ENGINES) {
  const healthy = observe(labOptions('tiny', sets(name), { rounds: 1 }));
  const faulty = healthy.then((run) => observe(withCommands(run.options, stops(run))));

  test(`${name}: agreement and validity in an honest run`, async (t) => {
    const run = await healthy;
    t.deepEqual(run.outcome.violations, []);
    t.true(run.outcome.checks > 100);
    assertOneLedger(t, run);
  });

  test(`${name}: whatever is submitted is decided, once, as an honest run ends`, async (t) => {
    const run = await healthy;
    t.is(run.outcome.ended, 'rounds');
    assertDecided(t, run);
  });

  test(`${name}: with f members of each committee stopped it agrees and goes on`, async (t) => {
    const run = await faulty;
    t.deepEqual(run.outcome.violations, []);
    assertOneLedger(t, run);
    assertDecided(t, run);
    for (const view of run.views) {
      t.true(view.consensus.elections >= 1, `${view.name} has elected no committee`);
      t.true(view.consensus.microBlocks > 0, `${view.name} has settled nothing`);
      t.true(view.rounds[0]!.deliveredWh > 0, `${view.name} has delivered nothing`);
    }
  });

  test(`${name}: the same with faults on two threads`, async (t) => {
    const run = await faulty;
    const { options } = run;
    t.deepEqual(essence(await startRun({ ...options, host: 'workers', threads: 2 }).done), essence(run.outcome));
  });
}

/** Stops f members of each first committee, the first in rank among them. */
function stops(run: ObservedRun): { atUs: number; command: LabCommand }[] {
  return notesOf(run, 'epoch/began')
    .filter((note) => note.outcome === 'genesis')
    .flatMap(({ members }) => members.slice(0, Math.floor((members.length - 1) / 3)))
    .map(({ node }) => ({ atUs: 1_000_000, command: { kind: 'stop-node', node } }));
}

interface Commit {
  readonly certificate: { readonly header: { readonly shard: number; readonly epoch: number; readonly height: number; readonly previous: string } };
  readonly transactions: readonly object[];
}

/** One block a height, each behind the one before it, the same for everybody who tells of it. */
function assertOneLedger(t: ExecutionContext, run: ObservedRun): void {
  const byPlace = new Map<string, string>();
  const lengths = new Map<number, number>();
  for (const { shard, record } of run.records) {
    if (record.type !== 'commit' || record.record.kind !== 'ledger/block') continue;
    const { header } = (record.record as unknown as Commit).certificate;
    const place = `${header.shard}/${header.height}`;
    const text = canonicalText(header);
    t.is(byPlace.get(place) ?? text, text, place);
    byPlace.set(place, text);
    t.is(header.shard, shard);
    t.is(header.height, lengths.get(shard) ?? 0);
    lengths.set(shard, header.height + 1);
    const before = byPlace.get(`${shard}/${header.height - 1}`);
    if (before) t.is(header.previous, contentHash(nodeSuite, 'committee/block', JSON.parse(before)));
  }
  for (const view of run.views) t.true(lengths.get(view.shard)! > 3);
}

/** Every transaction that had the time for it has exactly one final word, and nobody has given up. */
function assertDecided(t: ExecutionContext, run: ObservedRun): void {
  const submitted = notesOf(run, 'ledger/submitted').filter((note) => !note.again);
  const final = notesOf(run, 'ledger/final');
  t.deepEqual(final.filter((note) => note.code === 'abandoned'), []);
  const stopped = new Set(run.outcome.journal.map((entry) => (entry.command as { node?: string }).node));
  const known = new Set(final.map((note) => note.transaction));
  const nameOf = namesOf(run.options);
  // What a stopped node has submitted and what is younger than ten seconds may still wait.
  const late = submitted.filter((note) => note.timeUs < run.outcome.nowUs - 10_000_000 && !known.has(note.transaction) && !stopped.has(nameOf(note.node)));
  t.deepEqual(late, []);
  t.true(final.length > 20);
  for (const view of run.views) t.deepEqual(view.rounds.slice(0, 1).map((round) => round.failedSettlements), [0]);
}

test('every engine names its source, and agreement, validity and liveness are checked in every run', (t) => {
  for (const engine of ENGINES) t.regex(engine.source, /SEED [A-E]\d/);
  for (const name of ['agreement', 'validity', 'liveness']) t.true(CHECKERS.some((checker) => checker.name === name));
});
