import type { Context } from '../../kernel/contract.js';
import type { SignedEvent } from '../hashgraph/member-state.js';
import type { Committee } from './committee.js';
import type { ForkEvidence } from './transactions.js';

/**
 * The member that the evidence convicts, or null. Two different events of one creator on one self-parent, both signed
 * by it, cannot both lie on one self-chain: nothing else has to be looked up.
 */
export function verifyForkEvidence(committee: Committee, evidence: ForkEvidence, port: Pick<Context, 'hash' | 'verify'>): string | null {
  const { first, second, epoch } = evidence;
  const { content } = first;
  if (epoch !== committee.epoch || content.creator !== second.content.creator) return null;
  if (content.selfParent !== second.content.selfParent) return null;
  const member = committee.members[content.creator];
  if (member === undefined) return null;
  const [one, other] = [first, second].map((event) => checkedHash(committee, event, member.publicKey, port));
  return one === null || other === null || one === other ? null : member.node;
}

function checkedHash(committee: Committee, event: SignedEvent, publicKey: string, port: Pick<Context, 'hash' | 'verify'>): string | null {
  const { content, signature } = event;
  if (content.epoch !== committee.epoch || content.shard !== committee.shard) return null;
  const hash = port.hash('hashgraph-event', content);
  return port.verify(publicKey, hash, signature) ? hash : null;
}
