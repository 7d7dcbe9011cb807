import { lessonNames, loadLesson } from '../nodes/lessons/lesson-file.js';
import type { LessonSession } from '../nodes/lessons/lesson-session.js';
import type { LessonPlan } from '../tui/lessons/desk.js';

/** What the interface is told of lessons: which there are, and the one that its run was begun for. */
export function lessonPlan(own: { readonly name: string; open(): LessonSession } | null): LessonPlan {
  return {
    // Read when somebody asks for them, since YAML and schema would hold up the first frame.
    list: async () => lessonNames().flatMap((name) => {
      const loaded = loadLesson(name);
      return loaded.ok ? [loaded.lesson] : [];
    }),
    own: own?.name ?? null,
    open: () => {
      if (own === null) throw new Error('This run was not begun for a lesson');
      return own.open();
    },
  };
}
