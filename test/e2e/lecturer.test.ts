import { join } from 'node:path';
import test from 'ava';
import { packageRoot } from '../../src/nodes/package-root.js';
import { shows } from '../tui/terminal.js';
import { restored, startInTerminal } from './pty.js';

const BIN = join(packageRoot(), 'bin', 'v2g-tui.js');

function paused(rows: readonly string[]): boolean {
  return /PAUSED|REPLAY/.test(rows[0]!);
}

/** The fill rate over all rounds that the overview shows, in percent. */
function fillRate(rows: readonly string[]): number | null {
  const found = rows.map((row) => /all rounds (\d+\.\d)% of/.exec(row)).find((match) => match !== null);
  return found ? Number(found[1]) : null;
}

test.serial('as a lecturer would: an election, the consumer attack, the fill rate falls, the defence, rewind, fork, compare, one trade, quit', async (t) => {
  const journey = startInTerminal(process.execPath, [BIN, 'tiny', '--seed', '7', '--set', 'market.defence=false'], { columns: 120, rows: 40 });
  const { screen } = journey;
  await screen.until(shows('LIVE'));

  journey.type('ne');
  await screen.until((rows) => paused(rows) && /epoch (?:0-)?1/.test(rows[0]!));
  journey.type('2');
  await screen.until(shows('lottery for epoch'));
  journey.type('1');

  journey.type(':goto 40s\r');
  await screen.until((rows) => paused(rows) && fillRate(rows) !== null);
  const before = fillRate(screen.rows())!;
  // A small campus has few consumers: the key's level of twenty would leave no honest one.
  journey.type(':attack consumer:10\r');
  await screen.until((rows) => rows.some((row) => /a consumer +ON 10/.test(row)));
  journey.type(':goto 85s\r');
  await screen.until((rows) => paused(rows) && (fillRate(rows) ?? 100) < before);
  const attacked = fillRate(screen.rows())!;
  t.true(attacked < before, `${before} → ${attacked}`);

  journey.type(':goto 45s\r');
  await screen.until((rows) => paused(rows) && /REPLAY · 00:00:[34]/.test(rows[0]!));
  journey.type('F');
  await screen.until(shows('future B'));
  journey.type('A');
  await screen.until((rows) => rows.some((row) => /a consumer .*A✓/.test(row)));
  journey.type(':goto 85s\r');
  await screen.until((rows) => paused(rows) && /· 00:01:[12]/.test(rows[0]!));
  journey.type('c');
  await screen.until(shows('B alone 00:'));
  await screen.until(shows('first differed'));
  await screen.until((rows) => rows.some((row) => /market +totals\./.test(row)));

  journey.type('w');
  await screen.until((rows) => shows('Trades of c1')(rows) && rows.some((row) => /▸ .* c1\/ev-/.test(row)));
  journey.type('\r');
  await screen.until(shows('What proves it'));
  t.true(screen.rows().some((row) => row.includes('✓ signature of')));
  journey.type('q');
  t.is(await journey.ended, 0);
  t.true(restored(journey));
});

test.serial('a lesson chosen in any run takes its place on the screen', async (t) => {
  const journey = startInTerminal(process.execPath, [BIN, 'tiny', '--seed', '7'], { columns: 120, rows: 40 });
  const { screen } = journey;
  await screen.until(shows('LIVE'));
  journey.type('L');
  await screen.until(shows(' Lessons '));
  await screen.until(shows('hashgraph'));
  journey.type('\r');
  await screen.until(shows('Enter again opens it'));
  journey.type('\r');
  await screen.until(shows(' Lesson 1/'));
  t.true(screen.alternate);
  // The keys reach this session too: the one before it had paused the terminal's input.
  journey.type('\u001B');
  await screen.until(shows('L to go on'));
  journey.type('q');
  t.is(await journey.ended, 0);
  t.true(restored(journey));
  t.true(shows('tiny, seed 7: ')(screen.rows()));
});
