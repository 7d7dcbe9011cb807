import { spawn } from '@lydell/node-pty';
import { emulator, type Emulator } from '../tui/terminal.js';

/** A program in a real pseudo-terminal, read through a terminal emulator. */
export interface Journey {
  readonly screen: Emulator;
  type(keys: string): void;
  resize(columns: number, rows: number): void;
  kill(signal: string): void;
  /** Everything the process wrote. */
  output(): string;
  /** Resolves when the process has ended and all it wrote is on the screen. */
  readonly ended: Promise<number>;
}

export interface Place {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly folder?: string;
}

/** Starts a program with a terminal of its own and little else in its environment. */
export function startInTerminal(file: string, args: readonly string[], { columns, rows, env = {}, folder }: Place): Journey {
  const screen = emulator(columns, rows);
  let output = '';
  const child = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    env: { PATH: process.env['PATH'] ?? '', TERM: 'xterm-256color', CI: 'false', ...env },
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  child.onData((data) => {
    output += data;
    screen.write(data);
  });
  const ended = new Promise<number>((resolve) => {
    child.onExit(({ exitCode }) => screen.terminal.write('', () => resolve(exitCode)));
  });
  return {
    screen,
    ended,
    type: (keys) => child.write(keys),
    resize: (newColumns, newRows) => {
      screen.terminal.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    kill: (signal) => child.kill(signal),
    output: () => output,
  };
}

/** Whether the terminal is as it was: main screen, cursor shown, autowrap on, and nothing drawn after that. */
export function restored(journey: Journey): boolean {
  const out = journey.output();
  const left = out.lastIndexOf('\u001B[?1049l');
  return (
    !journey.screen.alternate &&
    left > out.lastIndexOf('\u001B[?1049h') &&
    out.lastIndexOf('\u001B[?25h') > out.lastIndexOf('\u001B[?25l') &&
    out.lastIndexOf('\u001B[?7h') > out.lastIndexOf('\u001B[?7l') &&
    out.lastIndexOf('\u001B[?2026h') < left
  );
}
