import { readRequestLists } from '../../ledger/endorse-order-validate/contract-boe.js';
import { envelopeOf, type Envelope } from '../../ledger/endorse-order-validate/envelope.js';
import { proveTransaction } from '../../ledger/endorse-order-validate/inclusion.js';
import type { LeftoverOffer, LeftoverRequest, Leftovers, RecordProof } from '../../ledger/endorse-order-validate/leftovers.js';
import type { PeerState } from '../../ledger/endorse-order-validate/peer.js';
import type { CryptoPort, EndorsedTransaction } from '../../ledger/endorse-order-validate/types.js';
import type { Book, Clearing } from '../../market/mechanism.js';
import { exchangeQuotas } from '../../market/ret/requests.js';
import type { MarketTerms } from '../../market/terms.js';
import type { ChannelNode } from '../channels/channel.js';
import type { DeskRound } from './desk-state.js';
import type { CrossRound, RecordPlace } from './bocs-state.js';

/** What a campus' own clearing has left. */
export interface CampusLeft {
  readonly requests: readonly { readonly id: string; readonly remainingWh: number }[];
  readonly offers: readonly { readonly ev: string; readonly energyWh: number; readonly askMilliPerKWh: number; readonly beginUs: number; readonly endUs: number }[];
}

/**
 * Requests that are not wholly covered, with what penalties leave of the rest, and EVs without a task (SEED B5). An
 * exchange that its penalties allow so many served requests gets no more of them served by going elsewhere.
 */
export function leftOf(book: Book, { allocations, fulfilledIds, keptRequests }: Clearing, { defence, exchangePenalties, pileCapacityWh }: MarketTerms): CampusLeft {
  const byId = new Map(book.requests.map((request) => [request.id, request]));
  const coveredWh = new Map<string, number>();
  for (const { request, energyWh } of allocations) coveredWh.set(request, (coveredWh.get(request) ?? 0) + energyWh);
  const quotas = exchangeQuotas(book.requests, defence ? exchangePenalties : {});
  for (const id of fulfilledIds) take(quotas, byId.get(id)!.exchange);
  const requests = keptRequests.flatMap(({ request: id, allowedWh }) => {
    const { exchange } = byId.get(id)!;
    const remainingWh = allowedWh - (coveredWh.get(id) ?? 0);
    return remainingWh > 0 && take(quotas, exchange) ? [{ id, remainingWh }] : [];
  });
  const busy = new Set(allocations.map(({ ev }) => ev));
  const offers = book.offers.flatMap(({ ev, energyWh: offeredWh, window, askMilliPerKWh }) => {
    const energyWh = Math.min(offeredWh, pileCapacityWh ?? offeredWh);
    return energyWh > 0 && !busy.has(ev) ? [{ askMilliPerKWh: askMilliPerKWh ?? 0, beginUs: window!.startUs, endUs: window!.endUs, energyWh, ev }] : [];
  });
  return { offers, requests };
}

/** Uses up one of an exchange's quota; false when it has none left. Without a list there is no limit. */
function take(quotas: Map<string, number>, exchange: string): boolean {
  const quota = quotas.get(exchange);
  if (quota === undefined) return true;
  if (quota > 0) quotas.set(exchange, quota - 1);
  return quota > 0;
}

/** What goes on the BoCS: what is left, with the parties' signatures and the campus' own records. */
export function leftoversOf({ round, left, boe: results, boev: tasks }: CrossRound, deskRound: DeskRound | undefined, boe: ChannelNode, boev: ChannelNode, port: CryptoPort): Leftovers {
  const signed = new Map(readRequestLists(boe.peer!.world, round).flatMap((list) => list.requests).map((one) => [one.request.id, one]));
  const openings = new Map(deskRound?.resultOpenings.map((opening) => [opening.content.consumer, opening]));
  const offered = offersOf(boev.peer!, round, port);
  const requests = left!.requests.flatMap(({ id, remainingWh }) => {
    const request = signed.get(id);
    return request === undefined ? [] : [{ remainingWh, result: openings.get(request.request.consumer) ?? null, signed: request } as LeftoverRequest];
  });
  const offers = left!.offers.map((offer): LeftoverOffer => ({ ...offer, offered: offered.get(offer.ev) ?? null }));
  return {
    offers,
    requests,
    results: requests.length === 0 ? null : proofOf(boe, results, port),
    round,
    tasks: offers.length === 0 ? null : proofOf(boev, tasks, port),
  };
}

/** The EVs' own transactions of a round, as long as the peer keeps their blocks. */
function offersOf(peer: PeerState, round: number, port: CryptoPort): Map<string, Envelope> {
  const offers = new Map<string, Envelope>();
  for (const block of peer.blocks.values()) {
    const codes = peer.chain[block.header.number]?.codes ?? [];
    for (const [index, transaction] of block.transactions.entries()) {
      if (codes[index] !== 'VALID') continue;
      const { operation, args, creator } = transaction.proposal;
      if (operation === 'upload-offer' && args['round'] === round) offers.set(creator, envelopeOf(transaction, port));
    }
  }
  return offers;
}

function proofOf({ peer, config }: ChannelNode, { at, attestations }: RecordPlace, port: CryptoPort): RecordProof | null {
  const position = at === null ? null : proveTransaction(peer!, at.number, at.id, port);
  if (at === null || position === null) return null;
  const transaction = peer!.blocks.get(at.number)!.transactions[position.index] as EndorsedTransaction;
  const enough = 'outOf' in (config.policy as object) ? (config.policy as { readonly outOf: number }).outOf : attestations.length;
  return { attestations: attestations.slice(0, enough), envelope: envelopeOf(transaction, port), position } as unknown as RecordProof;
}
