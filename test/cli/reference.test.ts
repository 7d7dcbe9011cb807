import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { generatedFiles } from '../../src/cli/reference-pages.js';
import { packageRoot } from '../../src/nodes/package-root.js';

for (const { path, text } of generatedFiles()) {
  test(`${path} is what \`npm run docs\` makes`, (t) => {
    const file = join(packageRoot(), path);
    t.true(existsSync(file));
    t.true(readFileSync(file, 'utf8') === text, 'out of date: npm run docs');
  });
}
