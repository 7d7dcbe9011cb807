import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { nearestWord } from '../../core/eval/input-error.js';
import type { Deed, Lesson, Question, Step } from '../../core/lessons/lesson.js';
import { parseDurationUs } from '../../core/units/duration.js';
import { readChecked } from '../checked-document.js';
import { packageRoot } from '../package-root.js';
import type { FileProblem } from '../scenario-file.js';
import { lessonRuleProblems } from './lesson-rules.js';

export type LoadedLesson = { readonly ok: true; readonly lesson: Lesson } | { readonly ok: false; readonly problems: readonly FileProblem[] };

/** The names of the lessons that come with the package: in the order in which they are best taken, others after them. */
export function lessonNames(): string[] {
  const names = readdirSync(lessonFolder()).filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -'.yaml'.length)).toSorted();
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  return names.toSorted((a, b) => place(a) - place(b));
}

const ORDER: readonly string[] = ['signatures', 'lottery', 'hashgraph', 'forks', 'double-spending', 'cross-shard', 'consumer-attack', 'exchange-attack'];

export function lessonFolder(): string {
  return join(packageRoot(), 'fixtures', 'lessons');
}

/** Loads a lesson by its name, or by its file's path, and checks all of it. Gives every problem in the order of the file. */
export function loadLesson(nameOrPath: string): LoadedLesson {
  const names = lessonNames();
  const path = names.includes(nameOrPath) ? join(lessonFolder(), `${nameOrPath}.yaml`) : nameOrPath;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const near = nearestWord(nameOrPath, names);
    const remedy = near === null ? `lessons: ${names.join(', ')}` : `did you mean "${near}"?`;
    return { ok: false, problems: [{ where: nameOrPath, line: 0, column: 0, path: '', message: `no lesson or file of this name; ${remedy}` }] };
  }
  const where = relative(process.cwd(), path);
  return readLesson(text, where.startsWith('..') ? path : where);
}

/** Reads the text of a lesson; `where` names it in problems. */
export function readLesson(text: string, where: string): LoadedLesson {
  const read = readChecked<LessonDocument>(text, where, 'lesson', (document) => lessonRuleProblems(lessonOf(document)));
  return read.ok ? { ok: true, lesson: lessonOf(read.value) } : read;
}

/** A lesson's file as the schema has let it through. */
interface LessonDocument extends Omit<Lesson, 'steps' | 'values' | 'sets'> {
  readonly sets?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  readonly steps: readonly StepDocument[];
}

interface QuestionDocument {
  readonly ask: string;
  readonly choices?: Readonly<Record<string, string>>;
  readonly number?: { readonly unit?: string; readonly decimals?: number; readonly tolerance?: number };
  readonly answer: string;
}

interface DoDocument {
  readonly text: string;
  readonly rewind?: string;
  readonly attack?: { readonly name: string; readonly level?: number; readonly on?: boolean };
  readonly set?: Readonly<Record<string, boolean | number>>;
  readonly stop?: string;
  readonly start?: string;
  readonly run?: { readonly until?: string; readonly for?: string; readonly to?: string; readonly times?: number };
  readonly as?: string;
}

interface StepDocument {
  readonly tell?: string;
  readonly look?: { readonly view: string; readonly text: string; readonly show?: Readonly<Record<string, string>> };
  readonly do?: DoDocument;
  readonly predict?: QuestionDocument & { readonly name: string };
  readonly reveal?: { readonly of: string; readonly text: string };
  readonly question?: QuestionDocument & { readonly view: string; readonly where: string; readonly text: string };
}

function lessonOf(document: LessonDocument): Lesson {
  const values = Object.entries(document.values ?? {}).map(([name, expression]) => ({ name, expression }));
  return { ...document, sets: document.sets ?? [], values, steps: document.steps.map(stepOf) };
}

function stepOf(step: StepDocument): Step {
  if (step.tell !== undefined) return { kind: 'tell', text: step.tell };
  if (step.look !== undefined) {
    const { view, text, show } = step.look;
    return { kind: 'look', view, text, show: Object.entries(show ?? {}).map(([label, value]) => ({ label, value })) };
  }
  if (step.do !== undefined) return { kind: 'do', text: step.do.text, deeds: deedsOf(step.do), as: step.do.as ?? null };
  if (step.predict !== undefined) return { kind: 'predict', name: step.predict.name, question: asked(step.predict) };
  if (step.reveal !== undefined) return { kind: 'reveal', ...step.reveal };
  const { view, where, text } = step.question!;
  return { kind: 'question', view, where, text, question: asked(step.question!) };
}

/** In the order in which they are done: back, what a person does there, forth. */
function deedsOf({ rewind, attack, set, stop, start, run }: DoDocument): Deed[] {
  return [
    ...(rewind === undefined ? [] : [{ type: 'rewind', to: rewind === 'beginning' ? null : rewind } as const]),
    ...Object.entries(set ?? {}).map(([path, value]): Deed => ({ type: 'set', path, value: String(value) })),
    ...(attack === undefined ? [] : [{ type: 'attack', name: attack.name, level: attack.level ?? 1, on: attack.on ?? true } as const]),
    ...(stop === undefined ? [] : [{ type: 'stop', node: stop } as const]),
    ...(start === undefined ? [] : [{ type: 'start', node: start } as const]),
    ...(run?.until === undefined ? [] : [{ type: 'run-until', untilUs: parseDurationUs(run.until)! } as const]),
    ...(run?.for === undefined ? [] : [{ type: 'run-for', us: parseDurationUs(run.for)! } as const]),
    ...(run?.to === undefined ? [] : [{ type: 'run-to', landmark: run.to, times: run.times ?? 1 } as const]),
  ];
}

function asked({ ask, choices, number, answer }: QuestionDocument): Question {
  const entries = Object.entries(choices ?? {}).map(([key, text]) => ({ key, text }));
  if (number === undefined) return { ask, answer, form: { type: 'choice', choices: entries } };
  return { ask, answer, form: { type: 'number', unit: number.unit ?? '', decimals: number.decimals ?? 0, tolerance: number.tolerance ?? 0 } };
}
