import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { Ended, RunEnd, RunHandle, RunOptions, RunOutcome } from './run.js';
import type { Recorder } from './recorder.js';
import { startRun } from './coordinator.js';
import { runInputs } from './folder/run-file.js';
import { optionsOf, type ReadFolder } from './resume.js';
import { createRunLines, type RecordLine } from './run-lines.js';

/** What a replay found. */
export interface ReplayFinding {
  readonly equal: boolean;
  /** How far the two were compared, in µs of virtual time. */
  readonly nowUs: number;
  readonly windows: number;
  /** The run's digest; null where the replay ended before the run, or the run has none. */
  readonly digest: { readonly expected: string; readonly found: string } | null;
  /** The first epoch whose digest differs. */
  readonly epoch: EpochDifference | null;
  /** The first event that differs, as far as the folder's lines tell. */
  readonly event: EventDifference | null;
}

export interface EpochDifference {
  readonly shard: number;
  /** When the epoch began. */
  readonly atUs: number;
  readonly expected: string | null;
  readonly found: string | null;
}

export interface EventDifference {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Null where the file says more than the run gives, or concerns all shards. */
  readonly shard: number | null;
  readonly atUs: number | null;
  /** What the folder says; null where it ends. */
  readonly expected: string | null;
  /** What the replay gave; null where it gives nothing more. */
  readonly found: string | null;
}

export interface ReplayOptions {
  readonly threads: number;
  /** Stop at this virtual time; null: where the run stopped. */
  readonly untilUs: number | null;
  /** Called with the run once it has begun. */
  readonly watch: (handle: RunHandle, end: RunEnd) => Promise<RunOutcome>;
}

/** Runs a folder's run again and compares whatever the folder tells: lines, epochs' digests, the run's digest. */
export async function replayFolder(folder: ReadFolder, { threads, untilUs, watch }: ReplayOptions): Promise<ReplayFinding> {
  const { file } = folder;
  const plain = optionsOf(folder, threads);
  const stopUs = stopOf(folder, untilUs);
  const options: RunOptions = {
    ...plain,
    // All of the journal from the start: what live entries do must not depend on when they were made.
    given: plain.journal.length,
    end: stopUs === null ? plain.end : { untilUs: stopUs },
    trace: file.trace ? 'all' : 'commits',
  };
  const comparison = compareLines(folder, plain);
  let outcome: RunOutcome;
  try {
    const handle = startRun({ ...options, recorder: comparison.recorder });
    comparison.onEnough(() => handle.stop());
    outcome = await watch(handle, options.end);
    const { result } = file;
    const isWhole = result !== null && comparison.first() === null && (untilUs === null || untilUs >= result.nowUs);
    const event = isWhole && outcome.digest === file.digest ? comparison.finish(outcome, result.ended) : comparison.first();
    return judge(folder, outcome, event, isWhole);
  } finally {
    comparison.close();
  }
}

/** Where the replay stops: null for the run's own end. */
function stopOf({ file: { result } }: ReadFolder, untilUs: number | null): number | null {
  if (untilUs !== null && (result === null || untilUs < result.nowUs)) return untilUs;
  return result?.ended === 'stopped' ? result.nowUs : null;
}

function judge({ file }: ReadFolder, outcome: RunOutcome, event: EventDifference | null, isWhole: boolean): ReplayFinding {
  const epoch = file.result === null ? null : firstEpoch(file.result.epochDigests, outcome);
  const digest = isWhole && file.digest !== null ? { expected: file.digest, found: outcome.digest } : null;
  const equal = event === null && epoch === null && (digest === null || digest.expected === digest.found);
  return { equal, nowUs: outcome.nowUs, windows: outcome.windows, digest, epoch, event };
}

type EpochDigests = readonly (readonly (readonly [number, string])[])[];

/** The first epoch, by time and shard, that one has and the other has not or has otherwise; as far as the replay went. */
function firstEpoch(expected: EpochDigests, { epochDigests, nowUs }: RunOutcome): EpochDifference | null {
  const differences = epochDigests.flatMap((found, shard): EpochDifference[] => {
    const stored = (expected[shard] ?? []).filter(([atUs]) => atUs < nowUs);
    const at = Array.from({ length: Math.max(stored.length, found.length) }).findIndex((_, index) => stored[index]?.[0] !== found[index]?.[0] || stored[index]?.[1] !== found[index]?.[1]);
    if (at < 0) return [];
    return [{ shard, atUs: (stored[at] ?? found[at])![0], expected: stored[at]?.[1] ?? null, found: found[at]?.[1] ?? null }];
  });
  return differences.toSorted((a, b) => a.atUs - b.atUs || a.shard - b.shard)[0] ?? null;
}

interface Comparison {
  readonly recorder: Recorder;
  /** Calls when there is nothing more to learn: a line differs, or a run that has not ended has no more lines. */
  onEnough(call: () => void): void;
  first(): EventDifference | null;
  /** The first difference of a run that has ended, where the files have to end too. */
  finish(outcome: RunOutcome, ended: Ended): EventDifference | null;
  close(): void;
}

/** A recorder that writes nothing and compares every line with the one that is there. */
function compareLines({ path, file: { trace, result } }: ReadFolder, options: RunOptions): Comparison {
  const lines = createRunLines(runInputs(options));
  const ledger = openLines(path, 'ledger.ndjson');
  const traceFile = trace ? openLines(path, 'trace.ndjson') : null;
  let first: EventDifference | null = null;
  let isEnough = false;
  let enough: (() => void) | null = null;
  const compare = (file: LineReader, { text, shard, timeUs }: { text: string; shard: number | null; timeUs: number }): void => {
    if (isEnough) return;
    const expected = file.next();
    if (expected === text) return;
    if (expected !== null || result !== null) first = { file: file.name, line: file.line, shard, atUs: timeUs, expected, found: text };
    isEnough = true;
    enough?.();
  };
  compare(ledger, { text: lines.genesis.text, shard: null, timeUs: 0 });
  return {
    recorder: {
      records(records) {
        const toTrace = traceFile && ((line: RecordLine) => compare(traceFile, line));
        lines.forRecords(records, (line) => compare(ledger, line), toTrace);
      },
      entries: () => undefined,
      mark: () => ({}),
      rewind: () => undefined,
      cut: async () => undefined,
      checkpoint: () => undefined,
    },
    onEnough(call) {
      enough = call;
      if (isEnough) call();
    },
    first: () => first,
    finish({ digest, nowUs }, ended) {
      compare(ledger, { text: lines.end(nowUs, digest, ended), shard: null, timeUs: nowUs });
      for (const file of [ledger, ...(traceFile === null ? [] : [traceFile])]) {
        const more = file.next();
        if (more !== null) first ??= { file: file.name, line: file.line, shard: null, atUs: null, expected: more, found: null };
      }
      return first;
    },
    close() {
      ledger.close();
      traceFile?.close();
    },
  };
}

interface LineReader {
  readonly name: string;
  /** The number of the line read last, from 1. */
  readonly line: number;
  /** The next line without its end, or null; a torn one counts as none. */
  next(): string | null;
  close(): void;
}

function openLines(path: string, name: string): LineReader {
  const fd = existsSync(join(path, name)) ? openSync(join(path, name), 'r') : null;
  const piece = Buffer.alloc(1024 * 1024);
  let rest = Buffer.alloc(0);
  let line = 0;
  return {
    name,
    get line() {
      return line;
    },
    next() {
      line++;
      for (;;) {
        const end = rest.indexOf(10);
        if (end >= 0) {
          const text = rest.toString('utf8', 0, end);
          rest = rest.subarray(end + 1);
          return text;
        }
        const count = fd === null ? 0 : readSync(fd, piece, 0, piece.byteLength, null);
        if (count === 0) return null;
        rest = Buffer.concat([rest, piece.subarray(0, count)]);
      }
    },
    close() {
      if (fd !== null) closeSync(fd);
    },
  };
}
