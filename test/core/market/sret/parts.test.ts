import test from 'ava';
import fc from 'fast-check';
import { type Ranking, worth, worthAtMost } from '../../../../src/core/market/sret/rank.js';
import { type Scale, scaleFor } from '../../../../src/core/market/sret/scale.js';
import { type FinePiece, toWholeWh } from '../../../../src/core/market/sret/whole.js';

// Few values, so that ranges are empty and quantities meet exactly; or any.
const amount = (most: number) => fc.oneof(fc.integer({ min: 1, max: 8 }).map((eighth) => (eighth * most) / 8), fc.double({ min: 1e-6, max: most, noNaN: true }));

test('no EV within the bounds is worth more than the bound says', (t) => {
  const range = (most: number) => fc.tuple(amount(most), amount(most)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);
  const within = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.constantFrom('energy' as const, 'evs' as const), amount(10), amount(4), range(20), range(5), amount(3), fc.tuple(within, within, within), (prefer, powerKW, more, energy, hours, overlap, at) => {
      const ranking: Ranking = { prefer, powerKW, pileKW: more > 3.9 ? Infinity : powerKW * more, demandPotential: powerKW * 4 };
      if (ranking.pileKW < powerKW) return true;
      const pick = ([least, most]: readonly [number, number], share: number): number => least + share * (most - least);
      const [energyKWh, freeHours] = [pick(energy, at[0]), pick(hours, at[1])];
      const overlapHours = Math.min(overlap * at[2], freeHours, energyKWh / powerKW);
      const value = worth(ranking, energyKWh, freeHours, overlapHours, overlapHours === energyKWh / powerKW);
      return value <= worthAtMost(ranking, energy[0], energy[1], hours[0], hours[1], overlap);
    }),
    { numRuns: 4000 },
  );
  t.pass();
});

test('whole Wh: requests’ sums stay, no EV passes its offer, and each piece is rounded down or up', (t) => {
  const scale: Scale = { bits: 4, perWh: 16 };
  const matrix = fc.array(fc.array(fc.oneof(fc.constant(0), fc.nat(40)), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(matrix, (rows) => {
      const pieces: FinePiece[] = rows.flatMap((row, request) => {
        // The last EV tops each request up to whole Wh.
        const rest = (16 - (row.reduce((sum, energy) => sum + energy, 0) % 16)) % 16;
        return [...row, rest].map((energyFine, ev) => ({ request, ev, energyFine })).filter((piece) => piece.energyFine > 0);
      });
      const sumOf = (keep: (piece: FinePiece) => boolean, values: readonly number[]): number => values.reduce((sum, value, at) => sum + (keep(pieces[at]!) ? value : 0), 0);
      const fine = pieces.map((piece) => piece.energyFine);
      const offered = [0, 1, 2, 3, 4, 5].map((ev) => Math.ceil(sumOf((piece) => piece.ev === ev, fine) / 16));
      const whole = toWholeWh(pieces, offered, scale);
      const near = whole.every((energyWh, at) => Number.isInteger(energyWh) && Math.abs(energyWh - fine[at]! / 16) < 1);
      const kept = rows.every((_, request) => sumOf((piece) => piece.request === request, whole) === sumOf((piece) => piece.request === request, fine) / 16);
      return near && kept && offered.every((most, ev) => sumOf((piece) => piece.ev === ev, whole) <= most);
    }),
    { numRuns: 2000 },
  );
  t.pass();
});

test('energies are as fine as safe integers allow', (t) => {
  t.is(scaleFor(0).bits, 30);
  t.is(scaleFor(10_000).bits, 30);
  t.is(scaleFor(2 ** 40).bits, 12);
  t.is(scaleFor(Number.MAX_SAFE_INTEGER).bits, 0);
});
