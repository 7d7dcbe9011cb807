import type { ViewName } from '../model.js';
import { attacks } from './attacks.js';
import { crossShard } from './cross-shard.js';
import { market } from './market.js';
import { network } from './network.js';
import { overview } from './overview.js';
import type { View } from './view.js';

/** All views, in the order of their digits. */
export const VIEWS: readonly View[] = [overview, market, crossShard, attacks, network];

export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? overview;
}
