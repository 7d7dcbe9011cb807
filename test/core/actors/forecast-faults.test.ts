import test from 'ava';
import type { FaultSetting } from '../../../src/core/actors/parameters.js';
import { startRun } from '../../../src/nodes/coordinator.js';
import type { RunOptions } from '../../../src/nodes/run.js';
import { labOptions, notesOf, observe, withCommands } from '../../conformance/lab.js';

// Learning to forecast goes on over crashes and rewinds.

const SMALL = ['forecast.enabled=true', 'forecast.every=2s', 'forecast.answerWindow=1s', 'forecast.rounds=6', 'forecast.trips=16', 'forecast.heldOutTrips=8', 'forecast.poolCars=2', 'forecast.poolEpochs=4', 'shards=1', 'market.awayWalletPermille=0'];
const second = 1_000_000;
const options = labOptions('tiny', SMALL, { seed: 3, untilUs: 14 * second });

function withCrash(nodes: string, fromUs: number, toUs: number): RunOptions {
  const setting: FaultSetting = { name: 'crash', nodes, others: '', latencyUs: 0, lossPermille: 0, offsetUs: 0, driftPpm: 0, fromUs, toUs };
  return withCommands(options, [
    { atUs: fromUs, command: { kind: 'fault', id: 'crash', setting } },
    { atUs: toUs, command: { kind: 'heal', id: 'crash' } },
  ]);
}

for (const host of ['in-process', 'workers'] as const) {
  test(`a campus that learns, rewound again and again, ends as it would have (${host})`, async (t) => {
    const checkpoints = { share: 0.5, gapMsMin: 0, windowsMin: 10, memoryBytes: Infinity };
    const reference = await startRun(options).done;
    const run = startRun({ ...options, host, paused: true, checkpoints });
    for (const atUs of [5, 3, 9, 4]) await run.rewind(atUs * second);
    run.resume();
    const { digest, views } = await run.done;
    t.is(digest, reference.digest);
    t.deepEqual(views, reference.views);
  });
}

test('EVs that crash while they train are missed in that round alone', async (t) => {
  const run = await observe(withCrash('c1/ev-01,c1/ev-02,c1/ev-03', 3 * second, 5 * second));
  const rounds = run.views[0]!.forecast;
  t.deepEqual(rounds.map(({ accepted }) => accepted), [24, 24, 21, 24, 24, 24, 0]);
  t.deepEqual(run.outcome.violations, []);
});

test('a control system that crashes between two models goes on with the next', async (t) => {
  const run = await observe(withCrash('c1/cs', 3 * second, 6 * second));
  const rounds = run.views[0]!.forecast.map(({ round }) => round);
  t.true(rounds.at(-1)! >= 3, rounds.join(' '));
  t.true(notesOf(run, 'forecast/evaluated').some(({ timeUs }) => timeUs > 7 * second));
  t.deepEqual(run.outcome.violations, []);
});
