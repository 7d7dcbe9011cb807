import type { AskedQuestion, Verdict } from './lesson-session.js';

/** `Answer with a number (kWh, give or take 2).` */
export function howToAnswer({ choices, unit, tolerance }: AskedQuestion): string {
  if (choices.length > 0) return `Answer with ${choices.map(({ key }) => key).join(', ')}.`;
  const about = [unit, tolerance > 0 ? `give or take ${tolerance}` : ''].filter((part) => part !== '').join(', ');
  return about === '' ? 'Answer with a number.' : `Answer with a number (${about}).`;
}

/** Whether an answer was right, in one sentence. */
export function verdictSentence({ isRight, given, right }: Verdict): string {
  if (isRight) return `Right: ${right}.`;
  return given === null ? `The answer: ${right}.` : `Wrong: you said ${given}; it is ${right}.`;
}

/** The lines of a question: what is asked, the choices, where on the screen the answer stands, how to give it. */
export function questionTexts(kind: string, view: string | null, asked: AskedQuestion): readonly string[] {
  return [
    `${kind === 'predict' ? 'Predict' : 'Question'}: ${asked.ask}`,
    // `none: credit is divided` says the key itself.
    ...asked.choices.map(({ key, text }) => (text === key || new RegExp(`^${key}[:,]`).test(text) ? `- ${text}` : `- ${key}: ${text}`)),
    ...(asked.where === null ? [] : [`(On the screen: view ${view ?? ''}, ${asked.where}.)`]),
    howToAnswer(asked),
  ];
}
