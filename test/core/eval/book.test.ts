import test from 'ava';
import { type BookColumns, BOOK_FIELDS, BOOK_OPTIONS, PLAIN_BOOK, readBook, TIMED_BOOK } from '../../../src/core/eval/book.js';
import { EvalInputError, faultReason, readObject } from '../../../src/core/eval/input-error.js';

const row = { id: 'a', exchange: 'E1', consumer: 'c', bidPerKWh: 0.25, demandKWh: 1.5, submittedAt: 3, start: 9, end: 10.5 };
const offer = { ev: 'v', energyKWh: 4, start: -0.5, end: 11 };

function book(input: object, columns: BookColumns = TIMED_BOOK) {
  return readBook(readObject(input, '$', BOOK_FIELDS, BOOK_OPTIONS), columns);
}

function faults(input: object, columns: BookColumns = TIMED_BOOK): string[] {
  try {
    book(input, columns);
  } catch (error) {
    if (error instanceof EvalInputError) return error.faults.map((fault) => `${fault.path}: ${faultReason(fault)}`);
    throw error;
  }
  return [];
}

test('amounts become whole Wh, milli-units and microseconds', (t) => {
  t.deepEqual(book({ requests: [row], offers: [{ ...offer, askPerKWh: 0.1 }], exchanges: ['E1'] }), {
    requests: [{ id: 'a', exchange: 'E1', consumer: 'c', bidMilliPerKWh: 250, demandWh: 1500, submittedAtUs: 3, window: { startUs: 32_400_000_000, endUs: 37_800_000_000 } }],
    offers: [{ ev: 'v', energyWh: 4000, window: { startUs: -1_800_000_000, endUs: 39_600_000_000 }, askMilliPerKWh: 100 }],
  });
});

test('hours are taken to the nearest microsecond, a half upwards', (t) => {
  const at = (start: number): number => book({ requests: [], offers: [{ ...offer, start, end: 1e6 }] }).offers[0]!.window!.startUs;
  t.is(at(20.1), 72_360_000_000);
  t.is(at(1 / 3), 1_200_000_000);
  t.is(at(1e-10), 0);
  // 1.25e-9 h is 4.5 µs.
  t.is(at(1.25e-9), 5);
  t.is(at(-1.25e-9), -4);
  t.is(at(1.24e-9), 4);
  t.is(at(200_000.25), 720_000_900_000_000);
});

test('windows and asks may be left out where a mechanism does not need them', (t) => {
  const plain = { requests: [{ ...row, start: undefined, end: undefined }], offers: [{ ev: 'v', energyKWh: 1 }] };
  for (const one of plain.requests) for (const key of ['start', 'end'] as const) delete one[key];
  t.false('window' in book(plain, PLAIN_BOOK).requests[0]!);
  t.deepEqual(faults(plain), ['$.requests[0].start: is missing', '$.requests[0].end: is missing', '$.offers[0].start: is missing', '$.offers[0].end: is missing']);
  t.deepEqual(faults({ requests: [], offers: [{ ev: 'v', energyKWh: 1, end: 3 }] }, PLAIN_BOOK), ['$.offers[0].start: is missing']);
  t.deepEqual(faults({ requests: [], offers: [offer] }, { windows: 'optional', asks: 'required' }), ['$.offers[0].askPerKWh: is missing']);
});

test('every fault of every row is told, not only the first', (t) => {
  const input = {
    exchanges: ['north', 'south'],
    requests: [
      { ...row, exchange: 'north' },
      { ...row, exchange: 'nroth', demandKWh: 'x', bidPerKWh: Number.NaN },
      'row',
      { ...row, exchange: 'south', id: 'b', start: 12, end: 9.5, colour: 'red' },
      { ...row, exchange: 'south', id: 'c', start: 12, end: 12 },
    ],
    offers: [offer, { ...offer, energyKWh: Number.POSITIVE_INFINITY }, { ...offer, start: 11, end: 12 }, { ev: 'w', energyKWh: -1, start: 0.0005, end: 1 }],
  };
  t.deepEqual(faults(input), [
    '$.requests[1].exchange: unknown exchange "nroth"; did you mean "north"?',
    '$.requests[1].bidPerKWh: expected a number, found NaN',
    '$.requests[1].demandKWh: expected a number, found "x"',
    '$.requests[2]: expected an object, found "row"',
    '$.requests[3].colour: unknown key "colour"; valid: id, exchange, consumer, bidPerKWh, demandKWh, submittedAt, start, end',
    '$.requests[3].end: the window is reversed: it starts at 12 h and ends at 9.5 h',
    '$.requests[4].end: the window is empty: it starts and ends at 12 h',
    '$.offers[1].energyKWh: expected a number, found Infinity',
    '$.offers[3].energyKWh: expected at least 0, found -1',
    '$.requests[1].id: "a" occurs already at $.requests[0]',
    '$.offers[1].ev: "v" is listed twice, with overlapping windows; the other is at $.offers[0]',
    '$.offers[2].ev: "v" is listed twice; the other is at $.offers[0]',
  ]);
});
