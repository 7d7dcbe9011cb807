import { isRight } from './answers.js';
import { type Lesson, questionOf, type Step } from './lesson.js';

/** How far somebody is in a lesson: plain data, a pure function of the lesson and what was answered. */
export interface Progress {
  /** The step that comes next. */
  readonly next: number;
  readonly answers: readonly Answered[];
}

/** One question that was asked; `right` and `isRight` are null until its answer was told. */
export interface Answered {
  readonly step: number;
  readonly kind: 'predict' | 'question';
  readonly ask: string;
  /** Null: not answered. */
  readonly given: string | null;
  readonly right: string | null;
  readonly isRight: boolean | null;
}

export const BEGINNING: Progress = { next: 0, answers: [] };

/** The step that comes next, or null at the lesson's end. */
export function stepNow(lesson: Lesson, progress: Progress): Step | null {
  return lesson.steps[progress.next] ?? null;
}

/** Past a step that asks nothing. */
export function passed(progress: Progress): Progress {
  return { ...progress, next: progress.next + 1 };
}

/** Past a question: what was given, as `readAnswer` gave it, or null. A prediction's `right` is not known yet. */
export function answered(lesson: Lesson, progress: Progress, ask: string, given: string | null, right: string | null): Progress {
  const step = stepNow(lesson, progress);
  const question = step === null ? null : questionOf(step);
  if (step === null || question === null) throw new Error('Nothing was asked');
  const entry: Answered = {
    step: progress.next,
    kind: step.kind as 'predict' | 'question',
    ask,
    given,
    right,
    isRight: right === null ? null : given !== null && isRight(question, given, right),
  };
  return { next: progress.next + 1, answers: [...progress.answers, entry] };
}

/** The answer to a prediction is told: past the step that reveals it. */
export function revealed(lesson: Lesson, progress: Progress, of: string, right: string): Progress {
  const answers = progress.answers.map((one): Answered => {
    const step = lesson.steps[one.step]!;
    if (step.kind !== 'predict' || step.name !== of) return one;
    return { ...one, right, isRight: one.given !== null && isRight(step.question, one.given, right) };
  });
  return { next: progress.next + 1, answers };
}

/** What was answered to the prediction of this name, or null. */
export function predictionOf(lesson: Lesson, progress: Progress, name: string): Answered | null {
  return progress.answers.find(({ step }) => {
    const at = lesson.steps[step];
    return at?.kind === 'predict' && at.name === name;
  }) ?? null;
}

/** Right answers of all that the lesson asks. */
export function scoreOf(lesson: Lesson, progress: Progress): { readonly right: number; readonly of: number } {
  const asked = lesson.steps.filter((step) => questionOf(step) !== null).length;
  return { right: progress.answers.filter((one) => one.isRight === true).length, of: asked };
}
