import type { ViewName } from '../model.js';
import { hashgraph } from './hashgraph/hashgraph.js';
import { overview } from './overview.js';
import type { View } from './view.js';

/** All views, in the order of their digits. */
export const VIEWS: readonly View[] = [overview, hashgraph];

export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? overview;
}
