import test from 'ava';
import { createStore, PUBLISH_EVERY_MS, type StoreClock } from '../../src/tui/store.js';
import { frameOf, modelOf } from './states.js';

function clockwork() {
  let nowMs = 1000;
  let due: { atMs: number; call: () => void } | null = null;
  const clock: StoreClock = {
    nowMs: () => nowMs,
    after: (delayMs, call) => {
      due = { atMs: nowMs + delayMs, call };
      return () => {
        due = null;
      };
    },
  };
  const pass = (ms: number): void => {
    nowMs += ms;
    const ripe = due;
    if (ripe !== null && ripe.atMs <= nowMs) {
      due = null;
      ripe.call();
    }
  };
  return { clock, pass, waits: () => due !== null };
}

test('frames are published at most eight times a second, and the newest one wins', (t) => {
  const { clock, pass, waits } = clockwork();
  const store = createStore(modelOf(80, 24, { frame: null }), clock);
  const seen: number[] = [];
  store.subscribe(() => seen.push(store.snapshot().frame!.windows));
  for (let windows = 1; windows <= 30; windows += 1) {
    store.frame(frameOf(1, { windows }));
    pass(1000 / 30);
  }
  t.true(seen.length <= 1 + 1000 / PUBLISH_EVERY_MS, String(seen.length));
  t.true(seen.length >= 7);
  t.is(seen[0], 1);
  pass(PUBLISH_EVERY_MS);
  t.is(seen.at(-1), 30);
  t.false(waits());
});

test('a key is published at once, with the newest frame, and only if it changes something', (t) => {
  const { clock } = clockwork();
  const store = createStore(modelOf(80, 24, { frame: null }), clock);
  store.frame(frameOf(1, { windows: 1 }));
  store.frame(frameOf(1, { windows: 2 }));
  let published = 0;
  store.subscribe(() => (published += 1));
  store.ui((ui) => ui);
  t.is(published, 0);
  store.ui((ui) => ({ ...ui, shard: 1 }));
  t.is(published, 1);
  t.like(store.snapshot(), { frame: { windows: 2 }, ui: { shard: 1 } });
});

test('a pause shows at once', (t) => {
  const { clock } = clockwork();
  const store = createStore(modelOf(80, 24, { frame: null }), clock);
  store.frame(frameOf(1));
  store.frame(frameOf(1, { state: 'paused' }));
  t.is(store.snapshot().frame?.state, 'paused');
});

test('snapshots are immutable and the same until something changes', (t) => {
  const { clock } = clockwork();
  const store = createStore(modelOf(80, 24), clock);
  const before = store.snapshot();
  t.is(store.snapshot(), before);
  store.resize(80, 24);
  t.is(store.snapshot(), before);
  store.resize(100, 30);
  t.not(store.snapshot(), before);
  t.is(before.columns, 80);
});
