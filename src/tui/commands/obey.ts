import { nearestWord } from '../../core/eval/input-error.js';
import type { Model } from '../model.js';
import type { Reach } from '../reach.js';
import { CommandError, type Command } from './command.js';
import { commands } from './registry.js';

/** One line of the palette's suggestions: what the line would become, and what it does. */
export interface Suggestion {
  readonly line: string;
  readonly help: string;
  readonly key: string | null;
}

/** What may be meant by a line: commands by their beginning, then the words of the one that is named. */
export function suggestions(line: string, model: Model): readonly Suggestion[] {
  const [name = '', ...rest] = line.trimStart().split(' ');
  const command = commands().find((one) => one.name === name);
  if (command === undefined || rest.length === 0) {
    const matching = commands().filter((one) => one.name.startsWith(name));
    const within = commands().filter((one) => !one.name.startsWith(name) && one.name.includes(name));
    return [...matching, ...within].map((one) => ({ line: one.usage === '' ? one.name : `${one.name} `, help: `${one.usage === '' ? '' : `${one.usage}  `}${one.help}`, key: one.key ?? null }));
  }
  const argument = rest.join(' ');
  return (command.words?.(model) ?? []).filter((word) => word.startsWith(argument)).map((word) => ({ line: `${name} ${word}`, help: command.help, key: null }));
}

/** Does what a line says; gives what to say of it, or null. Throws `CommandError`. */
export function obey(line: string, reach: Reach, model: Model): string | null {
  const [, name = '', argument = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(line)!;
  const command = commandNamed(name);
  if (command.usage === '' && argument !== '') throw new CommandError(`${name} takes nothing behind it`);
  if (command.usage !== '' && !command.usage.startsWith('[') && argument === '') throw new CommandError(`expected ${name} ${command.usage}`);
  return command.run(argument, reach, model);
}

function commandNamed(name: string): Command {
  const found = commands().find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = commands().map((one) => one.name);
  const near = nearestWord(name, names);
  throw new CommandError(`there is no command "${name}"${near === null ? '; Tab lists them' : `; did you mean "${near}"?`}`);
}
