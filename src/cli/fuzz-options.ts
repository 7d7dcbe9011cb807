import type { Argv } from 'yargs';
import type { RawFuzzFlags } from './fuzz-command.js';
import { valueOption } from './value-option.js';

/** The flags of `fuzz`. */
export function fuzzOptions(command: Argv): Argv<RawFuzzFlags> {
  return command
    .option('seeds', valueOption('A seed, or the first and the last, e.g. 1-500', '1-100'))
    .option('minutes', valueOption('As many seeds as fit in this time instead, from 1 on', 'off'))
    .option('threads', valueOption('Worlds at a time', 'cores'))
    .option('shrink', { type: 'boolean', describe: 'Reduce the first world that fails to what matters, and write it as a scenario file (--scenario, or fuzz-SEED.yaml)' })
    .option('scenario', valueOption('Write the world of a single seed as a scenario file; with --shrink what is left of it', 'off'))
    .option('json', { type: 'boolean', describe: 'One JSON document on stdout' })
    .option('quiet', { type: 'boolean', describe: 'No progress' })
    .example('$0 fuzz --seeds 1-500', 'Five hundred worlds; exit code 3 when one breaks a promise')
    .example('$0 fuzz --seeds 17', 'The world of seed 17, printed and run')
    .example('$0 fuzz --seeds 17 --shrink', 'What of it matters, as a scenario file') as unknown as Argv<RawFuzzFlags>;
}
