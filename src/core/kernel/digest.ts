import { canonicalText, contentHashOfMutable } from '../crypto/encoding.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { Hex } from '../units/hex.js';
import type { JournalEntry, TraceRecord } from './program.js';

/**
 * A shard's digest: d = SHA-256(d ‖ events ‖ records), once per window that executed something. `events` is a cheap
 * mix of the keys of all executed events, so that a difference shows even where no record tells of it; the records
 * are canonical text, one a line. One hash per window and not per record: the window's bounds are as determined as
 * the records are, and hashing a line costs more than its bytes.
 */
export interface DigestState {
  value: Hex;
  /** Two lanes of the running mix of event keys. */
  mix: Int32Array;
  /** The chain's value at the end of each window in which an epoch began: [time of the note in µs, value]. */
  epochs: [number, Hex][];
}

/** The kind of the note with which a shard says that an epoch began. */
export const epochNoteKind = 'epoch/began';

export function createDigest(suite: CryptoSuite, seed: number, shard: number): DigestState {
  const value = contentHashOfMutable(suite, 'v2g-tui/shard-digest', [seed, shard]);
  return { value, mix: new Int32Array([seed | 0, ~shard]), epochs: [] };
}

/** Folds the key of an executed event into the mix; `timeUs` is when its execution began. */
export function mixEvent(mix: Int32Array, timeUs: number, destination: number, source: number, sequence: number): void {
  let a = mix[0]!;
  let b = mix[1]!;
  a = Math.imul(a ^ (timeUs | 0), 0x85ebca6b);
  b = Math.imul(b ^ ((timeUs / 0x100000000) | 0), 0xc2b2ae35);
  b = Math.imul(((b << 11) | (b >>> 21)) ^ destination, 0x9e3779b1);
  a = Math.imul(((a << 13) | (a >>> 19)) ^ source, 0x27d4eb2f);
  b = Math.imul(((b << 17) | (b >>> 15)) ^ (sequence | 0), 0x165667b1);
  mix[0] = a ^ (b >>> 15);
  mix[1] = b ^ (a >>> 13);
}

/** Closes a window that executed events: chains the mix and the window's records, in order. */
export function chainWindow(suite: CryptoSuite, digest: DigestState, records: readonly TraceRecord[]): void {
  let text = `${digest.value}\n${digest.mix[0]! >>> 0} ${digest.mix[1]! >>> 0}`;
  let epochUs = -1;
  for (const record of records) {
    text += `\n${canonicalText(record)}`;
    if (isEpochBegin(record)) epochUs = record.timeUs;
  }
  digest.value = suite.sha256Text(text);
  if (epochUs >= 0) digest.epochs.push([epochUs, digest.value]);
}

export function isEpochBegin(record: TraceRecord): boolean {
  return record.type === 'note' && record.note.kind === epochNoteKind;
}

/** What the digest of a run covers. */
export interface DigestParts {
  readonly version: string;
  /** The whole scenario, as canonical data. */
  readonly specification: unknown;
  readonly seed: number;
  /** The shards' chain values, in shard order. */
  readonly shardDigests: readonly Hex[];
  /** The content hashes of the shards' final states, in shard order. */
  readonly finalStateHashes: readonly Hex[];
  readonly journal: readonly JournalEntry[];
}

/** The digest of a run, 32 bytes in hex. */
export function runDigest(suite: CryptoSuite, parts: DigestParts): Hex {
  return contentHashOfMutable(suite, 'v2g-tui/run-digest', {
    version: parts.version,
    specification: parts.specification,
    seed: parts.seed,
    shardDigests: parts.shardDigests,
    finalStateHashes: parts.finalStateHashes,
    journal: parts.journal,
  });
}

/** The content hash of a shard's final state. */
export function finalStateHash(suite: CryptoSuite, finalState: unknown): Hex {
  return contentHashOfMutable(suite, 'v2g-tui/final-state', finalState);
}
