import { join } from 'node:path';
import test from 'ava';
import { packageRoot } from '../../src/nodes/package-root.js';
import { shows } from '../tui/terminal.js';
import { restored, startInTerminal } from './pty.js';

const BIN = join(packageRoot(), 'bin', 'v2g-tui.js');

test.serial('fork, attack, compare, change over, quit with two futures: 0, and the terminal as it was', async (t) => {
  const journey = startInTerminal(process.execPath, [BIN, 'tiny', '--seed', '7'], { columns: 120, rows: 40 });
  const { screen } = journey;
  await screen.until(shows('LIVE'));
  journey.type('c');
  await screen.until(shows('There is one future'));
  journey.type('F');
  await screen.until(shows('future B'));
  journey.type('o');
  await screen.until(shows('B alone 00:'));
  t.true(shows('attack fork on, level 1')(screen.rows()));
  journey.type('v');
  await screen.until((rows) => rows[0]!.includes('future A'));
  journey.type('V');
  await screen.until((rows) => rows[0]!.includes('future B'));
  journey.type('q');
  t.is(await journey.ended, 0);
  t.true(restored(journey));
  t.true(shows('tiny, seed 7: ')(screen.rows()));
});
