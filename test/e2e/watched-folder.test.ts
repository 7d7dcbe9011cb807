import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { packageRoot } from '../../src/nodes/package-root.js';
import { cli, emptyFolder } from '../cli/cli.js';
import { shows } from '../tui/terminal.js';
import { startInTerminal } from './pty.js';

const BIN = join(packageRoot(), 'bin', 'v2g-tui.js');

test.serial('what a person does in the interface is in its folder, and replays without a screen', async (t) => {
  const folder = emptyFolder();
  const journey = startInTerminal(process.execPath, [BIN, 'tiny', '--seed', '7', '--out', 'D'], { columns: 100, rows: 30, folder });
  await journey.screen.until(shows('LIVE'));
  journey.type('o');
  await journey.screen.until((shown) => shown.some((row) => /o fork +ON/.test(row)));
  journey.type('q');
  t.is(await journey.ended, 0);
  const journal = readFileSync(join(folder, 'D', 'journal.ndjson'), 'utf8').trim().split('\n');
  t.is(journal.length, 1);
  t.like(JSON.parse(journal[0]!), { sequence: 0, command: { kind: 'attack', name: 'fork', on: true } });
  const replayed = cli(['replay', 'D', '--json', '--quiet'], '', folder);
  t.is(replayed.code, 0, replayed.stdout + replayed.stderr);
  t.like(JSON.parse(replayed.stdout), { equal: true });
  t.is(cli(['run', '--resume', 'D'], '', folder).code, 2, 'it has no end of its own');
  const forked = cli(['run', '--from', 'D@0s', '--until', '30s', '--json', '--quiet'], '', folder);
  t.is(forked.code, 0, forked.stderr);
});
