import test from 'ava';
import fc from 'fast-check';
import { cosTurns, sinTurns } from '../../../src/core/numeric/periodic.js';

test('cosine and sine agree with the engine to 1e-14', (t) => {
  fc.assert(
    fc.property(fc.double({ min: -3, max: 3, noNaN: true }), (turns) => {
      const near = Math.abs(cosTurns(turns) - Math.cos(2 * Math.PI * turns)) < 1e-14;
      return near && Math.abs(sinTurns(turns) - Math.sin(2 * Math.PI * turns)) < 1e-14;
    }),
    { numRuns: 3000 },
  );
  t.pass();
});

test('quarters of a turn are exact', (t) => {
  t.deepEqual([0, 0.25, 0.5, 0.75, 1].map((turns) => Math.abs(cosTurns(turns))), [1, 0, 1, 0, 1]);
  t.is(cosTurns(0.5), -1);
  t.is(sinTurns(0.25), 1);
});
