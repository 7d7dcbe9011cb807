import type { Program } from '../core/kernel/program.js';
import type { ProgramReference } from './messages.js';

/** The program a scenario runs unless a test or a benchmark names another. */
export const worldProgram: ProgramReference = {
  url: new URL('../core/scenario/world.js', import.meta.url).href,
  exportName: 'world',
};

/** Imports the module and returns the program it exports under the name; throws when there is none. */
export async function loadProgram(reference: ProgramReference): Promise<Program> {
  const module = (await import(reference.url)) as Record<string, unknown>;
  const program = module[reference.exportName] as Program | undefined;
  if (program?.shard === undefined) throw new TypeError(`${reference.url} exports no program ${reference.exportName}`);
  return program;
}
