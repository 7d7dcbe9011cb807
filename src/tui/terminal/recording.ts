import { closeSync, openSync, writeSync } from 'node:fs';

/** A recording of what is shown, in asciinema's format, version 2 (docs.asciinema.org). */
export interface Recording {
  output(data: string): void;
  resize(columns: number, rows: number): void;
  close(): void;
}

/**
 * Begins a recording in a new file; one that exists is refused (`EEXIST`). Each line is written at once, so that a crash
 * leaves what was shown before it. When the disk gives up, the recording ends and the interface goes on; `failed` is told.
 */
export function openRecording(path: string, title: string, columns: number, rows: number, failed: (error: Error) => void): Recording {
  const file = openSync(path, 'wx');
  const beganMs = performance.now();
  let open = true;
  const line = (value: unknown): void => {
    if (!open) return;
    try {
      writeSync(file, `${JSON.stringify(value)}\n`);
    } catch (error) {
      open = false;
      failed(error as Error);
    }
  };
  const seconds = (): number => Math.round(performance.now() - beganMs) / 1000;
  line({ version: 2, width: columns, height: rows, title, env: { TERM: process.env['TERM'] ?? '' } });
  return {
    output: (data) => line([seconds(), 'o', data]),
    resize: (newColumns, newRows) => line([seconds(), 'r', `${newColumns}x${newRows}`]),
    close: () => {
      open = false;
      closeSync(file);
    },
  };
}
