import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunCheckpoint } from '../checkpoint.js';
import { pack, unpack } from '../messages.js';
import { syncFolder, type Disk } from './disk.js';

const FOLDER = 'checkpoints';
const MAGIC = Buffer.from('v2g-tui checkpoint 1\n');
const HASH_BYTES = 32;
/** The newest two, since the newest may be torn, and ever sparser ones back to the beginning, to fork from. */
const KEPT_FILES = 8;

/** Writes a checkpoint: whole, or not at all. */
export async function writeCheckpoint(disk: Disk, folder: string, version: string, checkpoint: RunCheckpoint): Promise<void> {
  const content = pack({ version, checkpoint });
  const hash = createHash('sha256').update(content).digest();
  mkdirSync(join(folder, FOLDER), { recursive: true });
  await disk.replace(join(folder, FOLDER, nameOf(checkpoint.atUs)), Buffer.concat([MAGIC, hash, content]));
  thinOut(folder);
}

/** Times of the checkpoints in a folder, in µs, ascending. */
export function checkpointTimes(folder: string): number[] {
  const path = join(folder, FOLDER);
  if (!existsSync(path)) return [];
  return readdirSync(path).flatMap((name) => (/^\d{16}\.ckpt$/.test(name) ? [Number(name.slice(0, 16))] : [])).toSorted((a, b) => a - b);
}

/** A checkpoint of this version of the program, or null when the file is damaged, torn or of another one. */
export function readCheckpoint(folder: string, version: string, atUs: number): RunCheckpoint | null {
  try {
    const bytes = readFileSync(join(folder, FOLDER, nameOf(atUs)));
    const content = bytes.subarray(MAGIC.byteLength + HASH_BYTES);
    if (!bytes.subarray(0, MAGIC.byteLength).equals(MAGIC)) return null;
    if (!createHash('sha256').update(content).digest().equals(bytes.subarray(MAGIC.byteLength, MAGIC.byteLength + HASH_BYTES))) return null;
    const read = unpack<{ version: string; checkpoint: RunCheckpoint }>(content);
    return read.version === version && read.checkpoint.atUs === atUs ? read.checkpoint : null;
  } catch {
    return null;
  }
}

/** Takes away the checkpoints after a virtual time. */
export function dropCheckpointsAfter(folder: string, atUs: number): void {
  const late = checkpointTimes(folder).filter((each) => each > atUs);
  for (const each of late) rmSync(join(folder, FOLDER, nameOf(each)), { force: true });
  if (late.length > 0) syncFolder(join(folder, FOLDER));
}

function nameOf(atUs: number): string {
  return `${String(atUs).padStart(16, '0')}.ckpt`;
}

function thinOut(folder: string): void {
  const times = checkpointTimes(folder);
  while (times.length > KEPT_FILES) {
    const newest = times.at(-1)!;
    // A gap counts the less the further it lies back, so that gaps grow with age.
    const costs = times.slice(0, -2).map((each, at) => (times[at + 1]! - (times[at - 1] ?? 0)) / (newest - each));
    const [gone] = times.splice(costs.indexOf(Math.min(...costs)), 1);
    rmSync(join(folder, FOLDER, nameOf(gone!)), { force: true });
  }
}
