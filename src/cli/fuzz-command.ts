import { writeFileSync } from 'node:fs';
import { mergeCoverage } from '../core/fuzz/coverage.js';
import { drawWorld } from '../core/fuzz/draw-world.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { packageVersion } from '../nodes/package-root.js';
import { scenarioText } from '../nodes/fuzz/scenario-text.js';
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
  if (request.scenario !== null) writeScenario(request.scenario, firstSeed);
  if (isOne && raw.json !== true) print(worldText(firstSeed));
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
  const timer = minutes === null ? null : setTimeout(() => swarm.stop(), minutes * 60_000);
  const outcomes = await swarm.done;
  if (timer !== null) clearTimeout(timer);
  process.off('SIGINT', interrupt);
  process.off('SIGTERM', interrupt);
  if (progress !== null && process.stderr.isTTY === true) process.stderr.write('\r\u001B[K');
  report(outcomes, (performance.now() - beganMs) / 1000, raw.json === true);
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
  if (scenario !== null && firstSeed !== lastSeed) throw new UserError('--scenario: a scenario is written of one world; expected --seeds N');
  return { firstSeed, lastSeed, minutes: minutes === null ? null : Number(minutes), threads: readCount('threads', raw.threads, 1, 256, defaultThreads()), scenario };
}

function readSeeds(text: string): [number, number] {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  const first = Number(match?.[1] ?? Number.NaN);
  const last = match?.[2] === undefined ? first : Number(match[2]);
  if (!Number.isSafeInteger(first) || !Number.isSafeInteger(last) || last < first) throw new UserError(`--seeds ${text}: expected a seed such as 17 or seeds such as 1-500`);
  return [first, last];
}

function worldText(seed: number): string {
  const { parameters } = drawWorld(seed, nodeSuite);
  return scenarioText(parameters, [`The world of seed ${seed}, drawn by fuzz of version ${packageVersion()}.`, `Run it with --seed ${seed}.`]).trimEnd();
}

function writeScenario(path: string, seed: number): void {
  try {
    writeFileSync(path, `${worldText(seed)}\n`, { flag: 'wx' });
  } catch (error) {
    throw new UserError(`--scenario ${path}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}); expected the name of a new file`);
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

function report(outcomes: readonly SeedOutcome[], wallSeconds: number, json: boolean): void {
  const failures = outcomes.filter(({ violations, error }) => violations.length > 0 || error !== null);
  const coverage = mergeCoverage(outcomes.map((outcome) => outcome.coverage));
  if (json) {
    printJson({
      version: packageVersion(),
      worlds: outcomes.length,
      failures: failures.map(({ seed, violations, error }) => ({ seed, violation: violations[0] ?? null, error, replay: replayLine(seed) })),
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
