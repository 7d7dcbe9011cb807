import test from 'ava';
import { announce, readScreen } from '../../src/tui/reader/announce.js';
import { plainKeys } from '../../src/tui/reader/plain-keys.js';
import { spokenTime } from '../../src/tui/reader/spoken-time.js';
import { INITIAL_UI, type Model } from '../../src/tui/model.js';
import { frameOf, modelOf, shardView } from './states.js';

const ASCII = { color: false, glyphs: 'ascii' } as const;
const model = (change: Partial<Model> = {}): Model => modelOf(100, 60, { style: ASCII, ...change });

test('a run is greeted once; then only what changes is told', (t) => {
  const frame = frameOf(4, { journal: [] });
  t.regex(announce(model({ frame: null }), model({ frame })).join(' '), /campus-4, seed 7, 4 campuses/);
  t.deepEqual(announce(model({ frame }), model({ frame: { ...frame, nowUs: frame.nowUs + 1 } })), []);
  const paused = { ...frame, state: 'paused' };
  t.deepEqual(announce(model({ frame }), model({ frame: paused })), ['Paused at 12 minutes 34 seconds.']);
  t.deepEqual(announce(model({ frame: paused }), model({ frame: { ...paused, nowUs: 65_000_000 } })), ['Back at 1 minute 5 seconds.']);
});

test('what people do, what the log says and what is violated is told in sentences', (t) => {
  const frame = frameOf(2, { journal: [] });
  const attacked = { ...frame, journal: [{ atUs: 1, sequence: 0, shards: null, command: { kind: 'attack', name: 'consumer', level: 20, on: true } as never }] };
  t.deepEqual(announce(model({ frame }), model({ frame: attacked })), ['Attack consumer on, level 20.']);
  const view = shardView(1);
  const longer = { ...view, log: [...view.log, { timeUs: 760_000_000, level: 'bad' as const, text: 'fork of c2/ev-1 detected' }] };
  t.deepEqual(announce(model({ frame }), model({ frame: { ...frame, views: [frame.views[0]!, longer] } })), [`12 minutes 40 seconds, ${view.name}: warning: fork of c2/ev-1 detected.`]);
  const violated = { ...frame, violations: [{ checker: 'agreement', timeUs: 1, shard: 0, message: 'two blocks' }] };
  t.regex(announce(model({ frame }), model({ frame: violated })).join(), /^Violated: agreement in shard 0/);
});

test('another view is read out whole, without frames; within one only the selected line', (t) => {
  const before = model();
  const help = model({ ui: { ...INITIAL_UI, modes: ['help'] } });
  const lines = announce(before, help);
  t.true(lines.some((line) => line.startsWith('Help')));
  t.true(lines.length > 20);
  for (const line of lines) t.notRegex(line, /^\||\|$|^\+-/);
  const shards = model({ ui: { ...INITIAL_UI, focus: 'shards' } });
  const moved = { ...shards, ui: { ...shards.ui, shard: 1 } };
  t.deepEqual(announce(shards, moved).filter((line) => line.includes('East')).length, 1);
  t.true(announce(shards, moved).length <= 2);
  t.true(readScreen(shards).every((line) => [...line].every((character) => character.charCodeAt(0) < 128)));
});

test('two futures are told of: where they part, which one it is, what they come to differ in, and which one is left', (t) => {
  const frame = frameOf(4, { journal: [] });
  const futures = { shown: 'B' as const, forkUs: 65_000_000, other: frame, comparedUs: 70_000_000, moved: [] };
  const alone = model({ frame });
  const forked = model({ frame: { ...frame, futures } });
  t.deepEqual(announce(alone, forked), ['Two futures from 1 minute 5 seconds on. This is B; capital V changes to the other one, c compares them.']);
  t.deepEqual(announce(forked, forked), []);
  t.deepEqual(announce(forked, model({ frame: { ...frame, futures: { ...futures, shown: 'A' } } })), ['This is future A.']);
  const moved = [0, 1, 2, 3, 4].map((index) => ({ index, shard: 1, atUs: 66_000_000 }));
  const apart = model({ frame: { ...frame, futures: { ...futures, moved } } });
  const told = announce(forked, apart);
  t.is(told.length, 4);
  t.regex(told[0]!, /^The futures differ in totals\.requests, since 1 minute 6 seconds in East: \d+ in A, \d+ in B\.$/);
  t.is(told[3], 'And in 2 more.');
  t.deepEqual(announce(apart, apart), []);
  t.deepEqual(announce(apart, model({ frame: { ...frame, futures: { ...futures, other: null } } })), ['Future B goes on; the other one is discarded.']);
});

test('times are spoken', (t) => {
  t.is(spokenTime(0), '0 seconds');
  t.is(spokenTime(3_601_000_000), '1 hour 1 second');
});

test('raw bytes become key names', (t) => {
  t.deepEqual(plainKeys('a\u001B[A\u001B[Z\r\t \u007F\u001B\u0003'), ['a', 'up', 'shift-tab', 'enter', 'tab', 'space', 'backspace', 'escape', 'ctrl-c']);
});
