import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync, type WriteStream } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import canonicalize from 'canonicalize';
import type { RoundSummary, Summary } from '../core/metrics/summary.js';
import { genesisRecord } from '../core/actors/genesis-record.js';
import type { Specification } from '../core/actors/parameters.js';
import { contentHashOfMutable } from '../core/crypto/encoding.js';
import { nodeSuite } from './crypto/node-suite.js';
import { ledgerLine, type EndRecord, type LedgerTip } from './ledger-lines.js';
import type { ShardRecords } from './messages.js';
import type { RunOptions, RunOutcome } from './run.js';

/** A run folder being written (DESIGN 6): `run.json` first, records as they come, the rest at the end. */
export interface RunFolder {
  /** Takes the records of a window, by shard. */
  readonly write: (records: readonly ShardRecords[]) => void;
  /** Writes the journal, the metrics and the run's end; resolves when all is on its way to the disk. Rejects when it cannot be written. */
  readonly close: (outcome: RunOutcome, summary: Summary) => Promise<void>;
}

/** Under which a run's inputs are hashed. */
export const INPUTS_DOMAIN = 'run/inputs';

/** Why a folder cannot take a run, or null. */
export function folderProblem(path: string): string | null {
  if (!existsSync(path)) return null;
  if (!statSync(path).isDirectory()) return 'is a file; expected a new or empty folder';
  return readdirSync(path).length > 0 ? 'is not empty; expected a new or empty folder' : null;
}

/** Makes the folder and writes the inputs to it, before the first event. Throws when it cannot be written. */
export function openRunFolder(path: string, options: RunOptions, trace: boolean): RunFolder {
  makeFolder(resolve(path));
  const inputs = runInputs(options);
  const genesis = ledgerLine(null, null, 0, genesisOf(options));
  writeRunFile(path, { ...inputs, digest: null, ledger: { genesis: genesis.tip.hash } });
  const ledger = openLines(join(path, 'ledger.ndjson'));
  let tip: LedgerTip | null = null;
  const writeLedger = (shard: number | null, timeUs: number, record: unknown): void => {
    const next = ledgerLine(tip, shard, timeUs, record);
    ledger.write(next.text);
    tip = next.tip;
  };
  ledger.write(genesis.text);
  tip = genesis.tip;
  const traceLines = trace ? openLines(join(path, 'trace.ndjson')) : null;
  return {
    write(records) {
      for (const { shard, records: ofShard } of records) {
        for (const record of ofShard) {
          traceLines?.write(canonical({ shard, ...record }));
          if (record.type === 'commit') writeLedger(shard, record.timeUs, record.record);
        }
      }
    },
    async close(outcome, summary) {
      const { digest, ended, nowUs } = outcome;
      writeLedger(null, nowUs, { kind: 'end', digest, ended } satisfies EndRecord);
      await Promise.all([ledger.close(), traceLines?.close()]);
      const journal = outcome.journal.map((entry) => `${canonical(entry)}\n`).join('');
      writeFileSync(join(path, 'journal.ndjson'), journal);
      writeFileSync(join(path, 'metrics.csv'), metricsCsv(summary.rounds));
      const { shardDigests, epochDigests } = outcome;
      const end = { digest, shardDigests, epochDigests, ended, nowUs, ledger: { genesis: genesis.tip.hash, head: tip!.hash, lines: tip!.line } };
      writeRunFile(path, { ...inputs, ...end });
    },
  };
}

/** The inputs of a run as `run.json` has them; their content hash stands in genesis. */
function runInputs({ version, seed, end, specification }: RunOptions): object {
  return { version, seed, end, specification };
}

function genesisOf(options: RunOptions): unknown {
  const { parameters } = options.specification as Specification;
  return genesisRecord(parameters, options.seed, contentHashOfMutable(nodeSuite, INPUTS_DOMAIN, runInputs(options)), nodeSuite);
}

/** One level at a time: Node's recursive way never returns where the file system refuses, as `/proc` does. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Under another name first, so that no half-written file ever has this one. */
function writeRunFile(path: string, content: object): void {
  const file = join(path, 'run.json');
  writeFileSync(`${file}.tmp`, `${canonical(content)}\n`);
  renameSync(`${file}.tmp`, file);
}

interface Lines {
  readonly write: (text: string) => void;
  readonly close: () => Promise<void>;
}

function openLines(file: string): Lines {
  const stream: WriteStream = createWriteStream(file, { flags: 'wx' });
  // Kept until `close` awaits it: a full disk is told there, with the run's result, and not as an uncaught error.
  const done = finished(stream);
  done.catch(() => undefined);
  return {
    write: (text) => {
      stream.write(`${text}\n`);
    },
    close: () => {
      stream.end();
      return done;
    },
  };
}

/** RFC 8785. */
function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON');
  return text;
}

function metricsCsv(rounds: readonly RoundSummary[]): string {
  const columns = [
    'round', 'shard', 'requests', 'fulfilledRequests', 'demandWh', 'allocatedWh', 'deliveredWh', 'fillRate', 'fillRateAllocated', 'profit', 'penalised',
  ] as const;
  return [columns.join(','), ...rounds.map((round) => columns.map((column) => String(round[column])).join(','))].map((line) => `${line}\n`).join('');
}
