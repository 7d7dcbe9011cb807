import { operationOf } from './contracts.js';
import { proposalHash, resultHash, resultParts } from './hashes.js';
import type { PeerState } from './peer.js';
import { simulate } from './state.js';
import type { CryptoPort, EndorsementResponse, RefusalCode, SignedProposal } from './types.js';
import { isSignedProposal } from './well-formed.js';

/**
 * Endorse (SEED B1): checks the proposal, simulates it on this peer's committed state and signs the result. Changes
 * nothing. `signed` comes from another node and may be anything; whatever is wrong with it is a coded refusal.
 */
export function endorse(peer: PeerState, signed: SignedProposal, port: CryptoPort): EndorsementResponse {
  if (!isSignedProposal(signed)) return refuse(peer, '', 'MALFORMED');
  const { proposal } = signed;
  const fault = proposalFault(peer, signed, port);
  if (fault !== null) return refuse(peer, proposal.id, fault);
  const operation = operationOf(peer.config.contract, proposal.operation);
  if (operation === null) return refuse(peer, proposal.id, 'UNKNOWN_OPERATION');
  const call = { config: peer.config, proposal, round: peer.round, port };
  const { refusal, readWriteSet } = simulate(peer.world, (api) => operation(api, call));
  if (refusal !== null) return refuse(peer, proposal.id, refusal);
  const signature = port.sign(resultHash(resultParts(proposal, readWriteSet, port), port));
  return { endorsed: true, proposalId: proposal.id, readWriteSet, endorsement: { endorser: peer.name, signature } };
}

function proposalFault(peer: PeerState, { proposal, signature }: SignedProposal, port: CryptoPort): RefusalCode | null {
  if (!peer.config.endorsers.includes(peer.name)) return 'NOT_AN_ENDORSER';
  if (proposal.channel !== peer.config.channel) return 'WRONG_CHANNEL';
  const key = port.publicKeyOf(proposal.creator);
  if (key === null) return 'UNKNOWN_CREATOR';
  if (!port.verify(key, proposalHash(proposal, port), signature)) return 'BAD_SIGNATURE';
  return peer.ids.has(proposal.id) ? 'DUPLICATE_ID' : null;
}

function refuse(peer: PeerState, proposalId: string, code: RefusalCode): EndorsementResponse {
  return { endorsed: false, proposalId, endorser: peer.name, code };
}
