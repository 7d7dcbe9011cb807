import { MUTATIONS } from './mutations.js';
import { plant } from './plant.js';

/**
 * Hunts one planted bug in a process of its own: `hunt.js <mutation|none> worlds|batteries <first seed> <last seed>`.
 * Prints what was found first, and after which seed, as one line of JSON: `{seed, by, message}`, or `null`.
 */
const [name, where, first, last] = process.argv.slice(2);
const mutation = MUTATIONS.find((one) => one.name === name);
if (mutation !== undefined) plant(mutation);
else if (name !== 'none') throw new Error(`no mutation ${name}`);

async function hunt(): Promise<{ seed: number; by: string; message: string } | null> {
  // Imported after the bug is planted: these bring the program with them.
  const { huntInWorld } = await import('./worlds.js');
  const { BATTERIES } = await import('./batteries.js');
  for (let seed = Number(first); seed <= Number(last); seed += 1) {
    if (where === 'worlds') {
      const found = await huntInWorld(seed);
      if (found !== null) return { seed, ...found };
      continue;
    }
    for (const battery of BATTERIES) {
      const message = battery.run(seed);
      if (message !== null) return { seed, by: battery.name, message };
    }
  }
  return null;
}

process.stdout.write(`${JSON.stringify(await hunt())}\n`);
