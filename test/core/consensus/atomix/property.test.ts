import test from 'ava';
import fc from 'fast-check';
import { quiescenceFault } from './invariants.js';
import { createTheatre, playAll, schedules, settle } from './theatre.js';

test('I1 to I6 hold after every step of adversarial schedules, and everything ends', (t) => {
  let committed = 0;
  let laterRuns = 0;
  fc.assert(
    fc.property(schedules, (moves) => {
      const { fault, theatre } = playAll(moves);
      if (fault !== null) throw new Error(fault);
      committed += theatre.watch.committed.size;
      if ([...theatre.watch.kinds.keys()].some((key) => key.split(' ')[1] !== '1')) laterRuns += 1;
    }),
    { numRuns: 150, includeErrorInReport: true, endOnFailure: true, seed: 20_261 },
  );
  // The schedules must have reached what they are for: commits, and runs after the first.
  t.true(committed > 200, `${committed} commits`);
  t.true(laterRuns > 30, `${laterRuns} schedules with a later run`);
});

test('without an adversary the rivals get as far as their inputs allow', (t) => {
  const theatre = createTheatre();
  settle(theatre);
  t.is(theatre.fault, null);
  t.is(quiescenceFault(theatre.watch, theatre.world), null);
  t.true(theatre.watch.committed.size >= 2);
});
