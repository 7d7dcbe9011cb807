/** Why the interface has to end without having been asked by a key. */
export type Ending =
  | { readonly type: 'signal'; readonly signal: NodeJS.Signals; readonly exitCode: number }
  | { readonly type: 'error'; readonly error: unknown }
  /** Nobody reads any more: quiet, exit 0. */
  | { readonly type: 'hung-up' };

/** Exit codes: 130 interrupted (DESIGN 6), the others 128 and the signal's number. */
const SIGNALS: Readonly<Partial<Record<NodeJS.Signals, number>>> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Listens for everything that ends a process from outside, and for its return from the background. Gives a function
 * that takes all listeners away again.
 */
export function listenForEndings(end: (ending: Ending) => void, continued: () => void): () => void {
  const undo: (() => void)[] = [];
  const on = (event: string, listener: (...args: any[]) => void): void => {
    process.on(event, listener);
    undo.push(() => process.off(event, listener));
  };
  for (const [signal, exitCode] of Object.entries(SIGNALS) as [NodeJS.Signals, number][]) {
    on(signal, () => end({ type: 'signal', signal, exitCode }));
  }
  on('SIGCONT', continued);
  on('uncaughtException', (error: unknown) => end({ type: 'error', error }));
  on('unhandledRejection', (error: unknown) => end({ type: 'error', error }));
  const broken = (error: NodeJS.ErrnoException): void => {
    end(error.code === 'EPIPE' || error.code === 'EIO' ? { type: 'hung-up' } : { type: 'error', error });
  };
  for (const stream of [process.stdout, process.stdin]) {
    // Stays for good: after a hang-up even the summary fails to be written, and that must not crash the exit.
    stream.on('error', broken);
  }
  return () => {
    for (const call of undo) call();
  };
}
