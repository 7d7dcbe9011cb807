import test from 'ava';
import fc from 'fast-check';
import { readAttack } from '../../src/cli/flags.js';
import { readJson } from '../../src/cli/json-text.js';
import { progressLine } from '../../src/cli/progress.js';
import { table } from '../../src/cli/table.js';
import { DEFAULTS } from '../../src/core/scenario/defaults.js';

test('JSON is read as JSON.parse reads it', (t) => {
  fc.assert(fc.property(fc.json(), (text) => t.deepEqual(readJson(text), { ok: true, value: JSON.parse(text) as unknown }) === true));
});

test('text with one character taken away is read or refused exactly as JSON.parse does, within the text', (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), fc.nat(), (json, at) => {
      const text = json.slice(0, at % json.length) + json.slice((at % json.length) + 1);
      const read = readJson(text);
      let parses = true;
      try {
        JSON.parse(text);
      } catch {
        parses = false;
      }
      return read.ok === parses && (read.ok || (read.fault.line >= 1 && read.fault.column >= 1 && read.fault.column <= text.length + 1 && read.fault.message !== 'expected JSON'));
    }),
  );
  t.pass();
});

test('the place of a fault counts lines and columns from 1', (t) => {
  t.deepEqual(place('{"a": tru}'), [1, 7]);
  t.deepEqual(place('[\n1\n2]'), [3, 1]);
  t.deepEqual(place('{a: 1}'), [1, 2]);
  t.deepEqual(place('"\\x"'), [1, 1]);
  t.deepEqual(place('1 1'), [1, 3]);
});

function place(text: string): unknown {
  const read = readJson(text);
  return read.ok ? null : [read.fault.line, read.fault.column];
}

test('an attack is read with its level and span', (t) => {
  t.deepEqual(readAttack('consumer:20@2m-10m', DEFAULTS), { name: 'consumer', level: 20, fromUs: 120_000_000, toUs: 600_000_000 });
  t.deepEqual(readAttack('sybil-split@90s', DEFAULTS), { name: 'sybil-split', level: 8, fromUs: 90_000_000, toUs: null });
  const learning = { ...DEFAULTS, forecast: { ...DEFAULTS.forecast, enabled: true } };
  t.deepEqual(readAttack('poisoning:0.4@1m', learning), { name: 'poisoning', level: 0.4, fromUs: 60_000_000, toUs: null });
  t.is(readAttack('poisoning', learning).level, 0.4);
  t.is(readAttack('poisoning:1', learning).level, 1);
  for (const [text, message] of [['poisoning:1.5', /up to 1 .*found "1\.5"/], ['poisoning:0', /above 0/], ['poisoning:x', /above 0/], ['consumer:0.4', /from 1 on .*found "0\.4"/]] as const) {
    t.throws(() => readAttack(text, learning), { message });
  }
  t.throws(() => readAttack('poisoning:0.4', DEFAULTS), { message: /forecast\.enabled/ });
  t.deepEqual(readAttack('double-spend:3', DEFAULTS), { name: 'double-spend', level: 3, fromUs: 0, toUs: null });
});

test('a table sets numbers to the right and leaves no spaces at line ends', (t) => {
  const columns = [{ title: 'name', align: 'left' }, { title: 'n', align: 'right' }, { title: '', align: 'left' }] as const;
  t.deepEqual(table(columns, [['a', '10', ''], ['long', '9', 'x']]), ['name   n', 'a     10', 'long   9  x']);
});

test('progress tells share, clocks, rate and time left', (t) => {
  t.is(
    progressLine({ nowUs: 450_000_000, wallSeconds: 9, events: 1_800_000 }, 900_000_000),
    ' 50 % · 00:07:30 of 00:15:00 virtual · 50× · 200k events/s · about 9 s left',
  );
  t.regex(progressLine({ nowUs: 0, wallSeconds: 0, events: 0 }, 900_000_000), /starting$/);
});
