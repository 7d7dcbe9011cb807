import { createDispatcher } from './dispatch.js';
import { INITIAL_UI, type Model, type RunTitle } from './model.js';
import { modeOver } from './modes/registry.js';
import { composeRows, drawScreen } from './screen.js';
import type { RunSource } from './source.js';
import { createStore, type Store } from './store.js';
import { onMouse } from './mouse.js';
import type { Reach } from './reach.js';
import { openKeyboard } from './terminal/keyboard.js';
import { openRecording } from './terminal/recording.js';
import { saveScreen } from './terminal/save-screen.js';
import { openSession, type Session } from './terminal/session.js';
import type { Ending } from './terminal/signals.js';
import { clock, count } from './text/format.js';
import type { GlyphMode, Style } from './text/style.js';
import { viewOf } from './views/registry.js';

export interface InterfaceOptions extends RunTitle {
  /** Starts the run; called once the first frame is on the screen. */
  readonly start: () => Promise<RunSource>;
  /** False for `--no-color`; `NO_COLOR` and `FORCE_COLOR=0` in the environment switch colours off too. */
  readonly color: boolean;
  /** What charts and frames are made of; `braille` unless told. */
  readonly glyphs?: GlyphMode;
  readonly contrast?: boolean;
  /** Take the mouse from the terminal at the start. */
  readonly mouse?: boolean;
  /** A file for an asciinema recording; it must not exist. */
  readonly record?: string;
  /** Reads a `path=value` for a field that may change live. */
  readonly readSet: Reach['readSet'];
  /** The line that runs the same again, printed after an internal error. */
  readonly replay?: string;
}

/**
 * Opens the interface on the process's terminal and resolves to the exit code when it is closed: 0 after `q`, Ctrl-C or
 * when nobody reads any more, 1 after an internal error, 2 without a terminal, 128 and its number after a signal. The
 * terminal is given back before this resolves; the caller exits the process, since the run may still hold threads.
 */
export async function openInterface(options: InterfaceOptions): Promise<number> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY || process.env['TERM'] === 'dumb') {
    process.stderr.write('The interface needs a terminal that can move its cursor. `v2g-tui run` runs without one.\n');
    return 2;
  }
  const style: Style = { color: prepareEnvironment(options.color), glyphs: options.glyphs ?? 'braille', contrast: options.contrast ?? false };
  const store = createStore(firstModel(options, style, stdout.columns, stdout.rows));
  const say = (message: string): void => store.ui((ui) => ({ ...ui, message }));
  const recording = options.record === undefined ? null : openRecording(options.record, `v2g-tui ${options.scenario}`, stdout.columns, stdout.rows, (error) => say(`the recording has ended: ${error.message}`));
  const session = openSession(stdin, stdout, store.resize, recording);
  const keyboard = openKeyboard(stdin, (report) => onMouse(report, reach));
  session.rows.paint(composeRows(drawScreen(store.snapshot()), stdout.rows));
  const run = attachRun(options.start, store, session);
  const reach: Reach = {
    store,
    source: run.source,
    colors: style.color,
    readSet: options.readSet,
    quit: () => session.end(null),
    suspend: session.suspend,
    redraw: () => session.rows.repaint(),
    saveScreen: (file) => savedScreen(store.snapshot(), file),
    setMouse: (on) => {
      session.setMouse(on);
      return on;
    },
  };
  if (options.mouse === true) store.ui((ui) => ({ ...ui, mouse: reach.setMouse(true) }));
  const press = createDispatcher(reach);
  lookAlong(store, run.source);
  const { mount } = await import('./app.js');
  const mounted = mount(store, press, session.rows, keyboard.stream);
  mounted.exited.catch((error: unknown) => session.end({ type: 'error', error }));
  run.begin();
  const ending = await session.ended;
  run.detach();
  store.close();
  mounted.unmount();
  keyboard.close();
  session.close();
  recording?.close();
  return conclude(options, run.source(), ending);
}

/**
 * What Ink, React and chalk read from the environment when they are imported; gives whether there are colours. The
 * development build of React leaks, a set `CI` makes Ink draw nothing, and chalk does not know `NO_COLOR`.
 */
function prepareEnvironment(color: boolean): boolean {
  const { env } = process;
  env['NODE_ENV'] = 'production';
  delete env['CI'];
  delete env['CONTINUOUS_INTEGRATION'];
  const colored = color && (env['NO_COLOR'] ?? '') === '' && env['FORCE_COLOR'] !== '0';
  if (!colored) env['FORCE_COLOR'] = '0';
  return colored;
}

function firstModel(options: InterfaceOptions, style: Style, columns: number, rows: number): Model {
  const { scenario, seed, version, currency, defences } = options;
  return { run: { scenario, seed, version, currency, defences }, style, columns, rows, frame: null, ui: INITIAL_UI };
}

function savedScreen(model: Model, file: string | null): string {
  const at = clock(model.frame?.nowUs ?? 0).replaceAll(':', '');
  try {
    return `saved to ${saveScreen(composeRows(drawScreen(model), model.rows), file, `v2g-tui-${model.run.scenario}-${model.ui.view}-${at}`)}`;
  } catch (error) {
    return `not saved: ${(error as Error).message}`;
  }
}

/** Tells the run what closer looks the screen needs, whenever that changes. */
function lookAlong(store: Store, source: () => RunSource | null): void {
  let told = '';
  store.subscribe(() => {
    const model = store.snapshot();
    const queries = [...(viewOf(model.ui.view).looks?.(model) ?? []), ...(modeOver(model)?.looks?.(model) ?? [])];
    const text = JSON.stringify(queries);
    if (text === told || source() === null) return;
    told = text;
    source()!.look(queries);
  });
}

/** A run that comes up behind the screen. */
interface AttachedRun {
  /** Null until the run is up. */
  source(): RunSource | null;
  begin(): void;
  /** Ends the run without waiting for it. */
  detach(): void;
}

function attachRun(start: () => Promise<RunSource>, store: Store, session: Session): AttachedRun {
  let source: RunSource | null = null;
  let unsubscribe: (() => void) | null = null;
  let detached = false;
  const up = (started: RunSource): void => {
    if (detached) return started.stop();
    source = started;
    unsubscribe = started.subscribe(store.frame);
    const frame = started.frame();
    if (frame !== null) store.frame(frame);
  };
  return {
    source: () => source,
    begin: () => {
      start().then(up).catch((error: unknown) => session.end({ type: 'error', error }));
    },
    detach: () => {
      detached = true;
      unsubscribe?.();
      source?.stop();
    },
  };
}

/** Says on the main screen what became of the run; gives the exit code. */
function conclude(options: InterfaceOptions, source: RunSource | null, ending: Ending | null): number {
  if (ending?.type === 'hung-up') return 0;
  const outcome = source?.outcome() ?? null;
  const frame = source?.frame() ?? null;
  const error = ending?.type === 'error' ? describe(ending.error) : (outcome?.error ?? null);
  const where = frame === null ? 'the run had not begun' : `${clock(frame.nowUs)} of virtual time, ${count(frame.windows)} windows, ${count(frame.events)} events`;
  process.stdout.write(`${options.scenario}, seed ${options.seed}: ${where}\n`);
  if (outcome?.digest) process.stdout.write(`digest ${outcome.digest}\n`);
  for (const violation of frame?.violations.slice(0, 3) ?? []) {
    process.stdout.write(`violated: ${violation.checker} in shard ${violation.shard} at ${clock(violation.timeUs)}: ${violation.message}\n`);
  }
  if (error !== null) {
    process.stderr.write(`Internal error: ${error}\n${options.replay ? `The same again: ${options.replay}\n` : ''}`);
    return 1;
  }
  return ending?.type === 'signal' ? ending.exitCode : 0;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
