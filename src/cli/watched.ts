import type { RunEnd, RunHandle, RunOutcome } from '../nodes/run.js';
import { EXIT } from './exit-codes.js';
import { showProgress } from './progress.js';

/** Waits for a run with progress on stderr; a first Ctrl-C ends it at the next barrier, a second one at once. */
export async function watched(handle: RunHandle, end: RunEnd, quiet: boolean): Promise<RunOutcome> {
  const progress = quiet || process.stderr.isTTY !== true ? null : showProgress(handle, 'untilUs' in end ? end.untilUs : end.boundUs);
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    handle.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return await handle.done;
  } finally {
    progress?.();
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
