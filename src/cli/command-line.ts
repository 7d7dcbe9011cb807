import yargs, { type Argv } from 'yargs';
import { nearestWord } from '../core/eval/input-error.js';
import { EVAL_UNITS } from '../core/eval/registry.js';
import { packageVersion } from '../nodes/package-root.js';
import { DEFAULT_SCENARIO, scenarioNames } from '../nodes/scenario-names.js';
import { EXIT } from './exit-codes.js';
import { LISTINGS } from './list-command.js';
import type { BookFlags } from './eval-book.js';
import type { RawCompareFlags } from './compare-command.js';
import type { RawFuzzFlags } from './fuzz-command.js';
import { fuzzOptions } from './fuzz-options.js';
import type { RawLessonFlags } from './lesson-command.js';
import type { RawReproduceFlags } from './reproduce-flags.js';
import { reproduceOptions } from './reproduce-options.js';
import type { RawReplayFlags } from './replay-command.js';
import type { RawRunFlags } from './run-flags.js';
import { UserError } from './user-error.js';
import { valueOption } from './value-option.js';
import type { VerifyFlags } from './verify-command.js';

/** What each command does, without how it is spelled. Every one gives its exit code. */
export interface Handlers {
  readonly open: (scenario: string | undefined, flags: RawRunFlags, look: Look) => Promise<number>;
  readonly run: (scenario: string | undefined, flags: RawRunFlags) => Promise<number>;
  readonly replay: (folder: string, flags: RawReplayFlags) => Promise<number>;
  readonly compare: (folders: readonly [string, string], flags: RawCompareFlags) => Promise<number>;
  readonly evaluate: (unit: string, file: string | undefined, flags: BookFlags) => number | Promise<number>;
  readonly verify: (folder: string, flags: VerifyFlags) => Promise<number>;
  readonly list: (what: string, json: boolean) => number;
  readonly lesson: (name: string, flags: RawLessonFlags, look: Look) => Promise<number>;
  readonly fuzz: (flags: RawFuzzFlags) => Promise<number>;
  readonly reproduce: (name: string | undefined, flags: RawReproduceFlags) => Promise<number>;
  readonly scenarioList: (json: boolean) => Promise<number>;
  readonly scenarioShow: (name: string, sets: readonly string[], json: boolean) => Promise<number>;
  readonly scenarioValidate: (files: readonly string[], sets: readonly string[]) => Promise<number>;
  readonly scenarioInit: (file: string | undefined) => Promise<number>;
}

/** How the interface is drawn. */
export interface Look {
  readonly color: boolean;
  readonly glyphs: (typeof GLYPHS)[number];
  /** Bright colours, nothing dim. */
  readonly contrast: boolean;
  readonly mouse: boolean;
  /** Sentences in place of a screen. */
  readonly reader: boolean;
  /** A new file for an asciinema recording, or null. */
  readonly record: string | null;
}

const THEMES = ['default', 'contrast', 'mono'] as const;
const GLYPHS = ['braille', 'block', 'ascii'] as const;
const COMMANDS = ['run', 'replay', 'compare', 'reproduce', 'verify', 'fuzz', 'eval', 'scenario', 'list', 'lesson', 'completion'];
const GROUP = 'A run:';
const BOOK = 'A book from CSV files:';

/** Reads the command line and does what it says; gives the exit code. Throws `UserError` for a command line that is wrong. */
export async function obey(argv: readonly string[], handlers: Handlers): Promise<number> {
  let code: number = EXIT.done;
  const end = async (result: number | Promise<number>): Promise<void> => {
    code = await result;
  };
  const parser = base(argv);
  runCommands(parser, handlers, end);
  fuzzCommands(parser, handlers, end);
  reproduceCommands(parser, handlers, end);
  verifyCommands(parser, handlers, end);
  otherCommands(parser, handlers, end);
  lessonCommands(parser, handlers, end);
  scenarioCommands(parser, handlers, end);
  await parser.parseAsync();
  return code;
}

/** Scenario names complete wherever one may stand, beside what yargs knows itself. */
function completeScenarios(
  current: string,
  args: { readonly _: readonly (string | number)[] },
  filter: (onDone: (error: Error | null, defaults: string[] | undefined) => void) => unknown,
  done: (words: string[]) => void,
): void {
  filter((_error, defaults) => {
    const words = args._.map(String);
    const takesScenario = words.length <= 2 || words.includes('run') || words.includes('show') || words.includes('validate');
    const elsewhere = words.includes('eval') || words.includes('list') || words.includes('verify');
    const names = takesScenario && !elsewhere && !current.startsWith('-') ? scenarioNames().filter((name) => name.startsWith(current)) : [];
    done([...(defaults ?? []), ...names]);
  });
}

type End = (result: number | Promise<number>) => Promise<void>;

function base(argv: readonly string[]): Argv {
  return yargs([...argv])
    .scriptName('v2g-tui')
    .usage('A laboratory for vehicle-to-grid energy trading on sharded ledgers.\n\n  $0 [scenario]  opens the interface')
    .parserConfiguration({ 'boolean-negation': false, 'greedy-arrays': false, 'dot-notation': false, 'camel-case-expansion': false, 'parse-numbers': false, 'parse-positional-numbers': false })
    .strict()
    .recommendCommands()
    .demandCommand(0)
    .version(packageVersion())
    .help()
    .alias('help', 'h')
    .completion('completion', 'Print a completion script for bash or zsh', completeScenarios)
    .showHelpOnFail(false)
    .locale('en')
    .wrap(Math.min(process.stdout.columns ?? 100, 100))
    .option('no-color', { type: 'boolean', describe: 'No colours; NO_COLOR and FORCE_COLOR are obeyed too' })
    .epilogue('Exit codes: 0 done, 1 failed, 2 wrong input, 3 a checker was violated, 4 a published number is contradicted, 5 a replay differs or a ledger is wrong, 130 interrupted.')
    .fail((message: string | null, error: Error | undefined) => {
      // yargs' own complaints come as text or as its own kind of error; anything else was thrown by a command.
      if (error !== undefined && error.name !== 'YError') throw error;
      throw new UserError(improve(message ?? error?.message ?? 'cannot be read'));
    });
}

function runCommands(parser: Argv, handlers: Handlers, end: End): void {
  const scenario = { type: 'string', describe: 'A name of `scenario list`, or a file', defaultDescription: DEFAULT_SCENARIO } as const;
  parser.command(
    '$0 [scenario]',
    'Open the interface; without a terminal the same as run',
    (command) =>
      lookFlags(runFlags(command.positional('scenario', scenario))),
    (args) => end(handlers.open(scenarioNamed(args.scenario), args, lookOf(args))),
  );
  parser.command(
    'run [scenario]',
    'Run a scenario without a screen and print its summary',
    (command) =>
      folderFlags(runFlags(command.positional('scenario', scenario)))
        .example('$0 run campus-4 --seed 3 --rounds 6 --out D', 'write a folder that survives a kill')
        .example('$0 run --resume D', 'go on with it')
        .example('$0 run --from D@7m --attack consumer:20 --out D2', 'what if that attack had begun after seven minutes'),
    (args) => end(handlers.run(args.scenario, args)),
  );
  parser.command(
    'replay <folder>',
    'Run what a run folder says again and compare',
    (command) =>
      replayFlags(command.positional('folder', { type: 'string', demandOption: true, describe: 'What `run --out` has written' }))
        .example('$0 replay D', 'compare all of it; exit code 5 and the first event that differs')
        .example('$0 replay D --until 10m', 'compare the first ten virtual minutes'),
    (args) => end(handlers.replay(args.folder, args)),
  );
  parser.command(
    'compare <a> <b>',
    'Run two run folders again on one clock: what was done in one alone, which metric differed first',
    (command) =>
      compareFlags(command.positional('a', { type: 'string', demandOption: true, describe: 'A run folder' }).positional('b', { type: 'string', demandOption: true, describe: 'Another one, such as a fork of it' }))
        .example('$0 compare D D2', 'what the fork D2 changed, and which fold changed first'),
    (args) => end(handlers.compare([args.a, args.b], args)),
  );
}

/** How the interface is drawn, wherever it opens. */
function lookFlags<Args>(command: Argv<Args>) {
  return command
    .option('glyphs', { choices: GLYPHS, requiresArg: true, describe: 'What the interface draws with', defaultDescription: 'braille' })
    .option('theme', { choices: THEMES, requiresArg: true, describe: 'Colours of the interface', defaultDescription: 'default' })
    .option('mouse', { type: 'boolean', describe: 'The mouse selects panels; the terminal then selects no text' })
    .option('screen-reader', { type: 'boolean', describe: 'Sentences in place of a screen; the same keys' })
    .option('record', { type: 'string', requiresArg: true, describe: 'Write an asciinema recording of the interface to a new file', defaultDescription: 'off' });
}

function runFlags<Args>(command: Argv<Args>): Argv<Args & RawRunFlags> {
  const text = (describe: string, value: string) => ({ type: 'string', describe, requiresArg: true, group: GROUP, defaultDescription: value }) as const;
  return command
    .option('seed', text('Seed of all that is drawn', '1'))
    .option('rounds', text('Trading rounds', "the scenario's"))
    .option('until', text('End at a virtual time instead, e.g. 2h', 'off'))
    .option('threads', text('Worker threads', 'cores'))
    .option('set', { type: 'string', array: true, requiresArg: true, group: GROUP, describe: 'path=value for any field of the scenario; repeatable' })
    .option('attack', { type: 'string', array: true, requiresArg: true, group: GROUP, describe: 'name[:level][@from[-to]], see `list attacks`; repeatable' })
    .option('out', text('Write a run folder; it must be new or empty', 'off'))
    .option('trace', { type: 'boolean', group: GROUP, describe: 'With --out: write every note and commit too' })
    .option('json', { type: 'boolean', group: GROUP, describe: 'One JSON document on stdout' })
    .option('quiet', { type: 'boolean', group: GROUP, describe: 'No progress' }) as unknown as Argv<Args & RawRunFlags>;
}

function compareFlags<Args>(command: Argv<Args>): Argv<Args & RawCompareFlags> {
  return command
    .option('until', textFlag('Compare up to this virtual time', 'where the shorter one ends'))
    .option('threads', textFlag('Worker threads of each', 'cores'))
    .option('json', { type: 'boolean', group: GROUP, describe: 'One JSON document on stdout' }) as unknown as Argv<Args & RawCompareFlags>;
}

/** A text flag of `run` and its kin. */
function textFlag(describe: string, value: string) {
  return { type: 'string', describe, requiresArg: true, group: GROUP, defaultDescription: value } as const;
}

function folderFlags<Args>(command: Argv<Args>): Argv<Args & RawRunFlags> {
  return command
    .option('resume', textFlag('Go on with the run in this folder; no other flag of a run beside it', 'off'))
    .option('from', textFlag('DIR@TIME: go on from a run folder as of a virtual time, with other --set and --attack', 'off'))
    .option('check', { type: 'boolean', group: GROUP, describe: 'Run it twice and name the first difference' }) as unknown as Argv<Args & RawRunFlags>;
}

function replayFlags<Args>(command: Argv<Args>): Argv<Args & RawReplayFlags> {
  return command
    .option('until', textFlag('Stop at a virtual time, e.g. 10m', 'off'))
    .option('threads', textFlag('Worker threads', 'cores'))
    .option('json', { type: 'boolean', group: GROUP, describe: 'One JSON document on stdout' })
    .option('quiet', { type: 'boolean', group: GROUP, describe: 'No progress' }) as unknown as Argv<Args & RawReplayFlags>;
}

function fuzzCommands(parser: Argv, handlers: Handlers, end: End): void {
  parser.command(
    'fuzz',
    'Run random worlds with faults and attacks, one from each seed, and check every promise',
    fuzzOptions,
    (args) => end(handlers.fuzz(args)),
  );
}

function reproduceCommands(parser: Argv, handlers: Handlers, end: End): void {
  parser.command('reproduce [name]', 'Run the experiments behind published numbers and put those beside the measured ones', reproduceOptions, (args) => end(handlers.reproduce(args.name, args)));
}

function verifyCommands(parser: Argv, handlers: Handlers, end: End): void {
  parser.command(
    'verify <folder>',
    'Check the ledger of a run folder, trusting nothing but genesis',
    (command) =>
      command
        .positional('folder', { type: 'string', demandOption: true, describe: 'What run --out wrote' })
        .option('explain', { type: 'string', requiresArg: true, describe: 'Print one trade from request to bill: a hash or its first digits' })
        .option('list', { type: 'boolean', describe: 'List all trades' })
        .option('genesis', { type: 'string', requiresArg: true, describe: 'The hash that the first line must have' })
        .option('json', JSON_OPTION)
        .option('quiet', { type: 'boolean', describe: 'No progress' })
        .example('$0 run tiny --seed 7 --out D', 'write a run folder')
        .example('$0 verify D', 'check it')
        .example('$0 verify D --list', 'its trades')
        .example('$0 verify D --explain 3fa1', 'the trade whose hash begins so'),
    (args) => {
      const given = (flag: 'explain' | 'genesis'): string | undefined => {
        const value: unknown = args[flag];
        if (Array.isArray(value)) throw new UserError(`--${flag}: given twice; expected only one`);
        return value as string | undefined;
      };
      return end(handlers.verify(args.folder, { explain: given('explain'), genesis: given('genesis'), json: args.json === true, list: args.list === true, quiet: args.quiet === true }));
    },
  );
}

function otherCommands(parser: Argv, handlers: Handlers, end: End): void {
  parser.command(
    'eval [unit] [file]',
    'Put one protocol unit on JSON from a file or stdin; an array in gives an array out',
    (command) =>
      command
        .positional('unit', { type: 'string', choices: EVAL_UNITS.map((unit) => unit.name), describe: 'See `list eval`' })
        .positional('file', { type: 'string', describe: 'JSON; stdin without it or with -' })
        .option('requests', { ...valueOption('Requests of a book as CSV, columns named as the fields in JSON', 'off'), group: BOOK })
        .option('offers', { ...valueOption('Its offers as CSV', 'off'), group: BOOK })
        .option('exchanges', { ...valueOption('Names between commas: a request of another exchange is refused', 'off'), group: BOOK })
        .option('with', { type: 'string', array: true, requiresArg: true, group: BOOK, describe: 'key=value for another field of the unit, e.g. maxPowerKW=7; repeatable' })
        .example('$0 eval ret book.json', 'one clearing')
        .example('$0 eval sret-single --requests r.csv --offers o.csv --with prefer=evs', 'a book from two tables') as unknown as Argv<BookFlags & { unit?: string; file?: string }>,
    (args) => end(handlers.evaluate(chosen('eval', args.unit, EVAL_UNITS.map((unit) => unit.name)), args.file, args)),
  );
  parser.command(
    'list [what]',
    'List what there is to choose from',
    (command) => command.positional('what', { type: 'string', choices: Object.keys(LISTINGS) }).option('json', JSON_OPTION),
    (args) => end(handlers.list(chosen('list', args.what, Object.keys(LISTINGS)), args.json === true)),
  );
}

function lessonCommands(parser: Argv, handlers: Handlers, end: End): void {
  parser.command(
    'lesson [name]',
    'Take a lesson in the interface, or as text; `lesson list` tells which there are',
    (command) =>
      lookFlags(command)
        .positional('name', { type: 'string', describe: 'list, a name of that list, or a file' })
        .option('student', valueOption('Who is taught: everybody has a seed, and so answers, of their own', "the lesson's seed"))
        .option('key', { type: 'boolean', describe: "Print the instructor's answers for that student" })
        .option('plain', { type: 'boolean', describe: 'As text on a terminal too, answers line by line' })
        .option('json', { type: 'boolean', describe: 'One JSON document on stdout: steps, answers, what is right, score' })
        .example('$0 lesson list', 'what there is to learn')
        .example('$0 lesson lottery --student ada', 'ada has other answers than bob')
        .example('$0 lesson lottery --student ada --key', 'which ones'),
    (args) => end(handlers.lesson(chosen('lesson', args.name, ['list', 'a name that it lists', 'a file']), args as RawLessonFlags, lookOf(args))),
  );
}

/** A word that must be given; without it the choices are told, which yargs' own message would not do. */
function chosen(command: string, word: string | undefined, choices: readonly string[]): string {
  if (word === undefined) throw new UserError(`${command}: expected one of ${choices.join(', ')}`);
  return word;
}

const JSON_OPTION = { type: 'boolean', describe: 'JSON instead of text' } as const;
const SET_OPTION = { type: 'string', array: true, requiresArg: true, describe: 'path=value; repeatable' } as const;

function scenarioCommands(parser: Argv, handlers: Handlers, end: End): void {
  parser.command('scenario', 'List, show, check or begin scenario files', (scenario) =>
    scenario
      .command('list', 'The scenarios that come with the package', (command) => command.option('json', JSON_OPTION), (args) =>
        end(handlers.scenarioList(args.json === true)),
      )
      .command(
        'show <scenario>',
        'A scenario with every default filled in',
        (command) => command.positional('scenario', { type: 'string', demandOption: true }).option('set', SET_OPTION).option('json', JSON_OPTION),
        (args) => end(handlers.scenarioShow(args.scenario, args.set ?? [], args.json === true)),
      )
      .command(
        'validate <files..>',
        'Check scenario files',
        (command) => command.positional('files', { type: 'string', array: true, demandOption: true }).option('set', SET_OPTION),
        (args) => end(handlers.scenarioValidate(args.files, args.set ?? [])),
      )
      .command('init [file]', 'Write a scenario with every field, its default and what it means', (command) => command.positional('file', { type: 'string' }), (args) =>
        end(handlers.scenarioInit(args.file)),
      )
      .demandCommand(1, 'scenario: expected one of list, show, validate, init'),
  );
}

interface LookFlags {
  readonly 'no-color'?: boolean | undefined;
  readonly glyphs?: Look['glyphs'] | undefined;
  readonly theme?: (typeof THEMES)[number] | undefined;
  readonly mouse?: boolean | undefined;
  readonly 'screen-reader'?: boolean | undefined;
  readonly record?: unknown;
}

function lookOf(flags: LookFlags): Look {
  if (Array.isArray(flags.record)) throw new UserError('--record: given twice; expected only one');
  return {
    color: wantsColor(flags['no-color'] === true || flags.theme === 'mono'),
    glyphs: flags.glyphs ?? usualGlyphs(),
    contrast: flags.theme === 'contrast',
    mouse: flags.mouse === true,
    reader: flags['screen-reader'] === true,
    record: (flags.record as string | undefined) ?? null,
  };
}

/** A mistyped command arrives as the name of a scenario: both are told what is near. */
function scenarioNamed(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const command = nearestWord(name, COMMANDS);
  const looksLikeFile = /[/\\.]/.test(name);
  if (command === null || looksLikeFile || scenarioNames().includes(name) || nearestWord(name, scenarioNames()) !== null) return name;
  throw new UserError(`no command or scenario "${name}"; did you mean "${command}"?`);
}

/** A locale that says it is not UTF-8 gets 7-bit characters; one that is not set says nothing. */
function usualGlyphs(): Look['glyphs'] {
  const { env } = process;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return /utf-?8/i.test(locale) ? 'braille' : 'ascii';
}

function wantsColor(refused: boolean): boolean {
  if (refused) return false;
  const forced = process.env['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return (process.env['NO_COLOR'] ?? '') === '';
}

const FLAGS = ['theme', 'screen-reader', 'mouse', 'record', 'seed', 'seeds', 'minutes', 'repetitions', 'sensitivity', 'csv', 'shrink', 'scenario', 'rounds', 'until', 'threads', 'set', 'attack', 'out', 'trace', 'resume', 'from', 'check', 'json', 'quiet', 'explain', 'list', 'genesis', 'student', 'key', 'plain', 'glyphs', 'no-color', 'help', 'version'];

/** yargs' own messages in one line, with the remedy it leaves out. */
function improve(message: string): string {
  const line = message.replaceAll(/\s*\n\s*/g, ' ').trim();
  const unknown = /^Unknown arguments?: (.*)$/.exec(line);
  if (unknown !== null) return unknown[1]!.split(', ').map(unknownArgument).join('; ');
  const suggestion = /^Did you mean (.*)\?$/.exec(line);
  if (suggestion !== null) return `unknown command; did you mean "${suggestion[1]}"?`;
  const bare = /^Not enough arguments following: (.*)$/.exec(line);
  if (bare !== null) return `--${bare[1]}: the value is missing`;
  const choice = /^Invalid values: Argument: (\w+), Given: "([^"]*)", Choices: (.*)$/.exec(line);
  if (choice !== null) {
    const [, argument, given, choices] = choice;
    const words = choices!.split(', ').map((word) => word.replaceAll('"', ''));
    const near = nearestWord(given!, words);
    return `${argument} "${given}": expected one of ${words.join(', ')}${near === null ? '' : `; did you mean "${near}"?`}`;
  }
  return `${line}; see v2g-tui --help`;
}

function unknownArgument(word: string): string {
  const near = nearestWord(word, FLAGS);
  return near === null ? `unknown argument "${word}"; see v2g-tui --help` : `unknown argument "${word}"; did you mean --${near}?`;
}
