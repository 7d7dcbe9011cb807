import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { ROOT } from '../tui/root.js';
import { shows } from '../tui/terminal.js';
import { restored, startInTerminal, type Journey } from './pty.js';

const HARNESS = join(ROOT, 'dist', 'test', 'e2e', 'harness.js');

function start(columns: number, rows: number, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Journey {
  return startInTerminal(process.execPath, [HARNESS, ...args], { columns, rows, env });
}

for (const [columns, rows] of [[80, 24], [160, 50]] as const) {
  test.serial(`a journey at ${columns}×${rows}: start, help, pause, attack, resize, quit`, async (t) => {
    const journey = start(columns, rows);
    const { screen } = journey;
    await screen.until(shows('LIVE'));
    t.true(screen.alternate);
    for (const title of ['Elections', 'Shards', 'Fulfilment', 'Attacks', 'Cross-shard']) await screen.until(shows(` ${title} `));
    journey.type('?');
    await screen.until(shows('Looking around'));
    journey.type('\u001B');
    await screen.until((shown) => !shows('Looking around')(shown));
    journey.type(' ');
    await screen.until(shows('PAUSED'));
    journey.type('o');
    await screen.until((shown) => shown.some((row) => /o fork +ON/.test(row)));
    journey.type('+');
    await screen.until(shows('60×'));
    journey.resize(100, 30);
    await screen.until((shown) => shown.length === 30 && shown.at(-1)!.includes('? help') && shown.at(-2)!.startsWith('└'));
    journey.resize(50, 10);
    await screen.until(shows('60x15 needed, this is 50x10'));
    journey.resize(columns, rows);
    await screen.until((shown) => shown.at(-1)!.includes('? help'));
    journey.type(' ');
    await screen.until(shows('LIVE'));
    journey.type('q');
    t.is(await journey.ended, 0);
    t.true(restored(journey));
    t.true(shows('campus-4, seed 7: ')(screen.rows()));
  });
}

test.serial('a person is not left waiting: q and Ctrl-C quit before the run is up', async (t) => {
  for (const key of ['q', '\u0003']) {
    const journey = start(80, 24, ['--never-up']);
    await journey.screen.until(shows('Starting campus-4 with seed 7'));
    journey.type(key);
    t.is(await journey.ended, 0);
    t.true(restored(journey));
    t.true(shows('the run had not begun')(journey.screen.rows()));
  }
});

test.serial('signals end it with 128 and their number, the terminal restored', async (t) => {
  for (const [signal, code] of [['SIGTERM', 143], ['SIGINT', 130], ['SIGHUP', 129]] as const) {
    const journey = start(80, 24);
    await journey.screen.until(shows('LIVE'));
    journey.kill(signal);
    t.is(await journey.ended, code, signal);
    t.true(restored(journey), signal);
  }
});

test.serial('a crash restores the terminal, then says what happened and how to see it again', async (t) => {
  const journey = start(120, 40);
  await journey.screen.until(shows('LIVE'));
  journey.type('t');
  t.is(await journey.ended, 1);
  t.true(restored(journey));
  t.true(shows('Internal error: Error: the harness was tampered with')(journey.screen.rows()));
  t.true(shows('The same again: v2g-tui run campus-4 --seed 7')(journey.screen.rows()));
});

test.serial('a run that does not come up is said on the main screen', async (t) => {
  const journey = start(120, 40, ['--fail']);
  t.is(await journey.ended, 1);
  t.true(restored(journey));
  t.true(shows('the run did not come up')(journey.screen.rows()));
});

test.serial('in ASCII without colours everything drawn is 7-bit and uncoloured', async (t) => {
  const journey = start(80, 24, ['--ascii'], { NO_COLOR: '1' });
  await journey.screen.until(shows('LIVE'));
  journey.type('q');
  t.is(await journey.ended, 0);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for.
  t.regex(journey.output(), /^[\u0000-\u007F]*$/);
  // eslint-disable-next-line no-control-regex -- the same.
  t.deepEqual([...new Set(journey.output().match(/\u001B\[[0-9;]*m/g) ?? [])], ['\u001B[0m']);
});

test.serial('Ctrl-Z gives the terminal back and takes it again', async (t) => {
  const journey = start(80, 24);
  await journey.screen.until(shows('LIVE'));
  const before = journey.output().length;
  journey.type('\u001A');
  // The child leads its session, so that the kernel drops the stop: it comes back by itself.
  await journey.screen.until(() => /\?1049l[^]*\?1049h[^]*LIVE/.test(journey.output().slice(before)));
  journey.type('q');
  t.is(await journey.ended, 0);
  t.true(restored(journey));
});

test.serial('without a terminal it says so and exits with 2', (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HARNESS], { input: '', encoding: 'utf8' });
  t.is(status, 2);
  t.is(stdout, '');
  t.regex(stderr, /needs a terminal/);
});
