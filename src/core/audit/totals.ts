import { expect } from './fault.js';
import type { Audit } from './state.js';

/**
 * Money is conserved to the unit over all campuses: what is free or locked, and what cross-shard trades took out here
 * and have not put in there yet, is what genesis gave, and what the defence against double spending let by while it
 * was off. Trades that every shard concerned has committed put in as much as they took out.
 */
export function auditMoney(audit: Audit): void {
  let betweenMilli = 0;
  for (const [hash, { committed, concerned, spentMilli, createdMilli, missingMilli }] of audit.crosses) {
    betweenMilli += spentMilli - createdMilli;
    const isWhole = concerned.every((shard) => committed.has(shard));
    if (isWhole) expect(spentMilli + missingMilli === createdMilli, 'money', `cross-shard trade ${hash} takes out ${spentMilli} and puts in ${createdMilli}`);
  }
  const given = audit.genesis!.shards.reduce((sum, { origins }) => sum + origins.reduce((total, { amountMilli }) => total + amountMilli, 0), 0);
  const held = moneyOf(audit) + betweenMilli;
  expect(held === given + audit.doubleSpentMilli, 'money', `the campuses hold ${held} milli-units, and genesis gave ${given}`);
}

/** Unspent money of all shards, locked or not. */
export function moneyOf(audit: Audit): number {
  return sumOrigins(audit, () => true);
}

export function lockedMilliOf(audit: Audit): number {
  return sumOrigins(audit, (isLocked) => isLocked);
}

function sumOrigins(audit: Audit, counts: (isLocked: boolean) => boolean): number {
  let sum = 0;
  for (const { book } of audit.shards) for (const { amountMilli, lock } of book.origins.values()) if (counts(lock !== null)) sum += amountMilli;
  return sum;
}
