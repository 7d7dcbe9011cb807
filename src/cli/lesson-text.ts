import { wrapped } from '../core/lessons/wrap.js';
import type { AskedQuestion, LessonProtocol, ShownStep, Verdict } from '../nodes/lessons/lesson-session.js';

/** A step as lines of text, for a terminal without the full screen. */
export function stepLines(shown: ShownStep, steps: number, width: number): string[] {
  const { index, kind, text, view, figures, asked, verdict } = shown;
  const out: string[] = [];
  if (asked !== null) {
    out.push(...wrapped(`[${index + 1}/${steps}] ${kind === 'predict' ? 'Predict' : 'Question'}: ${asked.ask}`, width));
    for (const { key, text: choice } of asked.choices) out.push(...wrapped(choice === key ? `  ${key}` : `  ${key}: ${choice}`, width, '    '));
    if (asked.where !== null) out.push(...wrapped(`(On the screen: view ${view}, ${asked.where}.)`, width));
    return [...out, howToAnswer(asked)];
  }
  if (verdict !== null) out.push(...verdictLines(verdict, width));
  if (kind === 'do') out.push(...wrapped(`[${index + 1}/${steps}] > ${text}`, width));
  else out.push(...wrapped(`[${index + 1}/${steps}] ${text}`, width));
  const label = Math.max(0, ...figures.map((figure) => figure.label.length));
  for (const figure of figures) out.push(`    ${figure.label.padEnd(label)}  ${figure.value}`);
  return [...out, ''];
}

/** `Answer with a number (kWh, give or take 2).` */
export function howToAnswer({ choices, unit, tolerance }: AskedQuestion): string {
  if (choices.length > 0) return `Answer with ${choices.map(({ key }) => key).join(', ')}.`;
  const about = [unit, tolerance > 0 ? `give or take ${tolerance}` : ''].filter((part) => part !== '').join(', ');
  return about === '' ? 'Answer with a number.' : `Answer with a number (${about}).`;
}

/** Whether an answer was right, with what is right and why. A prediction that is still open says so. */
export function verdictLines(verdict: Verdict | null, width: number): string[] {
  if (verdict === null) return ['Noted.', ''];
  const { isRight, given, right, text } = verdict;
  const head = isRight ? `Right: ${right}.` : given === null ? `The answer: ${right}.` : `Wrong: you said ${given}; it is ${right}.`;
  return [...wrapped(head, width), ...(text === '' ? [] : [...wrapped(text, width), ''])];
}

/** What the instructor gets. */
export function keyLines({ lesson, student, seed, answers }: LessonProtocol): string[] {
  const who = student === '' ? `seed ${seed}` : `student ${student}, seed ${seed}`;
  return [`${lesson}, ${who}`, ...answers.map(({ kind, ask, right }, index) => `${index + 1}. ${kind} ${right}  ${ask.replaceAll(/\s+/g, ' ').trim()}`)];
}

export function scoreLine({ score, lesson, seed }: LessonProtocol): string {
  return `${score.right} of ${score.of} right (lesson ${lesson}, seed ${seed}).`;
}
