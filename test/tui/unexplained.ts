import { termFor } from '../../src/core/metrics/glossary.js';
import { placeOf, TERMS } from '../../src/tui/explain.js';
import { layout } from '../../src/tui/layout.js';
import type { Model } from '../../src/tui/model.js';
import { drawPanel } from '../../src/tui/screen.js';
import { titlesWithin } from '../../src/tui/text/table.js';

/** Columns that name rows and are explained by themselves. */
const NAMES = ['', 'North', 'East', 'South', 'West'];

/** The columns on a screen that no term of the glossary explains at their place. */
export function unexplained(model: Model): string[] {
  return layout(model).flatMap((placement) => {
    const place = placeOf(placement, model);
    return titlesWithin(() => drawPanel(model, placement)).filter((title) => !NAMES.includes(title) && termFor(title, place, TERMS) === null).map((title) => `${place}: ${title}`);
  });
}
