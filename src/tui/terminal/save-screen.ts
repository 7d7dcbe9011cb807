import { existsSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

/**
 * Writes rows of the screen as plain text: to a file that must not exist, or to `NAME.txt`, `NAME-2.txt`, … in the working
 * directory. Gives the file's name; throws what the disk says.
 */
export function saveScreen(rows: readonly string[], file: string | null, name: string): string {
  const path = file ?? freePath(name);
  const text = rows.map((row) => stripVTControlCharacters(row).trimEnd()).join('\n');
  writeFileSync(path, `${text}\n`, { flag: 'wx' });
  return path;
}

function freePath(name: string): string {
  for (let number = 1; ; number += 1) {
    const path = `${name}${number === 1 ? '' : `-${number}`}.txt`;
    if (!existsSync(path)) return path;
  }
}
