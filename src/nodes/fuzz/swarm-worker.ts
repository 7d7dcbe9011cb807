import { runWorld } from './run-world.js';
import type { SeedOutcome, SeedTask } from './swarm.js';

/** One world in this thread; what it is made of stays here, since the seed says it. */
export default async function runTask({ seed, crossCheck }: SeedTask): Promise<SeedOutcome> {
  const { world: _, ...outcome } = await runWorld(seed, { crossCheck });
  return outcome;
}
