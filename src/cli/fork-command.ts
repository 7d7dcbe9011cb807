import type { ExitCode } from './exit-codes.js';
import type { RawRunFlags } from './run-flags.js';
import { UserError } from './user-error.js';

export async function forkCommand(_scenarioName: string | undefined, _raw: RawRunFlags): Promise<ExitCode> {
  throw new UserError('--from: not yet');
}
