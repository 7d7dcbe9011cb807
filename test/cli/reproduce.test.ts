import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { type Handlers, obey } from '../../src/cli/command-line.js';
import { exitOf, reproduceCommand } from '../../src/cli/reproduce-command.js';
import { repetitionLine } from '../../src/cli/reproduce-progress.js';
import { UserError } from '../../src/cli/user-error.js';
import { packageRoot } from '../../src/nodes/package-root.js';
import { PAPERS } from '../../src/core/papers/registry.js';
import { cli, type CliResult, emptyFolder, filesIn, folderWith } from './cli.js';

interface Document {
  readonly performance?: unknown;
  readonly repetitions: number;
  readonly verdicts: readonly { readonly id: string; readonly verdict: string; readonly measured: { readonly n: number } | null }[];
  readonly figures: readonly { readonly name: string }[];
}

/** Everything but what is of one machine and one run. */
function lasting({ stdout }: CliResult): string {
  const { performance: _, ...rest } = JSON.parse(stdout) as Document;
  return JSON.stringify(rest);
}

test('reproduce gives the same document on one thread as on two that go on after a torn line; a folder holds all of it', (t) => {
  const folder = emptyFolder();
  const whole = cli(['reproduce', 'v2gnet', '--repetitions', '3', '--threads', '1', '--out', 'D', '--json'], '', folder);
  const document = JSON.parse(whole.stdout) as Document;
  t.is(whole.code, document.verdicts.some(({ verdict }) => verdict === 'contradicts') ? 4 : 0, whole.stderr);
  t.true(document.verdicts.every(({ measured }) => measured?.n === 3));
  const held = join(folder, 'D');
  t.deepEqual(filesIn(held), [...document.figures.map(({ name }) => `${name}.svg`), 'repetitions.ndjson', 'reproduce.json', 'results.csv', 'results.json'].toSorted());
  t.is(JSON.stringify(JSON.parse(readFileSync(join(held, 'results.json'), 'utf8'))), JSON.stringify(document));
  t.is(readFileSync(join(held, 'results.csv'), 'utf8').split('\n').length, document.verdicts.length + 2);
  for (const { name } of document.figures) t.regex(readFileSync(join(held, `${name}.svg`), 'utf8'), /^<svg .*<\/svg>\n$/s);
  const figure = readFileSync(join(held, 'fig-4-8-fill.svg'), 'utf8');

  const lines = readFileSync(join(held, 'repetitions.ndjson'), 'utf8');
  writeFileSync(join(held, 'repetitions.ndjson'), lines.slice(0, lines.indexOf('\n') + 100));
  const resumed = cli(['reproduce', '--resume', 'D', '--threads', '2', '--json'], '', folder);
  t.deepEqual([resumed.code, lasting(resumed)], [whole.code, lasting(whole)], resumed.stderr);
  t.is(readFileSync(join(held, 'fig-4-8-fill.svg'), 'utf8'), figure);

  const other = cli(['reproduce', 'v2gnet', '--seed', '2', '--out', 'D'], '', folder);
  t.deepEqual([other.code, other.stdout], [2, '']);
  t.regex(other.stderr, /D: holds repetitions of seed 1, not 2/);
  const table = cli(['reproduce', 'v2gnet', '--repetitions', '3', '--out', 'D'], '', folder);
  t.regex(table.stdout, /Fill rate without an attack \(%\) +68 .*(within the band|same direction|contradicts)/);
  t.regex(table.stdout, /Fig\. 4\.8: energy demand fill rate/);
});

test('an interrupted reproduce keeps what has ended and says how to go on', async (t) => {
  const folder = emptyFolder();
  const out = join(folder, 'D');
  // Made before, so that it can be watched for the first repetition.
  mkdirSync(out);
  const seen = new Promise<void>((resolve) => {
    const watcher = watch(out, () => {
      if (!existsSync(join(out, 'repetitions.ndjson'))) return;
      watcher.close();
      resolve();
    });
  });
  const child = spawn(process.execPath, [join(packageRoot(), 'bin', 'v2g-tui.js'), 'reproduce', 'v2gnet', '--repetitions', '100000', '--threads', '1', '--out', out], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += String(data)));
  child.stderr.on('data', (data: Buffer) => (stderr += String(data)));
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  await seen;
  child.kill('SIGINT');
  t.is(await closed, 130, stderr);
  t.is(stdout, '');
  t.regex(stderr, /interrupted; what has ended is kept: v2g-tui reproduce --resume /);
  const [first] = readFileSync(join(out, 'repetitions.ndjson'), 'utf8').split('\n');
  t.is((JSON.parse(first!) as { repetition: number }).repetition, 0);
  t.false(existsSync(join(out, 'lock')));
});

test('reproduce --list lists what there is', (t) => {
  const { code, stdout } = cli(['reproduce', '--list']);
  t.is(code, 0);
  t.deepEqual(stdout.trim().split('\n').slice(1).map((line) => line.split(' ')[0]), PAPERS.map(({ name }) => name));
});

const held = folderWith('something.txt', 'else');
for (const [flags, expected] of [
  [[], /reproduce: expected one of v2gnet, response-time, v2gftn, forecast, or --list/],
  [['v2gent'], /reproduce "v2gent": expected one of .*; did you mean "v2gnet"\?/],
  [['v2gnet', '--repetitions', '0'], /--repetitions 0: expected a whole number from 1 to 100000/],
  [['v2gnet', '--repetitions', 'many'], /--repetitions many: expected a whole number/],
  [['v2gnet', '--seed', '-1'], /--seed -1: expected a whole number from 0/],
  [['v2gnet', '--threads', '1.5'], /--threads 1\.5: expected a whole number/],
  [['v2gnet', '--json', '--csv'], /--json and --csv: expected only one/],
  [['v2gnet', '--out', 'a', '--resume', 'b'], /--out and --resume: expected only one/],
  [['v2gnet', '--resume', 'nowhere'], /--resume nowhere: expected a folder that `reproduce --out` wrote/],
  [['v2gnet', '--out', held], /holds other files; expected a new or empty folder/],
  [['v2gnet', '--out', join(held, 'something.txt')], /this is a file; expected a folder/],
  [['v2gnet', '--out', 'a', '--out', 'b'], /--out: given more than once/],
  [['v2gnet', '--sensitivity', '--out', 'a'], /--out: a sweep of --sensitivity keeps nothing/],
  [['v2gnet', '--repetition', '3'], /did you mean --repetitions\?/],
] as const) {
  test(`reproduce ${flags.join(' ').replace(held, 'D')} is refused with what is expected`, async (t) => {
    const handlers = new Proxy({}, { get: () => reproduceCommand }) as Handlers;
    const error = await t.throwsAsync(() => obey(['reproduce', ...flags], handlers), { instanceOf: UserError });
    t.regex(error!.message, expected);
  });
}

test('what is refused ends with exit 2, in a line and with nothing on stdout', (t) => {
  const { code, stdout, stderr } = cli(['reproduce', 'v2gnet', '--repetitions', '0']);
  t.deepEqual([code, stdout, stderr], [2, '', 'v2g-tui: --repetitions 0: expected a whole number from 1 to 100000\n']);
});

test('exit 4 as soon as one contradicts, else 0', (t) => {
  t.is(exitOf([{ verdict: 'within the band' }, { verdict: 'same direction' }, { verdict: 'not measured' }]), 0);
  t.is(exitOf([{ verdict: 'within the band' }, { verdict: 'contradicts' }]), 4);
});

test('progress has the rate and the time left', (t) => {
  t.is(repetitionLine(30, 80, 20, 10), '50 of 100 repetitions (20 from the folder) · 3.0 a second · about 17 s left');
});
