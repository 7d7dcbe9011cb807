import type { Model } from '../model.js';
import type { Reach } from '../reach.js';

/** Something that the palette can do. Adding one is a line in `registry.ts`. */
export interface Command {
  readonly name: string;
  /** What stands behind the name, e.g. `<name>[:level]`; empty for none. */
  readonly usage: string;
  readonly help: string;
  /** The key that does the same, if there is one. */
  readonly key?: string;
  /** What may stand at the argument being typed. */
  words?(model: Model): readonly string[];
  /** Does it; gives what to say of it, or null. What is wrong with the argument is thrown as a `CommandError`. */
  run(argument: string, reach: Reach, model: Model): string | null;
}

/** An argument that is not what the command takes; its message tells what was expected. */
export class CommandError extends Error {}
