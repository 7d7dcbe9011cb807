import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Parameters, Specification } from '../../src/core/actors/parameters.js';
import { secretKeyOf } from '../../src/core/actors/genesis.js';
import { auditLine, concludeAudit, createAudit, type Remainder } from '../../src/core/audit/audit.js';
import type { Fault } from '../../src/core/audit/fault.js';
import type { Block } from '../../src/core/audit/records.js';
import type { Audit } from '../../src/core/audit/state.js';
import { canonicalText, contentHashOfMutable } from '../../src/core/crypto/encoding.js';
import { merkleRoot } from '../../src/core/crypto/merkle.js';
import { bytesToHex, hexToBytes, utf8ToBytes, type Hex } from '../../src/core/units/hex.js';
import { summarise } from '../../src/core/metrics/summary.js';
import type { ShardView } from '../../src/core/metrics/view.js';
import { startRun } from '../../src/nodes/coordinator.js';
import { nodeSuite } from '../../src/nodes/crypto/node-suite.js';
import { ledgerLine, type LedgerTip } from '../../src/nodes/ledger-lines.js';
import type { RunOptions } from '../../src/nodes/run.js';
import { createRunFolder } from '../../src/nodes/run-folder.js';
import { verifyFolder, type Verification } from '../../src/nodes/verify-folder.js';

/** Runs and writes a run folder; its path. */
export async function writtenRun(options: RunOptions): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'v2g-tui-test-')), 'run');
  const folder = createRunFolder(path, options, { trace: false, parent: null, given: options.journal.length });
  const outcome = await startRun({ ...options, trace: 'commits', recorder: folder.recorder }).done;
  const { parameters } = options.specification as Specification;
  const { digest, nowUs, checks, violations, wallSeconds, events } = outcome;
  const views = outcome.views as ShardView[];
  await folder.close(outcome, summarise(parameters, { version: options.version, seed: options.seed, digest, nowUs, views, checks, violations, wallSeconds, events, threads: 1, rounds: null }));
  return path;
}

export function ledgerOf(path: string): string[] {
  return readFileSync(join(path, 'ledger.ndjson'), 'utf8').trimEnd().split('\n');
}

export function verify(path: string): Promise<Verification> {
  return verifyFolder(path, { genesis: null, trail: false });
}

/** A copy of a run folder with another ledger, and, where given, changes of `run.json`. */
export function withLedger(path: string, ledger: string | Buffer, change: (run: Record<string, unknown>) => Record<string, unknown> = (run) => run): string {
  const copy = mkdtempSync(join(tmpdir(), 'v2g-tui-test-'));
  const run = JSON.parse(readFileSync(join(path, 'run.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(copy, 'run.json'), `${canonicalText(change(run))}\n`);
  writeFileSync(join(copy, 'ledger.ndjson'), ledger);
  return copy;
}

/** A line's content, free to be changed. */
export interface Opened {
  shard: number | null;
  timeUs: number;
  record: any;
}

export function openLines(lines: readonly string[]): Opened[] {
  return lines.map((line) => {
    const { shard, timeUs, record } = JSON.parse(line) as Opened;
    return { record, shard, timeUs };
  });
}

/** What anybody can do who wants to change a ledger: number and chain all lines anew. */
export function chained(lines: readonly Opened[]): string[] {
  let tip: LedgerTip | null = null;
  return lines.map(({ shard, timeUs, record }) => {
    const line = ledgerLine(tip, shard, timeUs, record);
    ({ tip } = line);
    return line.text;
  });
}

/** Audits lines alone, as `verify` does without `run.json`. */
export function auditLines(lines: readonly string[], audit: Audit = createAudit(nodeSuite, false)): Fault | Remainder {
  for (const line of lines) {
    const fault = auditLine(audit, line);
    if (fault !== null) return fault;
  }
  return concludeAudit(audit);
}

/** A signature of a node of the run: what it alone can make, and with it whoever has the seed. */
export function signedBy(options: RunOptions, name: string, domain: string, content: unknown): Hex {
  return bytesToHex(nodeSuite.sign(secretKeyOf(options.seed, name, nodeSuite), hexToBytes(contentHashOfMutable(nodeSuite, domain, content))));
}

/** What a committee of traitors can do: sign whatever it has made of a block. The root is put right before. */
export function signBlock(options: RunOptions, block: any): void {
  const { header, votes } = block.certificate;
  header.entries = block.entries.length;
  header.root = bytesToHex(merkleRoot((block as Block).entries.map((entry) => utf8ToBytes(canonicalText(entry))), nodeSuite.sha256));
  for (const vote of votes) vote.signature = signedBy(options, vote.member, 'committee/block', header);
}

export function parametersOf(options: RunOptions): Parameters {
  return (options.specification as Specification).parameters;
}
