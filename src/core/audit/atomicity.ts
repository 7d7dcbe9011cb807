import type { CrossTrade } from './cross-trades.js';
import { expect } from './fault.js';
import type { Audit, CrossAudit, ShardAudit } from './state.js';

/**
 * What one shard alone cannot see of a cross-shard trade (SEED A6): all of the shards concerned commit it, or none. A
 * commit of a run and an abort of that run or a later one, by two input shards, can never both be.
 */
export function noteStarted(audit: Audit, _shard: ShardAudit, read: CrossTrade): void {
  crossOf(audit, read);
}

export function noteCommitted(audit: Audit, { shard }: ShardAudit, read: CrossTrade, run: number, money: { readonly spentMilli: number; readonly createdMilli: number; readonly missingMilli: number }): void {
  const cross = crossOf(audit, read);
  for (const [other, otherRun] of cross.aborted) expect(otherRun < run, 'atomicity', `trade ${read.hash} commits in campus ${shard + 1} and was ended without effect in campus ${other + 1}`);
  for (const [other, otherRun] of cross.committed) expect(otherRun === run, 'atomicity', `trade ${read.hash} commits run ${run} in campus ${shard + 1} and run ${otherRun} in campus ${other + 1}`);
  if (cross.committed.size === 0) {
    audit.counts.trades += 1;
    audit.counts.crossShardTrades += 1;
    audit.counts.paidMilli += read.trade.paidMilli;
  }
  cross.committed.set(shard, run);
  cross.spentMilli += money.spentMilli;
  cross.createdMilli += money.createdMilli;
  cross.missingMilli += money.missingMilli;
}

export function noteAborted(audit: Audit, { shard }: ShardAudit, read: CrossTrade, run: number): void {
  const cross = crossOf(audit, read);
  for (const [other, otherRun] of cross.committed) expect(otherRun > run, 'atomicity', `trade ${read.hash} is ended without effect in campus ${shard + 1} and was committed in campus ${other + 1}`);
  cross.aborted.set(shard, Math.max(run, cross.aborted.get(shard) ?? 0));
}

/** Trades that some shard committed and another has not yet: a run that ends in between leaves such. */
export function isUnderWay(cross: CrossAudit): boolean {
  return cross.committed.size > 0 && cross.concerned.some((shard) => !cross.committed.has(shard));
}

function crossOf(audit: Audit, { hash, inputs, outputs }: CrossTrade): CrossAudit {
  const known = audit.crosses.get(hash);
  if (known !== undefined) return known;
  const cross: CrossAudit = { aborted: new Map(), committed: new Map(), concerned: [...new Set([...inputs, ...outputs])], createdMilli: 0, inputs, missingMilli: 0, spentMilli: 0 };
  audit.crosses.set(hash, cross);
  return cross;
}
