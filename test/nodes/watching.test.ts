import test from 'ava';
import { startRun } from '../../src/nodes/coordinator.js';
import type { RunHandle, RunOptions } from '../../src/nodes/run.js';
import type { NodesDetail } from '../../src/core/inspect/nodes.js';
import { labOptions } from '../conformance/lab.js';

// What those who watch may do: step event by event, run to a landmark, look closer, stay at the end.

const OFTEN = { share: 0.5, gapMsMin: 0, windowsMin: 10, memoryBytes: Infinity };
const tiny: RunOptions = labOptions('tiny', ['market.awayWalletPermille=500'], { rounds: 1 });
const reference = startRun(tiny).done;

function paused(changes: Partial<RunOptions> = {}): RunHandle {
  return startRun({ ...tiny, paused: true, checkpoints: OFTEN, ...changes });
}

/** The next frame that is like this; somebody must be subscribed for there to be frames. */
function frameWhere(run: RunHandle, holds: (frame: NonNullable<ReturnType<RunHandle['frame']>>) => boolean): Promise<NonNullable<ReturnType<RunHandle['frame']>>> {
  return new Promise((resolve) => {
    const leave = run.subscribe((frame) => {
      if (!holds(frame)) return;
      setImmediate(() => leave());
      resolve(frame);
    });
  });
}

for (const host of ['in-process', 'workers'] as const) {
  test(`a run that is stepped event by event has the digest of one that is not (${host})`, async (t) => {
    const run = paused({ host, threads: 2 });
    const atUs = await run.rewind(10_000_000);
    let { events } = await frameWhere(run, (frame) => frame.nowUs === atUs);
    let nowUs = 0;
    for (let at = 0; at < 40; at++) {
      const next = frameWhere(run, (frame) => frame.events > events);
      run.stepEvent();
      const frame = await next;
      t.true(frame.nowUs > nowUs && frame.events - events < 20);
      ({ events, nowUs } = frame);
    }
    await run.rewind(5_000_000);
    run.resume();
    t.is((await run.done).digest, (await reference).digest);
  });
}

test('what a person does within a window counts from its end', async (t) => {
  const run = paused();
  await run.rewind(10_000_000);
  const stepped = frameWhere(run, ({ nowUs }) => nowUs > 10_000_000 && nowUs % 1 === 0);
  run.stepEvent();
  const { nowUs } = await stepped;
  const entry = run.operate({ kind: 'attack', name: 'silent', level: 1, on: true } as never, null);
  t.true(entry!.atUs > nowUs);
  run.resume();
  const live = await run.done;
  const again = await startRun({ ...tiny, journal: live.journal, given: tiny.journal.length }).done;
  t.is(again.digest, live.digest);
});

test('a run goes to a landmark and stays there', async (t) => {
  const run = paused({ end: { untilUs: 70_000_000 } });
  const round = await run.runTo(['round']);
  t.is(round?.name, 'round');
  const election = await run.runTo(['election']);
  t.is(election?.name, 'election');
  t.true(election!.atUs > round!.atUs);
  const frame = await frameWhere(run, () => true);
  t.is(frame.nowUs, election!.atUs);
  t.is(frame.state, 'paused');
  t.deepEqual(frame.landmarks.filter(({ name }) => name === 'round').length > 0, true);
  t.is(await run.runTo(['violation']), null);
  run.resume();
  await run.done;
});

test('a run that is paused on its way stays where it is', async (t) => {
  const run = paused({ end: { untilUs: 70_000_000 } });
  const leave = run.subscribe(({ nowUs }) => {
    if (nowUs > 20_000_000) run.pause();
  });
  const reached = await run.runTo(['violation']);
  leave();
  t.is(reached, null);
  t.true((await frameWhere(run, () => true)).nowUs < 60_000_000);
  run.resume();
  await run.done;
});

test('closer looks come with frames and by themselves, and change nothing', async (t) => {
  const run = paused({ host: 'workers', threads: 2 });
  await run.rewind(10_000_000);
  run.look([{ kind: 'nodes', shard: 1 }, { kind: 'nodes', shard: 0 }]);
  const { looks } = await frameWhere(run, (frame) => frame.looks.length === 2);
  t.deepEqual(looks.map(({ query }) => query.shard), [1, 0]);
  const nodes = (looks[1]!.detail as NodesDetail).nodes;
  t.true(nodes.some(({ name, role }) => name === 'c1/cs' && role === 'control-system'));
  t.deepEqual(await run.ask({ kind: 'nodes', shard: 0 }), looks[1]!.detail);
  run.resume();
  t.is((await run.done).digest, (await reference).digest);
  await t.throwsAsync(run.ask({ kind: 'nodes', shard: 0 }));
});

test('a run that is held waits at its end, can be rewound from there, and ends as it would have', async (t) => {
  const run = paused({ hold: true });
  run.resume();
  const finished = await frameWhere(run, ({ state }) => state === 'finished');
  run.pause();
  await run.rewind(5_000_000);
  const rewound = await frameWhere(run, ({ state }) => state === 'paused');
  t.true(rewound.nowUs < finished.nowUs);
  t.is(rewound.frontierUs, finished.nowUs);
  run.resume();
  await frameWhere(run, ({ state }) => state === 'finished');
  run.stop();
  const outcome = await run.done;
  t.is(outcome.ended, 'rounds');
  t.is(outcome.digest, (await reference).digest);
});
