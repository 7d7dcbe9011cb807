/**
 * A lesson as its file says it: narrated steps over one run. What is asked is answered by expressions over the run
 * (`expression.ts`), never by numbers in the file, so that every student's seed has its own answers.
 */
export interface Lesson {
  readonly name: string;
  readonly title: string;
  /** What one learns, in one line. */
  readonly about: string;
  readonly minutes: number;
  readonly papers: readonly { readonly id: string; readonly section: string }[];
  readonly scenario: string;
  readonly sets: readonly string[];
  /** The seed of a run without a student. */
  readonly seed: number;
  /** Expressions that are computed once, at the beginning, in this order; later ones and all steps know them as `$name`. */
  readonly values: readonly { readonly name: string; readonly expression: string }[];
  readonly steps: readonly Step[];
}

export type Step = TellStep | LookStep | DoStep | PredictStep | RevealStep | QuestionStep;

/** Narration; texts may hold `{{ expression }}`. */
export interface TellStep {
  readonly kind: 'tell';
  readonly text: string;
}

/** Opens a view of the interface; without a screen the figures are printed. */
export interface LookStep {
  readonly kind: 'look';
  readonly view: string;
  readonly text: string;
  readonly show: readonly Figure[];
}

export interface Figure {
  readonly label: string;
  readonly value: string;
}

/** Acts on the run: back in time first, then what is done at that moment, then forth. */
export interface DoStep {
  readonly kind: 'do';
  readonly text: string;
  readonly deeds: readonly Deed[];
  /** Keeps the moment afterwards as `$at.<name>`. */
  readonly as: string | null;
}

export type Deed =
  /** To a kept moment, by its name, or to the beginning. */
  | { readonly type: 'rewind'; readonly to: string | null }
  | { readonly type: 'attack'; readonly name: string; readonly level: number; readonly on: boolean }
  | { readonly type: 'set'; readonly path: string; readonly value: string }
  | { readonly type: 'stop' | 'start'; readonly node: string }
  | { readonly type: 'run-until'; readonly untilUs: number }
  | { readonly type: 'run-for'; readonly us: number }
  | { readonly type: 'run-to'; readonly landmark: string; readonly times: number };

export interface PredictStep {
  readonly kind: 'predict';
  readonly name: string;
  readonly question: Question;
}

/** Tells what came of a prediction: its answer is computed here and now. */
export interface RevealStep {
  readonly kind: 'reveal';
  readonly of: string;
  readonly text: string;
}

/** Asked and answered at once; the answer stands on the screen. */
export interface QuestionStep {
  readonly kind: 'question';
  /** The view that shows the answer, and where in it. */
  readonly view: string;
  readonly where: string;
  readonly question: Question;
  readonly text: string;
}

export interface Question {
  readonly ask: string;
  readonly form: ChoiceForm | NumberForm;
  /** An expression that gives the key of a choice, or a number. */
  readonly answer: string;
}

export interface ChoiceForm {
  readonly type: 'choice';
  readonly choices: readonly { readonly key: string; readonly text: string }[];
}

export interface NumberForm {
  readonly type: 'number';
  readonly unit: string;
  /** Digits behind the point of the right answer. */
  readonly decimals: number;
  /** How far off is still right. */
  readonly tolerance: number;
}

/** The question a step asks, or null. */
export function questionOf(step: Step): Question | null {
  return step.kind === 'predict' || step.kind === 'question' ? step.question : null;
}

/** All that is to be filled in or evaluated in a step, with the place it stands at, for checking a file. */
export function expressionsOf(step: Step): readonly { readonly at: readonly string[]; readonly text: string; readonly isTemplate: boolean }[] {
  const template = (text: string, ...at: string[]) => ({ at: [step.kind, ...at], text, isTemplate: true });
  const plain = (text: string, ...at: string[]) => ({ at: [step.kind, ...at], text, isTemplate: false });
  const asked = (question: Question) => [template(question.ask, 'ask'), plain(question.answer, 'answer'), ...choicesOf(question).map((choice) => template(choice.text, 'choices', choice.key))];
  switch (step.kind) {
    case 'tell':
      return [{ at: ['tell'], text: step.text, isTemplate: true }];
    case 'look':
      return [template(step.text, 'text'), ...step.show.map((figure) => plain(figure.value, 'show', figure.label))];
    case 'do':
      return [template(step.text, 'text')];
    case 'predict':
      return asked(step.question);
    case 'reveal':
      return [template(step.text, 'text')];
    case 'question':
      return [...asked(step.question), template(step.text, 'text'), template(step.where, 'where')];
  }
}

function choicesOf({ form }: Question): ChoiceForm['choices'] {
  return form.type === 'choice' ? form.choices : [];
}
