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

/** Imported after the bug is planted, and only what is asked for: these bring the program with them. */
async function ground(): Promise<(seed: number) => Promise<{ by: string; message: string } | null>> {
  if (where === 'batteries') {
    const { huntWithBatteries } = await import('./batteries.js');
    return (seed) => Promise.resolve(huntWithBatteries(seed));
  }
  const { huntInWorld } = await import('./worlds.js');
  return (seed) => huntInWorld(where === 'fuzz' ? 'fuzz' : 'attacked', seed);
}

async function hunt(): Promise<{ seed: number; by: string; message: string } | null> {
  const look = await ground();
  for (const seed of seeds) {
    const found = await look(seed);
    if (found !== null) return { seed, ...found };
  }
  return null;
}

process.stdout.write(`${JSON.stringify(await hunt())}\n`);
