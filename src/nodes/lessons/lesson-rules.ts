import { ATTACKS } from '../../core/attacks/catalogue.js';
import { nearestWord, unknownWord } from '../../core/eval/input-error.js';
import { EVAL_UNITS } from '../../core/eval/registry.js';
import { expressionProblem, holesOf } from '../../core/lessons/expression.js';
import { expressionsOf, type Lesson, questionOf, type Step } from '../../core/lessons/lesson.js';
import { readChange } from '../../core/scenario/changes.js';
import { scenarioNames } from '../scenario-names.js';
import type { DocumentProblem } from '../checked-document.js';

/** What a schema cannot say: names that must be known, expressions that must parse, an order that must hold. */
export function lessonRuleProblems(lesson: Lesson): DocumentProblem[] {
  return [
    ...scenarioProblems(lesson),
    ...lesson.values.flatMap(({ name, expression }) => expressionAt(['values', name], expression, [])),
    ...lesson.steps.flatMap((step, index) => stepProblems(step, index, lesson)),
    ...orderProblems(lesson),
  ];
}

function scenarioProblems({ scenario }: Lesson): DocumentProblem[] {
  const names = scenarioNames();
  return names.includes(scenario) ? [] : [{ path: ['scenario'], message: unknownWord('scenario', scenario, names) }];
}

function stepProblems(step: Step, index: number, lesson: Lesson): DocumentProblem[] {
  const at = ['steps', index] as const;
  const keptUpTo = (last: number): string[] => lesson.steps.slice(0, last + 1).flatMap((one) => (one.kind === 'do' && one.as !== null ? [one.as] : []));
  const revealedAt = lesson.steps.findIndex((one) => step.kind === 'predict' && one.kind === 'reveal' && one.of === step.name);
  const expressions = expressionsOf(step).flatMap(({ at: within, text, isTemplate }) => {
    const path = [...at, ...within];
    // The answer to a prediction is computed where it is revealed.
    const kept = keptUpTo(within.includes('answer') ? Math.max(index, revealedAt) : index);
    return isTemplate ? holesOf(text).flatMap(({ expression }) => expressionAt(path, expression, kept)) : expressionAt(path, text, kept);
  });
  return [...expressions, ...deedProblems(step, index), ...rewindProblems(step, index, keptUpTo(index - 1)), ...toleranceProblems(step, index)];
}

function expressionAt(path: DocumentProblem['path'], text: string, kept: readonly string[]): DocumentProblem[] {
  const problem = expressionProblem(text);
  if (problem !== null) return [{ path, message: `\`${text.trim()}\`: ${problem.message}` }];
  const units = [...text.matchAll(/\$unit\(\s*['"]([^'"]*)['"]/g)].map((match) => match[1]!).filter((name) => !EVAL_UNITS.some((unit) => unit.name === name));
  const moments = [...text.matchAll(/\$at\.(\w+)/g)].map((match) => match[1]!).filter((name) => !kept.includes(name));
  return [
    ...units.map((name) => ({ path, message: unknownWord('eval unit', name, EVAL_UNITS.map((unit) => unit.name)) })),
    ...moments.map((name) => ({ path, message: kept.length === 0 ? `no step before keeps a moment "${name}"` : unknownWord('moment', name, kept) })),
  ];
}

function deedProblems(step: Step, index: number): DocumentProblem[] {
  if (step.kind !== 'do') return [];
  return step.deeds.flatMap((deed): DocumentProblem[] => {
    if (deed.type === 'attack' && !ATTACKS.some(({ name }) => name === deed.name)) {
      return [{ path: ['steps', index, 'do', 'attack', 'name'], message: unknownWord('attack', deed.name, ATTACKS.map(({ name }) => name)) }];
    }
    if (deed.type !== 'set') return [];
    const read = readChange(deed);
    return read.ok ? [] : [{ path: ['steps', index, 'do', 'set', deed.path], message: read.message, atKey: read.field === 'path' }];
  });
}

function rewindProblems(step: Step, index: number, kept: readonly string[]): DocumentProblem[] {
  const back = step.kind === 'do' ? step.deeds.find((deed) => deed.type === 'rewind') : undefined;
  if (back === undefined || back.to === null || kept.includes(back.to)) return [];
  return [{ path: ['steps', index, 'do', 'rewind'], message: unknownWord('moment', back.to, ['beginning', ...kept]) }];
}

/** Whoever gives the right answer as it is printed must be right. */
function toleranceProblems(step: Step, index: number): DocumentProblem[] {
  const question = questionOf(step);
  if (question === null || question.form.type !== 'choice') return [];
  return question.form.choices.length < 2 ? [{ path: ['steps', index, step.kind], message: 'expected choices or number' }] : [];
}

function orderProblems({ steps }: Lesson): DocumentProblem[] {
  const out: DocumentProblem[] = [];
  const asked: string[] = [];
  const told: string[] = [];
  steps.forEach((step, index) => {
    if (step.kind === 'predict') {
      if (asked.includes(step.name)) out.push({ path: ['steps', index, 'predict', 'name'], message: `another prediction is called "${step.name}" already` });
      asked.push(step.name);
    } else if (step.kind === 'reveal') {
      if (!asked.includes(step.of)) {
        const near = nearestWord(step.of, asked);
        out.push({ path: ['steps', index, 'reveal', 'of'], message: `no prediction "${step.of}" before this step${near === null ? '' : `; did you mean "${near}"?`}` });
      }
      told.push(step.of);
    }
  });
  for (const name of asked) {
    if (!told.includes(name)) out.push({ path: ['steps'], message: `the prediction "${name}" is never revealed`, atKey: true });
  }
  if (asked.length === 0) out.push({ path: ['steps'], message: 'expected a prediction: a lesson asks before it tells', atKey: true });
  if (steps.at(-1)?.kind !== 'question') out.push({ path: ['steps', steps.length - 1], message: 'expected a question as the last step' });
  return out;
}
