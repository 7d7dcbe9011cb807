import test from 'ava';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

const node = (id: number, name: string, role: string) => ({ id, name, role, status: 'up', credit: 10, seats: role === 'ev' ? 2 : 0 });

function desk() {
  const looks = [0, 1, 2, 3].map((shard) => ({ query: { kind: 'nodes', shard }, detail: { nodes: [node(shard * 10, `c${shard + 1}/cs`, 'control-system'), node(shard * 10 + 1, `c${shard + 1}/ev-1`, 'ev')] } }));
  const source = fakeSource(frameOf(4, { looks }));
  const store = createStore(modelOf(100, 30, { frame: source.frame() }), { nowMs: () => 0, after: () => () => undefined });
  const press = createDispatcher({ store, source: () => source, quit: () => undefined, suspend: () => undefined, redraw: () => undefined, ...noReach });
  return { press, ui: () => store.snapshot().ui, screen: () => composeRows(drawScreen(store.snapshot()), 30).join('\n'), enter: () => press('\r', { ...NO_KEY, return: true }) };
}

test('a node is found by its name and opened in the inspector', (t) => {
  const { press, ui, screen, enter } = desk();
  press('/c3/ev', NO_KEY);
  t.regex(screen(), /▸c3\/ev-1 +node +ev, 2 seats/);
  enter();
  t.deepEqual(ui().modes, ['inspect']);
  t.deepEqual(ui().inspector.target, { type: 'node', shard: 2, id: 'c3/ev-1' });
  t.is(ui().shard, 2);
});

test('blocks are found by height, transactions by hash and by party', (t) => {
  const { press, ui, enter } = desk();
  press('/42', NO_KEY);
  enter();
  t.deepEqual(ui().inspector.target, { type: 'block', shard: 0, id: '42' });
  press('/c-2-10', NO_KEY);
  enter();
  t.like(ui().inspector.target, { type: 'transaction', shard: 2 });
});

test('what nothing is called says so, and Esc leaves what was looked at as it was', (t) => {
  const { press, ui, screen, enter } = desk();
  press('/nobody', NO_KEY);
  t.true(screen().includes('nothing is called so'));
  enter();
  t.deepEqual(ui().modes, ['search']);
  press('', { ...NO_KEY, escape: true, meta: true });
  t.deepEqual(ui().modes, []);
  t.is(ui().search.input.text, '');
});
