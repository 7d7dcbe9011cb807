// Lints and runs every test on the compiled code, then prints the one closing line that CI reads.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = (...parts) => join(root, 'node_modules', ...parts);

const lint = spawnSync(process.execPath, [bin('oxlint', 'bin', 'oxlint'), '--deny-warnings', 'src', 'test', 'bench', 'tools', 'bin'], {
  cwd: root,
  stdio: 'inherit',
});
if (lint.status !== 0) process.exit(lint.status ?? 1);

const ava = spawn(process.execPath, [bin('ava', 'entrypoints', 'cli.mjs'), '--tap', ...process.argv.slice(2)], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const counts = { passed: 0, failed: 0, skipped: 0 };
let rest = '';
let failing = false;
ava.stdout.setEncoding('utf8');
ava.stdout.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop() ?? '';
  for (const line of lines) read(line);
});

function read(line) {
  const result = /^(not )?ok \d+/.exec(line);
  if (result) {
    failing = result[1] !== undefined && !/# (SKIP|TODO)/.test(line);
    if (/# (SKIP|TODO)/.test(line)) counts.skipped += 1;
    else if (failing) counts.failed += 1;
    else counts.passed += 1;
    console.log(line);
  } else if (failing || line.startsWith('Bail out!')) {
    console.log(line);
  }
}

ava.on('close', (code) => {
  if (rest) read(rest);
  const ok = code === 0 && counts.failed === 0 && counts.passed > 0;
  if (!ok && counts.failed === 0) counts.failed = 1;
  console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`);
  process.exitCode = ok ? 0 : 1;
});
