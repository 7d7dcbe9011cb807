import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root: the nearest folder above that holds package.json (tests run compiled, from dist/test). */
function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** A file of `fixtures/vectors/`, parsed. */
export function readVectors<Shape>(path: string): Shape {
  return JSON.parse(readFileSync(join(repositoryRoot(), 'fixtures', 'vectors', path), 'utf8')) as Shape;
}

/** A file of other people's beside the repository, at `../shared/vectors/`, parsed; null where it is absent. */
export function readSharedVectors<Shape>(name: string): Shape | null {
  const path = join(repositoryRoot(), '..', 'shared', 'vectors', name);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Shape) : null;
}
