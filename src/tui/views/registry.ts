import type { ViewName } from '../model.js';
import { elections } from './elections/elections.js';
import { hashgraph } from './hashgraph/hashgraph.js';
import { overview } from './overview.js';
import type { View } from './view.js';

/** All views, in the order of their digits. */
export const VIEWS: readonly View[] = [overview, elections, hashgraph];

export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? overview;
}
