import { wrapped } from '../../core/lessons/wrap.js';
import { questionTexts, verdictSentence } from '../../nodes/lessons/lesson-words.js';
import type { Model } from '../model.js';
import { framed, inside, type Edge } from '../panels/frame.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf, type Tone } from '../text/style.js';
import type { ActiveLesson } from './lesson-ui.js';

/** Rows that the strip of a lesson takes off the view: more while one reads it than while one looks around. */
export function stripRows({ columns, rows, ui }: Pick<Model, 'columns' | 'rows' | 'ui'>, boxed: boolean): number {
  const { active } = ui.lesson;
  if (active === null) return 0;
  const isRead = ui.modes.at(-1) === 'lesson';
  // At 80×24 that is eleven rows at most while it is read and six otherwise; the view keeps eleven at least.
  const most = isRead ? Math.max(7, Math.min(22, Math.floor(rows * 0.46))) : Math.max(5, Math.min(10, Math.floor(rows * 0.25)));
  const edge = boxed ? 2 : 1;
  const lines = stepLines(active, boxed ? columns - 4 : columns).length + (active.state === 'asking' ? 1 : 0);
  return Math.max(5, Math.min(most, lines + edge));
}

/** The lesson under way, below the view: the step, what was answered, and the line in which one answers. */
export function lessonStrip(model: Model, width: number, height: number, edge: Omit<Edge, 'title' | 'focused'>): string[] {
  const { style, ui } = model;
  const active = ui.lesson.active!;
  const isRead = ui.modes.at(-1) === 'lesson';
  const room = inside(width, height, edge.boxed);
  const answer = answerLine(model, active, isRead);
  const lines = stepLines(active, Math.max(1, room.width));
  const most = Math.max(0, room.height - (answer === null ? 0 : 1));
  const first = Math.max(0, Math.min(ui.lesson.scroll, lines.length - most));
  const left = lines.length - first - most;
  const shown = lines.slice(first, first + most);
  const padded = answer === null ? shown : [...shown, ...Array.from({ length: most - shown.length }, (): Line => []), answer];
  const step = active.shown === null ? '' : ` ${active.shown.index + 1}/${active.steps}`;
  const note: Line = [span(hint(active, isRead, left), 'dim')];
  return framed({ ...edge, focused: isRead, title: `Lesson${step}: ${active.title}`, note }, padded, width, height, style);
}

/** Lines of the step that one may scroll over. */
export function stepLines({ shown, state, verdict, note, score }: ActiveLesson, width: number): Line[] {
  const paragraph = (text: string, tone: Tone = 'plain', indent = ''): Line[] => wrapped(text, width, indent).map((line) => [span(line, tone)]);
  if (state === 'failed') return paragraph(`The lesson cannot go on: ${note ?? ''}`, 'bad');
  // A step that takes no time leaves what was read in its place, instead of a flicker.
  if (state === 'busy' && (note !== null || shown === null)) return paragraph(note ?? 'The run is on its way.', 'accent');
  if (state === 'finished') return paragraph(`The lesson is over: ${score?.right ?? 0} of ${score?.of ?? 0} right. Enter closes it; the run is yours.`, 'good');
  if (shown === null) return [];
  const told = verdict === null ? [] : paragraph(verdictSentence(verdict), verdict.isRight ? 'good' : 'bad');
  if (shown.asked !== null && verdict !== null) return [...told, ...paragraph(verdict.text)];
  if (shown.asked !== null) {
    const texts = questionTexts(shown.kind, shown.view, shown.asked);
    return texts.flatMap((text, at) => paragraph(text, at === 0 ? 'bold' : text.startsWith('- ') ? 'plain' : 'dim', at === 0 ? '' : '  '));
  }
  const label = Math.max(0, ...shown.figures.map((figure) => figure.label.length));
  const figures = shown.figures.map((figure): Line => [span(`  ${figure.label.padEnd(label)}  `, 'dim'), span(figure.value)]);
  return [...told, ...paragraph(shown.text), ...figures];
}

/** Where one answers; null while nothing is asked. */
function answerLine({ style, ui }: Model, { state, note }: ActiveLesson, isRead: boolean): Line | null {
  if (state !== 'asking') return null;
  const { text, cursor } = ui.lesson.typed;
  const prompt = span(`${glyphsOf(style).next} `, 'accent');
  const said: Line = note === null ? [] : [span(`   ${note}`, 'warn')];
  if (!isRead) return [prompt, span(text), span('  L goes to the answer', 'dim')];
  return [prompt, span(text.slice(0, cursor)), span(text[cursor] ?? ' ', 'inverse'), span(text.slice(cursor + 1)), ...said];
}

function hint({ state }: ActiveLesson, isRead: boolean, left: number): string {
  const more = left > 0 ? `${left} more below: down  ` : '';
  if (!isRead) return `${more}L to go on`;
  if (state === 'asking') return `${more}Enter answers, Esc to the view`;
  if (state === 'busy') return '';
  return `${more}Enter goes on, Esc to the view`;
}
