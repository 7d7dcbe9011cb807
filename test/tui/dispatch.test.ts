import test, { type ExecutionContext } from 'ava';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { attackRows, type AttackRow } from '../../src/tui/model.js';
import { createStore } from '../../src/tui/store.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

const never = (): void => undefined;

function desk(up = true) {
  let nowMs = 0;
  const source = fakeSource(frameOf(4, { journal: [] }));
  const store = createStore(modelOf(120, 40, { frame: null }), { nowMs: () => (nowMs += 1000), after: () => never });
  const did: string[] = [];
  if (up) {
    source.subscribe(store.frame);
    store.frame(source.frame()!);
  }
  const press = createDispatcher({
    store,
    source: () => (up ? source : null),
    quit: () => did.push('quit'),
    suspend: () => did.push('suspend'),
    redraw: () => did.push('redraw'),
    ...noReach,
  });
  const type = (keys: string): void => press(keys, NO_KEY);
  const row = (name: string): AttackRow => attackRows(store.snapshot()).find((each) => each.entry.name === name)!;
  return { source, store, did, press, type, row, ui: () => store.snapshot().ui };
}

test('Space pauses and goes on; the dot pauses and steps', (t) => {
  const { source, type } = desk();
  type('  ');
  t.deepEqual(source.asked, ['pause', 'resume']);
  type('..');
  t.deepEqual(source.asked.slice(2), ['pause', 'step', 'step']);
});

test('steps go by the chosen unit; the run is scrubbed back and forth, to its start and to where it was', async (t) => {
  const { source, store, type, ui } = desk();
  source.publish({ state: 'paused', landmarks: [{ atUs: 500_000_000, shard: 0, name: 'round' }, { atUs: 700_000_000, shard: 1, name: 'round' }] });
  type('s.');
  t.is(ui().stepUnit, 'round');
  t.deepEqual(source.asked, ['run to round']);
  t.true(ui().travelling);
  await new Promise(setImmediate);
  t.false(ui().travelling);
  type(',');
  t.is(source.asked.at(-1), 'travel 700000000');
  await new Promise(setImmediate);
  type(',');
  t.is(source.asked.at(-1), 'travel 500000000');
  await new Promise(setImmediate);
  type('ss.');
  t.is(source.asked.at(-1), 'event');
  const now = store.snapshot().frame!.nowUs;
  type('[');
  t.is(source.asked.at(-1), `travel ${now - 10_000_000}`);
  type('<');
  t.is(source.asked.at(-1), 'travel 0');
  type('>');
  await new Promise(setImmediate);
  t.deepEqual(source.asked.slice(-2), ['travel 754000000', 'resume']);
});

test('plus and minus walk the speeds and stop at both ends', (t) => {
  const { source, type } = desk();
  type('++++');
  t.deepEqual(source.asked, ['speed 300', 'speed max']);
  type('-----');
  t.deepEqual(source.asked.slice(2), ['speed 300', 'speed 60', 'speed 10', 'speed 1']);
});

test('an attack key journals the attack, shows it as asked for, and takes it back', (t) => {
  const { source, type, row } = desk();
  type('o');
  t.deepEqual(source.commands, [{ kind: 'attack', name: 'fork', level: 1, on: true }]);
  t.like(row('fork'), { on: true, pending: true });
  source.publish({ nowUs: 755_000_000 });
  t.like(row('fork'), { on: true, pending: false, level: 1 });
  type('o');
  t.deepEqual(source.commands[1], { kind: 'attack', name: 'fork', level: 1, on: false });
  source.publish({ nowUs: 756_000_000 });
  t.like(row('fork'), { on: false, pending: false });
});

test('two quick presses of one attack key are on and off', (t) => {
  const { source, type } = desk();
  type('oo');
  t.deepEqual(
    source.commands.map((command) => command.kind === 'attack' && command.on),
    [true, false],
  );
});

test('an upper-case key switches the defence by its path; two attacks share one', (t) => {
  const { source, type, row } = desk();
  type('A');
  t.deepEqual(source.commands, [{ kind: 'set', path: 'market.defence', value: false }]);
  t.like(row('exchange'), { defence: false, defencePending: true });
  source.publish({ nowUs: 755_000_000 });
  t.like(row('exchange'), { defence: false, defencePending: false });
  type('E');
  t.deepEqual(source.commands[1], { kind: 'set', path: 'market.defence', value: true });
});

test('braces choose the level of the selected attack; one that is on follows at once', (t) => {
  const { source, type, row, press } = desk();
  press('', { ...NO_KEY, tab: true });
  press('', { ...NO_KEY, tab: true });
  press('', { ...NO_KEY, tab: true });
  type('jjj}}');
  t.is(row('sybil-split').level, 10);
  t.deepEqual(source.commands, []);
  type('p{');
  t.deepEqual(source.commands, [
    { kind: 'attack', name: 'sybil-split', level: 10, on: true },
    { kind: 'attack', name: 'sybil-split', level: 9, on: true },
  ]);
});

test('Tab and arrows move the focus; Enter opens; Esc backs out and never quits', (t) => {
  const { press, type, ui, did, store } = desk();
  press('', { ...NO_KEY, tab: true });
  t.is(ui().focus, 'shards');
  press('', { ...NO_KEY, tab: true, shift: true });
  press('', { ...NO_KEY, leftArrow: true });
  t.is(ui().focus, 'log');
  press('', { ...NO_KEY, return: true });
  t.deepEqual(ui().modes, ['zoom']);
  type('?');
  t.deepEqual(ui().modes, ['zoom', 'help']);
  store.ui((state) => ({ ...state, view: 'market' }));
  for (let times = 0; times < 4; times += 1) press('', { ...NO_KEY, escape: true, meta: true });
  t.deepEqual(ui().modes, []);
  t.is(ui().view, 'overview');
  t.deepEqual(did, []);
});

test('the selected shard stays within the shards', (t) => {
  const { type, ui } = desk();
  type('jjjjjjjj');
  t.is(ui().shard, 3);
  type('k');
  t.is(ui().shard, 2);
  type('g');
  t.is(ui().shard, 0);
  type('G');
  t.is(ui().shard, 3);
});

test('q and Ctrl-C quit, Ctrl-L and Ctrl-Z reach the terminal', (t) => {
  const { press, type, did } = desk();
  type('q');
  press('c', { ...NO_KEY, ctrl: true });
  press('l', { ...NO_KEY, ctrl: true });
  press('z', { ...NO_KEY, ctrl: true });
  t.deepEqual(did, ['quit', 'quit', 'redraw', 'suspend']);
});

test('before the run is up keys of the run do nothing and quit quits', (t: ExecutionContext) => {
  const { type, did, source, store } = desk(false);
  type(' .+-aA}jq');
  t.deepEqual(did, ['quit']);
  t.deepEqual(source.asked, []);
  t.deepEqual(store.snapshot().ui.pendingAttacks, {});
});
