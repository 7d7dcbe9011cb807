import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { Model } from '../../src/tui/model.js';
import { composeRows, drawScreen } from '../../src/tui/screen.js';
import { ROOT } from './root.js';
import { unexplained } from './unexplained.js';

/** A golden screen in fixtures/screens, whose columns the glossary explains. `UPDATE_SCREENS=1` writes it anew; read the difference before you commit it. */
export function golden(name: string, model: Model): void {
  test(`the screen ${name} is drawn as its golden text`, (t) => {
    const drawn = `${composeRows(drawScreen(model), model.rows).join('\n')}\n`;
    const path = join(ROOT, 'fixtures', 'screens', `${name}.txt`);
    if (process.env['UPDATE_SCREENS'] === '1') {
      mkdirSync(join(ROOT, 'fixtures', 'screens'), { recursive: true });
      writeFileSync(path, drawn);
    }
    t.is(drawn, readFileSync(path, 'utf8'));
    t.deepEqual(unexplained(model), [], 'columns that nothing explains');
  });
}
