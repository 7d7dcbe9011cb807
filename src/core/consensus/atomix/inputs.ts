import type { InvalidityReason } from '../../ledger/individual-chains/cross-shard.js';
import { outputsOf, recordTransaction, spendOrigin } from '../../ledger/individual-chains/effects.js';
import type { CryptoPort, LedgerSwitches } from '../../ledger/individual-chains/ports.js';
import { type ShardLedger, createOrigin, numberKey, readingKey } from '../../ledger/individual-chains/shard-ledger.js';
import type { CreatedOrigin } from '../../ledger/individual-chains/types.js';
import type { Hex } from '../../units/hex.js';
import type { CheckedCrossTransaction } from './cross-transaction.js';

/** Why this shard's inputs of the transaction cannot be locked now, or null when they can. */
export function inputFault(ledger: ShardLedger, checked: CheckedCrossTransaction, switches: LedgerSwitches): InvalidityReason | null {
  const money = checked.walletShard === ledger.shard ? moneyFault(ledger, checked, switches) : null;
  if (money !== null || checked.readingShard !== ledger.shard) return money;
  const use = ledger.readings.get(readingKey(checked.cross.reading.reading));
  if (use === undefined) return null;
  return use.state === 'locked' ? 'reading-locked' : 'reading-consumed';
}

/** Locks this shard's inputs for one run. `inputFault` has found nothing against it. */
export function lockInputs(ledger: ShardLedger, checked: CheckedCrossTransaction, run: number): void {
  const { hash, cross } = checked;
  if (checked.walletShard === ledger.shard) {
    for (const { origin } of cross.signed.transaction.origins) {
      const active = ledger.origins.get(origin);
      if (active !== undefined) ledger.origins.set(origin, { ...active, lock: { transaction: hash, run } });
    }
    ledger.numbers.set(numberKey(cross.signed.transaction), { transaction: hash, state: 'locked' });
  }
  if (checked.readingShard === ledger.shard) {
    const { reading } = cross.reading;
    ledger.readings.set(readingKey(reading), { transaction: hash, state: 'locked', energyWh: reading.energyWh });
  }
}

/** Gives back what this transaction holds here; nobody else's locks. Returns whether it held anything. */
export function releaseInputs(ledger: ShardLedger, checked: CheckedCrossTransaction): boolean {
  const { hash, cross } = checked;
  let released = false;
  for (const { origin } of cross.signed.transaction.origins) {
    const active = ledger.origins.get(origin);
    if (active?.lock?.transaction !== hash) continue;
    ledger.origins.set(origin, { ...active, lock: null });
    released = true;
  }
  const number = numberKey(cross.signed.transaction);
  if (isLockedBy(ledger.numbers.get(number), hash)) released = ledger.numbers.delete(number);
  const reading = readingKey(cross.reading.reading);
  if (isLockedBy(ledger.readings.get(reading), hash)) released = ledger.readings.delete(reading);
  return released;
}

/** Turns this shard's locks into spends; returns the origins taken and their sum in milli-units. */
export function spendInputs(ledger: ShardLedger, checked: CheckedCrossTransaction): { readonly spent: Hex[]; readonly spentMilli: number } {
  const { hash, cross } = checked;
  const spent: Hex[] = [];
  let spentMilli = 0;
  if (checked.walletShard === ledger.shard) {
    for (const { origin } of cross.signed.transaction.origins) {
      const amountMilli = spendOrigin(ledger, origin, hash);
      if (amountMilli > 0) spent.push(origin);
      spentMilli += amountMilli;
    }
    ledger.numbers.set(numberKey(cross.signed.transaction), { transaction: hash, state: 'used' });
  }
  if (checked.readingShard === ledger.shard) {
    const { reading } = cross.reading;
    ledger.readings.set(readingKey(reading), { transaction: hash, state: 'consumed', energyWh: reading.energyWh });
  }
  return { spent, spentMilli };
}

/** Creates the outputs whose owner's money this shard keeps, and the transaction's tombstone. */
export function createOutputs(ledger: ShardLedger, checked: CheckedCrossTransaction, port: CryptoPort): CreatedOrigin[] {
  const { transaction } = checked.cross.signed;
  const homes = { [transaction.seller]: checked.sellerShard, [transaction.buyer]: checked.walletShard };
  const created = outputsOf(port, checked.hash, transaction).filter(({ owner }) => homes[owner] === ledger.shard);
  for (const { origin, owner, amountMilli } of created) createOrigin(ledger, origin, owner, amountMilli);
  recordTransaction(ledger, checked.hash, transaction, 'atomix');
  return created;
}

function moneyFault(ledger: ShardLedger, checked: CheckedCrossTransaction, switches: LedgerSwitches): InvalidityReason | null {
  const { transaction } = checked.cross.signed;
  const number = ledger.numbers.get(numberKey(transaction));
  if (number !== undefined) return number.state === 'locked' ? 'number-locked' : 'number-reused';
  for (const { origin, amountMilli } of transaction.origins) {
    const active = ledger.origins.get(origin);
    // With the defence off, an origin that is spent already counts as one that is there (attack double-spend).
    const known = active ?? ledger.spent.get(origin);
    if (known === undefined) return 'origin-unvalidated';
    if (active === undefined && switches.doubleSpending) return 'origin-spent';
    if (known.owner !== transaction.buyer) return 'origin-of-another';
    if (known.amountMilli !== amountMilli) return 'wrong-amount';
    if (active !== undefined && active.lock !== null) return 'origin-locked';
  }
  return null;
}

function isLockedBy(use: { readonly transaction: Hex; readonly state: string } | undefined, hash: Hex): boolean {
  return use?.state === 'locked' && use.transaction === hash;
}
