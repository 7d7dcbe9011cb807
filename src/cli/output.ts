import { writeSync } from 'node:fs';

/** Data goes to stdout, all else to stderr. A line break is added. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Messages for people; a line break is added. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** One JSON document on stdout. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** A reader that has seen enough (`| head`) closes the pipe: that is no failure. */
export function endQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      writeQuietly(`v2g-tui: cannot write: ${error.message}\n`);
      process.exit(1);
    });
  }
}

function writeQuietly(text: string): void {
  try {
    writeSync(2, text);
  } catch {
    // Nothing is left to write to; the exit code alone must tell.
  }
}
