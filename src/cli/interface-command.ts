import type { JournalEntry } from '../core/kernel/program.js';
import { type LabCommand, withField } from '../core/scenario/operate.js';
import { type LiveSet, readLiveSet } from '../nodes/live-sets.js';
import type { Parameters } from '../core/actors/parameters.js';
import { REWIND_CHECKPOINTS, SECOND_CHECKPOINTS } from '../nodes/checkpoint-policy.js';
import { packageVersion } from '../nodes/package-root.js';
import { runOptions } from '../nodes/run-scenario.js';
import type { RunHandle, RunOptions } from '../nodes/run.js';
import type { RunSource } from '../tui/source.js';
import type { Look } from './command-line.js';
import { recorded } from './recorded.js';
import { type RawRunFlags, readRunRequest, replayLine, type RunRequest } from './run-flags.js';

/** Virtual seconds per second when the interface opens: a round of five minutes passes in half a minute. */
export const OPENING_SPEED = 10;

/**
 * `v2g-tui [scenario]`: the interface on a terminal, else the same as `run`. The interface is loaded here and nowhere else,
 * so that a headless run never pays for it.
 */
export async function interfaceCommand(scenarioName: string | undefined, raw: RawRunFlags, look: Look): Promise<number> {
  const onTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true && process.env['TERM'] !== 'dumb';
  if (!onTerminal || raw.json === true) return (await import('./run-command.js')).runCommand(scenarioName, raw);
  const request = readRunRequest(scenarioName, raw);
  const behind = await prepare(request);
  const { openInterface } = await import('../tui/main.js');
  const closed = await openInterface({
    ...screenOf(request.scenario.parameters, request.flags.seed, look),
    lessons: (await import('./lesson-plan.js')).lessonPlan(null),
    replay: replayLine(request),
    start: behind.start,
  });
  await behind.close();
  if (closed.lesson !== null) return (await import('./lesson-start.js')).screenLesson(closed.lesson, {}, { ...look, record: null });
  // The run may still hold worker threads; leaving must not wait for them.
  process.exit(closed.exitCode);
}

/** What the interface is told of any run: which it is, how it is drawn, and how its live fields are read. */
export function screenOf(parameters: Parameters, seed: number, { record, ...look }: Look) {
  const { name, currency } = parameters;
  return { scenario: name, seed, version: packageVersion(), currency, defences: defencesOf(parameters), ...look, ...(record === null ? {} : { record }), readSet: readSetAfter(parameters) };
}

/** Reads a `path=value` for a run of these parameters, as it stands after a journal. */
function readSetAfter(parameters: Parameters): (text: string, journal: readonly JournalEntry[]) => LiveSet {
  return (text, journal) => readLiveSet(text, parametersAfter(parameters, journal));
}

/** The parameters as they are once what people have set so far holds. */
function parametersAfter(parameters: Parameters, journal: readonly JournalEntry[]): Parameters {
  return journal.reduce((now, { command }) => {
    const { kind, path, value } = command as LabCommand & { path: string; value: unknown };
    return kind === 'set' ? withField(now, path, value) : now;
  }, parameters);
}

/** The run behind the screen. */
interface Behind {
  start(): Promise<RunSource>;
  /** Writes the end of its folder, if it has one. */
  close(): Promise<void>;
}

/** Without `--rounds` or `--until` a watched run goes on for as long as somebody watches. */
async function prepare(request: RunRequest): Promise<Behind> {
  const { flags, out, trace } = request;
  const endless = flags.rounds === null && flags.untilUs === null;
  const plain = runOptions(request.scenario, flags);
  const options: RunOptions = { ...plain, end: endless ? { untilUs: Number.MAX_SAFE_INTEGER } : plain.end, speed: OPENING_SPEED, hold: true, checkpoints: REWIND_CHECKPOINTS, givesWay: true };
  // What is wrong with the folder is told before there is a screen.
  const folder = out === null ? null : (await import('./run-command.js')).openFolder(out, options, { trace, parent: null, given: options.journal.length });
  let handle: RunHandle | null = null;
  return {
    async start() {
      // Threads and protocols are loaded behind the first frame.
      const [{ startRun }, { createFutures }, { futureOf }] = await Promise.all([import('../nodes/coordinator.js'), import('../tui/futures/futures.js'), import('../tui/futures/future.js')]);
      handle = startRun(folder === null ? options : { ...recorded(options, folder, trace), checkpoints: REWIND_CHECKPOINTS });
      // A second future is not written down; the folder goes on with the first one.
      return createFutures(futureOf(handle), (branch) => futureOf(startRun({ ...options, ...branch, paused: true, checkpoints: SECOND_CHECKPOINTS })));
    },
    async close() {
      if (folder === null) return;
      const outcome = await handle?.done.catch(() => null);
      if (outcome) await folder.close(outcome, (await import('./run-result.js')).summaryOf(options, outcome));
      else await folder.abandon();
    },
  };
}

/** The switches of all defences by their scenario path, as `ATTACKS[].defence` names them. */
function defencesOf({ market, defences }: Parameters): Record<string, boolean> {
  const switches = Object.entries(defences).map(([name, on]) => [`defences.${name}`, on as boolean] as const);
  return { 'market.defence': market.defence, ...Object.fromEntries(switches) };
}
