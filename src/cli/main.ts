import { obey } from './command-line.js';
import { evalCommand } from './eval-command.js';
import { EXIT } from './exit-codes.js';
import { interfaceCommand } from './interface-command.js';
import { listCommand } from './list-command.js';
import { endQuietlyOnClosedPipe, say } from './output.js';
import { runCommand } from './run-command.js';
import { scenarioInit, scenarioList, scenarioShow, scenarioValidate } from './scenario-command.js';
import { UserError } from './user-error.js';

endQuietlyOnClosedPipe();
process.exitCode = await main(process.argv.slice(2));

/** Obeys the command line. What a person did wrong is told in lines; anything else is an error of this program. */
async function main(argv: readonly string[]): Promise<number> {
  try {
    return await obey(argv, {
      open: interfaceCommand,
      run: runCommand,
      evaluate: evalCommand,
      list: listCommand,
      scenarioList,
      scenarioShow,
      scenarioValidate,
      scenarioInit,
    });
  } catch (error) {
    if (error instanceof UserError) {
      for (const line of error.lines) say(`v2g-tui: ${line}`);
      return EXIT.badInput;
    }
    if (error instanceof Error && 'syscall' in error) say(`v2g-tui: the machine failed: ${error.message}`);
    else say(`v2g-tui: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    return EXIT.failed;
  }
}
