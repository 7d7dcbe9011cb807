import { type Handlers, obey } from './command-line.js';
import { EXIT } from './exit-codes.js';
import { listCommand } from './list-command.js';
import { endQuietlyOnClosedPipe, say } from './output.js';
import { FolderFailure } from '../nodes/folder/folder-failure.js';
import { UserError } from './user-error.js';

/** Each command brings its own modules, since threads, YAML and schema would double the time of `--help`. */
const HANDLERS: Handlers = {
  open: async (...args) => (await import('./interface-command.js')).interfaceCommand(...args),
  run: async (...args) => (await import('./run-command.js')).runCommand(...args),
  replay: async (...args) => (await import('./replay-command.js')).replayCommand(...args),
  compare: async (...args) => (await import('./compare-command.js')).compareCommand(...args),
  evaluate: async (...args) => (await import('./eval-command.js')).evalCommand(...args),
  fuzz: async (...args) => (await import('./fuzz-command.js')).fuzzCommand(...args),
  reproduce: async (...args) => (await import('./reproduce-command.js')).reproduceCommand(...args),
  verify: async (...args) => (await import('./verify-command.js')).verifyCommand(...args),
  list: listCommand,
  lesson: async (...args) => (await import('./lesson-start.js')).lessonCommand(...args),
  scenarioList: async (...args) => (await import('./scenario-command.js')).scenarioList(...args),
  scenarioShow: async (...args) => (await import('./scenario-command.js')).scenarioShow(...args),
  scenarioValidate: async (...args) => (await import('./scenario-command.js')).scenarioValidate(...args),
  scenarioInit: async (...args) => (await import('./scenario-command.js')).scenarioInit(...args),
};

endQuietlyOnClosedPipe();
process.exitCode = await main(process.argv.slice(2));

/** Obeys the command line. What a person did wrong is told in lines; anything else is an error of this program. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    return await obey(argv, HANDLERS);
  } catch (error) {
    if (error instanceof UserError) {
      for (const line of error.lines) say(`v2g-tui: ${line}`);
      return EXIT.badInput;
    }
    if (error instanceof FolderFailure) say(`v2g-tui: ${error.message}`);
    else if (error instanceof Error && 'syscall' in error) say(`v2g-tui: the machine failed: ${error.message}`);
    else say(`v2g-tui: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.failed;
  }
}
