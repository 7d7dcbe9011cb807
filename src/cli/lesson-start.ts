import { startRun } from '../nodes/coordinator.js';
import { nodeSuite } from '../nodes/crypto/node-suite.js';
import { lessonRunOptions } from '../nodes/lessons/lesson-run.js';
import { openLesson } from '../nodes/lessons/lesson-session.js';
import { studentOf } from '../nodes/lessons/student.js';
import { SECOND_CHECKPOINTS } from '../nodes/checkpoint-policy.js';
import type { RunHandle } from '../nodes/run.js';
import { problemText } from '../nodes/scenario-file.js';
import type { Look } from './command-line.js';
import { defaultThreads, readOnce } from './flags.js';
import { OPENING_SPEED, screenOf } from './interface-command.js';
import { lessonOrRefuse, listLessons, type RawLessonFlags, textLesson } from './lesson-command.js';
import { UserError } from './user-error.js';

/** `lesson list` and `lesson NAME`: the interface on a terminal, text without one or with `--plain`, `--key` or `--json`. */
export async function lessonCommand(name: string, raw: RawLessonFlags, look: Look): Promise<number> {
  if (name === 'list') return listLessons(raw.json === true);
  const onTerminal = process.stdout.isTTY === true && process.stdin.isTTY === true && process.env['TERM'] !== 'dumb';
  const asText = !onTerminal || raw.plain === true || raw.key === true || raw.json === true;
  return asText ? textLesson(name, raw) : screenLesson(name, raw, look);
}

/**
 * The lesson in the interface: its run behind the views, paused, and the lesson in a strip below them. Another lesson that is
 * chosen there takes its place; a recording has ended by then, for its file cannot be begun twice.
 */
export async function screenLesson(name: string, raw: RawLessonFlags, look: Look): Promise<number> {
  const lesson = lessonOrRefuse(name);
  const student = studentOf(lesson, readOnce('student', raw.student));
  const ready = lessonRunOptions(lesson, student, defaultThreads());
  if (!ready.ok) throw new UserError(...ready.problems.map(problemText));
  const { parameters } = ready;
  let run: RunHandle | null = null;
  const open = () => openLesson({ lesson, student, parameters, suite: nodeSuite, run: run! });
  const [{ openInterface }, { createFutures }, { futureOf }, { lessonPlan }] = await Promise.all([
    import('../tui/main.js'),
    import('../tui/futures/futures.js'),
    import('../tui/futures/future.js'),
    import('./lesson-plan.js'),
  ]);
  const options = { ...ready.options, speed: OPENING_SPEED };
  const closed = await openInterface({
    ...screenOf(parameters, student.seed, look),
    lessons: lessonPlan({ name: lesson.name, open }),
    start: async () => {
      run = startRun(options);
      // The lesson acts on the first future, whatever is done with a second one.
      return createFutures(futureOf(run), (branch) => futureOf(startRun({ ...options, ...branch, paused: true, checkpoints: SECOND_CHECKPOINTS })));
    },
  });
  if (closed.lesson !== null) return screenLesson(closed.lesson, raw, { ...look, record: null });
  // The run may still hold worker threads; leaving must not wait for them.
  process.exit(closed.exitCode);
}
