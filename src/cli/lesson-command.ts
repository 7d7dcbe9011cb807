import { createInterface } from 'node:readline';
import type { Lesson } from '../core/lessons/lesson.js';
import { startRun } from '../nodes/coordinator.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { lessonNames, loadLesson } from '../nodes/lessons/lesson-file.js';
import { lessonRunOptions } from '../nodes/lessons/lesson-run.js';
import { type LessonSession, openLesson } from '../nodes/lessons/lesson-session.js';
import { studentOf } from '../nodes/lessons/student.js';
import { problemText } from '../nodes/scenario-file.js';
import { EXIT, type ExitCode } from './exit-codes.js';
import { type FlagValue, readOnce } from './flags.js';
import { keyLines, scoreLine, stepLines, verdictLines } from './lesson-text.js';
import { print, printJson, say } from './output.js';
import { table } from './table.js';
import { UserError } from './user-error.js';

export interface RawLessonFlags {
  readonly student?: FlagValue;
  readonly key?: boolean;
  readonly json?: boolean;
  readonly plain?: boolean;
}

/** A lesson that somebody asked for, loaded and checked. */
export function lessonOrRefuse(name: string): Lesson {
  const loaded = loadLesson(name);
  if (!loaded.ok) throw new UserError(...loaded.problems.map(problemText));
  return loaded.lesson;
}

/** `lesson list`: the lessons that come with the package. */
export function listLessons(json: boolean): ExitCode {
  const lessons = lessonNames().map(lessonOrRefuse);
  if (json) {
    printJson(lessons.map(({ name, title, about, minutes, papers, scenario }) => ({ name, title, about, minutes, papers, scenario })));
    return EXIT.done;
  }
  const columns = [{ title: 'name', align: 'left' }, { title: 'min', align: 'right' }, { title: 'title', align: 'left' }, { title: 'what one learns', align: 'left' }] as const;
  for (const line of table(columns, lessons.map(({ name, title, about, minutes }) => [name, String(minutes), title, about]))) print(line);
  return EXIT.done;
}

/** `lesson NAME` as text: narration on stdout, answers line by line from stdin; with `--key` the right answers instead. */
export async function textLesson(name: string, raw: RawLessonFlags): Promise<ExitCode> {
  const lesson = lessonOrRefuse(name);
  const student = studentOf(lesson, readOnce('student', raw.student));
  const ready = lessonRunOptions(lesson, student, 1);
  if (!ready.ok) throw new UserError(...ready.problems.map(problemText));
  const run = startRun({ ...ready.options, host: 'in-process' });
  run.done.catch(() => undefined);
  const session = openLesson({ lesson, student, run, parameters: ready.parameters, suite: nodeSuite });
  try {
    return raw.key === true ? await giveKey(session, raw.json === true) : await teach(session, raw.json === true);
  } finally {
    run.stop();
  }
}

/** Goes through the lesson without a student and prints what is right. */
async function giveKey(session: LessonSession, json: boolean): Promise<ExitCode> {
  for (let shown = await session.step(); shown !== null; shown = await session.step()) {
    if (shown.asked !== null) await session.answer(null);
  }
  const protocol = session.protocol();
  if (json) printJson(protocol);
  else for (const line of keyLines(protocol)) print(line);
  return EXIT.done;
}

/** Where a lesson ends before its end. */
class Ended extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}

async function teach(session: LessonSession, json: boolean): Promise<ExitCode> {
  // With --json stdout is for the protocol alone.
  const tell = (lines: readonly string[]): void => {
    for (const line of lines) (json ? say : print)(line);
  };
  const width = Math.max(40, Math.min(100, process.stdout.columns ?? 80));
  const answers = answerLines();
  let code: ExitCode = EXIT.done;
  try {
    tell([`${session.lesson.title} (${session.lesson.papers.map(({ id, section }) => `${id}, ${section}`).join('; ')})`, '']);
    for (let shown = await session.step(); shown !== null; shown = await session.step()) {
      tell(stepLines(shown, session.lesson.steps.length, width));
      if (shown.asked !== null) tell(verdictLines(await session.answer(await askedFor(session, answers, tell)), width));
      if (answers.interrupted()) throw new Ended(EXIT.interrupted, 'Interrupted.');
    }
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    say(error.message);
    code = error.code;
  } finally {
    answers.close();
  }
  const protocol = session.protocol();
  if (json) printJson(protocol);
  else if (protocol.finished) print(scoreLine(protocol));
  return code;
}

/** The next answer that can be read. On a terminal what cannot is asked for again; in a script it ends the lesson. */
async function askedFor(session: LessonSession, answers: AnswerLines, tell: (lines: readonly string[]) => void): Promise<string> {
  for (;;) {
    const line = await answers.next();
    if (answers.interrupted()) throw new Ended(EXIT.interrupted, 'Interrupted.');
    if (line === null) throw new Ended(EXIT.badInput, `v2g-tui: lesson ${session.lesson.name}: the answers ended before the lesson did; expected one line for each question`);
    const read = session.read(line);
    if (read.ok) return read.answer;
    if (!answers.isTerminal) throw new Ended(EXIT.badInput, `v2g-tui: lesson ${session.lesson.name}, question ${session.progress().answers.length + 1}: ${read.message}`);
    tell([read.message]);
  }
}

interface AnswerLines {
  readonly isTerminal: boolean;
  /** Null when no line is left, or after Ctrl-C. */
  next(): Promise<string | null>;
  interrupted(): boolean;
  close(): void;
}

function answerLines(): AnswerLines {
  const isTerminal = process.stdin.isTTY === true;
  const reader = createInterface({ input: process.stdin, output: isTerminal ? process.stderr : undefined, terminal: isTerminal, prompt: '> ' });
  const waiting: string[] = [];
  let wake: (() => void) | null = null;
  let isOver = false;
  let isInterrupted = false;
  const over = (): void => {
    isOver = true;
    wake?.();
  };
  const interrupt = (): void => {
    if (isInterrupted) process.exit(EXIT.interrupted);
    isInterrupted = true;
    over();
  };
  reader.on('line', (line) => {
    // Blank lines are for the eye.
    if (line.trim() === '' && !isTerminal) return;
    waiting.push(line);
    wake?.();
  });
  reader.on('close', over);
  reader.on('SIGINT', interrupt);
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return {
    isTerminal,
    async next() {
      if (isTerminal) reader.prompt();
      while (waiting.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
      return isInterrupted ? null : (waiting.shift() ?? null);
    },
    interrupted: () => isInterrupted,
    close() {
      process.off('SIGINT', interrupt);
      process.off('SIGTERM', interrupt);
      reader.close();
    },
  };
}
