import type { Parameters } from '../core/actors/parameters.js';
import { packageVersion } from '../nodes/package-root.js';
import type { RunSource } from '../tui/source.js';
import type { Look } from './command-line.js';
import { type RawRunFlags, readRunRequest, replayLine, type RunRequest } from './run-flags.js';

/** Virtual seconds per second when the interface opens: a round of five minutes passes in half a minute. */
const OPENING_SPEED = 10;

/**
 * `v2g-tui [scenario]`: the interface on a terminal, else the same as `run`. The interface is loaded here and nowhere else,
 * so that a headless run never pays for it.
 */
export async function interfaceCommand(scenarioName: string | undefined, raw: RawRunFlags, { color, glyphs }: Look): Promise<number> {
  const onTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true && process.env['TERM'] !== 'dumb';
  if (!onTerminal || raw.json === true || raw.out !== undefined) return (await import('./run-command.js')).runCommand(scenarioName, raw);
  const request = readRunRequest(scenarioName, raw);
  const { openInterface } = await import('../tui/main.js');
  const code = await openInterface({
    scenario: request.scenario.parameters.name,
    seed: request.flags.seed,
    version: packageVersion(),
    currency: request.scenario.parameters.currency,
    defences: defencesOf(request.scenario.parameters),
    color,
    glyphs,
    replay: replayLine(request),
    start: () => startBehindScreen(request),
  });
  // The run may still hold worker threads; leaving must not wait for them.
  process.exit(code);
}

/** Without `--rounds` or `--until` a watched run goes on for as long as somebody watches. */
async function startBehindScreen(request: RunRequest): Promise<RunSource> {
  const { flags } = request;
  // Threads and protocols are loaded behind the first frame.
  const [{ startRun }, { runOptions }] = await Promise.all([import('../nodes/coordinator.js'), import('../nodes/run-scenario.js')]);
  const options = runOptions(request.scenario, flags);
  const endless = flags.rounds === null && flags.untilUs === null;
  const handle = startRun({ ...options, end: endless ? { untilUs: Number.MAX_SAFE_INTEGER } : options.end, speed: OPENING_SPEED });
  const { sourceOfRun } = await import('../tui/run-source.js');
  return sourceOfRun(handle);
}

/** The switches of all defences by their scenario path, as `ATTACKS[].defence` names them. */
function defencesOf({ market, defences }: Parameters): Record<string, boolean> {
  const switches = Object.entries(defences).map(([name, on]) => [`defences.${name}`, on as boolean] as const);
  return { 'market.defence': market.defence, ...Object.fromEntries(switches) };
}
