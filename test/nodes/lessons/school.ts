import type { Lesson } from '../../../src/core/lessons/lesson.js';
import { startRun } from '../../../src/nodes/coordinator.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { loadLesson } from '../../../src/nodes/lessons/lesson-file.js';
import { lessonRunOptions } from '../../../src/nodes/lessons/lesson-run.js';
import { type LessonProtocol, type LessonSession, openLesson } from '../../../src/nodes/lessons/lesson-session.js';
import { studentOf } from '../../../src/nodes/lessons/student.js';
import type { RunHandle } from '../../../src/nodes/run.js';

/** A lesson of the package, which must be sound. */
export function lessonNamed(name: string): Lesson {
  const loaded = loadLesson(name);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('; '));
  return loaded.lesson;
}

/** A lesson on a run of its own, in process. */
export function openInProcess(lesson: Lesson, studentId: string | null): { readonly session: LessonSession; readonly run: RunHandle } {
  const student = studentOf(lesson, studentId);
  const ready = lessonRunOptions(lesson, student, 1);
  if (!ready.ok) throw new Error(ready.problems.map(({ message }) => message).join('; '));
  const run = startRun({ ...ready.options, host: 'in-process' });
  run.done.catch(() => undefined);
  return { run, session: openLesson({ lesson, student, run, parameters: ready.parameters, suite: nodeSuite }) };
}

/**
 * Takes a lesson from its beginning to its end. `answers` are given in order, one for each question; null gives none, as the
 * instructor's key does. `between` may disturb the run before each step.
 */
export async function take(lesson: Lesson, studentId: string | null, answers: readonly string[] | null, between: (run: RunHandle, step: number) => Promise<void> = async () => undefined): Promise<LessonProtocol> {
  const { session, run } = openInProcess(lesson, studentId);
  try {
    for (let asked = 0; ; ) {
      await between(run, session.progress().next);
      const shown = await session.step();
      if (shown === null) return session.protocol();
      if (shown.asked === null) continue;
      const read = answers === null ? null : session.read(answers[asked]!);
      if (read?.ok === false) throw new Error(read.message);
      await session.answer(read === null ? null : read.answer);
      asked += 1;
    }
  } finally {
    run.stop();
  }
}

/** The right answers, as `lesson NAME --key` prints them. */
export function rightAnswers({ answers }: LessonProtocol): string[] {
  return answers.map(({ right }) => right!);
}
