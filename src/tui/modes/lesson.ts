import { lessonStrip, stepLines } from '../lessons/strip.js';
import type { Model } from '../model.js';
import { framed, inside } from '../panels/frame.js';
import { edited } from '../text/input.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf } from '../text/style.js';
import { moved } from '../views/view.js';
import type { ModeEntry } from './mode.js';

/** Keys that are never part of an answer. */
const NEVER_TYPED: readonly string[] = ['L', '?', 'left', 'right', 'home', 'end'];

/**
 * Lessons: the list, or, with one under way, its strip below the view, in which one reads and answers. Esc goes to the view
 * and leaves the strip where it is; `L` comes back.
 */
export const lesson: ModeEntry = {
  name: 'lesson',
  actions: ['quit', 'suspend', 'redraw', 'mode', 'back', 'view', 'pause', 'up', 'down', 'first', 'last'],
  covers: ({ ui }) => ui.lesson.active === null,
  draw(model, width, height, edge) {
    if (model.ui.lesson.active !== null) return lessonStrip(model, width, height, edge);
    return framed({ ...edge, title: 'Lessons', note: [span('Enter begins', 'dim')] }, listLines(model, inside(width, height, edge.boxed).height), width, height, model.style);
  },
  keys: [
    {
      keys: ['enter'],
      label: 'Enter',
      help: 'begin the selected lesson; in a lesson: the next step, or give the answer that was typed',
      footer: { text: 'go on', rank: 1 },
      run: (reach, { ui }) => {
        if (ui.lesson.active !== null) return reach.lessons?.enter();
        const chosen = ui.lesson.list?.[ui.lesson.at];
        if (chosen !== undefined) reach.lessons?.choose(chosen.name);
      },
    },
  ],
  press(keyName, reach, { ui }) {
    // What is typed ahead of a question must not be taken for the keys of everywhere.
    if (ui.lesson.active?.state === 'busy') return keyName.length === 1 && keyName !== 'q' && !NEVER_TYPED.includes(keyName);
    if (ui.lesson.active?.state !== 'asking' || NEVER_TYPED.includes(keyName)) return false;
    const typed = edited(ui.lesson.typed, keyName);
    if (typed === null) return false;
    const { active } = ui.lesson;
    reach.store.ui((now) => ({ ...now, lesson: { ...now.lesson, typed, active: { ...active, note: null } } }));
    return true;
  },
  move(ui, model, to) {
    const { active, list, at, scroll } = ui.lesson;
    if (active === null) return { ...ui, lesson: { ...ui.lesson, at: moved(at, Math.max(0, (list?.length ?? 0) - 1), to) } };
    const last = Math.max(0, stepLines(active, Math.max(1, model.columns - 4)).length - 1);
    return { ...ui, lesson: { ...ui.lesson, scroll: moved(scroll, last, to) } };
  },
};

function listLines({ style, ui }: Model, height: number): Line[] {
  const { list, at } = ui.lesson;
  if (list === null) return [[span('asking…', 'dim')]];
  const title = Math.max(0, ...list.map((one) => one.title.length));
  const lines = list.flatMap((one, index): Line[] => {
    const isSelected = index === at;
    return [
      [span(`${isSelected ? glyphsOf(style).selected : ' '} `, 'accent'), span(one.title.padEnd(title), isSelected ? 'bold' : 'plain'), span(`  ${String(one.minutes).padStart(3)} min  `, 'dim'), span(one.name, 'title')],
      [span(`    ${one.about}`, 'dim')],
    ];
  });
  // The selected one stays in sight where not all of them are.
  const first = Math.max(0, Math.min(2 * at - Math.floor(height / 2), lines.length - height));
  return lines.slice(first);
}
