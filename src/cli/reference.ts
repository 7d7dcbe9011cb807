import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageRoot } from '../nodes/package-root.js';
import { say } from './output.js';
import { generatedFiles } from './reference-pages.js';

// `npm run docs`: writes the generated pages; without --write only tells which are out of date.
const write = process.argv.includes('--write');
for (const { path, text } of generatedFiles()) {
  const file = join(packageRoot(), path);
  if (current(file) === text) continue;
  if (write) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  } else process.exitCode = 1;
  say(`${path}: ${write ? 'written' : 'out of date'}`);
}

function current(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
