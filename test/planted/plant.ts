import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../../src/nodes/package-root.js';
import type { Mutation } from './mutations.js';

/** The compiled file that a mutation changes. */
export function fileOf(mutation: Mutation): string {
  return join(packageRoot(), 'dist', 'src', 'core', mutation.file);
}

/** How often the text that a mutation changes stands in its file: once, or the mutation is out of date. */
export function placesOf(mutation: Mutation): number {
  return readFileSync(fileOf(mutation), 'utf8').split(mutation.find).length - 1;
}

/**
 * From now on this process loads the mutation's file changed, whoever imports it; it must not have been imported
 * before. Threads that the process starts load the file as it is.
 */
export function plant(mutation: Mutation): void {
  if (placesOf(mutation) !== 1) throw new Error(`${mutation.name}: what it changes stands ${placesOf(mutation)} times in ${mutation.file}, not once`);
  const { find, replace } = mutation;
  register('./planting-loader.js', { parentURL: import.meta.url, data: { url: pathToFileURL(fileOf(mutation)).href, find, replace } });
}
