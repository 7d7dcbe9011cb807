import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../src/nodes/package-root.js';

/** Where a hunt looks: drawn worlds, attacked worlds, or the batteries. */
export type Ground = 'fuzz' | 'attacked' | 'batteries';

export interface Found {
  readonly seed: number;
  readonly by: string;
  readonly message: string;
}

/** A small world in which a bug is found too, for tests in a hurry. */
export interface Place {
  readonly seed: number;
  readonly by: string;
}

/** Where a bug was found last time: `npm run planted` writes this, and `npm test` looks whether it still holds. */
export interface Finding {
  readonly mutation: string;
  readonly world: { readonly ground: 'fuzz' | 'attacked'; readonly seed: number; readonly by: string; readonly quick: Place | null } | null;
  readonly battery: { readonly seed: number; readonly by: string } | null;
}

export const FINDINGS_FILE = join(packageRoot(), 'fixtures', 'planted', 'found.json');

export function readFindings(): Finding[] {
  return JSON.parse(readFileSync(FINDINGS_FILE, 'utf8')) as Finding[];
}

const HUNT = fileURLToPath(new URL('./hunt.js', import.meta.url));

/** Hunts in a process of its own, as `hunt.ts` says. A process that dies has found an assertion. */
export function huntApart(mutation: string, ground: Ground, seeds: string): Promise<Found | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [HUNT, mutation, ground, seeds], { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, errors] = ['', ''];
    child.stdout.on('data', (text) => (out += String(text)));
    child.stderr.on('data', (text) => (errors += String(text)));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(JSON.parse(out) as Found | null);
      else reject(new Error(`the hunt for ${mutation} (${ground} ${seeds}) ended with ${code}: ${errors.slice(0, 500)}`));
    });
  });
}

/** Does something with each item, so many at a time. */
export async function inParallel<Item>(items: readonly Item[], width: number, work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: width }, lane));
}
