import { PassThrough } from 'node:stream';
import test from 'ava';
import { INITIAL_UI } from '../../src/tui/model.js';
import { createDispatcher } from '../../src/tui/dispatch.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { createStore, type Store } from '../../src/tui/store.js';
import { RowStdout } from '../../src/tui/terminal/row-stdout.js';
import { fakeSource, noReach } from './fake-source.js';
import { emulator, shows } from './terminal.js';
import { frameOf, modelOf } from './states.js';

// What the bootstrap does, before Ink is imported.
process.env['NODE_ENV'] = 'production';
delete process.env['CI'];
delete process.env['CONTINUOUS_INTEGRATION'];

/** A keyboard for Ink: a stream that says it is a terminal. */
function keyboard(): PassThrough & NodeJS.ReadStream {
  return Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => undefined, ref: () => undefined, unref: () => undefined }) as never;
}

function expected(store: Store): string[] {
  const model = store.snapshot();
  return composeRows(drawScreen(model), model.rows).map((row) => row.trimEnd());
}

async function mounted(columns: number, rows: number, color = false) {
  const screen = emulator(columns, rows);
  const written: string[] = [];
  const out = new RowStdout(
    {
      write: (data) => {
        written.push(data);
        screen.write(data);
      },
    },
    columns,
    rows,
  );
  const source = fakeSource(frameOf());
  const store = createStore(modelOf(columns, rows, { style: { color, glyphs: 'braille' } }));
  source.subscribe(store.frame);
  const stdin = keyboard();
  const did: string[] = [];
  const press = createDispatcher({ store, source: () => source, quit: () => {
      did.push('quit');
      // Nothing is drawn for it: this makes those who wait look again.
      screen.write('');
    }, suspend: () => did.push('suspend'), redraw: () => out.repaint(), ...noReach });
  const { mount } = await import('../../src/tui/app.js');
  const app = mount(store, press, out, stdin);
  const same = (): Promise<void> => screen.until((shown) => shown.join('\n') === expected(store).join('\n'));
  return { screen, written, out, source, store, stdin, did, app, same };
}

test('what the panels say stands on the terminal: through Ink, our stdout and an emulator', async (t) => {
  for (const [columns, rows] of [[80, 24], [120, 40], [160, 50], [50, 10]] as const) {
    const { app, same, screen, store } = await mounted(columns, rows);
    await same();
    t.deepEqual(screen.rows(), expected(store));
    app.unmount();
  }
});

test('with colours the same text stands there', async (t) => {
  const { app, screen, store } = await mounted(120, 40, true);
  const plain = { ...store.snapshot(), style: { color: false, glyphs: 'braille' as const } };
  const text = composeRows(drawScreen(plain), 40).map((row) => row.trimEnd());
  await screen.until((rows) => rows.join('\n') === text.join('\n'));
  t.true(screen.terminal.buffer.active.getLine(0)!.getCell(1)!.isFgPalette());
  app.unmount();
});

test('a frame that changes little writes little, in one synchronized update', async (t) => {
  const { app, same, written, source, screen } = await mounted(160, 50);
  await same();
  const before = written.length;
  source.publish({ nowUs: 755_000_000, state: 'paused' });
  await screen.until(shows('PAUSED'));
  await same();
  const after = written.slice(before).join('');
  const whole = written.slice(0, before).join('').length;
  t.true(after.startsWith('\u001B[?2026h') && after.endsWith('\u001B[?2026l'));
  t.true(after.length < whole / 3, `${after.length} of ${whole}`);
  t.false(after.includes('\u001B[2J') || after.includes('\u001B[3J'));
  app.unmount();
});

test('keys reach the dispatcher through Ink, and the screen follows', async (t) => {
  const { app, same, stdin, source, did, screen } = await mounted(120, 40);
  await same();
  stdin.write('?');
  await screen.until(shows('Looking around'));
  stdin.write('\u001B');
  await screen.until((rows) => !shows('Looking around')(rows));
  stdin.write('jjj');
  await screen.until(shows('▸ West'));
  stdin.write('o ');
  await screen.until((rows) => rows.some((row) => /o fork +ON 1/.test(row)));
  t.deepEqual(source.commands, [{ kind: 'attack', name: 'fork', level: 1, on: true }]);
  t.deepEqual(source.asked, ['pause']);
  stdin.write('\u0003');
  stdin.write('q');
  await screen.until(() => did.length === 2);
  t.deepEqual(did, ['quit', 'quit']);
  app.unmount();
});

test('after growing and shrinking nothing stray is left', async (t) => {
  const { app, same, out, store, screen } = await mounted(120, 40);
  await same();
  for (const [columns, rows] of [[160, 50], [80, 24], [100, 30], [50, 10], [81, 25]] as const) {
    screen.terminal.resize(columns, rows);
    out.resize(columns, rows);
    store.resize(columns, rows);
    await same();
    t.deepEqual(screen.rows(), expected(store));
  }
  app.unmount();
});

test('shut, nothing is written; open, everything is drawn anew', async (t) => {
  const { app, same, out, store, screen, written } = await mounted(80, 24);
  await same();
  out.shut();
  const before = written.length;
  store.ui(() => ({ ...INITIAL_UI, focus: 'log' }));
  out.repaint();
  t.is(written.length, before);
  screen.write('\u001B[2J');
  out.open();
  await same();
  t.pass();
  app.unmount();
});
