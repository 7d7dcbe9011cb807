import { closeSync, fdatasync, fdatasyncSync, fsyncSync, ftruncateSync, openSync, renameSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** How a run folder reaches the disk; tests put one in its place that fails. */
export interface Disk {
  /** Writes all bytes at a place of an open file. */
  write(fd: number, bytes: Uint8Array, atBytes: number): void;
  /** Resolves when all that was written to the file would survive the machine. */
  sync(fd: number): Promise<void>;
  /** The same at once. */
  syncNow(fd: number): void;
  /** Cuts an open file. */
  cut(fd: number, lengthBytes: number): void;
  /** Puts a whole file in the place of another: after a crash there is the old one or the new one, and nothing else. */
  replace(path: string, pieces: readonly Uint8Array[]): Promise<void>;
  replaceNow(path: string, bytes: Uint8Array): void;
}

export const nodeDisk: Disk = {
  write(fd, bytes, atBytes) {
    for (let done = 0; done < bytes.byteLength; ) done += writeSync(fd, bytes, done, bytes.byteLength - done, atBytes + done);
  },
  sync: (fd) =>
    new Promise((resolve, reject) => {
      fdatasync(fd, (error) => (error === null ? resolve() : reject(error)));
    }),
  syncNow: (fd) => fdatasyncSync(fd),
  cut: (fd, lengthBytes) => ftruncateSync(fd, lengthBytes),
  async replace(path, pieces) {
    const file = await open(`${path}.tmp`, 'w');
    try {
      for (const piece of pieces) await file.writeFile(piece);
      await file.sync();
    } catch (error) {
      // Half a file on a full disk would only be in the way.
      await rm(`${path}.tmp`, { force: true });
      throw error;
    } finally {
      await file.close();
    }
    await rename(`${path}.tmp`, path);
    syncFolder(dirname(path));
  },
  replaceNow(path, bytes) {
    const fd = openSync(`${path}.tmp`, 'w');
    try {
      nodeDisk.write(fd, bytes, 0);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(`${path}.tmp`, path);
    syncFolder(dirname(path));
  },
};

/** Makes names that were given or taken away in a folder survive the machine. Not every system can. */
export function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
