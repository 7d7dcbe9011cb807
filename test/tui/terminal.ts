import xterm from '@xterm/headless';
import type { Terminal } from '@xterm/headless';

/** A terminal emulator that says when its screen shows something; nobody ever sleeps. */
export interface Emulator {
  readonly terminal: Terminal;
  write(data: string): void;
  /** Rows of the visible screen, without trailing blanks. */
  rows(): string[];
  /** Resolves as soon as the condition holds for the rows. */
  until(condition: (rows: readonly string[]) => boolean): Promise<void>;
  readonly alternate: boolean;
}

export function emulator(columns: number, rows: number): Emulator {
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  const waiting = new Set<() => void>();
  const read = (): string[] => {
    const { active } = terminal.buffer;
    return Array.from({ length: terminal.rows }, (_, y) => active.getLine(active.baseY + y)?.translateToString(true) ?? '');
  };
  return {
    terminal,
    write: (data) => {
      terminal.write(data, () => {
        for (const check of waiting) check();
      });
    },
    rows: read,
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!condition(read())) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
    get alternate() {
      return terminal.buffer.active.type === 'alternate';
    },
  };
}

/** Whether some row holds the text. */
export function shows(text: string): (rows: readonly string[]) => boolean {
  return (rows) => rows.some((row) => row.includes(text));
}
