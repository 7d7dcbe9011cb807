import type { ReadStream, WriteStream } from 'node:tty';
import type { Recording } from './recording.js';
import { RowStdout } from './row-stdout.js';
import { screenMode } from './screen-mode.js';
import { listenForEndings, type Ending } from './signals.js';

/** The terminal while it is ours. */
export interface Session {
  /** What Ink draws on. */
  readonly rows: RowStdout;
  /** Resolves at the first sign of an end; null is a person's wish. The main screen is back by then. */
  readonly ended: Promise<Ending | null>;
  end(ending: Ending | null): void;
  setMouse(on: boolean): void;
  /** Gives the terminal to the shell until the process is continued. */
  suspend(): void;
  /** Takes every listener away; the terminal is as it was. */
  close(): void;
}

/** Enters the alternate screen in raw mode and watches for everything that ends or interrupts us. */
export function openSession(stdin: ReadStream, stdout: WriteStream & { readonly fd: number }, resized: (columns: number, rows: number) => void, recording: Recording | null = null): Session {
  const mode = screenMode(stdout.fd);
  const write = (data: string): void => {
    stdout.write(data);
    recording?.output(data);
  };
  const rows = new RowStdout({ write }, stdout.columns, stdout.rows);
  let resolve!: (ending: Ending | null) => void;
  const ended = new Promise<Ending | null>((settle) => {
    resolve = settle;
  });
  let over = false;
  // From the first sign of an end nothing more is drawn: what follows belongs to the main screen.
  const end = (ending: Ending | null): void => {
    over = true;
    rows.shut();
    mode.leave();
    resolve(ending);
  };
  const enter = (): void => {
    if (mode.entered || over) return;
    stdin.setRawMode(true);
    mode.enter();
    rows.open();
  };
  const suspend = (): void => {
    rows.shut();
    stdin.setRawMode(false);
    mode.leave();
    // The whole foreground group stops, as the terminal itself would do it. Where nobody could continue it (the process
    // leads its session) the kernel drops the signal, and the timer comes back.
    process.kill(0, 'SIGTSTP');
    setTimeout(enter, 100);
  };
  const onResize = (): void => {
    recording?.resize(stdout.columns, stdout.rows);
    rows.resize(stdout.columns, stdout.rows);
    resized(stdout.columns, stdout.rows);
  };
  const onContinued = (): void => {
    if (over) return;
    enter();
    // The shell has set its own mode, of which Node knows nothing: it only acts on a change.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    // Whoever wrote meanwhile wrote over our screen, and it may have another size.
    onResize();
  };
  const stopListening = listenForEndings(end, onContinued);
  const onExit = (): void => mode.leave();
  process.on('exit', onExit);
  stdout.on('resize', onResize);
  enter();
  return {
    rows,
    ended,
    end,
    setMouse: mode.setMouse,
    suspend,
    close: () => {
      rows.shut();
      stdout.off('resize', onResize);
      stdin.setRawMode(false);
      stdin.pause();
      mode.leave();
      process.off('exit', onExit);
      stopListening();
    },
  };
}
