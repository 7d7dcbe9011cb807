import test from 'ava';
import { createPacer } from '../../src/nodes/pacer.js';

test('as fast as possible nothing waits', (t) => {
  t.is(createPacer(false, 'max').waitFor(1e12), null);
});

test('paused, each step lets one window pass', (t) => {
  const pacer = createPacer(true, 'max');
  t.not(pacer.waitFor(0), null);
  pacer.step();
  t.is(pacer.waitFor(0), null);
  t.not(pacer.waitFor(0), null);
});

for (const [name, act] of [
  ['resume', (pacer) => pacer.resume()],
  ['step', (pacer) => pacer.step()],
  ['nudge', (pacer) => pacer.nudge()],
  ['release', (pacer) => pacer.release()],
  ['setSpeed', (pacer) => pacer.setSpeed(5)],
] as [string, (pacer: ReturnType<typeof createPacer>) => void][]) {
  test(`whoever waits out a pause looks again after ${name}`, async (t) => {
    const pacer = createPacer(true, 'max');
    const waited = pacer.waitFor(0);
    act(pacer);
    await waited;
    t.pass();
  });
}

test('a speed delays a window that is ahead of the clock, and only that', (t) => {
  const pacer = createPacer(false, 1);
  t.is(pacer.waitFor(0), null);
  t.not(pacer.waitFor(3_600_000_000), null);
  pacer.setSpeed('max');
  t.is(pacer.waitFor(3_600_000_000), null);
  t.throws(() => pacer.setSpeed(0), { instanceOf: RangeError });
});

test('after release nothing waits again', (t) => {
  const pacer = createPacer(true, 1);
  pacer.release();
  t.is(pacer.waitFor(1e12), null);
});
