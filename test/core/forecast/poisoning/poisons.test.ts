import test from 'ava';
import type { Update } from '../../../../src/core/forecast/aggregation/rule.js';
import { INPUTS } from '../../../../src/core/forecast/inputs.js';
import { normalQuantile } from '../../../../src/core/forecast/poisoning/normal-quantile.js';
import { hidingDeviations, poisonedRows, poisonUpdates } from '../../../../src/core/forecast/poisoning/poisons.js';

const TRAINED: Update[] = [
  { client: 'a', rows: 3, change: Int32Array.of(10, -4, 0) },
  { client: 'b', rows: 5, change: Int32Array.of(20, -8, 0) },
];

function changes(updates: readonly Update[]): number[][] {
  return updates.map((update) => [...update.change]);
}

test('label flips mirror the energies, and only where the poison trains on them', (t) => {
  const rows = { count: 2, inputs: new Float64Array(2 * INPUTS), targets: Float64Array.of(0.5, -2) };
  t.deepEqual([...poisonedRows('label-flip', rows).targets], [-0.5, 2]);
  t.deepEqual([...poisonedRows('scaled', rows).targets], [-0.5, 2]);
  t.is(poisonedRows('sign-flip', rows), rows);
  t.is(poisonedRows('colluding', rows), rows);
});

test('what poisoned clients send', (t) => {
  t.deepEqual(changes(poisonUpdates('label-flip', TRAINED, 10)), changes(TRAINED));
  t.deepEqual(changes(poisonUpdates('sign-flip', TRAINED, 10)), [[-10, 4, 0], [-20, 8, 0]]);
  t.deepEqual(changes(poisonUpdates('scaled', TRAINED, 10)), [[100, -40, 0], [200, -80, 0]]);
  t.deepEqual(poisonUpdates('scaled', [{ ...TRAINED[0]!, change: Int32Array.of(2 ** 30) }], 10)[0]!.change, Int32Array.of(2 ** 31 - 1));
});

test('colluders all send the mean less z deviations', (t) => {
  const sent = poisonUpdates('colluding', TRAINED, 10);
  t.deepEqual(sent[0]!.change, sent[1]!.change);
  const z = hidingDeviations(10, 2);
  t.deepEqual([...sent[0]!.change], [Math.floor(15 - 5 * z + 0.5), Math.floor(-6 - 2 * z + 0.5), 0]);
  t.deepEqual(poisonUpdates('colluding', [], 10), []);
});

test('z follows Baruch et al.: 24 of 50 hide within 1.43 deviations, none of 10 within nothing much', (t) => {
  // n = 50, m = 24: s = 26 - 24 = 2, (26 - 2) / 26 = 0.923.
  t.true(Math.abs(hidingDeviations(50, 24) - 1.4261) < 1e-3);
  // n = 30, m = 12: s = 16 - 12 = 4, 14 / 18.
  t.true(Math.abs(hidingDeviations(30, 12) - 0.7647) < 1e-3);
  t.is(hidingDeviations(30, 1), 0);
});

test('normal quantiles are those of the tables', (t) => {
  for (const [chance, x] of [[0.5, 0], [0.975, 1.959963985], [0.99, 2.326347874], [0.999, 3.090232306], [0.1, -1.281551566]] as const) {
    t.true(Math.abs(normalQuantile(chance) - x) < 1e-8, `${chance}: ${normalQuantile(chance)}`);
  }
  t.throws(() => normalQuantile(1), { instanceOf: RangeError });
});
