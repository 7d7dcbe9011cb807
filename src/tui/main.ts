import type { ReadStream, WriteStream } from 'node:tty';
import { attachRun, lookAlong } from './attached-run.js';
import { conclude } from './conclude.js';
import { createDispatcher, pressKey } from './dispatch.js';
import { createLessonDesk, type LessonDesk, type LessonPlan } from './lessons/desk.js';
import { INITIAL_UI, type Model, type RunTitle } from './model.js';
import { composeRows, drawScreen } from './screen.js';
import type { RunSource } from './source.js';
import { openReader, READER_SIZE, readOut } from './reader/reader.js';
import { createStore, type Store } from './store.js';
import { onMouse } from './mouse.js';
import type { Reach } from './reach.js';
import { openKeyboard } from './terminal/keyboard.js';
import { openRecording, type Recording } from './terminal/recording.js';
import { saveScreen } from './terminal/save-screen.js';
import { openSession } from './terminal/session.js';
import { clock } from './text/format.js';
import type { GlyphMode, Style } from './text/style.js';

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
  /** Sentences in place of a screen. */
  readonly reader?: boolean;
  /** A file for an asciinema recording; it must not exist. */
  readonly record?: string;
  /** Reads a `path=value` for a field that may change live. */
  readonly readSet: Reach['readSet'];
  /** What there is to learn; absent: nothing. */
  readonly lessons?: LessonPlan;
  /** The line that runs the same again, printed after an internal error. */
  readonly replay?: string;
}

/** How the interface was closed. */
export interface Closed {
  /** 0 after `q`, Ctrl-C or when nobody reads any more, 1 after an internal error, 2 without a terminal, 128 and its number after a signal. */
  readonly exitCode: number;
  /** The lesson that somebody left for; it needs another run than the one that was on the screen. */
  readonly lesson: string | null;
}

/**
 * Opens the interface on the process's terminal and resolves when it is closed. The terminal is given back before this
 * resolves; the caller exits the process or opens the lesson, since the run may still hold threads.
 */
export async function openInterface(options: InterfaceOptions): Promise<Closed> {
  const { stdin, stdout } = process;
  if (!stdin.isTTY || !stdout.isTTY || process.env['TERM'] === 'dumb') {
    process.stderr.write('The interface needs a terminal that can move its cursor. `v2g-tui run` runs without one.\n');
    return NO_SCREEN;
  }
  return options.reader === true ? tell(options, stdin, stdout) : show(options, stdin, stdout);
}

const NO_SCREEN: Closed = { exitCode: 2, lesson: null };

/** The full screen. */
async function show(options: InterfaceOptions, stdin: ReadStream, stdout: WriteStream & { readonly fd: number }): Promise<Closed> {
  const style: Style = { color: prepareEnvironment(options.color), glyphs: options.glyphs ?? 'braille', contrast: options.contrast ?? false };
  const store = createStore(firstModel(options, style, stdout.columns, stdout.rows));
  const recording = begunRecording(options, store, stdout);
  if (recording === 'refused') return NO_SCREEN;
  const session = openSession(stdin, stdout, store.resize, recording);
  const keyboard = openKeyboard(stdin, (report) => onMouse(report, reach));
  session.rows.paint(composeRows(drawScreen(store.snapshot()), stdout.rows));
  const run = attachRun(options.start, store, session, () => reach.lessons?.begin());
  const exit = exitOf(session);
  const setMouse = (on: boolean): boolean => {
    session.setMouse(on);
    return on;
  };
  const reach: Reach = { ...reachOf(options, store, style, exit.leaveFor), source: run.source, quit: () => session.end(null), suspend: session.suspend, redraw: () => session.rows.repaint(), setMouse };
  if (options.mouse === true) store.ui((ui) => ({ ...ui, mouse: reach.setMouse(true) }));
  lookAlong(store, run.source);
  const { mount } = await import('./app.js');
  const mounted = mount(store, createDispatcher(reach), session.rows, keyboard.stream);
  mounted.exited.catch((error: unknown) => session.end({ type: 'error', error }));
  run.begin();
  const ending = await session.ended;
  run.detach();
  store.close();
  mounted.unmount();
  keyboard.close();
  session.close();
  recording?.close();
  return { exitCode: conclude(options, run.source(), ending), lesson: exit.lesson() };
}

/** Sentences in place of a screen, for those who hear it. */
async function tell(options: InterfaceOptions, stdin: ReadStream, stdout: WriteStream): Promise<Closed> {
  const style: Style = { color: false, glyphs: 'ascii' };
  const store = createStore(firstModel(options, style, READER_SIZE.columns, READER_SIZE.rows));
  const session = openReader(stdin, stdout, store, (name) => pressKey(name, reach));
  const run = attachRun(options.start, store, session, () => reach.lessons?.begin());
  const exit = exitOf(session);
  const reach: Reach = { ...reachOf(options, store, style, exit.leaveFor), source: run.source, quit: () => session.end(null), suspend: () => undefined, redraw: () => readOut({ store }, stdout), setMouse: () => false };
  lookAlong(store, run.source);
  run.begin();
  const ending = await session.ended;
  run.detach();
  store.close();
  session.close();
  return { exitCode: conclude(options, run.source(), ending), lesson: exit.lesson() };
}

/** Ends a session for a lesson, and knows for which. */
function exitOf(session: { end(ending: null): void }): { leaveFor(lesson: string): void; lesson(): string | null } {
  let left: string | null = null;
  return {
    leaveFor(lesson) {
      left = lesson;
      session.end(null);
    },
    lesson: () => left,
  };
}

function reachOf(options: InterfaceOptions, store: Store, { color }: Style, leaveFor: (lesson: string) => void): Pick<Reach, 'store' | 'colors' | 'lessons' | 'readSet' | 'saveScreen'> {
  const lessons: { lessons?: LessonDesk } = options.lessons === undefined ? {} : { lessons: createLessonDesk(options.lessons, store, leaveFor) };
  return { store, ...lessons, colors: color, readSet: options.readSet, saveScreen: (file) => savedScreen(store.snapshot(), file) };
}

/** The recording that was asked for, null without one; a file that cannot be begun is told of before there is a screen. */
function begunRecording({ record, scenario }: InterfaceOptions, store: Store, { columns, rows }: WriteStream): Recording | null | 'refused' {
  if (record === undefined) return null;
  const failed = (error: Error): void => store.ui((ui) => ({ ...ui, message: `the recording has ended: ${error.message}` }));
  try {
    return openRecording(record, `v2g-tui ${scenario}`, columns, rows, failed);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    process.stderr.write(`v2g-tui: --record ${record}: ${code === 'EEXIST' ? 'the file exists already; name a new one' : message}\n`);
    return 'refused';
  }
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
