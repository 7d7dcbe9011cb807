import { EXIT, type ExitCode } from './exit-codes.js';
import { runOptions } from '../nodes/run-scenario.js';
import type { RunOptions } from '../nodes/run.js';
import type { Parameters } from '../core/actors/parameters.js';
import { runCommand } from './run-command.js';
import { type RawRunFlags, readRunRequest } from './run-flags.js';

/** What `openInterface` of `src/tui/main.ts` is given; it resolves to the exit code. */
export interface InterfaceOptions {
  /** Ready for `startRun`; the interface decides pause and speed. */
  readonly run: RunOptions;
  /** With the attacks of the flags. */
  readonly parameters: Parameters;
}

interface InterfaceModule {
  readonly openInterface: (options: InterfaceOptions) => Promise<number>;
}

/**
 * `v2g-tui [scenario]`: the interface on a terminal, else the same as `run`. Ink is loaded here and nowhere else, after
 * the environment it reads at import is set (INTERFACE.md).
 */
export async function interfaceCommand(scenarioName: string, raw: RawRunFlags, color: boolean): Promise<ExitCode | number> {
  const onTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true;
  if (!onTerminal || raw.json === true || raw.out !== undefined) return runCommand(scenarioName, raw);
  const request = readRunRequest(scenarioName, raw);
  prepareEnvironment(color);
  const options = runOptions(request.scenario, request.flags);
  const { parameters } = options.specification as { parameters: Parameters };
  const code = await (await loadInterface()).openInterface({ run: options, parameters });
  return code ?? EXIT.done;
}

/** React's development build leaks; Ink draws nothing under CI; chalk does not know NO_COLOR. */
function prepareEnvironment(color: boolean): void {
  process.env['NODE_ENV'] = 'production';
  delete process.env['CI'];
  if (!color) process.env['FORCE_COLOR'] = '0';
}

async function loadInterface(): Promise<InterfaceModule> {
  return (await import(new URL('../tui/main.js', import.meta.url).href)) as InterfaceModule;
}
