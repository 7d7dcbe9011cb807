import { canonicalText } from '../crypto/encoding.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { Hex } from '../units/hex.js';
import { isUnderWay } from './atomicity.js';
import { auditBlock } from './blocks.js';
import { unplannedSales } from './bocs.js';
import { auditChannelBlock } from './channels.js';
import { auditCrypto } from './crypto.js';
import { auditOpenings } from './energy.js';
import { expect, find, Finding, type Fault } from './fault.js';
import { auditGenesis, auditRules } from './genesis.js';
import { BLOCK, CHANNEL_BLOCK, END, LINE, type Line } from './records.js';
import { read } from './shapes.js';
import { newCounts, type Audit, type ShardAudit } from './state.js';
import { auditMoney, lockedMilliOf, moneyOf } from './totals.js';
import { newTrail } from './trail.js';

/** An audit that has read nothing yet. With `trail` it remembers where each step of each trade stands. */
export function createAudit(suite: CryptoSuite, trail: boolean): Audit {
  return {
    crypto: auditCrypto(suite),
    lines: 0,
    previous: null,
    genesis: null,
    participants: new Map(),
    shards: [],
    bocs: null,
    crosses: new Map(),
    doubleSpentMilli: 0,
    end: null,
    counts: newCounts(),
    trail: trail ? newTrail() : null,
  };
}

/** Takes the next line of the ledger, without its line break; what is wrong with it, or null. After a fault there is no going on. */
export function auditLine(audit: Audit, text: string): Fault | null {
  let shard: number | null = null;
  try {
    const line = readLine(text);
    ({ shard } = line);
    auditPlace(audit, line, text);
    auditRecord(audit, line);
    audit.lines += 1;
    audit.previous = line.hash;
    return null;
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return { line: audit.lines + 1, shard, what: error.what, why: error.message };
  }
}

/** What is left open at the end of the lines: nothing here is a fault, and people are told of it. */
export interface Remainder {
  /** Null when the ledger has no end record: the run was not finished. */
  readonly end: Audit['end'];
  readonly head: Hex | null;
  readonly crossShardUnderWay: number;
  readonly lockedMilli: number;
  readonly moneyMilli: number;
  /** Taken out in one campus and not yet put in in another, or the other way round. */
  readonly betweenMilli: number;
  readonly doubleSpentMilli: number;
  /** Certified blocks that proofs rely on and that the ledger does not hold yet. */
  readonly unseenBlocks: number;
  /** Sales across campuses whose plan the ledger does not hold: nothing says that they were agreed. */
  readonly unplannedSales: number;
}

/** The last checks, over all shards at once. */
export function concludeAudit(audit: Audit): Fault | Remainder {
  try {
    expect(audit.genesis !== null, 'genesis', 'the ledger is empty; it should begin with genesis');
    auditMoney(audit);
  } catch (error) {
    if (!(error instanceof Finding)) throw error;
    return { line: audit.lines, shard: null, what: error.what, why: error.message };
  }
  const crosses = [...audit.crosses.values()];
  return {
    betweenMilli: crosses.reduce((sum, { spentMilli, createdMilli, missingMilli }) => sum + spentMilli + missingMilli - createdMilli, 0),
    crossShardUnderWay: crosses.filter(isUnderWay).length,
    doubleSpentMilli: audit.doubleSpentMilli + crosses.reduce((sum, { missingMilli }) => sum + missingMilli, 0),
    unplannedSales: unplannedSales(audit),
    unseenBlocks: audit.shards.reduce((sum, { awaited }) => sum + awaited.size, 0),
    end: audit.end,
    head: audit.previous,
    lockedMilli: lockedMilliOf(audit),
    moneyMilli: moneyOf(audit),
  };
}

const HASH_FIELD = '{"hash":"';
const HASH_LENGTH = 64;

function readLine(text: string): Line {
  const value = parse(text);
  expect(value !== undefined, 'unreadable', 'this line is not JSON');
  return read(LINE, value, 'line');
}

/** What is around the record: canonical, numbered, and chained to the line before. */
function auditPlace(audit: Audit, line: Line, text: string): void {
  expect(canonicalOf(line) === text, 'canonical-form', 'this line is not the canonical JSON of what it says');
  const content = `{${text.slice(HASH_FIELD.length + HASH_LENGTH + 2)}`;
  expect(audit.crypto.suite.sha256Text(content) === line.hash, 'chain', 'the hash of this line is not that of its content');
  expect(line.line === audit.lines + 1, 'order', `this line says it is line ${line.line}`);
  expect(line.prev === audit.previous, 'chain', 'this line does not name the hash of the line before');
}

function auditRecord(audit: Audit, line: Line): void {
  expect(audit.end === null, 'end', 'the ledger goes on behind its end record');
  const kind = kindOf(line.record);
  if (audit.genesis === null) {
    expect(kind === 'genesis' && line.shard === null && line.timeUs === 0, 'genesis', 'the first line is not genesis');
    auditGenesis(audit, line.record);
  } else if (kind === 'end') {
    const { digest, ended } = read(END, line.record, 'record');
    expect(line.shard === null, 'end', 'the end record concerns one campus');
    audit.end = { digest, ended, timeUs: line.timeUs };
  } else {
    auditShardRecord(audit, line, kind);
  }
}

/**
 * A control system that crashes still writes what the step before had to write, at the time at which that step would have
 * ended; by then it may be up again and have written more. No step takes longer than this.
 */
const CRASH_SLACK_US = 1_000_000;

function auditShardRecord(audit: Audit, line: Line, kind: string): void {
  const shard = line.shard === null ? undefined : audit.shards[line.shard];
  expect(shard !== undefined, 'schema', `a record of kind ${kind} must name a campus of genesis`);
  expect(line.timeUs >= shard.timeUs - CRASH_SLACK_US, 'order', `this record was written at ${line.timeUs} µs, and one before it at ${shard.timeUs}`);
  shard.timeUs = Math.max(line.timeUs, shard.timeUs);
  dispatch(audit, shard, kind, line.record);
}

function dispatch(audit: Audit, shard: ShardAudit, kind: string, record: unknown): void {
  switch (kind) {
    case 'ledger/block':
      return auditBlock(audit, shard, read(BLOCK, record, 'record'));
    case 'ledger/rules':
      return auditRules(audit, shard, record);
    case 'ledger/channel-block':
      return auditChannelBlock(audit, shard, read(CHANNEL_BLOCK, record, 'record'));
    case 'ledger/openings':
      return auditOpenings(audit, shard, record as { readonly contract?: unknown });
    default:
      find('schema', `there is no record of kind ${JSON.stringify(kind)}`);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Null for what has no canonical form, such as text with half a character. */
function canonicalOf(value: unknown): string | null {
  try {
    return canonicalText(value);
  } catch {
    return null;
  }
}

function kindOf(record: unknown): string {
  const kind = (record as { readonly kind?: unknown } | null)?.kind;
  return typeof kind === 'string' ? kind : '';
}
