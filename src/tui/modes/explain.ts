import { explainedOn, type Explained } from '../explain.js';
import type { Model } from '../model.js';
import { firstShown } from '../panels/elections.js';
import { framed, inside } from '../panels/frame.js';
import { span, type Line } from '../text/spans.js';
import { glyphsOf } from '../text/style.js';
import { wrapped } from '../text/wrap.js';
import { moved } from '../views/view.js';
import type { ModeEntry } from './mode.js';

/** Lines that the selected term takes. */
const DETAIL_LINES = 6;

/** What every number on the screen is: the list at the top, the selected one's definition, unit, formula and source below. */
export const explain: ModeEntry = {
  name: 'explain',
  actions: ['quit', 'suspend', 'redraw', 'back', 'up', 'down', 'first', 'last', 'pause', 'mode', 'save', 'theme'],
  draw(model, width, height, edge) {
    const { style } = model;
    const room = inside(width, height, edge.boxed);
    const all = explainedOn(model);
    const selected = Math.min(model.ui.explained, all.length - 1);
    const rows = Math.max(1, room.height - DETAIL_LINES - 1);
    const first = firstShown(Math.max(0, selected), all.length, rows);
    const list = all.slice(first, first + rows).map((one, at) => termLine(one, first + at === selected, model));
    const chosen = all[selected];
    const detail = chosen === undefined ? [] : detailLines(chosen, room.width);
    const blank = Array.from({ length: Math.max(0, Math.min(rows, room.height - DETAIL_LINES - 1) - list.length) }, (): Line => []);
    return framed({ ...edge, title: 'What the numbers are', note: [span(`${all.length} on this screen`, 'dim')] }, [...list, ...blank, [], ...detail], width, height, style);
  },
  move: (ui, model, to) => ({ ...ui, explained: moved(ui.explained, explainedOn(model).length - 1, to) }),
};

function termLine({ place, shown, term }: Explained, selected: boolean, { style }: Model): Line {
  return [
    span(`${selected ? glyphsOf(style).selected : ' '} `, 'accent'),
    span(shown.padEnd(15), 'title'),
    span(` ${term.name.padEnd(28)}`, selected ? 'bold' : 'plain'),
    span(` ${term.unit}`.padEnd(22), 'dim'),
    span(` ${place}`, 'dim'),
  ];
}

function detailLines({ term }: Explained, width: number): Line[] {
  const text = (label: string, value: string): Line[] => wrapped(value, width - 12).map((line, at): Line => [span((at === 0 ? label : '').padEnd(12), 'dim'), span(line)]);
  return [...text('is', term.definition), ...text('unit', term.unit), ...(term.formula === null ? [] : text('formula', term.formula)), ...text('source', term.source)];
}
