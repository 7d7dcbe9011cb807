import test from 'ava';
import { createFrames, type Frames } from '../../src/nodes/frames.js';
import type { RunFrame } from '../../src/nodes/run.js';

const frame = { windows: 1 } as Omit<RunFrame, 'views'>;

/** The least of these waits after which another frame is due. */
function waitMs(frames: Frames): number | undefined {
  const nowMs = performance.now();
  return [50, 130, 300, 500, 900, 1100].find((ms) => frames.due(nowMs + ms));
}

test('frames come eight times a second, and none while nobody watches', (t) => {
  const frames = createFrames(() => 0);
  t.false(frames.due(1e9));
  const leave = frames.subscribe(() => undefined);
  t.true(frames.due(0));
  frames.publish(frame);
  t.is(waitMs(frames), 130);
  leave();
  t.is(waitMs(frames), undefined);
});

test('dear frames come less often, so that they take a tenth of the thread, but once a second however dear', (t) => {
  let busyMs = 0;
  const frames = createFrames(() => busyMs);
  frames.subscribe(() => undefined);
  const publish = (costMs: number): void => {
    frames.publish(frame);
    busyMs += costMs;
  };
  for (let at = 0; at < 8; at++) publish(45);
  t.is(waitMs(frames), 500);
  for (let at = 0; at < 8; at++) publish(5);
  t.is(waitMs(frames), 130);
  for (let at = 0; at < 8; at++) publish(4000);
  t.is(waitMs(frames), 1100);
});

test('a held frame is shown once, when it is asked for, unless another one was shown meanwhile', (t) => {
  const frames = createFrames(() => 0);
  const seen: number[] = [];
  frames.subscribe(({ windows }) => void seen.push(windows));
  frames.hold({ ...frame, windows: 4 });
  t.deepEqual(seen, []);
  t.false(frames.viewsAreOlderThan(4));
  frames.flush();
  frames.flush();
  t.deepEqual(seen, [4]);
  frames.hold({ ...frame, windows: 5 });
  frames.publish({ ...frame, windows: 6 });
  frames.flush();
  t.deepEqual(seen, [4, 6]);
  t.is(frames.last()?.windows, 6);
});
