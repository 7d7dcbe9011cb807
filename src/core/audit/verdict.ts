import type { Hex } from '../units/hex.js';
import type { CreditChange } from './records.js';
import type { ShardAudit } from './state.js';

/** What the rules make of one ordered transaction; the entry in the block must say the same. */
export interface Verdict {
  readonly code: string;
  readonly attests: Hex | null;
  readonly credits: readonly CreditChange[];
}

export function accepted(credits: readonly CreditChange[] = [], attests: Hex | null = null): Verdict {
  return { attests, code: 'accepted', credits };
}

export function refused(code: string): Verdict {
  return { attests: null, code, credits: [] };
}

/** Credit moves between 0 and the maximum (SEED A2); the change that really came about, or null. */
export function changeCredit(shard: ShardAudit, node: string, change: number, reason: CreditChange['reason']): CreditChange | null {
  const credit = shard.book.credit.get(node);
  if (credit === undefined) return null;
  const next = Math.max(0, Math.min(shard.rules.credit.maximum, credit + change));
  if (next === credit) return null;
  shard.book.credit.set(node, next);
  return { change: next - credit, node, reason };
}

/** Credit for delivered energy, in the shard that keeps the seller's credit (SEED A2). */
export function creditDelivery(shard: ShardAudit, sellers: readonly string[]): CreditChange[] {
  return sellers.flatMap((seller) => changeCredit(shard, seller, shard.rules.credit.perDelivery, 'delivered') ?? []);
}
