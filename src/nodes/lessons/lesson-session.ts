import type { Parameters } from '../../core/actors/parameters.js';
import type { CryptoSuite } from '../../core/crypto/suite.js';
import { answerText, type ReadAnswer, readAnswer, rightAnswer } from '../../core/lessons/answers.js';
import { evaluate, fill, type Known, plainText, type StudentSeed } from '../../core/lessons/expression.js';
import { type Deed, type Lesson, type Question, questionOf, type Step } from '../../core/lessons/lesson.js';
import { type Moment, momentOf } from '../../core/lessons/moment.js';
import { type Answered, answered, BEGINNING, passed, predictionOf, type Progress, revealed, scoreOf, stepNow } from '../../core/lessons/progress.js';
import type { ShardView } from '../../core/metrics/view.js';
import type { OperatorCommand } from '../../core/kernel/contract.js';
import { readChange } from '../../core/scenario/changes.js';
import type { LabCommand } from '../../core/scenario/operate.js';
import type { Query } from '../../core/inspect/registry.js';

/** What a lesson needs of a run: the verbs that the interface has, too. A `RunHandle` is one. */
export interface LessonRun {
  pause(): void;
  rewind(toUs: number): Promise<number>;
  runTo(landmarks: readonly string[]): Promise<{ readonly atUs: number } | null>;
  operate(command: OperatorCommand, shards: null): unknown;
  /** Drops what was done from a time on and does these things instead; null only goes there. See `RunHandle.fork`. */
  fork(atUs: number, changes: readonly { readonly command: OperatorCommand }[] | null): Promise<{ readonly atUs: number; readonly journal: readonly LessonEntry[] }>;
  ask(query: Query): Promise<unknown>;
}

interface LessonEntry {
  readonly atUs: number;
  readonly command: OperatorCommand;
}

/** A step as it is shown: everything filled in. */
export interface ShownStep {
  readonly index: number;
  readonly kind: Step['kind'];
  readonly text: string;
  /** The view of the interface that it is about, or null. */
  readonly view: string | null;
  readonly figures: readonly { readonly label: string; readonly value: string }[];
  readonly asked: AskedQuestion | null;
  /** What came of a prediction, in a step that reveals it. */
  readonly verdict: Verdict | null;
}

export interface AskedQuestion {
  readonly ask: string;
  readonly choices: readonly { readonly key: string; readonly text: string }[];
  readonly unit: string;
  /** How far off a number is still right. */
  readonly tolerance: number;
  /** Where the answer stands on the screen, or null. */
  readonly where: string | null;
}

export interface Verdict {
  readonly isRight: boolean;
  readonly given: string | null;
  /** The right answer with its unit or text; null while a prediction is open. */
  readonly right: string | null;
  /** The explanation, or ''. */
  readonly text: string;
}

export interface LessonSession {
  readonly lesson: Lesson;
  readonly student: StudentSeed;
  /** Does the next step and shows it; null at the end. A question must be answered first. */
  step(): Promise<ShownStep | null>;
  /** Reads an answer to the question that is open, without giving it. */
  read(typed: string): ReadAnswer;
  /** Gives the answer (as `read` gave it), or none. The verdict of a prediction comes with its reveal: null until then. */
  answer(given: string | null): Promise<Verdict | null>;
  /** Where the lesson stands. */
  progress(): Progress;
  protocol(): LessonProtocol;
}

/** What `lesson NAME --json` prints. */
export interface LessonProtocol {
  readonly lesson: string;
  readonly title: string;
  readonly student: string;
  readonly scenario: string;
  readonly sets: readonly string[];
  readonly seed: number;
  readonly steps: readonly (ShownStep & { readonly atSeconds: number })[];
  readonly answers: readonly Answered[];
  readonly score: { readonly right: number; readonly of: number };
  readonly finished: boolean;
}

interface State {
  progress: Progress;
  /** The question that waits for its answer. */
  open: { readonly question: Question; readonly shown: ShownStep } | null;
  /** Virtual time at which the lesson stands; the run may have been taken elsewhere. */
  atUs: number;
  /** The time that was asked for last: the barrier lies before it where nothing happened in between. */
  goalUs: number;
  /** What the lesson has done to the run, in order of time. */
  done: LessonEntry[];
  moment: Moment | null;
  at: Record<string, Moment>;
  /** When the moments of `at` were, exactly: one goes back to them. */
  times: Record<string, number>;
  values: Record<string, unknown> | null;
  readonly log: (ShownStep & { readonly atSeconds: number })[];
}

/** What a session is opened with. */
export interface LessonSetup {
  readonly lesson: Lesson;
  readonly parameters: Parameters;
  readonly student: StudentSeed;
  readonly suite: CryptoSuite;
  /** Paused, and begun with the lesson's scenario, sets and the student's seed. */
  readonly run: LessonRun;
}

/**
 * A lesson under way. The run is a pure function of lesson, student's seed and what the lesson does: before every step the
 * run is brought back to where the lesson stands, and what somebody else did to it is undone.
 */
export function openLesson(setup: LessonSetup): LessonSession {
  const { lesson, student } = setup;
  const state: State = { progress: BEGINNING, open: null, atUs: 0, goalUs: 0, done: [], moment: null, at: {}, times: {}, values: null, log: [] };
  return {
    lesson,
    student,
    async step() {
      if (state.open !== null) throw new Error('A question waits for its answer');
      const step = stepNow(lesson, state.progress);
      if (step === null) return null;
      await prepare(setup, state);
      const shown = await perform(setup, state, step);
      state.log.push({ ...shown, atSeconds: state.atUs / 1_000_000 });
      const question = questionOf(step);
      if (question !== null) state.open = { question, shown };
      return shown;
    },
    read: (typed) => (state.open === null ? { ok: false, message: 'nothing was asked' } : readAnswer(state.open.question, typed)),
    answer: (given) => giveAnswer(setup, state, given),
    progress: () => state.progress,
    protocol: () => ({
      lesson: lesson.name,
      title: lesson.title,
      student: student.id,
      scenario: lesson.scenario,
      sets: lesson.sets,
      seed: student.seed,
      steps: state.log,
      answers: state.progress.answers,
      score: scoreOf(lesson, state.progress),
      finished: stepNow(lesson, state.progress) === null,
    }),
  };
}

/** Brings the run to where the lesson stands, as the lesson alone has made it, and computes its values once. */
async function prepare(setup: LessonSetup, state: State): Promise<void> {
  await settle(setup, state);
  if (state.values !== null) return;
  state.values = {};
  for (const { name, expression } of setup.lesson.values) state.values[name] = await evaluate(expression, knownOf(setup, state));
}

/** The run where the lesson stands, paused, and what is known of it there. */
async function settle({ run, parameters }: LessonSetup, state: State): Promise<void> {
  run.pause();
  // A lesson's scenario begins without attacks, faults and changes, so that the journal is the lesson's alone.
  const { journal } = await run.fork(state.atUs, null);
  if (!sameEntries(journal, state.done)) await redo(run, state);
  const views: ShardView[] = [];
  for (let shard = 0; shard < parameters.shards; shard += 1) views.push((await run.ask({ kind: 'view', shard })) as ShardView);
  state.moment = momentOf(parameters, state.atUs, views);
}

/** Makes the run what the lesson alone makes of it, from its beginning. */
async function redo(run: LessonRun, { done, atUs }: State): Promise<void> {
  await run.fork(0, []);
  for (const timeUs of new Set(done.map((entry) => entry.atUs))) await run.fork(timeUs, done.filter((entry) => entry.atUs === timeUs).map(({ command }) => ({ command })));
  await run.fork(atUs, null);
}

function sameEntries(journal: readonly LessonEntry[], done: readonly LessonEntry[]): boolean {
  return journal.length === done.length && journal.every(({ atUs, command }, at) => atUs === done[at]!.atUs && JSON.stringify(command) === JSON.stringify(done[at]!.command));
}

function knownOf({ student, suite }: LessonSetup, { moment, at, values }: State): Known {
  return { moment, at, values: values ?? {}, student, suite };
}

async function perform(setup: LessonSetup, state: State, step: Step): Promise<ShownStep> {
  const { lesson } = setup;
  const index = state.progress.next;
  const blank = { index, kind: step.kind, view: null, figures: [], asked: null, verdict: null } as const;
  const filled = (text: string): Promise<string> => fill(text, knownOf(setup, state));
  switch (step.kind) {
    case 'tell': {
      const text = await filled(step.text);
      state.progress = passed(state.progress);
      return { ...blank, text };
    }
    case 'look': {
      const figures = [];
      for (const { label, value } of step.show) figures.push({ label, value: plainText(await evaluate(value, knownOf(setup, state)) ?? 'none') });
      const text = await filled(step.text);
      state.progress = passed(state.progress);
      return { ...blank, view: step.view, text, figures };
    }
    case 'do': {
      for (const deed of step.deeds) await act(setup, state, deed);
      await settle(setup, state);
      if (step.as !== null) {
        state.at[step.as] = state.moment!;
        state.times[step.as] = state.atUs;
      }
      const text = await filled(step.text);
      state.progress = passed(state.progress);
      return { ...blank, text };
    }
    case 'predict':
      return { ...blank, text: '', asked: await askedOf(setup, state, step.question, null) };
    case 'question':
      return { ...blank, text: '', view: step.view, asked: await askedOf(setup, state, step.question, await filled(step.where)) };
    case 'reveal': {
      const predicted = lesson.steps.find((one) => one.kind === 'predict' && one.name === step.of)!;
      const question = questionOf(predicted)!;
      const right = rightAnswer(question, await evaluate(question.answer, knownOf(setup, state)));
      const text = await filled(step.text);
      state.progress = revealed(lesson, state.progress, step.of, right);
      const { given, isRight } = predictionOf(lesson, state.progress, step.of)!;
      return { ...blank, text, verdict: { isRight: isRight === true, given, right: await filled(answerText(question, right)), text: '' } };
    }
  }
}

async function askedOf(setup: LessonSetup, state: State, { ask, form }: Question, where: string | null): Promise<AskedQuestion> {
  const filled = (text: string): Promise<string> => fill(text, knownOf(setup, state));
  const choices = [];
  if (form.type === 'choice') for (const { key, text } of form.choices) choices.push({ key, text: await filled(text) });
  return { ask: await filled(ask), choices, unit: form.type === 'number' ? form.unit : '', tolerance: form.type === 'number' ? form.tolerance : 0, where };
}

async function giveAnswer(setup: LessonSetup, state: State, given: string | null): Promise<Verdict | null> {
  const { lesson } = setup;
  const { open } = state;
  if (open === null) throw new Error('Nothing was asked');
  const step = stepNow(lesson, state.progress)!;
  const ask = open.shown.asked!.ask;
  state.open = null;
  if (step.kind !== 'question') {
    state.progress = answered(lesson, state.progress, ask, given, null);
    return null;
  }
  const known = knownOf(setup, state);
  const right = rightAnswer(step.question, await evaluate(step.question.answer, known));
  state.progress = answered(lesson, state.progress, ask, given, right);
  const { isRight } = state.progress.answers.at(-1)!;
  return { isRight: isRight === true, given, right: await fill(answerText(step.question, right), known), text: await fill(step.text, known) };
}

async function act({ run, parameters }: LessonSetup, state: State, deed: Deed): Promise<void> {
  switch (deed.type) {
    case 'rewind':
      state.atUs = deed.to === null ? 0 : state.times[deed.to]!;
      state.done = state.done.filter(({ atUs }) => atUs < state.atUs);
      state.goalUs = state.atUs;
      await run.fork(state.atUs, []);
      return;
    case 'run-until':
    case 'run-for':
      state.goalUs = deed.type === 'run-until' ? Math.max(state.atUs, deed.untilUs) : state.goalUs + deed.us;
      state.atUs = await run.rewind(state.goalUs);
      return;
    case 'run-to':
      for (let time = 0; time < deed.times; time += 1) {
        const reached = await run.runTo([deed.landmark]);
        if (reached === null) throw new Error(`The run ended before the next ${deed.landmark}`);
        state.atUs = reached.atUs;
        state.goalUs = reached.atUs;
      }
      return;
    default: {
      const command = commandOf(deed, parameters);
      state.done.push({ atUs: state.atUs, command });
      run.operate(command, null);
    }
  }
}

function commandOf(deed: Exclude<Deed, { type: 'rewind' | 'run-until' | 'run-for' | 'run-to' }>, { name }: Parameters): LabCommand {
  switch (deed.type) {
    case 'attack':
      return { kind: 'attack', name: deed.name as Extract<LabCommand, { kind: 'attack' }>['name'], level: deed.level, on: deed.on };
    case 'set': {
      const read = readChange(deed);
      if (!read.ok) throw new Error(`${name}: ${read.message}`);
      return read.command;
    }
    case 'stop':
      return { kind: 'stop-node', node: deed.node };
    case 'start':
      return { kind: 'start-node', node: deed.node };
  }
}
