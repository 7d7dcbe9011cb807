import { OVERVIEW_TERMS, termFor } from '../core/metrics/glossary.js';
import type { Term } from '../core/metrics/glossary-term.js';
import { VIEW_TERMS } from '../core/metrics/glossary-views.js';
import { layout, type Placement } from './layout.js';
import type { Model, PanelName } from './model.js';
import { drawPanel } from './screen.js';
import { titlesWithin } from './text/table.js';

/** A number or word on the screen, and what it is. */
export interface Explained {
  /** The panel or view that shows it. */
  readonly place: string;
  readonly shown: string;
  readonly term: Term;
}

/** All terms there are. */
export const TERMS: readonly Term[] = [...OVERVIEW_TERMS, ...VIEW_TERMS];

/** Words that are shown outside of tables: in the header, in charts, in lines of their own. */
const BESIDE_TABLES: Readonly<Record<string, readonly string[]>> = {
  header: ['clock', 'speed', 'epoch', 'checks', 'windows', 'events'],
  elections: ['draw', 'P', 'drew', 'u', 'seats'],
  'cross-shard': ['in flight', 'stalled', 'seats'],
  market: ['average bid', 'pile', 'optimum', 'gap'],
};

/** What is on the screen, the focused panel first, the header last. */
export function explainedOn(model: Model): readonly Explained[] {
  const plain: Model = { ...model, ui: { ...model.ui, modes: model.ui.modes.filter((mode) => mode !== 'explain') } };
  const places = layout(plain).toSorted((a, b) => rank(a, model) - rank(b, model));
  const found = places.flatMap((placement) => {
    const place = placeOf(placement, plain);
    const titles = titlesWithin(() => drawPanel(plain, placement));
    return [...(BESIDE_TABLES[place] ?? []), ...titles].flatMap((shown): Explained[] => {
      const term = termFor(shown, place, TERMS);
      return term === null ? [] : [{ place, shown, term }];
    });
  });
  return found.filter((one, at) => found.findIndex(({ term, place }) => term === one.term && place === one.place) === at);
}

/** What a panel is called where its words are explained: a panel, a view, or the mode that covers it. */
export function placeOf({ panel }: Placement, { ui }: Model): string {
  if (panel === 'view') return ui.view;
  return panel === 'mode' ? ui.modes.at(-1)! : panel;
}

function rank({ panel }: Placement, model: Model): number {
  if (panel === 'view' || panel === 'mode' || panel === (model.ui.focus as PanelName)) return 0;
  return panel === 'header' ? 2 : 1;
}
