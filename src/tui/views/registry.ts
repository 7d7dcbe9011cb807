import type { ViewName } from '../model.js';
import { ledger } from './ledger.js';
import { overview } from './overview.js';
import type { View } from './view.js';

/** All views, in the order of their digits. */
export const VIEWS: readonly View[] = [overview, ledger];

export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? overview;
}
