import type { ViewName } from '../model.js';
import { elections } from './elections/elections.js';
import { hashgraph } from './hashgraph/hashgraph.js';
import { attacks } from './attacks.js';
import { crossShard } from './cross-shard.js';
import { market } from './market.js';
import { network } from './network.js';
import { ledger } from './ledger.js';
import { overview } from './overview.js';
import type { View } from './view.js';

/** All views, in the order of their digits. */
export const VIEWS: readonly View[] = [overview, elections, hashgraph, market, crossShard, ledger, attacks, network];

export function viewOf(name: ViewName): View {
  return VIEWS.find((view) => view.name === name) ?? overview;
}
