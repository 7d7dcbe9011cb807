import { ATTACKS, levelMistake } from '../../core/attacks/catalogue.js';
import { nearestWord } from '../../core/eval/input-error.js';
import { FIELDS } from '../../core/scenario/fields.js';
import { LANDMARKS } from '../../core/scenario/landmarks.js';
import { parseDurationUs } from '../../core/units/duration.js';
import { perform, SPEEDS } from '../dispatch.js';
import { KEYS, type Action } from '../keys.js';
import { runToNext, travelTo } from '../time.js';
import { VIEWS } from '../views/registry.js';
import { CommandError, type Command } from './command.js';

/** Commands that take an argument, and those that no key does. */
const TYPED: readonly Command[] = [
  {
    name: 'attack',
    usage: '<name>[:level] | <name> off',
    help: 'switch an attack on at a level, or off',
    words: () => ATTACKS.flatMap(({ name, defaultLevel }) => [`${name}:${defaultLevel}`, `${name} off`]),
    run: (argument, { source }) => {
      const off = /^(\S+)\s+off$/.exec(argument);
      const [name = '', text] = (off?.[1] ?? argument).split(':');
      const entry = ATTACKS.find((one) => one.name === name);
      if (entry === undefined) throw unknown('attack', name, ATTACKS.map((one) => one.name));
      const level = text === undefined ? entry.defaultLevel : Number(text);
      if (levelMistake(entry, level) !== null) throw new CommandError(`the level of ${name} counts ${entry.levelUnit}: ${entry.isShare ? 'a number above 0 and up to 1' : 'a whole number from 1 on'}, not "${text}"`);
      source()?.operate({ kind: 'attack', name, level, on: off === null }, null);
      return `${name} ${off === null ? `on at level ${level}` : 'off'}`;
    },
  },
  {
    name: 'set',
    usage: '<path>=<value>',
    help: 'change a field of the scenario that may change live',
    words: () => FIELDS.flatMap(({ path, live }) => (live === true ? [`${path}=`] : [])),
    run: (argument, reach, { frame }) => {
      const read = reach.readSet(argument, frame?.journal ?? []);
      if (!read.ok) throw new CommandError(read.message);
      if (read.command.kind === 'set') reach.source()?.operate(read.command, null);
      return `set ${argument}`;
    },
  },
  {
    name: 'goto',
    usage: '<time>',
    help: 'to a virtual time, back or forth: 90s, 2m30s, 00:02:30',
    words: () => ['30s', '1m', '5m', '10m'],
    run: (argument, reach) => {
      const us = timeOf(argument);
      if (us === null) throw new CommandError(`expected a time such as 90s, 2m30s or 00:02:30, not "${argument}"`);
      travelTo(reach, us);
      return null;
    },
  },
  {
    name: 'until',
    usage: `<${LANDMARKS.join('|')}>`,
    help: 'run on to the next one and pause',
    words: () => LANDMARKS,
    run: (argument, reach) => {
      const name = LANDMARKS.find((one) => one === argument);
      if (name === undefined) throw unknown('landmark', argument, LANDMARKS);
      runToNext(reach, [name]);
      return null;
    },
  },
  {
    name: 'speed',
    usage: '<virtual seconds per second>|max',
    help: 'how fast the run goes',
    words: () => SPEEDS.map(String),
    run: (argument, { source, store }) => {
      const speed = argument === 'max' ? 'max' : Number(argument);
      if (speed !== 'max' && !(speed > 0 && speed <= 1_000_000)) throw new CommandError(`expected a number above 0 or max, not "${argument}"`);
      store.ui((ui) => ({ ...ui, pendingSpeed: speed }));
      source()?.setSpeed(speed);
      return null;
    },
  },
  {
    name: 'campus',
    usage: '<number or name>',
    help: 'the campus that is looked at',
    words: ({ frame }) => (frame?.views ?? []).map(({ name }) => name),
    run: (argument, { store }, { frame }) => {
      const views = frame?.views ?? [];
      const at = views.findIndex(({ name, shard }) => name === argument || String(shard + 1) === argument);
      if (at < 0) throw unknown('campus', argument, views.map(({ name }) => name));
      store.ui((ui) => ({ ...ui, shard: at }));
      return null;
    },
  },
  {
    name: 'save',
    usage: '[file]',
    help: 'write the screen as text',
    run: (argument, { saveScreen }) => saveScreen(argument === '' ? null : argument),
  },
];

/** All commands: those with arguments, the views by their names, and everything that a key does. */
export function commands(): readonly Command[] {
  known ??= [...TYPED, ...viewCommands(), ...keyCommands()];
  return known;
}

/** Made when first asked for: the key table and the modes, of which the palette is one, know each other. */
let known: readonly Command[] | null = null;

function viewCommands(): Command[] {
  return VIEWS.map(({ name, title, summary, digit }): Command => ({
    name,
    usage: '',
    help: `${title}: ${summary}`,
    key: digit,
    run: (_, { store }) => {
      store.ui((ui) => ({ ...ui, view: name, modes: [], scroll: 0 }));
      return null;
    },
  }));
}

function keyCommands(): Command[] {
  return KEYS.flatMap(({ help, label, action }): Command[] => {
    const name = nameOf(action);
    const run: Command['run'] = (_, reach) => {
      perform(action, reach);
      return null;
    };
    return name === null || TYPED.some((one) => one.name === name) ? [] : [{ name, usage: '', help, key: label, run }];
  });
}

/** A virtual time as people write it, in µs: `90s`, `2m30s`, or as the header shows it; null for anything else. */
function timeOf(text: string): number | null {
  const clock = /^(?:(\d+):)?(\d+):(\d{2})$/.exec(text);
  if (clock !== null) return (Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3])) * 1_000_000;
  const parts = text.match(/[\d.]+[a-z]+/g) ?? [];
  if (parts.length === 0 || parts.join('') !== text) return null;
  return parts.reduce<number | null>((sum, part) => {
    const us = parseDurationUs(part);
    return sum === null || us === null ? null : sum + us;
  }, 0);
}

/** Keys that move about within a screen mean nothing to who types a command. */
const MOVES: readonly Action['type'][] = ['up', 'down', 'left', 'right', 'first', 'last', 'open', 'back'];

function nameOf(action: Action): string | null {
  if (action.type === 'mode') return action.mode;
  if (action.type === 'attack' || action.type === 'defence' || action.type === 'view' || MOVES.includes(action.type)) return null;
  return action.type;
}

function unknown(what: string, word: string, words: readonly string[]): CommandError {
  const near = nearestWord(word, words);
  return new CommandError(`there is no ${what} "${word}"; ${near === null ? `expected one of ${words.join(', ')}` : `did you mean "${near}"?`}`);
}
