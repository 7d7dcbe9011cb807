import type { LedgerTransaction } from '../consensus/committee/transactions.js';
import type { SignedTransaction, Transaction } from '../ledger/individual-chains/types.js';
import type { Hex } from '../units/hex.js';
import type { Looked } from './looked.js';
import { heldSeats, meansId } from './seats.js';
import { storingOf } from './storing.js';

/** A transaction by its hash: what a committee orders, or a payment between two parties. */
export interface TransactionQuery {
  readonly kind: 'transaction';
  readonly shard: number;
  readonly id: string;
}

export interface TransactionDetail {
  readonly id: Hex;
  /** Kind of what a committee orders, or `payment`. */
  readonly what: string;
  /** The payment that it is or carries; money in milli-units, energy in Wh. */
  readonly payment: Omit<Transaction, 'origins'> & { readonly origins: number; readonly isSigned: boolean } | null;
  /** Where it stands in the ledger; `code` says what the committee made of it. */
  readonly block: { readonly height: number; readonly code: string; readonly isCertified: boolean } | null;
  /** Committee members that hold it and have not executed it. */
  readonly waitingAt: readonly string[];
  /** Parties that wait for its answer, and since when. */
  readonly openAt: readonly { readonly node: string; readonly shard: number; readonly sinceUs: number; readonly submissions: number }[];
  /** For a payment: how far its two parties are. */
  readonly steps: readonly PaymentStep[];
  /** The ledger keeps that it took effect, for good. */
  readonly tookEffect: 'micro-block' | 'atomix' | null;
  /** For one across campuses: as its buyer's shard shows it. */
  readonly crossing: { readonly state: string; readonly inputs: readonly { readonly shard: number; readonly proof: string }[]; readonly outputs: readonly number[] } | null;
}

export interface PaymentStep {
  readonly node: string;
  readonly side: 'buyer' | 'seller';
  readonly state: string;
}

/** What the shard knows of it; null where it knows nothing. */
export function inspectTransaction(looked: Looked, { id }: TransactionQuery): TransactionDetail | null {
  const ordered = orderedBy(looked, id);
  const paid = paymentOf(looked, ordered.id ?? id, ordered.body);
  const crossing = looked.metrics.view.crossShard.transactions.find((one) => meansId(one.id, paid.id ?? id)) ?? null;
  const found = ordered.id ?? paid.id ?? crossing?.id ?? null;
  if (found === null) return null;
  return {
    id: found,
    what: ordered.what ?? 'payment',
    payment: paid.signed === null ? null : { ...paid.signed.transaction, origins: paid.signed.transaction.origins.length, isSigned: paid.signed.signature !== '' },
    block: ordered.block,
    waitingAt: ordered.waitingAt,
    openAt: ordered.openAt,
    steps: paid.steps,
    tookEffect: paid.tookEffect,
    crossing: crossing === null ? null : { state: crossing.state, inputs: crossing.inputs.map((input) => ({ ...input })), outputs: [...crossing.outputs] },
  };
}

interface Ordered {
  id: Hex | null;
  what: string | null;
  body: LedgerTransaction | null;
  block: TransactionDetail['block'];
  readonly waitingAt: string[];
  readonly openAt: { node: string; shard: number; sinceUs: number; submissions: number }[];
}

/** As the committee knows it: in members' hands, in a block, and with those who submitted it. */
function orderedBy(looked: Looked, asked: string): Ordered {
  const found: Ordered = { id: null, what: null, body: null, block: null, waitingAt: [], openAt: [] };
  for (const { node, seat, isPast } of heldSeats(looked)) {
    const id = keyOf(seat.bodies, asked);
    if (id === null) continue;
    found.id = id;
    found.body ??= seat.bodies.get(id)!;
    const place = seat.places.get(id);
    const block = place === undefined ? undefined : seat.blocks.get(place.height);
    if (block !== undefined) found.block ??= { height: place!.height, code: block.executed.entries[place!.index].code, isCertified: block.certificate !== null };
    else if (!isPast) found.waitingAt.push(node);
  }
  const storing = storingOf(looked);
  const answered = storing === null ? null : keyOf(storing.answers, asked);
  if (storing !== null && answered !== null) {
    const { certificate, entries, index, transaction } = storing.answers.get(answered)!;
    found.id = answered;
    found.body ??= transaction;
    found.block = { height: certificate.header.height, code: entries[index].code, isCertified: true };
  }
  for (const [node, actor] of looked.actors) {
    if (!('client' in actor)) continue;
    for (const { id, transaction, shard, sinceUs, submissions } of actor.client.open.values()) {
      if (asked.length < 8 || !id.startsWith(asked)) continue;
      found.id = id;
      found.body ??= transaction;
      found.openAt.push({ node: looked.lab.directory.participants[node].name, shard, sinceUs, submissions });
    }
  }
  found.what = found.body?.kind ?? null;
  return found;
}

interface Paid {
  id: Hex | null;
  signed: SignedTransaction | null;
  readonly steps: PaymentStep[];
  tookEffect: TransactionDetail['tookEffect'];
}

/** As its buyer, its seller and the ledger know it. */
function paymentOf(looked: Looked, asked: string, body: LedgerTransaction | null): Paid {
  const found: Paid = { id: null, signed: body !== null && 'cross' in body ? body.cross.signed : null, steps: [], tookEffect: null };
  for (const [id, actor] of looked.actors) {
    const node = looked.lab.directory.participants[id].name;
    if (actor.kind === 'consumer') {
      const payment = actor.buyer.batch?.payments.find(({ hash }) => meansId(hash, asked));
      if (payment === undefined) continue;
      found.id = payment.hash;
      found.signed = payment.signed;
      found.steps.push({ node, side: 'buyer', state: payment.isSettled ? 'settled' : (payment.driver?.phase ?? actor.buyer.batch!.phase) });
    } else if (actor.kind === 'ev') {
      const hash = keyOf(actor.seller.accepted, asked);
      if (hash === null) continue;
      const sale = actor.seller.accepted.get(hash)!;
      found.id = hash;
      found.signed ??= sale.cross?.signed ?? null;
      found.steps.push({ node, side: 'seller', state: sale.driver?.phase ?? 'accepted' });
    }
  }
  const ledger = storingOf(looked)?.state.ledger;
  const settled = ledger === undefined ? null : keyOf(ledger.transactions, asked);
  if (settled !== null) {
    found.id = settled;
    found.tookEffect = ledger!.transactions.get(settled)!.way;
  }
  return found;
}

/** The key that is meant: a whole one at once, a shortened one by looking through them. */
function keyOf(map: ReadonlyMap<Hex, unknown>, asked: string): Hex | null {
  if (map.has(asked)) return asked;
  if (asked.length < 8 || asked.length >= 64) return null;
  for (const key of map.keys()) if (key.startsWith(asked)) return key;
  return null;
}
