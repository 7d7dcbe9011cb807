import { canonicalText } from '../core/crypto/encoding.js';
import type { Hex } from '../core/units/hex.js';
import { nodeSuite } from './crypto/node-suite.js';

/**
 * The lines of `ledger.ndjson` (DESIGN 6): each is the canonical JSON of `{hash, line, prev, record, shard, timeUs}`,
 * numbered from 1. `prev` is the hash of the line before, null in the first; `hash` is SHA-256 of the line's own canonical
 * JSON without `hash`. What is needed to go on stands in the last line.
 */
export interface LedgerTip {
  readonly line: number;
  readonly hash: Hex;
}

export interface LedgerLine {
  /** Without a line break. */
  readonly text: string;
  readonly tip: LedgerTip;
}

/** The last record of a finished run. */
export interface EndRecord {
  readonly kind: 'end';
  readonly digest: Hex;
  readonly ended: string;
}

const HASH_FIELD = '{"hash":"';

/** The line that follows `tip`, or the first. `shard` is null for what concerns the whole run. */
export function ledgerLine(tip: LedgerTip | null, shard: number | null, timeUs: number, record: unknown): LedgerLine {
  const line = (tip?.line ?? 0) + 1;
  const content = canonicalText({ line, prev: tip?.hash ?? null, record, shard, timeUs });
  const hash = nodeSuite.sha256Text(content);
  return { text: `${HASH_FIELD}${hash}",${content.slice(1)}`, tip: { hash, line } };
}

/** Where a file goes on, from its last whole line; null when that is no ledger line. */
export function tipOfLine(text: string): LedgerTip | null {
  const match = /^\{"hash":"([0-9a-f]{64})","line":(\d+),/.exec(text);
  return match === null ? null : { hash: match[1]!, line: Number(match[2]) };
}
