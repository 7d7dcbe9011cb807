import { requestHash, type SignedRequest } from '../ledger/endorse-order-validate/contract-boe.js';
import type { TaskCommitment } from '../ledger/endorse-order-validate/contract-boev.js';
import { commitmentHash } from '../ledger/endorse-order-validate/commitment.js';
import { readingHash } from '../ledger/individual-chains/hashes.js';
import type { SignedReading } from '../ledger/individual-chains/types.js';
import type { ReadingNotice } from '../actors/energy/messages.js';
import { roundTimes } from '../actors/round-clock.js';
import { salesOf } from '../metrics/fold-trades.js';
import { crossSteps, crossTaskOf } from './trade-across.js';
import { certificateProof, channelProofs, gone, held, proof, short, type Proof, type Prover } from './proving.js';
import { kWh, money } from './say.js';
import type { Trade, TradeStep } from './trade.js';

/** From request to meter reading (SEEDS, "How they fit together", steps 1 to 3 and 5). */
export function marketSteps(prover: Prover, trade: Trade): TradeStep[] {
  const matched = trade.record.across ? crossSteps(prover, trade) : [clearingStep(prover, trade)];
  return [...listSteps(prover, trade), offerStep(prover, trade), ...matched, readingStep(prover, trade)];
}

function listSteps(prover: Prover, { record, home }: Trade): TradeStep[] {
  const { listed, consumer, request, round } = record;
  const { boe } = home;
  if (listed === null) {
    const proofs = [gone('the exchange\'s list is older than what is kept')];
    return [{ key: 'request', step: 'request', state: 'done', atUs: null, who: consumer, says: `${consumer} asks for energy in round ${round} (request ${request})`, proofs }];
  }
  const { exchange, demandWh, bidMilliPerKWh, askedUs, place } = listed;
  const list = boe.peer!.blocks.get(place.block)?.transactions[place.index]?.proposal.args['requests'] as unknown as readonly SignedRequest[] | undefined;
  const asked = list?.find((one) => one.request.id === request);
  const signed = asked ? signatureOfRequest(prover, asked) : gone(`the signed request is not kept any more; the ledger file has it`);
  return [
    {
      key: 'request',
      step: 'request',
      state: 'done',
      atUs: askedUs,
      who: consumer,
      says: `${consumer} asks ${exchange} for ${kWh(demandWh)} at ${money(bidMilliPerKWh)} a kWh in round ${round} (request ${request})`,
      proofs: [signed, certificateProof(prover, consumer)],
    },
    {
      key: 'list',
      step: 'list',
      state: 'done',
      atUs: place.storedUs,
      who: exchange,
      says: `${exchange} puts it on the BoE in its list of round ${round}${list ? `, one of ${list.length} requests` : ''}`,
      proofs: [...channelProofs(prover, boe.peer!, place), certificateProof(prover, exchange)],
    },
  ];
}

function signatureOfRequest({ port, isSignedBy }: Prover, { request, signature }: SignedRequest): Proof {
  const hash = requestHash(request, port);
  return proof(isSignedBy(request.consumer, hash, signature), `signature of ${request.consumer} over request ${short(hash)}`);
}

function offerStep(prover: Prover, { record, home }: Trade): TradeStep {
  const { offered, ev, round } = record;
  const base = { key: 'offer', step: 'offer', state: 'done', who: ev } as const;
  if (record.across) return { ...base, atUs: null, says: `${ev} offers energy in round ${round} on the BoEV of its own campus`, proofs: [held('its own campus keeps that chain; what it has left of the offer it has proved on the BoCS')] };
  if (offered === null) return { ...base, atUs: null, says: `${ev} offers energy in round ${round}`, proofs: [gone('the offer is older than what is kept')] };
  const { energyWh, place } = offered;
  return { ...base, atUs: place.storedUs, says: `${ev} offers ${kWh(energyWh)} on the BoEV in round ${round}`, proofs: [...channelProofs(prover, home.boev.peer!, place), certificateProof(prover, ev)] };
}

function clearingStep(prover: Prover, { record, home }: Trade): TradeStep {
  const { ev, energyWh, consumer, priceMilliPerKWh, clearedUs, task } = record;
  const chargingPoint = pointOf(record, { record, home });
  const peer = home.boev.peer!;
  const at = chargingPoint === null ? '' : `, at ${chargingPoint}`;
  return {
    key: 'clearing',
    step: 'clearing',
    state: 'done',
    atUs: clearedUs,
    who: peer.name,
    says: `the clearing gives ${ev} the task of ${kWh(energyWh)} for ${consumer} at ${money(priceMilliPerKWh)} a kWh${at}`,
    proofs: task === null ? [held(`the market desk of ${peer.name} says so; the BoEV holds no commitment to it yet`)] : [openedProof(prover, record, home), ...channelProofs(prover, peer, task)],
  };
}

/** That the commitment on the BoEV hides this task and no other (SEED B1). */
function openedProof({ port }: Prover, record: Trade['record'], home: Trade['home']): Proof {
  const { task, opened, ev } = record;
  const args = home.boev.peer!.blocks.get(task!.block)?.transactions[task!.index]?.proposal.args;
  const tasks = args?.['tasks'] as unknown as readonly TaskCommitment[] | undefined;
  const own = tasks?.find((one) => one.ev === ev);
  if (own === undefined || opened === null) return gone('the commitment to the task is not kept any more; the ledger file has it');
  const slice = opened.content.slices.find(({ request }) => request === record.request);
  const isThis = slice !== undefined && slice.energyWh === record.energyWh && slice.consumer === record.consumer && slice.priceMilliPerKWh === record.priceMilliPerKWh;
  return proof(isThis && commitmentHash(opened, port) === own.commitment, `commitment ${short(own.commitment)} on the BoEV hides this task and no other (opened with its salt)`);
}

function readingStep(prover: Prover, trade: Trade): TradeStep {
  const { record } = trade;
  const { readUs, deliveredWh, ev, consumer, energyWh } = record;
  const chargingPoint = pointOf(record, trade);
  const base = { key: 'reading', step: 'reading', who: chargingPoint ?? 'the charging point' } as const;
  if (readUs === null) return { ...base, state: 'open', atUs: null, says: waiting(prover, trade), proofs: [] };
  const signed = readingOf(prover, trade);
  const { beginUs, endUs } = timeOf(prover, record, trade);
  const { beganUs, endedUs } = signed?.reading ?? { beganUs: beginUs, endedUs: endUs };
  const says = `${ev} discharges and the meter of ${base.who} reads ${kWh(deliveredWh!)} of ${kWh(energyWh)} for ${consumer}, ${seconds(beganUs)} to ${seconds(endedUs)}`;
  const proofs = signed === null ? [gone('the signed reading is not kept any more; the ledger file has it')] : [readingProof(prover, signed), certificateProof(prover, signed.reading.chargingPoint)];
  return { ...base, state: 'done', atUs: readUs, says, proofs };
}

function waiting(prover: Prover, trade: Trade): string {
  const { record } = trade;
  const { ev, consumer, energyWh } = record;
  const chargingPoint = pointOf(record, trade);
  const { beginUs, endUs } = timeOf(prover, record, trade);
  if (chargingPoint === null) return `waits for the BoEV to hold the task of ${ev}`;
  if (prover.looked.kernel.nowUs < beginUs) return `waits for the execution at ${seconds(beginUs)}: ${ev} is to give ${consumer} ${kWh(energyWh)}`;
  return `waits for the meter of ${chargingPoint}, read at ${seconds(endUs)}`;
}

function pointOf({ opened }: Trade['record'], trade: Pick<Trade, 'record' | 'home'>): string | null {
  return (opened ?? crossTaskOf(trade))?.content.chargingPoint ?? null;
}

/** When the EV serves: as its task says, and the execution until that is known. */
function timeOf({ looked }: Prover, { opened, request, round }: Trade['record'], trade: Pick<Trade, 'record' | 'home'>): { readonly beginUs: number; readonly endUs: number } {
  const { executionBeginsUs, executionEndsUs } = roundTimes(looked.lab.parameters.market, round);
  return (opened ?? crossTaskOf(trade))?.content.slices.find((slice) => slice.request === request) ?? { beginUs: executionBeginsUs, endUs: executionEndsUs };
}

function readingProof({ port, isSignedBy }: Prover, { reading, signature }: SignedReading): Proof {
  const hash = readingHash(port, reading);
  return proof(isSignedBy(reading.chargingPoint, hash, signature), `signature of ${reading.chargingPoint} over reading ${short(hash)} (${reading.id})`);
}

/** The signed reading, wherever it still lies: with the EV, the buyer, the charging point, or in what a committee was given. */
export function readingOf({ looked }: Prover, { record, pending, seller, home, hash }: Trade): SignedReading | null {
  const fits = ({ reading }: SignedReading): boolean => reading.ev === record.ev && reading.request === record.request && reading.round === record.round;
  if (pending !== null) return pending.due.reading;
  const own = [...(seller?.trading.readings.values() ?? [])].find(({ signed }) => fits(signed));
  if (own !== undefined) return own.signed;
  for (const { id, code } of hash === null ? [] : (looked.metrics.trades.said.get(hash) ?? [])) {
    const transaction = home.storing.answers.get(id)?.transaction;
    if (transaction === undefined || salesOf(transaction, code).length === 0) continue;
    const readings = 'cross' in transaction ? [transaction.cross.reading] : transaction.kind === 'micro' ? transaction.submission.proof.readings : [];
    const found = readings.find(fits);
    if (found !== undefined) return found;
  }
  const point = looked.actors.get(looked.lab.directory.byName.get(pointOf(record, { home, record }) ?? '')?.id ?? -1);
  const unconfirmed = point?.kind === 'charging-point' ? [...point.unconfirmed.values()].map(({ message }) => (message as unknown as ReadingNotice).signed) : [];
  return unconfirmed.find(fits) ?? null;
}

function seconds(us: number): string {
  return `${(us / 1_000_000).toFixed(1)} s`;
}
