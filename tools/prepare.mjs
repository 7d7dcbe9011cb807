// Installs and builds when needed, so that `npm start` and `npm test` work in a fresh clone on a machine that has
// only Node and npm. Needs Node's own modules alone. `--always` compiles again even when the build looks fresh.
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function newest(folder) {
  // A folder's own date tells of files that are gone.
  let latest = modified(folder);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : modified(path));
  }
  return latest;
}

/** Whether every package of the lock file is installed in its version. Dates would not tell: a checkout gives files new ones. */
function isInstalled() {
  const held = at('node_modules', '.package-lock.json');
  if (!existsSync(held)) return false;
  const installed = packagesOf(held);
  return Object.entries(packagesOf(at('package-lock.json'))).every(
    ([path, entry]) => path === '' || entry.optional === true || installed[path]?.version === entry.version,
  );
}

/** `npm ci` empties the folder first: through a link it would empty one that others use. */
function refuseLink() {
  if (!lstatSync(at('node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) return;
  console.error('v2g-tui: node_modules is a link to a folder that lacks what package-lock.json names; remove the link or install there.');
  process.exit(1);
}

function packagesOf(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

function run(command, args) {
  // What set-up prints goes to stderr: stdout belongs to the program that starts afterwards.
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.error) console.error(`v2g-tui: could not run ${command}: ${done.error.message}`);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const hasSources = existsSync(at('src', 'core'));
if (hasSources) {
  if (!isInstalled()) {
    refuseLink();
    console.error('v2g-tui: installing packages …');
    run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--ignore-scripts']);
  }
  const sources = ['src', 'test', 'bench'].map((folder) => newest(at(folder)));
  const built = modified(at('dist', 'test.tsbuildinfo'));
  if (process.argv.includes('--always') || built < Math.max(...sources)) {
    console.error('v2g-tui: building …');
    run(process.execPath, [at('tools', 'build.mjs')]);
  }
}
