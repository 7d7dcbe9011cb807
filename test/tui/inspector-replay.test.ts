import test from 'ava';
import type { ShardView } from '../../src/core/metrics/view.js';
import { startRun } from '../../src/nodes/coordinator.js';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { INITIAL_UI } from '../../src/tui/model.js';
import { inspecting } from '../../src/tui/modes/inspect-state.js';
import { inspect, queryOfTarget } from '../../src/tui/modes/inspect.js';
import { sourceOfRun } from '../../src/tui/run-source.js';
import { createStore } from '../../src/tui/store.js';
import type { Target } from '../../src/tui/views/view.js';
import { labOptions } from '../conformance/lab.js';
import { noReach } from './fake-source.js';
import { modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };
const never = (): void => undefined;
const tiny = labOptions('tiny', [], { untilUs: 30_000_000 });

test('what is done to nodes in the inspector is in the journal, and replays to the same digest', async (t) => {
  const run = startRun({ ...tiny, paused: true });
  const source = sourceOfRun(run);
  let nowMs = 0;
  const store = createStore(modelOf(120, 40, { frame: null, ui: INITIAL_UI }), { nowMs: () => (nowMs += 1000), after: () => never });
  const leave = source.subscribe(store.frame);
  const press = createDispatcher({ store, source: () => source, quit: never, suspend: never, redraw: never, ...noReach });
  /** Looks at a node in the inspector, presses keys there once it is on screen, and gives what the footer says. */
  const doTo = async (name: string, keys: string): Promise<string | null> => {
    const target: Target = { type: 'node', shard: 0, id: name };
    store.ui((ui) => inspecting(ui, target));
    const key = JSON.stringify(queryOfTarget(target));
    const isShown = (): boolean => store.snapshot().frame?.looks.some(({ query, detail }) => JSON.stringify(query) === key && detail !== null) ?? false;
    const shown = new Promise<void>((resolve) => {
      const stop = store.subscribe(() => {
        if (!isShown()) return;
        setImmediate(() => stop());
        resolve();
      });
    });
    source.look(inspect.looks!(store.snapshot()));
    await shown;
    press(keys, NO_KEY);
    return store.snapshot().ui.message;
  };
  await run.rewind(1_000_000);
  t.is(await doTo('c1/ev-09', 'z'), 'c1/ev-09 stops at the next barrier; r restarts it');
  t.is(await doTo('c1/consumer-1', 'm'), 'consumer is aimed at c1/consumer-1 alone from the next barrier');
  await run.rewind(2_000_000);
  t.is(await doTo('c1/ev-09', 'z'), 'c1/ev-09 is stopped already');
  t.is(await doTo('c1/consumer-3', 'm'), 'consumer is aimed at 2 nodes, c1/consumer-3 among them from the next barrier');
  await run.rewind(4_000_000);
  t.is(await doTo('c1/ev-09', 'r'), 'c1/ev-09 restarts at the next barrier');
  await run.rewind(5_000_000);
  t.is(await doTo('c1/ev-10', 'm'), 'fork is aimed at c1/ev-10 alone from the next barrier');
  t.is(await doTo('c1/cp-01', 'm'), 'no attack is carried by a charging-point');
  t.is(await doTo('c1/consumer-1', 'm'), 'c1/consumer-1 is honest again at the next barrier');
  leave();
  run.resume();
  const live = await run.done;
  const { attacks, log } = (live.views as ShardView[])[0]!;
  t.deepEqual([attacks['consumer']!.nodes, attacks['fork']!.nodes], [['c1/consumer-3'], ['c1/ev-10']]);
  t.true(attacks['consumer']!.attempts > 0);
  for (const said of ['crash begins: c1/ev-09', 'crash heals: c1/ev-09', 'c1/ev-09 has restarted']) t.true(log.some(({ text }) => text === said), said);
  t.deepEqual(live.journal.map(({ command }) => command.kind), ['fault', 'attack', 'attack', 'heal', 'attack', 'attack']);
  const again = await startRun({ ...tiny, journal: JSON.parse(JSON.stringify(live.journal)), given: tiny.journal.length }).done;
  t.is(again.digest, live.digest);
  t.deepEqual(again.views, live.views);
});
