import test from 'ava';
import { createDispatcher } from '../../src/tui/dispatch.js';
import type { InkKey } from '../../src/tui/keys.js';
import { suggestions } from '../../src/tui/commands/obey.js';
import { commands } from '../../src/tui/commands/registry.js';
import { drawScreen, composeRows } from '../../src/tui/screen.js';
import { createStore } from '../../src/tui/store.js';
import { edited, inputOf } from '../../src/tui/text/input.js';
import { fakeSource, noReach } from './fake-source.js';
import { frameOf, modelOf } from './states.js';

const NO_KEY: InkKey = { upArrow: false, downArrow: false, leftArrow: false, rightArrow: false, return: false, escape: false, ctrl: false, shift: false, tab: false, meta: false };

function desk() {
  const source = fakeSource(frameOf(4, { journal: [] }));
  const store = createStore(modelOf(100, 30, { frame: source.frame() }), { nowMs: () => 0, after: () => () => undefined });
  source.subscribe(store.frame);
  const sets: string[] = [];
  const press = createDispatcher({
    store, source: () => source, quit: () => undefined, suspend: () => undefined, redraw: () => undefined, ...noReach,
    readSet: (text) => {
      sets.push(text);
      return text.startsWith('market.defence=') ? { ok: true, command: { kind: 'set', path: 'market.defence', value: false } } : { ok: false, message: 'that field is fixed' };
    },
  });
  const enter = (): void => press('\r', { ...NO_KEY, return: true });
  const line = (text: string): void => {
    press(`:${text}`, NO_KEY);
    enter();
  };
  return { source, store, press, enter, line, sets, ui: () => store.snapshot().ui, screen: () => composeRows(drawScreen(store.snapshot()), 30).join('\n') };
}

test('every command has a help and no two share a name', (t) => {
  const names = commands().map(({ name }) => name);
  t.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
  for (const { help } of commands()) t.true(help.length > 5);
});

test('the palette switches attacks, sets live fields, travels, runs on, and shows views', async (t) => {
  const { source, line, ui, sets } = desk();
  line('attack consumer:7');
  line('attack fork off');
  t.deepEqual(source.commands, [{ kind: 'attack', name: 'consumer', level: 7, on: true }, { kind: 'attack', name: 'fork', level: 1, on: false }]);
  t.is(ui().message, 'fork off');
  line('set market.defence=false');
  t.deepEqual(sets, ['market.defence=false']);
  t.deepEqual(source.commands.at(-1), { kind: 'set', path: 'market.defence', value: false });
  line('goto 1m60s');
  line('goto 00:02:00');
  line('until election');
  line('speed 25');
  line('pause');
  await new Promise(setImmediate);
  t.deepEqual(source.asked.filter((one) => !one.startsWith('look')), ['pause', 'travel 120000000', 'pause', 'travel 120000000', 'run to election', 'speed 25', 'pause']);
  line('campus 3');
  t.is(ui().shard, 2);
  line('overview');
  t.is(ui().view, 'overview');
  t.deepEqual(ui().modes, []);
});

test('what is wrong is said where it was typed, with the nearest word', (t) => {
  const { line, ui, press, screen, source } = desk();
  const error = (text: string): string | null => {
    line(text);
    const said = ui().palette.error;
    press('', { ...NO_KEY, escape: true, meta: true });
    return said;
  };
  t.regex(error('atack consumer')!, /did you mean "attack"/);
  t.regex(error('attack consumr')!, /did you mean "consumer"/);
  t.regex(error('attack consumer:0')!, /whole number/);
  t.regex(error('goto soon')!, /90s/);
  t.regex(error('goto 2m3')!, /90s/);
  t.regex(error('set shards=3')!, /fixed/);
  t.regex(error('speed -1')!, /above 0/);
  t.regex(error('pause now')!, /nothing behind/);
  line('nonsense');
  t.true(screen().includes('there is no command "nonsense"'));
  t.deepEqual(source.commands, []);
});

test('Tab completes a name, then its argument; Enter on one that wants more waits for it', (t) => {
  const { press, ui, enter, source } = desk();
  press(':att', NO_KEY);
  press('\t', { ...NO_KEY, tab: true });
  t.is(ui().palette.input.text, 'attack ');
  press('co', NO_KEY);
  press('\t', { ...NO_KEY, tab: true });
  t.is(ui().palette.input.text, 'attack consumer:20');
  enter();
  t.is(source.commands.length, 1);
  press(':goto', NO_KEY);
  press('', { ...NO_KEY, downArrow: true });
  enter();
  t.is(ui().palette.input.text, 'goto ');
  t.deepEqual(ui().modes, ['palette']);
});

test('keys that mean something elsewhere are letters here', (t) => {
  const { press, ui, source } = desk();
  press(':q a?', NO_KEY);
  t.is(ui().palette.input.text, 'q a?');
  t.deepEqual(source.commands, []);
});

test('suggestions begin with what begins so', (t) => {
  const model = modelOf(100, 30);
  t.is(suggestions('un', model)[0]!.line, 'until ');
  t.true(suggestions('until e', model).every(({ line }) => line.startsWith('until e')));
  t.true(suggestions('', model).length === commands().length);
});

test('a line is edited as in a shell', (t) => {
  let input = inputOf('set a b');
  for (const key of ['ctrl-w', 'backspace', 'home', 'x', 'end', 'space', 'z']) input = edited(input, key) ?? input;
  t.is(input.text, 'xset a z');
  t.is(edited(input, 'ctrl-u')!.text, '');
  t.is(edited(input, 'up'), null);
});
