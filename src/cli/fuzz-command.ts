import { existsSync, writeFileSync } from 'node:fs';
import type { Parameters } from '../core/actors/parameters.js';
import { mergeCoverage } from '../core/fuzz/coverage.js';
import { drawWorld } from '../core/fuzz/draw-world.js';
import type { Violation } from '../core/kernel/program.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { packageVersion } from '../nodes/package-root.js';
import { scenarioText } from '../nodes/fuzz/scenario-text.js';
import { failureOf, shrinkSeed } from '../nodes/fuzz/shrink-world.js';
import { startSwarm, type SeedOutcome } from '../nodes/fuzz/swarm.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { defaultThreads, type FlagValue, readCount, readOnce } from './flags.js';
import { print, printJson, say } from './output.js';
import { table } from './table.js';
import { UserError } from './user-error.js';

export interface RawFuzzFlags {
  readonly seeds?: FlagValue;
  readonly minutes?: FlagValue;
  readonly threads?: FlagValue;
  readonly shrink?: boolean;
  readonly scenario?: FlagValue;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

interface FuzzRequest {
  readonly firstSeed: number;
  /** Null: as many as fit in the time. */
  readonly lastSeed: number | null;
  readonly minutes: number | null;
  readonly threads: number;
  readonly scenario: string | null;
}

/** Every so manieth world is run again on threads that die. */
const CROSS_CHECK_EVERY = 25;

/** `fuzz`: random worlds, one from each seed, until one breaks a promise or all have kept theirs. */
export async function fuzzCommand(raw: RawFuzzFlags): Promise<ExitCode> {
  const request = readFuzzRequest(raw);
  const { firstSeed, lastSeed, minutes, threads } = request;
  const isOne = lastSeed === firstSeed;
  if (request.scenario !== null && raw.shrink !== true) writeScenario(request.scenario, worldText(drawWorld(firstSeed, nodeSuite).parameters, firstSeed));
  if (isOne && raw.json !== true) print(worldText(drawWorld(firstSeed, nodeSuite).parameters, firstSeed).trimEnd());
  const beganMs = performance.now();
  const progress = raw.quiet === true ? null : createProgress(request, beganMs);
  const swarm = startSwarm({ firstSeed, lastSeed, threads, crossCheckEvery: CROSS_CHECK_EVERY, onOutcome: (outcome) => progress?.(outcome) });
  let interrupted = false;
  const interrupt = (): void => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    swarm.stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  if (progress !== null) say(`Worlds ${firstSeed}${lastSeed === null ? ' and on' : `-${lastSeed}`}, ${threads} at a time; Ctrl-C ends and reports.`);
  const timer = minutes === null ? null : setTimeout(() => swarm.stop(), minutes * 60_000);
  const outcomes = await swarm.done;
  if (timer !== null) clearTimeout(timer);
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
  if (progress !== null && process.stderr.isTTY === true) process.stderr.write('\r\u001B[K');
  const first = outcomes.find((outcome) => failureOf(outcome) !== null);
  const shrunk = raw.shrink === true && first !== undefined && !interrupted ? await shrink(first.seed, request.scenario, raw.quiet !== true) : null;
  report(outcomes, (performance.now() - beganMs) / 1000, raw.json === true, shrunk);
  if (outcomes.some(({ violations }) => violations.length > 0)) return EXIT.violated;
  if (outcomes.some(({ error }) => error !== null)) return EXIT.failed;
  return interrupted ? EXIT.interrupted : EXIT.done;
}

function readFuzzRequest(raw: RawFuzzFlags): FuzzRequest {
  const seeds = readOnce('seeds', raw.seeds);
  const minutes = readOnce('minutes', raw.minutes);
  if (seeds !== null && minutes !== null) throw new UserError('--seeds and --minutes: expected only one of them');
  if (minutes !== null && !(/^\d+(\.\d+)?$/.test(minutes) && Number(minutes) > 0)) throw new UserError(`--minutes ${minutes}: expected a number above 0`);
  const [firstSeed, lastSeed] = minutes === null ? readSeeds(seeds ?? '1-100') : [1, null];
  const scenario = readOnce('scenario', raw.scenario);
  if (scenario !== null && existsSync(scenario)) throw new UserError(`--scenario ${scenario}: is there already; expected the name of a new file`);
  if (scenario !== null && firstSeed !== lastSeed && raw.shrink !== true) throw new UserError('--scenario: a scenario is written of one world; expected --seeds N, or --shrink beside it');
  return { firstSeed, lastSeed, minutes: minutes === null ? null : Number(minutes), threads: readCount('threads', raw.threads, 1, 256, defaultThreads()), scenario };
}

function readSeeds(text: string): [number, number] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const first = Number(match?.[1] ?? Number.NaN);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first) throw new UserError(`--seeds ${text}: expected a seed such as 17 or seeds such as 1-500`);
  return [first, last];
}

function worldText(parameters: Parameters, seed: number, what = 'The world'): string {
  return scenarioText(parameters, [`${what} of seed ${seed}, drawn by fuzz of version ${packageVersion()}.`, `Run it with --seed ${seed}.`]);
}

function writeScenario(path: string, text: string): void {
  try {
    writeFileSync(path, text, { flag: 'wx' });
  } catch (error) {
    throw new UserError(`--scenario ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected the name of a new file`);
  }
}

interface ShrunkFile {
  readonly path: string;
  readonly seed: number;
  readonly tries: number;
  readonly violation: Violation | null;
}

/** Shrinks the world of the seed and writes what is left; null when it does not fail in this thread. */
async function shrink(seed: number, path: string | null, tells: boolean): Promise<ShrunkFile | null> {
  const isTerminal = tells && process.stderr.isTTY === true;
  const shrunk = await shrinkSeed(seed, undefined, (tries) => {
    if (isTerminal) process.stderr.write(`\r\u001B[Kseed ${seed}: shrinking, ${tries} worlds tried`);
  });
  if (isTerminal) process.stderr.write('\r\u001B[K');
  if (shrunk === null) return null;
  const file = path ?? freeName(seed);
  writeScenario(file, worldText(shrunk.parameters, seed, 'What matters of the world'));
  return { path: file, seed, tries: shrunk.tries, violation: shrunk.outcome.violations[0] ?? null };
}

function freeName(seed: number): string {
  for (let at = 1; ; at++) {
    const name = at === 1 ? `fuzz-${seed}.yaml` : `fuzz-${seed}-${at}.yaml`;
    if (!existsSync(name)) return name;
  }
}

/** One line on a terminal, drawn anew; elsewhere a line per failure only. */
function createProgress({ firstSeed, lastSeed, minutes }: FuzzRequest, beganMs: number): (outcome: SeedOutcome) => void {
  let done = 0;
  let failed = 0;
  let drawnMs = -Infinity;
  return (outcome) => {
    done += 1;
    const terminal = process.stderr.isTTY === true;
    if (outcome.error !== null || outcome.violations.length > 0) {
      failed += 1;
      if (terminal) process.stderr.write('\r\u001B[K');
      say(failureLine(outcome));
    }
    const nowMs = performance.now();
    if (!terminal || nowMs - drawnMs < 250) return;
    drawnMs = nowMs;
    const elapsedS = (nowMs - beganMs) / 1000;
    const rate = done / elapsedS;
    const leftS = minutes === null ? (lastSeed! - firstSeed + 1 - done) / rate : minutes * 60 - elapsedS;
    const of = lastSeed === null ? '' : ` of ${lastSeed - firstSeed + 1}`;
    process.stderr.write(`\r\u001B[K${done}${of} worlds · ${failed} failed · ${rate.toFixed(2)} worlds/s · about ${Math.ceil(leftS)} s left`);
  };
}

function failureLine({ seed, violations, error }: SeedOutcome): string {
  const first = violations[0];
  if (first === undefined) return `seed ${seed}: internal error: ${error!.split('\n')[0]}`;
  return `seed ${seed}: ${first.checker} is broken in campus ${first.shard + 1} at ${first.timeUs / 1_000_000} s: ${first.message}`;
}

function report(outcomes: readonly SeedOutcome[], wallSeconds: number, json: boolean, shrunk: ShrunkFile | null): void {
  const failures = outcomes.filter(({ violations, error }) => violations.length > 0 || error !== null);
  const coverage = mergeCoverage(outcomes.map((outcome) => outcome.coverage));
  if (json) {
    printJson({
      version: packageVersion(),
      worlds: outcomes.length,
      failures: failures.map(({ seed, violations, error }) => ({ seed, violation: violations[0] ?? null, error, replay: replayLine(seed) })),
      shrunk,
      digests: Object.fromEntries(outcomes.map(({ seed, digest }) => [seed, digest])),
      coverage: coverage.map(({ state, worlds, times }) => ({ name: state.name, worlds, times })),
      performance: { wallSeconds, worldsPerSecond: outcomes.length / wallSeconds, virtualSeconds: outcomes.reduce((sum, one) => sum + one.virtualSeconds, 0) },
    });
    return;
  }
  for (const line of coverageLines(coverage)) print(line);
  print('');
  print(`${outcomes.length} worlds, ${failures.length} failed, ${wallSeconds.toFixed(0)} s`);
  for (const failure of failures) {
    print('');
    print(failureLine(failure));
    if (failure.error !== null) print(failure.error);
    print(`  again:       ${replayLine(failure.seed)}`);
    if (shrunk?.seed === failure.seed) {
      print(`  shrunk:      ${shrunk.path} (${shrunk.tries} worlds tried); v2g-tui run ${shrunk.path} --seed ${shrunk.seed}`);
      continue;
    }
    print(`  as scenario: ${replayLine(failure.seed)} --scenario world-${failure.seed}.yaml; v2g-tui run world-${failure.seed}.yaml --seed ${failure.seed}`);
  }
}

function replayLine(seed: number): string {
  return `v2g-tui fuzz --seeds ${seed}-${seed}`;
}

function coverageLines(rows: ReturnType<typeof mergeCoverage>): string[] {
  const reached = rows.filter(({ times }) => times > 0);
  const never = rows.filter(({ times }) => times === 0);
  const columns = [{ title: 'rare state', align: 'left' }, { title: 'worlds', align: 'right' }, { title: 'times', align: 'right' }, { title: 'what it is', align: 'left' }] as const;
  const lines = table(columns, reached.map(({ state, worlds, times }) => [state.name, String(worlds), String(times), state.summary]));
  return [...lines, ...(never.length === 0 ? [] : ['', `never reached: ${never.map(({ state }) => state.name).join(', ')}`])];
}
