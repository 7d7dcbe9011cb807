import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type FiguresByKind, type FiguresKind, readFigures } from '../../../src/core/energy/figures.js';
import type { RandomSource } from '../../../src/core/energy/draw.js';

/** The parsed content of a file of `fixtures/figures/`. */
export function parsedFigures(file: string): unknown {
  return parse(readFileSync(join(repositoryRoot(), 'fixtures', 'figures', file), 'utf8'));
}

export function figures<K extends FiguresKind>(kind: K, file: string): FiguresByKind[K] {
  const read = readFigures(kind, parsedFigures(file));
  if (!read.ok) throw new Error(`${file}: ${JSON.stringify(read.problems)}`);
  return read.value;
}

/** A small multiplicative generator: tests need draws that are the same every time, no more. */
export function seededSource(seed: number): RandomSource {
  let state = seed;
  return {
    below(n: number): number {
      state = (state * 48_271) % 2_147_483_647;
      return Math.floor((state / 2_147_483_647) * n);
    },
  };
}

function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}
