// Runs the same two scenarios on Node 20, 22 and 24 and compares their digests. The binaries come from the npm package
// `node`, are fetched here into `.cache/nodes` and are no dependency of the project. Other versions may be named:
// `npm run test:nodes -- 22 24.1.0`. Exits with 1 when two digests differ or a run fails.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const named = process.argv.slice(2);
const versions = named.length > 0 ? named : ['20', '22', '24'];
const RUNS = [
  ['run', 'tiny', '--seed', '7', '--threads', '2'],
  ['run', 'campus-4', '--seed', '7', '--rounds', '1', '--threads', '2'],
];

obey(process.execPath, [join(root, 'tools', 'prepare.mjs')], root);
const binaries = versions.map((version) => binaryOf(version));
let differing = 0;
for (const run of RUNS) {
  const digests = binaries.map((binary) => digestOf(binary, run));
  const agree = new Set(digests).size === 1;
  if (!agree) differing += 1;
  console.log(`${agree ? 'same digest' : 'DIGESTS DIFFER'}: v2g-tui ${run.join(' ')}\n`);
}
process.exit(differing === 0 ? 0 : 1);

/** The binary of a version. The package `node` holds none itself: its preinstall step, called here by hand because npm may be set not to, brings the one of this platform. */
function binaryOf(version) {
  const folder = join(root, '.cache', 'nodes', version);
  const held = join(folder, 'node_modules', 'node');
  const binary = join(held, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(binary)) return binary;
  console.error(`v2g-tui: fetching Node ${version} …`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  obey('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', `node@${version}`], folder);
  obey(process.execPath, ['installArchSpecificPackage.js'], held);
  if (!existsSync(binary)) fail(`the npm package node@${version} brought no binary for ${process.platform} ${process.arch}`);
  return binary;
}

/** The digest that a binary gives a run; its version and what it took are printed beside it. */
function digestOf(binary, run) {
  const version = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout.trim();
  const done = spawnSync(binary, [join(root, 'bin', 'v2g-tui.js'), ...run, '--json', '--quiet'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (done.status !== 0) fail(`Node ${version} ended ${run.join(' ')} with ${done.status}: ${done.stderr}`);
  const { digest, performance } = JSON.parse(done.stdout);
  console.log(`${version.padEnd(10)} ${digest}  ${performance.wallSeconds.toFixed(1)} s`);
  return digest;
}

function obey(command, args, cwd) {
  const done = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (done.status !== 0) fail(`${command} ${args.join(' ')} ended with ${done.status ?? done.error?.message}`);
}

function fail(message) {
  console.error(`v2g-tui: ${message}`);
  process.exit(1);
}
