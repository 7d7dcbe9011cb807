import test from 'ava';
import { barLines, plotLines, sideBySide } from '../../src/tui/text/plot.js';

const plot = { title: 'Growth', x: 'EVs', y: 'Requests', series: [{ name: 'one', points: [{ x: 0, y: 0 }, { x: 10, y: 10 }] }, { name: 'two', points: [{ x: 0, y: 10 }, { x: 10, y: 0 }] }], references: [5] };

test('a plot has a mark for each series, its axes and its legend', (t) => {
  t.deepEqual(plotLines(plot, 25, 5, 'ascii'), [
    'Growth',
    'Requests',
    '10 |x .               . o',
    '   |    . .       . .',
    ' 5 |--------.-.-.--------',
    '   |    . .       . .',
    ' 0 |o .               . x',
    '   +---------------------',
    '    0       EVs        10',
    'o one  x two',
  ]);
});

test('no line is wider than asked, and a frame has as many rows as asked', (t) => {
  for (const width of [20, 45, 80]) {
    for (const glyphs of ['ascii', 'braille'] as const) {
      const lines = plotLines(plot, width, 7, glyphs);
      t.is(lines.filter((line) => /[|│]/.test(line)).length, 7);
      t.true(lines.every((line) => line.length <= width), lines.join('\n'));
    }
  }
});

test('a flat curve and a single point are drawn too', (t) => {
  const flat = plotLines({ ...plot, references: [], series: [{ name: 'one', points: [{ x: 3, y: 7 }] }] }, 30, 5, 'ascii');
  t.true(flat.some((line) => line.includes('|o')), flat.join('\n'));
  t.deepEqual(plotLines({ ...plot, series: [] }, 30, 5, 'ascii'), ['Growth', 'nothing was measured']);
});

test('bars are as long as their values', (t) => {
  const lines = barLines({ title: 'Shares', y: '%', series: [{ name: 'thesis', points: [{ x: 0, y: 50 }, { x: 1, y: 25 }] }] }, ['Phase 1', 'Phase 2'], 45, 'ascii');
  t.deepEqual(lines, ['Shares', '%', `Phase 1  thesis  ${'='.repeat(20)} 50`, `Phase 2  thesis  ${'='.repeat(10)} 25`]);
});

test('blocks stand beside each other', (t) => {
  t.deepEqual(sideBySide(['a', 'bb'], ['c'], 4), ['a   c', 'bb']);
});
