import type { Look } from './command-line.js';
import { listLessons, type RawLessonFlags, textLesson } from './lesson-command.js';

/** `lesson list` and `lesson NAME`: the interface on a terminal, text without one or with `--plain`, `--key` or `--json`. */
export async function lessonCommand(name: string, raw: RawLessonFlags, _look: Look): Promise<number> {
  if (name === 'list') return listLessons(raw.json === true);
  return textLesson(name, raw);
}
