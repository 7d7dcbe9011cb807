import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { FaultSetting } from '../../../src/core/actors/parameters.js';
import type { LabCommand } from '../../../src/core/scenario/operate.js';
import type { RunOptions } from '../../../src/nodes/run.js';
import { runOptions } from '../../../src/nodes/run-scenario.js';
import { loadScenario, problemText } from '../../../src/nodes/scenario-file.js';
import { labOptions, namesOf, notesOf, observe, withCommands, type SeenStep } from '../../conformance/lab.js';

const second = 1_000_000;
const SMALL = ['population.evs=8', 'population.consumers=4', 'population.exchanges=4', 'population.chargingPoints=8', 'committee.thetaP=4', 'committee.thetaCP=4', 'committee.genesisMembers=4', 'ledger.boevPeers=2', 'ledger.endorsements=1'];
const base = (untilUs: number): RunOptions => labOptions('tiny', SMALL, { untilUs, seed: 5 });

function fault(name: FaultSetting['name'], nodes: string, more: Partial<FaultSetting> = {}): FaultSetting {
  return { name, nodes, others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs: 0, toUs: null, ...more };
}
const begin = (atUs: number, id: string, setting: FaultSetting): { atUs: number; command: LabCommand } => ({ atUs, command: { kind: 'fault', id, setting } });
const heal = (atUs: number, id: string): { atUs: number; command: LabCommand } => ({ atUs, command: { kind: 'heal', id } });

test('a member by rank is the one that holds the rank when the fault begins', async (t) => {
  const options = withCommands(base(5 * second), [begin(second, 'x', fault('crash', 'c2/member-0')), heal(3 * second, 'x')]);
  const run = await observe(options);
  const primary = notesOf(run, 'epoch/began').find((note) => note.shard === 1)!.members[0]!.node;
  const restarted = notesOf(run, 'actor/restarted');
  t.deepEqual(restarted.map((note) => namesOf(options)(note.node)), [primary]);
  t.true(restarted[0]!.seated);
});

test('of two crashes of a node the last to end brings it up, once', async (t) => {
  const run = await observe(
    withCommands(base(6 * second), [
      begin(second, 'a', fault('crash', 'c1/ev-1')),
      begin(1.5 * second, 'b', fault('crash', 'c1/ev-1, c1/ev-2')),
      heal(2 * second, 'a'),
      heal(4 * second, 'b'),
      heal(5 * second, 'b'),
      heal(5 * second, 'never begun'),
    ]),
  );
  t.deepEqual(notesOf(run, 'actor/restarted').map((note) => Math.floor(note.timeUs / second)), [4, 4]);
});

/** Messages that came to another campus than the sender's, by second. */
async function acrossBySecond(commands: Parameters<typeof withCommands>[1]): Promise<number[]> {
  const options = withCommands(base(60 * second), commands);
  const nameOf = namesOf(options);
  const counts = Array.from({ length: 60 }, () => 0);
  const onStep = ({ node, event, nowUs }: SeenStep): void => {
    if (event.type === 'message' && nameOf(event.from).slice(0, 2) !== nameOf(node).slice(0, 2)) counts[Math.floor(nowUs / second)]! += 1;
  };
  const run = await observe(options, { onStep });
  if (run.outcome.violations.length > 0) throw new Error(run.outcome.violations[0]!.message);
  return counts;
}
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

test('campuses that are parted do not hear each other; jammed, they hear everything when it heals', async (t) => {
  const calm = await acrossBySecond([]);
  t.true(sum(calm.slice(32, 40)) > 0);
  const parted = [begin(30 * second, 'x', fault('stop', 'c1', { others: 'c2' })), heal(41 * second, 'x')];
  t.is(sum((await acrossBySecond(parted)).slice(31, 41)), 0);
  const jammed = await acrossBySecond([begin(30 * second, 'x', fault('jam', 'c1')), heal(41 * second, 'x')]);
  t.is(sum(jammed.slice(31, 41)), 0);
  t.true(jammed[41]! > 0);
});

test('a scenario’s faults and changes become journal entries, each fault with its end', (t) => {
  const loaded = loadScenario('tiny', ['faults=[{name: crash, nodes: c1/cs, from: 2s, to: 3s}, {name: slow, nodes: c1, latency: 5ms}]', 'changes=[{path: market.gamma1, value: "0.3", at: 1s}]', 'until=9s']);
  if (!loaded.ok) throw new Error(loaded.problems.map(problemText).join('\n'));
  const { journal, end } = runOptions(loaded, { seed: 1, threads: 1, rounds: null, untilUs: null, attacks: [] });
  t.deepEqual(journal.map(({ atUs, command }) => [atUs / second, command.kind]), [[0, 'fault'], [1, 'set'], [2, 'fault'], [3, 'heal']]);
  t.deepEqual(journal[1]!.command, { kind: 'set', path: 'market.gamma1', value: 0.3 });
  t.deepEqual(end, { untilUs: 9 * second });
});

const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
  'a node that is not there': ['faults:\n  - { name: crash, nodes: c1/ev-99 }\n', /:2:\d+: faults\[0\]\.nodes: there is no node or campus "c1\/ev-99"/],
  'a member of the links': ['faults:\n  - { name: stop, nodes: c1/member-0 }\n', /a member by rank can crash or be skewed/],
  'nobody': ['faults:\n  - { name: stop, nodes: "" }\n', /expected at least one campus or node/],
  'an end before its beginning': ['faults:\n  - { name: stop, nodes: c1, from: 5s, to: 4s }\n', /ends at 4s, not after its beginning at 5s/],
  'a fault of no kind': ['faults:\n  - { name: crush, nodes: c1 }\n', /expected one of stop, slow, jam, loss, skew, crash; found "crush"; did you mean "crash"\?/],
  'a change of what is not live': ['changes:\n  - { path: shards, value: "3", at: 1s }\n', /live field "shards"/],
  'a change to what it cannot be': ['changes:\n  - { path: market.gamma1, value: "7", at: 1s }\n', /expected a number within its bounds; found "7"/],
};

for (const [what, [text, expected]] of Object.entries(wrong)) {
  test(`refused with its place: ${what}`, (t) => {
    const path = join(mkdtempSync(join(tmpdir(), 'v2g-faults-')), 'wrong.yaml');
    writeFileSync(path, text);
    const loaded = loadScenario(path, []);
    t.false(loaded.ok);
    t.regex(loaded.ok ? '' : loaded.problems.map(problemText).join('\n'), expected);
  });
}
