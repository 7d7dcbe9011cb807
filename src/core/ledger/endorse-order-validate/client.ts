import type { Hex } from '../../units/hex.js';
import { envelopeHash, proposalHash, resultHash, resultParts } from './hashes.js';
import { isSatisfied, principalsOf } from './policy.js';
import type { ChannelConfig, CryptoPort, EndorsedTransaction, Endorsement, EndorsementResponse, PlainObject, ReadWriteSet, RefusalCode, SignedProposal } from './types.js';
import { hasKeys, isHex, isReadWriteSet } from './well-formed.js';

/** A creator of transactions on one channel. `nextNonce` is durable: an id is never used twice. */
export interface ClientState {
  readonly name: string;
  readonly config: ChannelConfig;
  nextNonce: number;
  /** By proposal id. */
  readonly pending: Map<string, PendingProposal>;
}

export interface PendingProposal {
  readonly signed: SignedProposal;
  /** One entry per different result, by its hash. */
  readonly results: Map<Hex, { readonly readWriteSet: ReadWriteSet; readonly endorsements: Endorsement[] }>;
  /** The first answer of each endorser: null when it signed. */
  readonly answers: Map<string, RefusalCode | null>;
}

/**
 * `waiting`: the policy may still be met. `assembled`: submit it. `failed`: no answer still to come can meet the
 * policy (refusals, or endorsers who differ). `ignored`: not an answer to anything, or not properly signed.
 */
export type Collected =
  | { readonly status: 'waiting' | 'ignored' }
  | { readonly status: 'assembled'; readonly transaction: EndorsedTransaction }
  | { readonly status: 'failed'; readonly refusals: readonly { readonly endorser: string; readonly code: RefusalCode }[]; readonly differentResults: number };

export function createClient(name: string, config: ChannelConfig): ClientState {
  return { name, config, nextNonce: 0, pending: new Map() };
}

/** Makes and signs a proposal, to be sent to the channel's endorsers. Keeps it until it is assembled, failed or abandoned. */
export function propose(client: ClientState, operation: string, args: PlainObject, port: CryptoPort): SignedProposal {
  const id = `${client.name}:${client.nextNonce}`;
  client.nextNonce += 1;
  const proposal = { channel: client.config.channel, id, creator: client.name, operation, args };
  const signed = { proposal, signature: port.sign(proposalHash(proposal, port)) };
  client.pending.set(id, { signed, results: new Map(), answers: new Map() });
  return signed;
}

/**
 * Takes an endorser's answer; as soon as signatures over one and the same result meet the policy, the transaction is
 * assembled, signed and no longer pending. Refusals are not signed: the caller passes an answer on only when it came
 * from the endorser it names.
 */
export function collect(client: ClientState, response: EndorsementResponse, port: CryptoPort): Collected {
  const pending = client.pending.get(response.proposalId);
  const endorser = response.endorsed ? response.endorsement?.endorser : response.endorser;
  if (pending === undefined || pending.answers.has(endorser) || !client.config.endorsers.includes(endorser)) return { status: 'ignored' };
  if (!response.endorsed) {
    pending.answers.set(endorser, response.code);
  } else if (!addEndorsement(pending, response.readWriteSet, response.endorsement, port)) {
    return { status: 'ignored' };
  }
  return conclude(client, pending, port);
}

/** Forgets a proposal whose answers did not come in time; the same wish needs a new proposal with a new id. */
export function abandon(client: ClientState, proposalId: string): void {
  client.pending.delete(proposalId);
}

/** Whose answer is still missing, ascending: whom to ask again. */
export function unanswered(client: ClientState, proposalId: string): string[] {
  const pending = client.pending.get(proposalId);
  if (pending === undefined) return [];
  const missing = client.config.endorsers.filter((endorser) => !pending.answers.has(endorser));
  missing.sort();
  return missing;
}

function addEndorsement(pending: PendingProposal, readWriteSet: ReadWriteSet, endorsement: Endorsement, port: CryptoPort): boolean {
  if (!isReadWriteSet(readWriteSet) || !hasKeys(endorsement, ['endorser', 'signature']) || !isHex(endorsement.signature, 64)) return false;
  const key = port.publicKeyOf(endorsement.endorser);
  const result = resultHash(resultParts(pending.signed.proposal, readWriteSet, port), port);
  if (key === null || !port.verify(key, result, endorsement.signature)) return false;
  pending.answers.set(endorsement.endorser, null);
  const known = pending.results.get(result);
  if (known === undefined) pending.results.set(result, { readWriteSet, endorsements: [endorsement] });
  else known.endorsements.push(endorsement);
  return true;
}

function conclude(client: ClientState, pending: PendingProposal, port: CryptoPort): Collected {
  const { policy } = client.config;
  const { proposal } = pending.signed;
  const open = principalsOf(policy).filter((name) => client.config.endorsers.includes(name) && !pending.answers.has(name));
  let hopeful = isSatisfied(policy, new Set(open));
  for (const [result, { readWriteSet, endorsements }] of pending.results) {
    const signers = endorsements.map(({ endorser }) => endorser);
    if (isSatisfied(policy, new Set(signers))) {
      client.pending.delete(proposal.id);
      return { status: 'assembled', transaction: assemble(pending.signed, readWriteSet, endorsements, result, port) };
    }
    hopeful ||= isSatisfied(policy, new Set([...signers, ...open]));
  }
  if (hopeful) return { status: 'waiting' };
  client.pending.delete(proposal.id);
  const refusals = [...pending.answers].flatMap(([endorser, code]) => (code === null ? [] : [{ endorser, code }]));
  refusals.sort(byEndorser);
  return { status: 'failed', refusals, differentResults: pending.results.size };
}

function assemble({ proposal }: SignedProposal, readWriteSet: ReadWriteSet, collected: readonly Endorsement[], result: Hex, port: CryptoPort): EndorsedTransaction {
  const endorsements = [...collected];
  endorsements.sort(byEndorser);
  return { proposal, readWriteSet, endorsements, signature: port.sign(envelopeHash(result, endorsements, port)) };
}

/** Total: an endorser answers once. */
function byEndorser(a: { readonly endorser: string }, b: { readonly endorser: string }): number {
  return a.endorser < b.endorser ? -1 : 1;
}
