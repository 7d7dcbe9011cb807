import test from 'ava';
import fc from 'fast-check';
import type { Book, Clearing } from '../../../../src/core/market/mechanism.js';
import { clearSretDouble } from '../../../../src/core/market/sret/double.js';
import { clearSretSingle } from '../../../../src/core/market/sret/single.js';
import type { MarketTerms } from '../../../../src/core/market/terms.js';
import { timedBooks } from './books.js';
import { strangersDouble, strangersSingle, type StrangersPiece } from './stranger.js';

const HOUR_US = 3_600_000_000;
const OPEN: MarketTerms = { defence: false, consumerPenalties: {}, exchangePenalties: {} };
const prefers = fc.constantFrom('energy' as const, 'evs' as const);

const BOOKS: Readonly<Record<string, fc.Arbitrary<Book>>> = {
  'whole hours and kWh': timedBooks(HOUR_US, 5, fc.nat(12).map((kWh) => 1000 * kWh)),
  'quarters of hours and any Wh': timedBooks(HOUR_US / 4, 9, fc.nat(9_999)),
  'seconds and any Wh': timedBooks(1_000_000, 9_999, fc.nat(9_999)),
};

for (const [what, books] of Object.entries(BOOKS)) {
  test(`double boundary, ${what}: the stranger's program agrees`, (t) => {
    fc.assert(
      fc.property(books, (book) => {
        const ours = clearSretDouble(book, OPEN).allocations.map(({ request, ev, energyWh }) => ({ request, ev, energyKWh: energyWh / 1000 }));
        return t.deepEqual(ours, strangersDouble(book)) === true;
      }),
      { numRuns: 200 },
    );
  });

  test(`single boundary, ${what}: the stranger's program agrees to the Wh and to 1e-6 h`, (t) => {
    fc.assert(
      fc.property(books, prefers, fc.constantFrom(3, 7.4, 22, Infinity), (book, prefer, pileKW) => {
        const ours = clearSretSingle(book, { ...OPEN, pilePowerW: pileKW * 1000, prefer });
        const { pieces, fulfilled } = strangersSingle(book, pileKW, prefer);
        t.deepEqual(ours.fulfilledIds, fulfilled);
        assertAlike(ours, pieces);
      }),
      { numRuns: 300 },
    );
    t.pass();
  });
}

/** Piece by piece in the order made; what is less than a Wh may be missing from ours. */
function assertAlike(ours: Clearing, theirs: readonly StrangersPiece[]): void {
  const mine = [...ours.allocations];
  for (const piece of theirs) {
    const own = mine[0]?.request === piece.request && mine[0].ev === piece.ev ? mine.shift()! : null;
    if (own === null) {
      if (piece.energyKWh < 0.001) continue;
      throw new Error(`${piece.request} ${piece.ev} ${piece.energyKWh}: ours has ${JSON.stringify(mine[0])}`);
    }
    const apart = [own.energyWh / 1000 - piece.energyKWh, own.window!.startUs / HOUR_US - piece.start, own.window!.endUs / HOUR_US - piece.end].map(Math.abs);
    if (!(apart[0]! < 0.001 + 1e-9 && apart[1]! < 1e-6 && apart[2]! < 1e-6)) throw new Error(`${JSON.stringify(piece)} is ${JSON.stringify(own)}`);
  }
  if (mine.length > 0) throw new Error(`only ours has ${JSON.stringify(mine[0])}`);
}
