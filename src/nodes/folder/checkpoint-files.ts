import { createHash, webcrypto } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunCheckpoint } from '../checkpoint.js';
import type { Hex } from '../../core/units/hex.js';
import { inSharedMemory, pack, unpack, type Packed } from '../messages.js';
import { syncFolder, type Disk } from './disk.js';

const FOLDER = 'checkpoints';
const MAGIC = 'v2g-tui checkpoint 2';
/** The newest two, since the newest may be torn, and ever sparser ones back to the beginning, to fork from. */
const KEPT_FILES = 8;

/** Writes a checkpoint: whole, or not at all. */
export async function writeCheckpoint(disk: Disk, folder: string, version: string, checkpoint: RunCheckpoint): Promise<void> {
  const { shards, ...rest } = checkpoint;
  const pieces = [await piece(pack(rest))];
  for (const { state, parts } of shards) pieces.push(await piece(state), ...parts);
  const header: Header = {
    version,
    shards: shards.map(({ digest, parts }) => [digest, parts.length]),
    pieces: pieces.map(({ bytes, name }) => [bytes.byteLength, name]),
  };
  mkdirSync(join(folder, FOLDER), { recursive: true });
  await disk.replace(join(folder, FOLDER, nameOf(checkpoint.atUs)), [Buffer.from(`${MAGIC}\n${JSON.stringify(header)}\n`), ...pieces.map(({ bytes }) => bytes)]);
  thinOut(folder);
}

/** Hashed off this thread, which has windows to begin. */
async function piece(bytes: Uint8Array): Promise<Packed> {
  return { bytes, name: Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex') };
}

/** The second line of a file, after its name; what it tells of follows: the checkpoint without its shards, then each shard and its parts. */
interface Header {
  readonly version: string;
  /** The digest of each shard, and how many parts it has. */
  readonly shards: readonly (readonly [Hex, number])[];
  /** Length in bytes and SHA-256 of each piece. */
  readonly pieces: readonly (readonly [number, Hex])[];
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
    const headerAt = bytes.indexOf(10) + 1;
    const contentAt = bytes.indexOf(10, headerAt) + 1;
    if (bytes.toString('utf8', 0, headerAt) !== `${MAGIC}\n`) return null;
    const header = JSON.parse(bytes.toString('utf8', headerAt, contentAt)) as Header;
    const pieces = readPieces(bytes.subarray(contentAt), header.pieces);
    if (header.version !== version || pieces === null) return null;
    const rest = pieces.shift();
    const shards = header.shards.map(([digest, partCount]) => {
      const { bytes: state } = pieces.shift()!;
      return { digest, state, parts: pieces.splice(0, partCount).map((part) => ({ ...part, bytes: inSharedMemory(part.bytes) })) };
    });
    const checkpoint: RunCheckpoint = { ...unpack<Omit<RunCheckpoint, 'shards'>>(rest!.bytes), shards };
    return checkpoint.atUs === atUs ? checkpoint : null;
  } catch {
    return null;
  }
}

function readPieces(content: Buffer, told: Header['pieces']): Packed[] | null {
  let at = 0;
  const pieces: Packed[] = [];
  for (const [byteLength, name] of told) {
    const bytes = content.subarray(at, at + byteLength);
    at += byteLength;
    if (createHash('sha256').update(bytes).digest('hex') !== name) return null;
    pieces.push({ name, bytes });
  }
  return at === content.byteLength ? pieces : null;
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
