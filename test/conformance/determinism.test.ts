import test from 'ava';
import { ATTACKS } from '../../src/core/attacks/catalogue.js';
import type { AttackSetting } from '../../src/core/actors/parameters.js';
import type { LabCommand } from '../../src/core/scenario/operate.js';
import { RECOVERY_CHECKPOINTS } from '../../src/nodes/checkpoint-policy.js';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunOptions, RunOutcome } from '../../src/nodes/run.js';
import { essence, labOptions } from './lab.js';

// DESIGN 1: a run is a pure function of version, scenario, seed and journal. Each group has one reference, hosted in
// process, and every other way of hosting the same run must come to the same digest, views and checks.

const inProcess = (options: RunOptions): Promise<RunOutcome> => startRun(options).done;
const onThreads = (options: RunOptions, threads: number): RunOptions => ({ ...options, host: 'workers', threads });

const tiny = labOptions('tiny', [], { rounds: 1 });
const reference = inProcess(tiny);

test('tiny trades, settles across campuses and elects, so there is something to compare', async (t) => {
  const outcome = await reference;
  t.is(outcome.ended, 'rounds');
  t.deepEqual(outcome.violations, []);
  t.true(outcome.epochDigests.every((epochs) => epochs.length >= 2));
  const views = outcome.views as { crossShard: { committed: number }; rounds: { deliveredWh: number }[] }[];
  t.true(views.some((view) => view.crossShard.committed > 0));
  t.true(views.every((view) => view.rounds[0]!.deliveredWh > 0));
});

test('a second run gives the same, another seed another digest', async (t) => {
  t.deepEqual(essence(await inProcess(tiny)), essence(await reference));
  const other = { ...tiny, seed: 8, end: { untilUs: 10_000_000 } };
  t.not((await inProcess(other)).digest, (await inProcess({ ...other, seed: 7 })).digest);
});

for (const threads of [1, 2, 4]) {
  test(`tiny on ${threads} threads`, async (t) => {
    t.deepEqual(essence(await startRun(onThreads(tiny, threads)).done), essence(await reference));
  });
}

test('a worker killed between windows and one killed within a window change nothing', async (t) => {
  const run = startRun({ ...onThreads(tiny, 2), paused: true, checkpoints: { ...RECOVERY_CHECKPOINTS, windowsMin: 40 } });
  const deaths = ['exit', 'between'] as const;
  let killed = 0;
  run.subscribe((frame) => {
    // The first death comes before any checkpoint, the second after one.
    if (killed < 2 && frame.state === 'paused') {
      const due = frame.windows >= (killed === 0 ? 3 : 90);
      if (due) run.killWorker(killed, deaths[killed++]);
      if (killed < 2) run.stepWindow();
      else run.resume();
    }
  });
  const outcome = await run.done;
  t.is(killed, 2);
  t.is(outcome.workersReplaced, 2);
  t.deepEqual(essence(outcome), essence(await reference));
});

test('pauses, single steps, speeds and watchers change nothing', async (t) => {
  const run = startRun({ ...tiny, paused: true, speed: 500 });
  let pauses = 0;
  let frames = 0;
  run.subscribe((frame) => {
    frames += 1;
    if (frame.state === 'paused' && frame.windows < 8) run.stepWindow();
    else if (frame.state === 'paused') run.resume();
    else if (frame.state === 'running' && pauses < 3) {
      pauses += 1;
      run.setSpeed(pauses === 3 ? 'max' : 1000 * pauses);
      run.pause();
    }
  });
  const outcome = await run.done;
  t.is(pauses, 3);
  t.true(frames > 8);
  t.deepEqual(essence(outcome), essence(await reference));
});

test('what a person does live is in the journal, and the journal replays the run on any host', async (t) => {
  const end = { untilUs: 12_000_000 };
  const commands: LabCommand[] = [{ kind: 'set', path: 'market.gamma1', value: 0.35 }, { kind: 'stop-node', node: 'c1/ev-03' }];
  let done = 0;
  const run = startRun({ ...onThreads(tiny, 2), end, paused: true });
  run.subscribe((frame) => {
    if (frame.state !== 'paused') return;
    if (frame.windows >= 6 && done === 0) run.operate(commands[done++]!, null);
    else if (frame.windows >= 12 && done === 1) run.operate(commands[done++]!, null);
    if (done < 2) run.stepWindow();
    else run.resume();
  });
  const live = await run.done;
  t.is(live.journal.length, 2);
  t.deepEqual(essence(await inProcess({ ...tiny, end, journal: live.journal })), essence(live));
  t.not(live.digest, (await inProcess({ ...tiny, end })).digest);
});

const all: AttackSetting[] = ATTACKS.map(({ name }, at) => ({ name, level: 1, fromUs: at * 500_000, toUs: name === 'cut' ? 20_000_000 : null }));

test('tiny with every attack on, one after the other, in process and on two threads', async (t) => {
  const attacked = labOptions('tiny', [], { rounds: 1, attacks: all });
  const outcome = await inProcess(attacked);
  t.deepEqual(essence(await startRun(onThreads(attacked, 2)).done), essence(outcome));
  t.not(outcome.digest, (await reference).digest);
});

test('campus-4 up to its offers, in process and on four threads', async (t) => {
  const campuses = labOptions('campus-4', [], { untilUs: 37_000_000 });
  const outcome = await inProcess(campuses);
  t.is(outcome.ended, 'until');
  t.true(outcome.events > 2000);
  t.deepEqual(essence(await startRun(onThreads(campuses, 4)).done), essence(outcome));
});
