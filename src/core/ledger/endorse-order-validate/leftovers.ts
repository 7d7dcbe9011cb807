import type { Hex } from '../../units/hex.js';
import { opens, type Opening } from './commitment.js';
import { isSignedByConsumer, type SignedRequest } from './contract-boe.js';
import { isSignedByCreator, type Envelope } from './envelope.js';
import { verifyEnvelope, type Attestation, type Position } from './inclusion.js';
import type { CampusChannels, ChannelConfig, CryptoPort, LeftoverFault, PlainObject } from './types.js';
import { hasKeys, isCount, isHex, isName, isWindow } from './well-formed.js';

/**
 * What a campus has left after its own clearing (SEED B5), and the proof of it: the consumers' and EVs' own signatures
 * say that it was asked for and offered, the campus' records on BoE and BoEV that it has not been given away.
 */

export interface LeftoverRequest extends PlainObject {
  readonly signed: SignedRequest;
  /** What of the demand is still to be covered, after penalties and what the campus has covered itself. */
  readonly remainingWh: number;
  /** The consumer's result on its BoE, opened; null where nothing was recorded. */
  readonly result: (Opening & PlainObject) | null;
}

export interface LeftoverOffer extends PlainObject {
  readonly ev: string;
  readonly energyWh: number;
  readonly askMilliPerKWh: number;
  readonly beginUs: number;
  readonly endUs: number;
  /** The EV's own transaction on the BoEV; null where there is none. */
  readonly offered: Envelope | null;
}

/** A record of the campus' own chain, with its place there and its peers' word that it is valid. */
export interface RecordProof extends PlainObject {
  readonly envelope: Envelope;
  readonly position: Position & PlainObject;
  readonly attestations: readonly (Attestation & PlainObject)[];
}

/** What a control system uploads. Proofs are null where the campus has nothing left that needs them. */
export interface Leftovers extends PlainObject {
  readonly round: number;
  readonly requests: readonly LeftoverRequest[];
  readonly offers: readonly LeftoverOffer[];
  /** `record-results` of the BoE and `record-tasks` of the BoEV. */
  readonly results: RecordProof | null;
  readonly tasks: RecordProof | null;
}

/** Whether this has the shape of leftovers; who has signed and recorded what is not looked at. Nothing is named twice. */
export function areLeftovers(value: unknown): value is Leftovers {
  if (!hasKeys(value, ['round', 'requests', 'offers', 'results', 'tasks'])) return false;
  const { round, requests, offers } = value;
  if (!isCount(round) || !Array.isArray(requests) || !Array.isArray(offers)) return false;
  if (!requests.every((one) => isLeftoverRequest(one, round)) || !offers.every(isLeftoverOffer)) return false;
  const ids = new Set((requests as LeftoverRequest[]).map(({ signed }) => signed.request.id));
  const evs = new Set((offers as LeftoverOffer[]).map(({ ev }) => ev));
  return ids.size === requests.length && evs.size === offers.length;
}

/** Checks every leftover against what its parties signed and its campus recorded; the first fault, or null. */
export function leftoversFault(campus: CampusChannels, leftovers: Leftovers, port: CryptoPort): LeftoverFault | null {
  const { round, requests, offers } = leftovers;
  if (!requests.every(({ signed }) => isSignedByConsumer(signed, port))) return 'NOT_SIGNED';
  const results = requests.length === 0 ? [] : recordedBy(campus, campus.boe, leftovers.results, 'record-results', round, port);
  const tasks = offers.length === 0 ? [] : recordedBy(campus, campus.boev, leftovers.tasks, 'record-tasks', round, port);
  if (results === null || tasks === null) return 'NOT_RECORDED';
  const commitments = new Map((results as Recorded[]).map(({ exchange, consumer, commitment }) => [`${exchange}|${consumer}`, commitment]));
  const busy = new Set((tasks as Recorded[]).map(({ ev }) => ev));
  for (const request of requests) {
    const fault = requestFault(request, commitments, port);
    if (fault !== null) return fault;
  }
  for (const offer of offers) {
    const fault = busy.has(offer.ev) ? 'ALREADY_MATCHED' : offerFault(campus.boev, offer, round, port);
    if (fault !== null) return fault;
  }
  return null;
}

interface Recorded {
  readonly exchange?: string;
  readonly consumer?: string;
  readonly ev?: string;
  readonly commitment: Hex;
}

/** What the campus' control system has recorded of the round, when the proof holds: there is one such record a round. */
function recordedBy(campus: CampusChannels, config: ChannelConfig, proof: RecordProof | null, operation: string, round: number, port: CryptoPort): readonly unknown[] | null {
  if (!hasKeys(proof, ['envelope', 'position', 'attestations']) || !Array.isArray(proof.attestations)) return null;
  const { envelope, position, attestations } = proof as RecordProof;
  if (verifyEnvelope(config, envelope, position, attestations, port) !== 'PROVEN') return null;
  const { proposal } = envelope;
  if (proposal.creator !== campus.controlSystem || proposal.operation !== operation || proposal.args['round'] !== round) return null;
  return proposal.args[operation === 'record-tasks' ? 'tasks' : 'results'] as readonly unknown[];
}

function requestFault({ signed, remainingWh, result }: LeftoverRequest, commitments: ReadonlyMap<string, Hex>, port: CryptoPort): LeftoverFault | null {
  const { request } = signed;
  const commitment = commitments.get(`${request.exchange}|${request.consumer}`);
  if (commitment === undefined || result === null || !opens(commitment, result, port)) return 'NOT_RECORDED';
  const { allocations } = result.content;
  if (!Array.isArray(allocations)) return 'NOT_RECORDED';
  const own = (allocations as { readonly request: string; readonly energyWh: number }[]).filter((one) => one.request === request.id);
  const coveredWh = own.reduce((sum, one) => sum + one.energyWh, 0);
  if (coveredWh >= request.demandWh) return 'ALREADY_MATCHED';
  return remainingWh <= request.demandWh - coveredWh ? null : 'OVERSTATED';
}

function offerFault(boev: ChannelConfig, { ev, energyWh, askMilliPerKWh, beginUs, endUs, offered }: LeftoverOffer, round: number, port: CryptoPort): LeftoverFault | null {
  if (offered === null || !isSignedByCreator(offered, port)) return 'NOT_SIGNED';
  const { channel, creator, operation, args } = offered.proposal;
  const isOffer = channel === boev.channel && creator === ev && operation === 'upload-offer' && args['round'] === round;
  if (!isOffer || port.roleOf(ev) !== 'ev') return 'NOT_SIGNED';
  const asked = args as { readonly [name: string]: number };
  const isWithin = energyWh <= asked['energyWh']! && askMilliPerKWh >= asked['askMilliPerKWh']! && beginUs >= asked['beginUs']! && endUs <= asked['endUs']!;
  return isWithin ? null : 'OVERSTATED';
}

function isLeftoverRequest(value: unknown, round: number): value is LeftoverRequest {
  if (!hasKeys(value, ['signed', 'remainingWh', 'result']) || !isCount(value.remainingWh) || value.remainingWh === 0) return false;
  const { signed, result } = value;
  if (!hasKeys(signed, ['request', 'signature']) || !isHex(signed.signature, 64)) return false;
  const request = signed.request as Partial<SignedRequest['request']> | null;
  if (typeof request !== 'object' || request === null || request.round !== round) return false;
  if (!isName(request.id) || !isName(request.consumer) || !isName(request.exchange)) return false;
  if (!isCount(request.demandWh) || !isCount(request.bidMilliPerKWh) || !isCount(request.submittedAtUs) || !isWindow(request.beginUs, request.endUs)) return false;
  return result === null || (hasKeys(result, ['content', 'salt']) && typeof result.content === 'object' && result.content !== null && isHex(result.salt, 32));
}

function isLeftoverOffer(value: unknown): value is LeftoverOffer {
  if (!hasKeys(value, ['ev', 'energyWh', 'askMilliPerKWh', 'beginUs', 'endUs', 'offered'])) return false;
  if (!isName(value.ev) || !isCount(value.energyWh) || value.energyWh === 0 || !isCount(value.askMilliPerKWh) || !isWindow(value.beginUs, value.endUs)) return false;
  return value.offered === null || hasKeys(value.offered, ['proposal', 'reads', 'writes', 'endorsements', 'signature']);
}
