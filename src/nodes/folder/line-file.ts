import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Disk } from './disk.js';

/**
 * A file of lines that only grows, and that stands somewhere: a run that was brought back gives lines again that the
 * file has already, and those are passed over until it comes to the end. What is written here survives the process; what
 * was synced survives the machine.
 */
export interface LineFile {
  /** Where it stands, in bytes from its beginning. */
  readonly positionBytes: number;
  /** Puts a line there, or passes over it where the file has it already. Throws when the disk refuses. */
  write(text: string): void;
  /** Hands all lines to the system. */
  flush(): void;
  sync(): Promise<void>;
  syncNow(): void;
  /** Stands elsewhere from now on, at a place where it stood before. */
  seek(positionBytes: number): void;
  /** Takes away everything behind where it stands. */
  cut(): void;
  close(): void;
}

/** Lines are handed to the system in pieces of this size. */
const PIECE_BYTES = 256 * 1024;

/** Opens a file, or makes it; it stands at its end. */
export function openLineFile(disk: Disk, path: string): LineFile {
  const fd = openSync(path, existsSync(path) ? 'r+' : 'wx+');
  let written = fstatSync(fd).size;
  let position = written;
  let waiting: string[] = [];
  let waitingBytes = 0;

  function flush(): void {
    if (waiting.length === 0) return;
    const bytes = Buffer.from(waiting.join(''));
    try {
      disk.write(fd, bytes, written);
    } catch (error) {
      mend();
      throw error;
    }
    written += bytes.byteLength;
    waiting = [];
    waitingBytes = 0;
  }

  /** A full disk leaves half a line; without it the file ends in a whole one. */
  function mend(): void {
    try {
      disk.cut(fd, written);
    } catch {
      // The next to read the file cuts its torn tail.
    }
  }

  return {
    get positionBytes() {
      return position;
    },
    write(text) {
      position += Buffer.byteLength(text) + 1;
      if (position <= written + waitingBytes) return;
      waiting.push(text, '\n');
      waitingBytes = position - written;
      if (waitingBytes >= PIECE_BYTES) flush();
    },
    flush,
    async sync() {
      flush();
      await disk.sync(fd);
    },
    syncNow() {
      flush();
      disk.syncNow(fd);
    },
    seek(positionBytes) {
      if (positionBytes > written + waitingBytes) throw new RangeError(`${path} ends before ${positionBytes}`);
      position = positionBytes;
    },
    cut() {
      flush();
      disk.cut(fd, position);
      written = position;
    },
    close: () => closeSync(fd),
  };
}

/** The tail of a file that is not a whole line. */
export function tornBytes(path: string): number {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const piece = Buffer.alloc(64 * 1024);
    for (let end = size; end > 0; ) {
      const begin = Math.max(0, end - piece.byteLength);
      readSync(fd, piece, 0, end - begin, begin);
      const at = piece.subarray(0, end - begin).lastIndexOf(10);
      if (at >= 0) return size - (begin + at + 1);
      end = begin;
    }
    return size;
  } finally {
    closeSync(fd);
  }
}

/** The lines of a file that end within its first bytes. */
export function linesUpTo(path: string, lengthBytes: number): string[] {
  if (lengthBytes === 0) return [];
  const text = readFileSync(path).subarray(0, lengthBytes).toString('utf8');
  return text.slice(0, text.lastIndexOf('\n')).split('\n');
}
