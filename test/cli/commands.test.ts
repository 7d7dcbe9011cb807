import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { ATTACKS } from '../../src/core/attacks/catalogue.js';
import { EVAL_UNITS } from '../../src/core/eval/registry.js';
import { packageRoot, packageVersion } from '../../src/nodes/package-root.js';
import { cli, emptyFolder, filesIn, folderWith } from './cli.js';

test('--version and --help go to stdout and end with 0', (t) => {
  const version = cli(['--version']);
  t.deepEqual([version.code, version.stdout.trim(), version.stderr], [0, packageVersion(), '']);
  const help = cli(['--help']);
  t.is(help.code, 0);
  for (const command of ['run', 'eval', 'scenario', 'list', 'completion']) t.true(help.stdout.includes(`v2g-tui ${command}`), command);
});

test('list attacks names every attack with the unit of its level', (t) => {
  const { code, stdout } = cli(['list', 'attacks']);
  t.is(code, 0);
  for (const attack of ATTACKS) t.true(stdout.includes(attack.levelUnit), attack.name);
  t.deepEqual(JSON.parse(cli(['list', 'attacks', '--json']).stdout), ATTACKS);
});

test('list eval names every unit', (t) => {
  const rows = JSON.parse(cli(['list', 'eval', '--json']).stdout) as { name: string }[];
  t.deepEqual(rows.map((row) => row.name), EVAL_UNITS.map((unit) => unit.name));
});

test('scenario list names every scenario', (t) => {
  const rows = JSON.parse(cli(['scenario', 'list', '--json']).stdout) as { name: string; evs: number }[];
  t.deepEqual(rows.map((row) => [row.name, row.evs]), [['campus-4', 200], ['metro-2000', 2000], ['neighbours', 30], ['table-5-1', 300], ['tiny', 24], ['v2gftn', 120], ['v2gnet', 50]]);
});

test('what scenario show prints is a scenario that says the same', (t) => {
  const shown = cli(['scenario', 'show', 'tiny', '--set', 'market.gamma1=0.35']).stdout;
  t.regex(shown, /gamma1: 0\.35/);
  const again = cli(['scenario', 'show', 'tiny.yaml'], '', folderWith('tiny.yaml', shown));
  t.is(again.stdout, shown);
});

test('scenario init writes a valid file once and never over another', (t) => {
  const folder = emptyFolder();
  t.is(cli(['scenario', 'init', 'mine.yaml'], '', folder).code, 0);
  t.is(cli(['scenario', 'validate', 'mine.yaml'], '', folder).stdout, 'mine.yaml: valid\n');
  const second = cli(['scenario', 'init', 'mine.yaml'], '', folder);
  t.is(second.code, 2);
  t.regex(second.stderr, /is there already/);
  t.deepEqual(filesIn(folder), ['mine.yaml']);
});

test('eval answers one input with one answer and a list with a list', (t) => {
  const one = cli(['eval', 'merkle'], '{"leaves": [""]}');
  // RFC 6962, 2.1: the hash of an empty leaf is SHA-256 of the byte 00.
  const root = '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d';
  t.deepEqual(JSON.parse(one.stdout), { root });
  const folder = folderWith('in.json', '[{"leaves": [""]}, {"leaves": [""]}]');
  t.deepEqual(JSON.parse(cli(['eval', 'merkle', 'in.json'], '', folder).stdout), [{ root }, { root }]);
  t.deepEqual(JSON.parse(cli(['eval', 'merkle', '-'], '[]').stdout), []);
});

test('eval clears a book from two CSV files, and tells every bad row of both', (t) => {
  const folder = folderWith('r.csv', 'start,end,id,exchange,consumer,bidPerKWh,demandKWh,submittedAt\n9,10,a,E1,c,0.3,5,0\n');
  writeFileSync(join(folder, 'o.csv'), 'ev,energyKWh,start,end\nv,4,9,9.8\nw,3,9.5,10\n');
  writeFileSync(join(folder, 'bad.csv'), 'ev,energyKWh,start,end\nv,x,9,9.8\nw,3,10,9.5\n');
  const book = (offers: string, ...more: string[]) => cli(['eval', 'sret-single', '--requests', 'r.csv', '--offers', offers, ...more], '', folder);
  const answer = book('o.csv', '--with', 'maxPowerKW=5', '--with', 'prefer=evs', '--exchanges', 'E1');
  t.deepEqual((JSON.parse(answer.stdout) as { allocations: unknown }).allocations, [
    { request: 'a', ev: 'v', energyKWh: 4, start: 9, end: 9.8 },
    { request: 'a', ev: 'w', energyKWh: 1, start: 9.8, end: 10 },
  ]);
  const refused = book('bad.csv', '--with', 'prefer=best', '--exchanges', 'E2');
  t.deepEqual([refused.code, refused.stdout], [2, '']);
  t.deepEqual(refused.stderr.trim().split('\n'), [
    'v2g-tui: --with prefer: unknown preference "best"; valid: energy, evs',
    'v2g-tui: r.csv:2: exchange: unknown exchange "E1"; did you mean "E2"?',
    'v2g-tui: bad.csv:2: energyKWh: expected a number, found "x"',
    'v2g-tui: bad.csv:3: end: the window is reversed: it starts at 10 h and ends at 9.5 h',
  ]);
});

test('completion prints a script, and completes scenarios and flags', (t) => {
  t.regex(cli(['completion']).stdout, /v2g-tui-completions/);
  t.is(cli(['--get-yargs-completions', 'v2g-tui', 'run', 'ti']).stdout.trim(), 'tiny');
  t.regex(cli(['--get-yargs-completions', 'v2g-tui', 'run', '--se']).stdout, /--seed/);
});

test('a reader that has seen enough is no failure', async (t) => {
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'v2g-tui.js'), 'list', 'metrics', '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const code = await new Promise((resolve) => {
    child.on('close', resolve);
  });
  t.deepEqual([code, stderr], [0, '']);
});

test('the bin is executable and says what to do when nothing is built', (t) => {
  t.regex(readFileSync(join(packageRoot(), 'bin', 'v2g-tui.js'), 'utf8'), /^#!\/usr\/bin\/env node\n[^]*npm start/);
});
