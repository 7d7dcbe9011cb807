import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TextDecoder } from 'node:util';
import { auditLine, concludeAudit, createAudit, type Remainder } from '../core/audit/audit.js';
import type { Fault } from '../core/audit/fault.js';
import type { Audit } from '../core/audit/state.js';
import { ledgerRulesOf } from '../core/actors/ledger-rules.js';
import type { Specification } from '../core/actors/parameters.js';
import { canonicalText, contentHashOfMutable } from '../core/crypto/encoding.js';
import type { Hex } from '../core/units/hex.js';
import { nodeSuite } from './crypto/node-suite.js';
import { INPUTS_DOMAIN } from './run-lines.js';

/** What came of verifying a run folder. */
export interface Verification {
  readonly audit: Audit;
  /** The first thing that is wrong, or null. */
  readonly fault: Fault | null;
  /** What is left open; null where there is a fault. */
  readonly remainder: Remainder | null;
  /** Hash of the first line: what a reader who knows the true genesis compares. */
  readonly genesis: Hex | null;
  /** Bytes of a last line that the run did not finish writing; 0 for none. */
  readonly tornBytes: number;
  readonly seconds: number;
}

export interface VerifyOptions {
  readonly trail: boolean;
  /** The genesis that the ledger must have, when the reader knows it. */
  readonly genesis: Hex | null;
  /** Called now and then with the bytes read so far. */
  readonly onProgress?: (bytes: number, ofBytes: number, lines: number) => void;
}

/** `run.json` as far as it binds the ledger. */
interface RunFile {
  readonly version: unknown;
  readonly seed: unknown;
  readonly end: unknown;
  readonly specification: unknown;
  readonly digest: Hex | null;
  readonly ended?: unknown;
  readonly nowUs?: unknown;
  readonly ledger: { readonly genesis: Hex; readonly head?: Hex; readonly lines?: number };
}

/**
 * Audits the ledger of a run folder line by line, in memory that does not grow with its blocks, and compares it with
 * `run.json`. Whatever is wrong or cannot be read comes back as the fault.
 */
export async function verifyFolder(path: string, options: VerifyOptions): Promise<Verification> {
  const beganMs = performance.now();
  const audit = createAudit(nodeSuite, options.trail);
  const state: Reading = { audit, genesis: null, tornBytes: 0 };
  const fault = await faultOf(path, state, options);
  const conclusion = fault ?? concludeAudit(audit);
  const seconds = (performance.now() - beganMs) / 1000;
  const { genesis, tornBytes } = state;
  if ('what' in conclusion) return { audit, fault: conclusion, genesis, remainder: null, seconds, tornBytes };
  return { audit, fault: null, genesis, remainder: conclusion, seconds, tornBytes };
}

interface Reading {
  readonly audit: Audit;
  genesis: Hex | null;
  tornBytes: number;
}

async function faultOf(path: string, state: Reading, options: VerifyOptions): Promise<Fault | null> {
  const run = readRunFile(path);
  if ('what' in run) return run;
  try {
    const fault = await auditFile(join(path, 'ledger.ndjson'), state, run, options);
    return fault ?? endFault(state, run);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    return { line: state.audit.lines + 1, shard: null, what: 'unreadable', why: `ledger.ndjson cannot be read (${code})` };
  }
}

function readRunFile(path: string): RunFile | Fault {
  let text: string;
  try {
    text = readFileSync(join(path, 'run.json'), 'utf8');
  } catch (error) {
    return unreadable(`run.json cannot be read (${(error as NodeJS.ErrnoException).code ?? String(error)}); is this a folder that run --out wrote?`);
  }
  try {
    const run = JSON.parse(text) as RunFile;
    const isRun = typeof run === 'object' && run !== null && typeof run.ledger?.genesis === 'string' && (run.digest === null || typeof run.digest === 'string');
    return isRun ? run : unreadable('run.json does not say which ledger belongs to it');
  } catch {
    return unreadable('run.json is not JSON');
  }
}

function unreadable(why: string): Fault {
  return { line: 0, shard: null, what: 'unreadable', why };
}

/** Between two looks at the clock for the progress. */
const LINES_A_LOOK = 16;

async function auditFile(file: string, state: Reading, run: RunFile, options: VerifyOptions): Promise<Fault | null> {
  const { audit } = state;
  const ofBytes = statSync(file).size;
  let bytes = 0;
  for await (const { text, isWhole } of linesOf(file)) {
    if (!isWhole) {
      // Only a run that was killed leaves half a line.
      state.tornBytes = Buffer.byteLength(text);
      if (run.digest !== null) return { line: audit.lines + 1, shard: null, what: 'unreadable', why: 'the last line has no end' };
      return null;
    }
    const fault = auditLine(audit, text) ?? (audit.lines === 1 ? genesisFault(state, run, options) : null);
    if (fault !== null) return fault;
    bytes += Buffer.byteLength(text) + 1;
    if (audit.lines % LINES_A_LOOK === 0) options.onProgress?.(bytes, ofBytes, audit.lines);
  }
  return null;
}

interface TextLine {
  readonly text: string;
  /** It ends with a line break. */
  readonly isWhole: boolean;
}

/** Only `\n` ends a line: what else readers of lines take for an end could stand in a forged one. Bytes that are no UTF-8 fail. */
async function* linesOf(file: string): AsyncGenerator<TextLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let parts: Buffer[] = [];
  const take = (last: Buffer, isWhole: boolean): TextLine => {
    const whole = parts.length === 0 ? last : Buffer.concat([...parts, last]);
    parts = [];
    return { isWhole, text: decode(decoder, whole) };
  };
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, from)) {
      yield take(chunk.subarray(from, at), true);
      from = at + 1;
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  }
  if (parts.length > 0) yield take(Buffer.alloc(0), false);
}

/** What is no UTF-8 becomes what is no JSON. */
function decode(decoder: TextDecoder, bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return '\u0000';
  }
}

/** Genesis must be the one that `run.json` names, of the inputs it names, with the rules of its scenario. */
function genesisFault(state: Reading, run: RunFile, { genesis }: VerifyOptions): Fault | null {
  const { audit } = state;
  state.genesis = audit.previous;
  if (genesis !== null && audit.previous !== genesis) return genesisIs(`genesis is ${audit.previous}, and ${genesis} was asked for`);
  if (audit.previous !== run.ledger.genesis) return genesisIs('run.json names another genesis');
  const { version, seed, end, specification } = run;
  const inputs = contentHashOfMutable(nodeSuite, INPUTS_DOMAIN, { version, seed, end, specification });
  if (inputs !== audit.genesis!.inputs) return genesisIs('genesis is of another run than the inputs in run.json');
  const rules = ledgerRulesOf((specification as Specification).parameters);
  return canonicalText(rules) === canonicalText(audit.genesis!.rules) ? null : genesisIs('the rules of genesis are not those of the scenario in run.json');
}

function genesisIs(why: string): Fault {
  return { line: 1, shard: null, what: 'genesis', why };
}

/** A finished run has an end record, the last line is the one that `run.json` names, and both tell of one run. */
function endFault({ audit }: Reading, run: RunFile): Fault | null {
  const fault = (why: string): Fault => ({ line: audit.lines, shard: null, what: 'end', why });
  if (audit.end === null) return run.digest === null ? null : fault('run.json tells of a finished run, and the ledger has no end record: its tail is cut off');
  if (run.digest === null) return fault('the ledger has an end record, and run.json tells of a run that is not finished');
  if (run.digest !== audit.end.digest || run.ended !== audit.end.ended || run.nowUs !== audit.end.timeUs) return fault('run.json and the end record tell of different ends');
  const { head, lines } = run.ledger;
  return head === audit.previous && lines === audit.lines ? null : fault('run.json names another last line');
}
