import type { Hex } from '../units/hex.js';
import { auditSale } from './energy.js';
import { expect } from './fault.js';
import { SUBMISSION, type SignedReading, type Submission } from './records.js';
import { fits } from './shapes.js';
import { homeOf, keyOf, numberKey, readingKey, type Audit, type ShardAudit } from './state.js';
import { coveredBy, coverageFault, digestOf, isFork, pin, pinMicro, pinsOf, stretchesOf, timesIdentified, type Identification, type Stretches } from './party-chains.js';
import { claimOf, create, enterTrade, isReadingOf, isSignedByBuyer, isSignedByMeter, namesOriginTwice, originId, outputsOf, signedReadingHash, spend, tradeFault, type Output } from './trades.js';
import { accepted, creditDelivery, refused, type Verdict } from './verdict.js';

/** SEED A5: a party's micro block with its proof. All five checks on all its trades, and only then their effects. */
export function auditMicroBlock(audit: Audit, shard: ShardAudit, value: unknown): Verdict {
  if (!fits(SUBMISSION, value)) return refused('malformed');
  const { micro } = value;
  const { owner, index } = micro.block;
  const pins = pinsOf(shard, owner);
  const digest = digestOf(audit.crypto, micro);
  if (index < pins.digests.length && pins.digests[index] !== digest) return refused('forked-chain');
  if (index <= pins.lastMicro) return refused('already-validated');
  const stretches = stretchesOf(audit, shard, value);
  if (typeof stretches === 'string') return refused(stretches);
  const coverage = coverageFault(micro, stretches.own, pins);
  if (coverage !== null) return refused(coverage);
  const fresh = identify(audit, shard, stretches);
  if (typeof fresh === 'string') return refused(fresh);
  const fault = validityFault(audit, shard, value, stretches, fresh);
  if (fault !== null) return refused(fault);
  const plan = planAll(audit, shard, value, fresh);
  if (typeof plan === 'string') return refused(plan);

  carryOut(audit, shard, plan);
  for (const stretch of [...stretches.others.values(), stretches.own]) pin(shard, stretch);
  pinMicro(shard, owner, index, digest);
  const sellers = micro.block.transactions.map((hash) => shard.book.transactions.get(hash)!.seller);
  return accepted(creditDelivery(shard, sellers));
}

/** Check 1: two and only two identifications, of identical content. The trades still to take effect, or a code. */
function identify(audit: Audit, shard: ShardAudit, { own, others }: Stretches): Identification[] | string {
  const fresh: Identification[] = [];
  for (const one of coveredBy(own)) {
    const { buyer, seller, number } = one.signed.transaction;
    if (own.owner !== buyer && own.owner !== seller) return 'identification-misplaced';
    if (timesIdentified(own, one.hash, pinsOf(shard, own.owner)) !== 1) return 'identified-twice';
    // What Atomix committed, and a sale that its buyer's micro block brought, has both its identifications by now.
    if (shard.book.transactions.has(one.hash)) continue;
    if (own.owner !== buyer || homeOf(audit, seller) !== shard.shard) return 'unsettled';
    const other = others.get(seller);
    if (other === undefined) return 'identification-missing';
    const times = timesIdentified(other, one.hash, pinsOf(shard, seller));
    if (times > 1) return 'identified-twice';
    if (times === 0) {
      const isAnother = other.identifications.some(({ signed: { transaction } }) => transaction.buyer === buyer && transaction.number === number);
      return isAnother ? 'identification-differs' : 'identification-missing';
    }
    fresh.push(one);
  }
  const needed = new Set(fresh.map(({ signed }) => signed.transaction.seller));
  return [...others.keys()].every((name) => needed.has(name) && name !== own.owner) ? fresh : 'malformed';
}

/** Check 2: everything is signed by whom it should be and says what it must. Check 3, first sentence: no forks. */
function validityFault(audit: Audit, shard: ShardAudit, { micro }: Submission, { own, others }: Stretches, fresh: readonly Identification[]): string | null {
  const { signatures } = shard.rules.switches;
  const all = [own, ...others.values()];
  if (signatures) {
    if (!isSignedBy(audit, micro.block.owner, digestOf(audit.crypto, micro), micro.signature)) return 'bad-signature';
    for (const { owner, first, blocks, digests } of all) {
      const fixed = pinsOf(shard, owner).digests.length;
      const isBad = blocks.some(({ signature }, at) => first + at >= fixed && !isSignedBy(audit, owner, digests[at]!, signature));
      if (isBad) return 'bad-signature';
    }
  }
  for (const { signed } of fresh) {
    if (signatures && !isSignedByBuyer(audit, signed)) return 'bad-signature';
    const fault = tradeFault(signed.transaction);
    if (fault !== null) return fault;
    if (namesOriginTwice(signed.transaction)) return 'wrong-content';
  }
  return all.some((stretch) => isFork(stretch, pinsOf(shard, stretch.owner))) ? 'forked-chain' : null;
}

/** What the trades of one micro block will have done. */
interface Plan {
  readonly outputs: Map<Hex, Output>;
  readonly spent: Set<Hex>;
  readonly readings: Set<string>;
  readonly numbers: Map<string, Hex>;
  readonly trades: { readonly one: Identification; readonly reading: SignedReading }[];
}

/** Checks 3 to 5, trade by trade in the order of (m, n): each against the books and the trades before it. */
function planAll(audit: Audit, shard: ShardAudit, { proof }: Submission, fresh: readonly Identification[]): Plan | string {
  const plan: Plan = { numbers: new Map(), outputs: new Map(), readings: new Set(), spent: new Set(), trades: [] };
  for (const one of fresh) {
    const spending = spendingFault(shard, plan, one);
    if (spending !== null) return spending;
    const origins = originsFault(audit, shard, plan, one, proof);
    if (origins !== null) return origins;
    const trade = one.signed.transaction;
    const reading = proof.readings.find((signed) => signedReadingHash(audit.crypto, signed) === trade.reading);
    if (reading === undefined) return 'reading-missing';
    const fault = readingFault(audit, shard, plan, one, reading) ?? balanceFault(one);
    if (fault !== null) return fault;
    for (const { origin } of trade.origins) plan.spent.add(origin);
    for (const output of outputsOf(audit.crypto, one.hash, trade)) plan.outputs.set(output.origin, output);
    plan.readings.add(readingKey(reading.reading));
    plan.numbers.set(numberKey(trade), one.hash);
    plan.trades.push({ one, reading });
  }
  return plan;
}

/** Check 3: no earlier valid trade of the buyer shares an origin, and none has its number. */
function spendingFault({ book, rules }: ShardAudit, plan: Plan, { hash, signed }: Identification): string | null {
  const trade = signed.transaction;
  if (book.transactions.has(hash)) return 'transaction-repeated';
  const number = plan.numbers.get(numberKey(trade)) ?? book.numbers.get(numberKey(trade))?.transaction;
  if (number !== undefined) return number === hash ? 'transaction-repeated' : 'number-reused';
  for (const { origin } of trade.origins) {
    if (!plan.outputs.has(origin) && book.origins.get(origin)?.lock) return 'origin-locked';
    if (rules.switches.doubleSpending && (plan.spent.has(origin) || book.spent.has(origin))) return 'double-spend';
  }
  return null;
}

/** Check 4: every origin is a validated output, shown down to what it came from, the buyer's, and worth what is said. */
function originsFault(audit: Audit, { book }: ShardAudit, plan: Plan, { signed }: Identification, proof: Submission['proof']): string | null {
  for (const { origin, amountMilli } of signed.transaction.origins) {
    const known = plan.outputs.get(origin) ?? book.origins.get(origin) ?? book.spent.get(origin);
    const isShown = proof.origins.some(({ source, position }) => originId(audit.crypto, source, position) === origin);
    if (known === undefined || !isShown) return 'origin-unvalidated';
    if (known.owner !== signed.transaction.buyer) return 'origin-of-another';
    if (known.amountMilli !== amountMilli) return 'wrong-amount';
  }
  return null;
}

/** Check 4, the energy: a meter of this campus signed it, of this delivery, and nobody has sold it before. */
function readingFault(audit: Audit, shard: ShardAudit, plan: Plan, { signed }: Identification, reading: SignedReading): string | null {
  if (shard.rules.switches.signatures && !isSignedByMeter(audit, reading)) return 'reading-bad-signature';
  if (!isReadingOf(audit, signed.transaction, reading.reading)) return 'reading-mismatch';
  if (homeOf(audit, reading.reading.chargingPoint) !== shard.shard) return 'wrong-shard';
  const key = readingKey(reading.reading);
  if (plan.readings.has(key)) return 'reading-reused';
  const use = shard.book.readings.get(key);
  if (use === undefined) return null;
  return use.state === 'locked' ? 'reading-locked' : 'reading-reused';
}

/** Check 5: what is paid and what comes back are together what the origins held. */
function balanceFault({ signed }: Identification): string | null {
  const { paidMilli, changeMilli, origins } = signed.transaction;
  const sum = claimOf(signed.transaction);
  if (sum === null) return 'wrong-sum';
  if (sum < paidMilli || origins.length === 0) return 'pending-funds';
  return paidMilli + changeMilli === sum ? null : 'wrong-sum';
}

function carryOut(audit: Audit, shard: ShardAudit, plan: Plan): void {
  const { book } = shard;
  for (const { one, reading } of plan.trades) {
    const { hash, signed } = one;
    const trade = signed.transaction;
    const taken = trade.origins.reduce((sum, { origin }) => sum + spend(book, origin, hash), 0);
    const outputs = outputsOf(audit.crypto, hash, trade);
    for (const output of outputs) {
      expect(!book.origins.has(output.origin) && !book.spent.has(output.origin), 'double-spend', `origin ${output.origin} comes into being a second time`);
      create(book, output);
    }
    const missingMilli = outputs.reduce((sum, { amountMilli }) => sum + amountMilli, 0) - taken;
    expect(missingMilli === 0 || !shard.rules.switches.doubleSpending, 'money', `trade ${hash} pays ${missingMilli} more than its origins held`);
    audit.doubleSpentMilli += missingMilli;
    book.readings.set(readingKey(reading.reading), { energyWh: reading.reading.energyWh, state: 'consumed', transaction: hash });
    book.numbers.set(numberKey(trade), { state: 'used', transaction: hash });
    enterTrade(book, hash, trade, 'micro-block');
    auditSale(audit, shard, hash, signed, reading);
    audit.counts.trades += 1;
    audit.counts.paidMilli += trade.paidMilli;
  }
}

function isSignedBy(audit: Audit, owner: string, digest: Hex, signature: Hex): boolean {
  const key = keyOf(audit, owner);
  return key !== null && audit.crypto.verify(key, digest, signature);
}
