import type { Argv } from 'yargs';
import type { RawReproduceFlags } from './reproduce-flags.js';
import { valueOption } from './value-option.js';

/** The flags of `reproduce`. */
export function reproduceOptions(command: Argv): Argv<RawReproduceFlags & { readonly name?: string }> {
  return command
    .positional('name', { type: 'string', describe: 'See `reproduce --list`' })
    .option('list', { type: 'boolean', describe: 'List what can be reproduced' })
    .option('repetitions', valueOption('Of every experiment, each with other draws', '100; 10 with --sensitivity'))
    .option('seed', valueOption('Seed of all that is drawn', '1'))
    .option('threads', valueOption('Repetitions at a time', 'cores'))
    .option('out', valueOption('Keep repetitions and results in this folder, and go on with what it holds', 'off'))
    .option('resume', valueOption('Go on with what --out has kept in this folder', 'off'))
    .option('sensitivity', { type: 'boolean', describe: 'Put every open parameter through its stated range instead; of everything without a name' })
    .option('json', { type: 'boolean', describe: 'One JSON document on stdout' })
    .option('csv', { type: 'boolean', describe: 'Comma-separated rows on stdout, one per published number' })
    .option('quiet', { type: 'boolean', describe: 'No progress' })
    .example('$0 reproduce v2gnet --out D', 'a hundred repetitions; a table, JSON and one SVG per figure in D; exit code 4 when something contradicts')
    .example('$0 reproduce --resume D', 'go on after an interruption')
    .example('$0 reproduce v2gftn --sensitivity', 'how much what the thesis leaves open matters') as unknown as Argv<RawReproduceFlags & { readonly name?: string }>;
}
