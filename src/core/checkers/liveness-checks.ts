import type { LedgerClient } from '../actors/ledger-client/ledger-client.js';
import type { ActorState } from '../actors/actor.js';
import { expect, type CheckedShard, type Findings } from './checked-shard.js';

/** Nobody has given up on a transaction: whatever is submitted is decided within its tries. */
export function checkLiveness(shard: CheckedShard, findings: Findings): void {
  let abandoned = 0;
  for (const actor of shard.actors.values()) abandoned += clientOf(actor)?.abandoned ?? 0;
  const since = abandoned - shard.checkers.abandoned;
  shard.checkers.abandoned = abandoned;
  expect(shard, findings, 'liveness', since === 0, () => `${since} transactions were never answered and given up`);
}

function clientOf(actor: ActorState): LedgerClient | null {
  if (actor.kind === 'ev' || actor.kind === 'consumer') return actor.client;
  return actor.kind === 'control-system' ? actor.storing.client : null;
}
