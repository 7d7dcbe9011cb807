import { MUTATIONS } from './mutations.js';
import { plant } from './plant.js';

/**
 * Hunts one planted bug in a process of its own: `hunt.js <mutation|none> fuzz|attacked|batteries <seeds>`, seeds like
 * `1-200` or `3,8`. Prints what was found first, and at which seed, as one line of JSON: `{seed, by, message}`, or `null`.
 */
const [name, where, list] = process.argv.slice(2);
const mutation = MUTATIONS.find((one) => one.name === name);
if (mutation !== undefined) plant(mutation);
else if (name !== 'none') throw new Error(`no mutation ${name}`);

const seeds = list!.split(',').flatMap((part) => {
  const [first, last = first] = part.split('-').map(Number) as [number, number?];
  return Array.from({ length: last! - first + 1 }, (_, at) => first + at);
});

async function hunt(): Promise<{ seed: number; by: string; message: string } | null> {
  // Imported after the bug is planted: these bring the program with them.
  const { huntInWorld } = await import('./worlds.js');
  const { huntWithBatteries } = await import('./batteries.js');
  for (const seed of seeds) {
    const found = where === 'batteries' ? huntWithBatteries(seed) : await huntInWorld(where === 'fuzz' ? 'fuzz' : 'attacked', seed);
    if (found !== null) return { seed, ...found };
  }
  return null;
}

process.stdout.write(`${JSON.stringify(await hunt())}\n`);
