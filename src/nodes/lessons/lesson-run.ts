import type { Parameters } from '../../core/actors/parameters.js';
import type { Lesson } from '../../core/lessons/lesson.js';
import type { StudentSeed } from '../../core/lessons/expression.js';
import { REWIND_CHECKPOINTS } from '../checkpoint-policy.js';
import { runOptions } from '../run-scenario.js';
import type { RunOptions } from '../run.js';
import { type FileProblem, loadScenario } from '../scenario-file.js';

export type LessonRunOptions =
  | { readonly ok: true; readonly options: RunOptions; readonly parameters: Parameters }
  | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** The options of the run behind a lesson: its scenario and sets, the student's seed; paused at the beginning, without an end. */
export function lessonRunOptions(lesson: Lesson, student: StudentSeed, threads: number): LessonRunOptions {
  const loaded = loadScenario(lesson.scenario, lesson.sets);
  if (!loaded.ok) return { ok: false, problems: loaded.problems };
  const plain = runOptions(loaded, { seed: student.seed, threads, rounds: null, untilUs: null, attacks: [] });
  return {
    ok: true,
    parameters: loaded.parameters,
    options: { ...plain, end: { untilUs: Number.MAX_SAFE_INTEGER }, paused: true, hold: true, checkpoints: REWIND_CHECKPOINTS, givesWay: true },
  };
}
