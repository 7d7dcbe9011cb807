import { wrapped } from '../core/lessons/wrap.js';
import type { LessonProtocol, ShownStep, Verdict } from '../nodes/lessons/lesson-session.js';
import { questionTexts, verdictSentence } from '../nodes/lessons/lesson-words.js';

/** A step as lines of text, for a terminal without the full screen. */
export function stepLines(shown: ShownStep, steps: number, width: number): string[] {
  const { index, kind, text, view, figures, asked, verdict } = shown;
  const place = `[${index + 1}/${steps}] `;
  if (asked !== null) return questionTexts(kind, view, asked).flatMap((line, at) => wrapped(at === 0 ? place + line : line, width, at === 0 ? '' : '  '));
  const told = verdict === null ? [] : verdictLines(verdict, width);
  const label = Math.max(0, ...figures.map((figure) => figure.label.length));
  const shownFigures = figures.map((figure) => `    ${figure.label.padEnd(label)}  ${figure.value}`);
  return [...told, ...wrapped(`${place}${kind === 'do' ? '> ' : ''}${text}`, width), ...shownFigures, ''];
}

/** Whether an answer was right, with what is right and why. A prediction that is still open says so. */
export function verdictLines(verdict: Verdict | null, width: number): string[] {
  if (verdict === null) return ['Noted.', ''];
  return [...wrapped(verdictSentence(verdict), width), ...(verdict.text === '' ? [] : [...wrapped(verdict.text, width), ''])];
}

/** What the instructor gets. */
export function keyLines({ lesson, student, seed, answers }: LessonProtocol): string[] {
  const who = student === '' ? `seed ${seed}` : `student ${student}, seed ${seed}`;
  return [`${lesson}, ${who}`, ...answers.map(({ kind, ask, right }, index) => `${index + 1}. ${kind} ${right}  ${ask.replaceAll(/\s+/g, ' ').trim()}`)];
}

export function scoreLine({ score, lesson, seed }: LessonProtocol): string {
  return `${score.right} of ${score.of} right (lesson ${lesson}, seed ${seed}).`;
}
