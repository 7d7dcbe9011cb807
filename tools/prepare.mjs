// Installs and builds when needed, so that `npm start` and `npm test` work in a fresh clone on a machine that has
// only Node and npm. Needs Node's own modules alone. `--always` compiles again even when the build looks fresh.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const at = (...parts) => join(root, ...parts);

function modified(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function newest(folder) {
  let latest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : modified(path));
  }
  return latest;
}

function run(command, args) {
  // What set-up prints goes to stderr: stdout belongs to the program that starts afterwards.
  const done = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.error) console.error(`v2g-tui: could not run ${command}: ${done.error.message}`);
  if (done.status !== 0) process.exit(done.status ?? 1);
}

const hasSources = existsSync(at('src', 'core'));
if (hasSources) {
  const installed = modified(at('node_modules', '.package-lock.json'));
  if (installed < modified(at('package-lock.json'))) {
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
