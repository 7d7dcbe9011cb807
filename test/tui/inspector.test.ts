import test from 'ava';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { INITIAL_UI, type UiState } from '../../src/tui/model.js';
import { inspecting } from '../../src/tui/modes/inspect-state.js';
import { createStore } from '../../src/tui/store.js';
import { fakeSource, noReach } from './fake-source.js';
import { ATTACK, CONSUMER, EV, NODES } from './node-states.js';
import { frameOf, modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };
const never = (): void => undefined;

function desk(ui: UiState, looks: readonly { readonly query: object; readonly detail: unknown }[], change = {}) {
  let nowMs = 0;
  const source = fakeSource(frameOf(4, { looks: looks as never, journal: [], ...change }));
  const store = createStore(modelOf(120, 40, { frame: source.frame(), ui }), { nowMs: () => (nowMs += 1000), after: () => never });
  source.subscribe(store.frame);
  const press = createDispatcher({ store, source: () => source, quit: never, suspend: never, redraw: never, ...noReach });
  return { source, type: (keys: string): void => press(keys, NO_KEY), enter: (): void => press('', { ...NO_KEY, return: true }), ui: () => store.snapshot().ui };
}

const ev = { query: { kind: 'node', shard: 0, name: EV.name }, detail: EV };
const nodes = { query: { kind: 'nodes', shard: 0 }, detail: NODES };
const onEv = inspecting(INITIAL_UI, { type: 'node', shard: 0, id: EV.name });

test('b lets one choose a node, Enter opens it, b goes back to the list and out, Esc closes', async (t) => {
  const { type, enter, ui } = desk(INITIAL_UI, [nodes]);
  type('bjjj');
  t.deepEqual(ui().modes, ['inspect']);
  enter();
  t.deepEqual(ui().inspector.target, { type: 'node', shard: 0, id: 'c1/ev-02' });
  type('l');
  await new Promise(setImmediate);
  t.is(ui().inspector.target!.id, 'c1/ev-03');
  type('b');
  t.is(ui().inspector.target, null);
  type('b');
  t.deepEqual(ui().modes, []);
  type('b');
  type('\u001B');
  t.deepEqual(ui().modes, []);
});

test('Enter opens what a view has selected, and nothing where it has nothing', (t) => {
  const attack = { query: { kind: 'attack', shard: 0, name: 'consumer' }, detail: ATTACK };
  const { type, enter, ui } = desk({ ...INITIAL_UI, view: 'attacks' }, [attack]);
  type('vv');
  enter();
  t.deepEqual(ui().inspector.target, { type: 'node', shard: 0, id: 'c1/consumer-3' });
  type('\u001B');
  type('8');
  enter();
  t.deepEqual(ui().modes, []);
});

test('a node is stopped and restarted by journal entries of its own, one of many by starting it alone', (t) => {
  const { source, type } = desk(onEv, [ev]);
  type('z');
  const [command] = source.commands;
  t.like(command, { kind: 'fault', id: 'stop/c1/ev-03' });
  t.like((command as { setting: object }).setting, { name: 'crash', nodes: 'c1/ev-03', toUs: null });
  type('r');
  t.is(source.commands.length, 1, 'it is up in what the run shows');
  const down = { ...EV, status: 'stopped', faults: [{ id: 'stop/c1/ev-03', name: 'crash', isAlone: true }, { id: 'f', name: 'skew', isAlone: true }] };
  const alone = desk(onEv, [{ ...ev, detail: down }]);
  alone.type('zr');
  t.deepEqual(alone.source.commands, [{ kind: 'heal', id: 'stop/c1/ev-03' }]);
  const many = desk(onEv, [{ ...ev, detail: { ...down, faults: [{ id: 'all', name: 'crash', isAlone: false }] } }]);
  many.type('r');
  t.deepEqual(many.source.commands, [{ kind: 'start-node', node: 'c1/ev-03' }]);
});

test('a node is made malicious by the chosen attack alone, joins others that were aimed at, and is taken out again', (t) => {
  const { source, type } = desk(onEv, [ev]);
  type('m');
  t.deepEqual(source.commands, [{ kind: 'attack', name: 'fork', level: 1, on: true, nodes: ['c1/ev-03'] }]);
  type('vvm');
  t.like(source.commands[1], { name: 'tamper', nodes: ['c1/ev-03'] });
  source.publish({});
  type('vm');
  t.like(source.commands[2], { name: 'sybil-split', level: 8, nodes: ['c1/ev-03'] });
  const aimed = { atUs: 0, sequence: 0, shards: null, command: { kind: 'attack', name: 'fork', level: 1, on: true, nodes: ['c1/ev-09'] } };
  const joined = desk(onEv, [ev], { journal: [aimed] });
  joined.type('m');
  t.like(joined.source.commands[0], { level: 2, nodes: ['c1/ev-09', 'c1/ev-03'] });
  joined.source.publish({});
  joined.type('m');
  t.like(joined.source.commands[1], { level: 1, nodes: ['c1/ev-09'] });
});

test('nothing can be done to a node when the run is over, and keys without an answer do nothing', (t) => {
  const over = desk(onEv, [ev], { state: 'finished' });
  over.type('zrm');
  t.deepEqual(over.source.commands, []);
  t.regex(over.ui().message!, /run is over/);
  const unanswered = desk(inspecting(INITIAL_UI, { type: 'node', shard: 0, id: CONSUMER.name }), []);
  unanswered.type('zrmvhljkgG');
  unanswered.enter();
  t.deepEqual(unanswered.source.commands, []);
  const event = desk(inspecting(INITIAL_UI, { type: 'event', shard: 0, id: 'abc' }), []);
  event.type('zrmvhljkgG');
  t.deepEqual(event.source.commands, []);
});
