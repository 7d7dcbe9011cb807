import { nearestWord } from '../eval/input-error.js';
import type { Question } from './lesson.js';

export type ReadAnswer = { readonly ok: true; readonly answer: string } | { readonly ok: false; readonly message: string };

/** What a person typed as an answer to a question: the key of a choice, or a number as text. What cannot be one is asked again. */
export function readAnswer({ form }: Question, typed: string): ReadAnswer {
  const word = typed.trim();
  if (form.type === 'choice') {
    const keys = form.choices.map(({ key }) => key);
    const key = keys.find((one) => one.toLowerCase() === word.toLowerCase());
    if (key !== undefined) return { ok: true, answer: key };
    const near = nearestWord(word, keys);
    return { ok: false, message: `expected one of ${keys.join(', ')}; found "${word}"${near === null ? '' : `; did you mean "${near}"?`}` };
  }
  const number = word.replace(/\s*%$/, '').replace(',', '.');
  if (/^[+-]?\d+(\.\d+)?$/.test(number) && number.length < 20) return { ok: true, answer: number };
  return { ok: false, message: `expected a number${form.unit === '' ? '' : ` (${form.unit})`}; found "${word}"` };
}

/** The right answer as one would type it, from what its expression gave. Throws where that is no answer to the question. */
export function rightAnswer({ form, answer }: Question, value: unknown): string {
  if (form.type === 'number') {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error(`\`${answer}\` gives ${JSON.stringify(value)}; expected a number`);
    return value.toFixed(form.decimals);
  }
  const choice = form.choices.find(({ key }) => key === value);
  if (choice === undefined) throw new Error(`\`${answer}\` gives ${JSON.stringify(value)}; expected one of ${form.choices.map(({ key }) => key).join(', ')}`);
  return choice.key;
}

/** Whether an answer that was read is the right one, a number within its tolerance. */
export function isRight({ form }: Question, answer: string, right: string): boolean {
  if (form.type === 'choice') return answer === right;
  // The tolerance holds to the last digit in spite of binary fractions.
  return Math.abs(Number(answer) - Number(right)) <= form.tolerance + 1e-9;
}

/** The right answer as it is told: with its unit, or with what the choice says. */
export function answerText({ form }: Question, answer: string): string {
  if (form.type === 'number') return form.unit === '' ? answer : `${answer} ${form.unit}`;
  const choice = form.choices.find(({ key }) => key === answer);
  if (choice === undefined || choice.text === choice.key) return answer;
  // `no, such a key is refused` says the key itself.
  return choice.text.startsWith(answer) ? choice.text : `${answer} (${choice.text})`;
}
