import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import fc from 'fast-check';
import type { Placement } from '../../src/tui/layout.js';
import { INITIAL_UI, PANELS, type Model } from '../../src/tui/model.js';
import { composeRows, drawPanel, drawScreen } from '../../src/tui/screen.js';
import { clean, cut, displayWidth } from '../../src/tui/text/width.js';
import { emulator } from './terminal.js';
import { frameOf, modelOf, shardView } from './states.js';

const WIDTH = fc.integer({ min: 1, max: 200 });
const HEIGHT = fc.integer({ min: 1, max: 60 });
const STYLE = fc.record({ color: fc.boolean(), glyphs: fc.constantFrom('braille' as const, 'block' as const, 'ascii' as const) });
const NAME = fc.oneof(fc.string({ unit: 'binary', maxLength: 20 }), fc.constantFrom('Zürich', '東京キャンパス', 'n\u001B[2Jx', '👩‍👩‍👧 fam', 'a\nb'));

/** Any model: any size, style, focus, mode, number of shards, and names that nobody should have given. */
const MODEL: fc.Arbitrary<Model> = fc
  .record({ columns: WIDTH, rows: HEIGHT, style: STYLE, focus: fc.constantFrom(...PANELS), shards: fc.integer({ min: 0, max: 20 }), name: NAME, scroll: fc.nat(120), attack: fc.nat(8), modes: fc.constantFrom([], ['zoom'], ['mode'], ['zoom', 'mode']) })
  .map(({ columns, rows, style, focus, shards, name, scroll, attack, modes }) =>
    modelOf(columns, rows, {
      style,
      frame: frameOf(shards, { views: Array.from({ length: shards }, (_, shard) => ({ ...shardView(shard), name, log: [{ timeUs: 1, level: 'bad', text: name }] })) }),
      ui: { ...INITIAL_UI, focus, scroll, attack, shard: Math.max(0, shards - 1), modes: modes as Model['ui']['modes'] },
    }),
  );

test('every panel gives exactly its height in lines of exactly its width, at any size', (t) => {
  const panel = fc.constantFrom(...PANELS, 'header' as const, 'footer' as const, 'starting' as const);
  fc.assert(
    fc.property(MODEL, panel, fc.boolean(), (model, name, boxed) => {
      const height = name === 'footer' ? 1 : model.rows;
      const placement: Placement = { panel: name, x: 0, y: 0, width: model.columns, height, boxed, zoomed: false };
      const lines = drawPanel(model, placement);
      t.is(lines.length, height);
      for (const line of lines) {
        const text = stripVTControlCharacters(line);
        if (displayWidth(text) !== model.columns) t.is(displayWidth(text), model.columns, JSON.stringify(text));
      }
    }),
    { numRuns: 300 },
  );
});

test('the whole screen fits the terminal, and in ASCII it is 7-bit', (t) => {
  fc.assert(
    fc.property(MODEL, (model) => {
      const rows = composeRows(drawScreen(model), model.rows);
      t.is(rows.length, model.rows);
      for (const row of rows) {
        if (displayWidth(stripVTControlCharacters(row)) > model.columns) t.fail(JSON.stringify(row));
        if (model.style.glyphs === 'ascii' && /[^\x20-\x7E]/.test(stripVTControlCharacters(row))) t.fail(JSON.stringify(row));
      }
    }),
    { numRuns: 200 },
  );
});

test('without colours no escape sequence is drawn, whatever names hold', (t) => {
  fc.assert(
    fc.property(MODEL, (model) => {
      const rows = composeRows(drawScreen({ ...model, style: { ...model.style, color: false } }), model.rows).join('');
      t.is(stripVTControlCharacters(rows), rows);
    }),
    { numRuns: 100 },
  );
});

test('a terminal takes as many cells as we count for every cleaned character of the basic plane', async (t) => {
  const batch = 1000;
  const screen = emulator(8, batch);
  const characters = [...new Set(Array.from({ length: 0xffff }, (_, code) => clean(String.fromCharCode(code))).flatMap((text) => [...text]))];
  const wrong: string[] = [];
  for (let first = 0; first < characters.length; first += batch) {
    const shown = characters.slice(first, first + batch);
    await new Promise<void>((resolve) => {
      screen.terminal.write(`\u001B[2J${shown.map((character, y) => `\u001B[${y + 1};1H${character}`).join('')}`, resolve);
    });
    for (const [y, character] of shown.entries()) {
      const width = screen.terminal.buffer.active.getLine(y)!.getCell(0)!.getWidth();
      if (width !== displayWidth(character)) wrong.push(`${character.codePointAt(0)!.toString(16)}: ${width}`);
    }
  }
  t.deepEqual(wrong, []);
});

test('a cut text is never wider than asked, and a prefix', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, width) => {
      const cleaned = clean(text);
      const out = cut(cleaned, width);
      t.true(displayWidth(out) <= width && cleaned.startsWith(out));
    }),
  );
});
