import { PassThrough } from 'node:stream';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { createPasteFilter, openKeyboard, type MouseReport } from '../../src/tui/terminal/keyboard.js';
import { openRecording } from '../../src/tui/terminal/recording.js';
import { saveScreen } from '../../src/tui/terminal/save-screen.js';

test('what is pasted is no key, in one piece or in many, and what is typed around it is', (t) => {
  const filter = createPasteFilter();
  t.is(filter('a\u001B[200~qqq\u001B[201~b'), 'ab');
  t.is(filter('x\u001B[200~q'), 'x');
  t.is(filter('still q'), '');
  t.is(filter('q\u001B[201~y\u001B[200~q\u001B[201~z'), 'yz');
  filter('\u001B[200~never ended');
  t.is(filter('\u0003'), '\u0003');
  t.is(filter('k'), 'k');
});

test('mouse reports are told apart from keys', (t) => {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined, ref: () => undefined, unref: () => undefined });
  const reports: MouseReport[] = [];
  const keyboard = openKeyboard(stdin as never, (report) => reports.push(report));
  const typed: string[] = [];
  keyboard.stream.on('data', (chunk) => typed.push(String(chunk)));
  stdin.emit('data', 'a\u001B[<0;3;5Mb\u001B[<0;3;5m\u001B[<65;1;1Mc\u001B[A');
  t.deepEqual(typed, ['a', 'b', 'c', '\u001B[A']);
  t.deepEqual(reports, [{ type: 'press', x: 2, y: 4 }, { type: 'wheel-down', x: 0, y: 0 }]);
});

test('a recording is asciinema’s format, line by line; a file that exists is refused', (t) => {
  const path = join(mkdtempSync(join(tmpdir(), 'v2g-tui-test-')), 'a.cast');
  const recording = openRecording(path, 'v2g-tui tiny', 80, 24, () => t.fail());
  recording.output('\u001B[1;1Hhello');
  recording.resize(100, 30);
  recording.output('more');
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line) as never);
  t.like(lines[0], { version: 2, width: 80, height: 24, title: 'v2g-tui tiny' });
  t.deepEqual(lines.slice(1).map(([, type, data]: [number, string, string]) => [type, data]), [['o', '\u001B[1;1Hhello'], ['r', '100x30'], ['o', 'more']]);
  t.throws(() => openRecording(path, '', 1, 1, () => undefined), { code: 'EEXIST' });
  recording.close();
});

test('a screen is saved as plain text and never over another file', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'v2g-tui-test-'));
  const name = join(folder, 'screen');
  const rows = ['\u001B[1mTitle\u001B[0m   ', 'a line'];
  t.is(saveScreen(rows, null, name), `${name}.txt`);
  t.is(saveScreen(rows, null, name), `${name}-2.txt`);
  t.is(readFileSync(`${name}-2.txt`, 'utf8'), 'Title\na line\n');
  t.throws(() => saveScreen(rows, `${name}.txt`, name), { code: 'EEXIST' });
});

test('fast typing comes key by key, sequences whole', (t) => {
  const stdin = Object.assign(new PassThrough(), { setRawMode: () => undefined, ref: () => undefined, unref: () => undefined });
  const keyboard = openKeyboard(stdin as never, () => undefined);
  const typed: string[] = [];
  keyboard.stream.on('data', (chunk) => typed.push(String(chunk)));
  stdin.emit('data', ':go\r\u001B[1;5C\u001BOP\u001Ba\u001B');
  t.deepEqual(typed, [':', 'g', 'o', '\r', '\u001B[1;5C', '\u001BOP', '\u001Ba', '\u001B']);
});
