import test from 'ava';
import { PLAIN_BOOK, TIMED_BOOK } from '../../../src/core/eval/book.js';
import { readCsvBook } from '../../../src/nodes/csv/csv-book.js';

const REQUESTS = 'id,exchange,consumer,bidPerKWh,demandKWh,submittedAt\n';
const read = (requests: string, offers = 'ev,energyKWh\nv,1\n', exchanges: readonly string[] | null = null) =>
  readCsvBook({ name: 'r.csv', text: requests }, { name: 'o.csv', text: offers }, PLAIN_BOOK, exchanges);
const faults = (requests: string, offers?: string): readonly string[] => read(requests, offers).faults;

test('columns stand in any order, and cells are read as RFC 4180 writes them', (t) => {
  const book = read('\uFEFFdemandKWh,"id",consumer,exchange,bidPerKWh,submittedAt\r\n\r\n1.5,"a, ""the"" first\r\nline", c1 ,E1,.25,-3e2\r\n  \r\n2,b,,E1,1,0\r\n');
  t.deepEqual(book.requests, [
    { demandKWh: 1.5, id: 'a, "the" first\nline', consumer: 'c1', exchange: 'E1', bidPerKWh: 0.25, submittedAt: -300 },
    { demandKWh: 2, id: 'b', exchange: 'E1', bidPerKWh: 1, submittedAt: 0 },
  ]);
  t.deepEqual(book.offers, [{ ev: 'v', energyKWh: 1 }]);
  t.deepEqual(book.faults, ['r.csv:6: consumer: is missing']);
});

test('every bad row of both files is told, with its line', (t) => {
  const requests = `${REQUESTS}a,E1,c,0.3,x,0\n\nb,E1,c,1,1\n"c\nd",E1,c,1,-1,NaN\na,E2,c,0.0001,1,1e999\n`;
  const offers = 'ev,energyKWh,start,end\nv,1,9,8\nv,1,,\nw,4,5,5\nw,4,4,6\nw,4,5,7\n';
  const book = readCsvBook({ name: 'r.csv', text: requests }, { name: 'o.csv', text: offers }, PLAIN_BOOK, ['E1']);
  t.deepEqual(book.faults, [
    'r.csv:2: demandKWh: expected a number, found "x"',
    'r.csv:4: expected 6 cells as in the header, found 5',
    'r.csv:5: demandKWh: expected at least 0, found -1',
    'r.csv:5: submittedAt: expected a number, found "NaN"',
    'r.csv:7: exchange: unknown exchange "E2"; did you mean "E1"?',
    'r.csv:7: bidPerKWh: 0.0001 is not a whole number of milli-units',
    'r.csv:7: submittedAt: expected a number, found Infinity',
    'r.csv:7: id: "a" occurs already at r.csv:2',
    'o.csv:2: end: the window is reversed: it starts at 9 h and ends at 8 h',
    'o.csv:3: ev: "v" is listed twice; the other is at o.csv:2',
    'o.csv:4: end: the window is empty: it starts and ends at 5 h',
    'o.csv:5: ev: "w" is listed twice; the other is at o.csv:4',
    'o.csv:6: ev: "w" is listed twice; the other is at o.csv:4',
  ]);
});

test('two windows of one EV are told to overlap only when they do', (t) => {
  const offers = (second: string): readonly string[] => readCsvBook({ name: 'r', text: REQUESTS }, { name: 'o', text: `ev,energyKWh,start,end\nv,1,9,10\nv,1,${second}\n` }, TIMED_BOOK, null).faults.slice(-1);
  t.deepEqual(offers('9.9,12'), ['o:3: ev: "v" is listed twice, with overlapping windows; the other is at o:2']);
  t.deepEqual(offers('10,12'), ['o:3: ev: "v" is listed twice; the other is at o:2']);
});

test('a header that does not fit is told whole, and the other file is read all the same', (t) => {
  t.deepEqual(faults('id,exchnge,consumer,bidPerKWh,id,submittedAt\na\n', 'ev,energyKWh\nv,x\n'), [
    'r.csv:1: unknown column "exchnge"; did you mean "exchange"?',
    'r.csv:1: column "id" occurs twice',
    'r.csv:1: column "exchange" is missing',
    'r.csv:1: column "demandKWh" is missing',
    'o.csv:2: energyKWh: expected a number, found "x"',
  ]);
  t.deepEqual(faults('\n\nid;exchange\na;1,5\n'), ['r.csv:3: the columns are separated by semicolons; expected commas, and points in decimals']);
  t.deepEqual(faults('id\texchange\n'), ['r.csv:1: the columns are separated by tabs; expected commas, and points in decimals']);
  t.deepEqual(faults('\n'), ['r.csv:1: is empty; expected a line with the columns id,exchange,consumer,bidPerKWh,demandKWh,submittedAt']);
});

test('a quotation mark out of place is told where it is', (t) => {
  t.deepEqual(faults(`${REQUESTS}a,E1,c,1,1,0\n\n"b,E1,c,1,1,0\nc,E1,c,1,1,0\n`), ['r.csv:4: a quotation mark that begins a cell is never closed']);
  t.deepEqual(faults(`${REQUESTS}a"x,E1,c,1,1,0\n`), ['r.csv:2: a quotation mark inside a cell; expected the cell in quotation marks, and each within it doubled']);
});

test('energies that sum beyond what is exact are told by file', (t) => {
  t.deepEqual(faults(REQUESTS, 'ev,energyKWh\nv,9e12\nw,9e12\n'), ['o.csv: the offers sum to more than 2^53 - 1 Wh']);
});

test('what a unit finds wrong in a row later is told by the line, too', (t) => {
  const book = read(`${REQUESTS}a,E1,c,1,1,0\n`, 'ev,energyKWh\n\nv,1\n');
  t.is(book.placed({ path: '$.offers[0].start', reason: 'is missing; there is one at', elsewhere: '$.requests[0]' }), 'o.csv:3: start: is missing; there is one at r.csv:2');
  t.is(book.placed({ path: '$.objective', reason: 'is missing' }), null);
});
