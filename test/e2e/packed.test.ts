import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import test from 'ava';
import { ROOT } from '../tui/root.js';
import { shows } from '../tui/terminal.js';
import { restored, startInTerminal } from './pty.js';

/*
 * The package as strangers get it: packed by npm, unpacked into an otherwise empty folder, started by its bin. Two things
 * differ from `npm install v2g-tui-….tgz`, so that this needs no registry and takes seconds: `tar` unpacks the tarball and
 * npm links its bin, and the production dependencies are copied from this checkout, as the lock
 * file names them. A dependency that package.json forgets is therefore missing in the folder, as it would be for others.
 * npm's `--ignore-scripts` keeps `prepack` from building again below the running tests.
 */
const folder = mkdtempSync(join(tmpdir(), 'v2g-tui-packed-'));
const installed = join(folder, 'node_modules', 'v2g-tui');
const bin = join(folder, 'node_modules', '.bin', 'v2g-tui');
let files: { readonly path: string; readonly size: number }[] = [];

function npm(args: readonly string[], cwd: string): string {
  const done = spawnSync('npm', [...args], { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (done.status !== 0) throw new Error(`npm ${args.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

function npx(args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const done = spawnSync('npx', ['--no-install', 'v2g-tui', ...args], { cwd: folder, encoding: 'utf8', shell: process.platform === 'win32' });
  return { code: done.status, stdout: done.stdout, stderr: done.stderr };
}

interface LockEntry {
  readonly dev?: boolean;
  readonly optional?: boolean;
}

/** Copies every package that is there in production, at its own place. */
function copyDependencies(): void {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as { packages: Record<string, LockEntry> };
  for (const [path, entry] of Object.entries(packages)) {
    if (path === '' || entry.dev === true || !existsSync(join(ROOT, path))) continue;
    const to = join(folder, path);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(ROOT, path), to, { recursive: true });
  }
}

test.before(() => {
  const [packed] = JSON.parse(npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT)) as [{ filename: string; files: typeof files }];
  files = packed.files;
  mkdirSync(installed, { recursive: true });
  const unpacked = spawnSync('tar', ['-xzf', join(folder, packed.filename), '-C', installed, '--strip-components=1'], { encoding: 'utf8' });
  if (unpacked.status !== 0) throw new Error(`tar: ${unpacked.stderr}`);
  copyDependencies();
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "dependencies": { "v2g-tui": "*" } }\n');
  npm(['rebuild', 'v2g-tui', '--ignore-scripts', '--offline'], folder);
});

test.after.always(() => rmSync(folder, { recursive: true, force: true }));

test('the tarball holds what runs and the figures’ licences, and no tests, sources or caches', (t) => {
  const paths = files.map((file) => file.path);
  for (const needed of ['bin/v2g-tui.js', 'LICENSE', 'README.md', 'fixtures/figures/LICENCES.txt', 'fixtures/scenarios/campus-4.yaml', 'fixtures/schema/scenario.schema.json']) {
    t.true(paths.includes(needed), needed);
  }
  t.deepEqual(paths.filter((path) => /(^|\/)(test|bench|node_modules|\.cache)\/|\.tsx?$|tsbuildinfo/.test(path)), []);
  t.true(files.reduce((sum, file) => sum + file.size, 0) < 3_000_000);
});

test.serial('npx v2g-tui --version and the lists answer', (t) => {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  t.deepEqual({ ...npx(['--version']), stderr: '' }, { code: 0, stdout: `${version}\n`, stderr: '' });
  t.regex(npx(['scenario', 'list']).stdout, /campus-4[^]*tiny/);
});

test.serial('a run of the packed program gives the digest of this checkout', (t) => {
  const args = ['run', 'tiny', '--seed', '7', '--rounds', '1', '--json', '--quiet'];
  const here = spawnSync(process.execPath, [join(ROOT, 'bin', 'v2g-tui.js'), ...args], { encoding: 'utf8' });
  const there = npx(args);
  t.is(there.code, 0, there.stderr);
  const { digest, checkers } = JSON.parse(there.stdout) as { digest: string; checkers: { violations: unknown[] } };
  t.is(digest, (JSON.parse(here.stdout) as { digest: string }).digest);
  t.deepEqual(checkers.violations, []);
});

for (const [columns, rows] of [[80, 24], [160, 50]] as const) {
  test.serial(`the interface on a real run at ${columns}×${rows}: elections, an attack that the journal takes, pause, help, quit`, async (t) => {
    const journey = startInTerminal(process.execPath, [bin, 'tiny', '--seed', '7'], { columns, rows, folder });
    const { screen } = journey;
    for (const title of ['Elections', 'Shards', 'Fulfilment', 'Attacks', 'Cross-shard']) await screen.until(shows(` ${title} `));
    await screen.until(shows('LIVE'));
    await screen.until((shown) => shown.some((row) => /epoch +\d+ |[0-9] seats|seats:/.test(row)));
    journey.type('o');
    // The sign for asked goes away once a frame of the run carries the journal's entry.
    await screen.until((shown) => shown.some((row) => /o fork +ON 1 /.test(row)));
    journey.type('O');
    await screen.until((shown) => shown.some((row) => /o fork .*O[✗x]/.test(row)));
    journey.type(' ');
    await screen.until(shows('PAUSED'));
    journey.type('?');
    await screen.until(shows('Looking around'));
    journey.type('\u001B');
    await screen.until((shown) => !shows('Looking around')(shown));
    journey.type('q');
    t.is(await journey.ended, 0);
    t.true(restored(journey));
    t.true(shows('tiny, seed 7: ')(screen.rows()));
  });
}

test.serial('SIGTERM ends a real run with 143, the terminal restored; in ASCII without colours every byte is 7-bit', async (t) => {
  const journey = startInTerminal(process.execPath, [bin, 'tiny', '--seed', '7', '--glyphs', 'ascii'], { columns: 80, rows: 24, folder, env: { NO_COLOR: '1' } });
  await journey.screen.until(shows('LIVE'));
  journey.kill('SIGTERM');
  t.is(await journey.ended, 143);
  t.true(restored(journey));
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for.
  t.regex(journey.output(), /^[\u0000-\u007F]*$/);
});
