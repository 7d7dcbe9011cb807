import { isCertified, referTo } from './committees.js';
import { DOMAIN } from './crypto.js';
import { ANNOUNCEMENT, CREDIT_TRANSFER, FORK_EVIDENCE, type BlockCertificate, type CreditChange } from './records.js';
import { fits } from './shapes.js';
import { epochKey, type Audit, type ShardAudit } from './state.js';
import { accepted, changeCredit, refused, type Verdict } from './verdict.js';

/** Another shard's handover: believed when the committee that is known for its epoch signed it. */
export function auditAnnouncement(audit: Audit, shard: ShardAudit, transaction: unknown): Verdict {
  if (!fits(ANNOUNCEMENT, transaction)) return refused('malformed');
  const { header } = transaction.certificate;
  if (header.shard === shard.shard || header.handover === null) return refused('malformed');
  const known = shard.foreign.get(epochKey(header.shard, header.epoch));
  if (known === undefined) return refused('unknown-epoch');
  const { committee } = header.handover;
  if (committee.shard !== header.shard || committee.epoch !== header.epoch + 1) return refused('malformed');
  if (!isCertified(known, transaction.certificate as BlockCertificate, audit.crypto)) return refused('uncertified');
  referTo(audit, transaction.certificate);
  shard.foreign.set(epochKey(committee.shard, committee.epoch), committee);
  return accepted();
}

/** Two different events of one member on one self-parent, both signed by it: a fork, which costs credit once an epoch. */
export function auditForkEvidence(audit: Audit, shard: ShardAudit, transaction: unknown): Verdict {
  const forker = fits(FORK_EVIDENCE, transaction) ? forkerOf(audit, shard, transaction) : null;
  if (forker === null) return refused('not-a-fork');
  if (shard.convicted.has(forker)) return refused('convicted-before');
  shard.convicted.add(forker);
  const change = changeCredit(shard, forker, -shard.rules.credit.misdeed, 'misdeed');
  return accepted(change === null ? [] : [change]);
}

function forkerOf(audit: Audit, { committee }: ShardAudit, { epoch, first, second }: NonNullable<(typeof FORK_EVIDENCE)['type']>): string | null {
  const { creator, selfParent } = first.content;
  if (epoch !== committee.epoch || creator !== second.content.creator || selfParent !== second.content.selfParent) return null;
  const member = committee.members[creator];
  if (member === undefined) return null;
  const [one, other] = [first, second].map(({ content, signature }) => {
    const hash = audit.crypto.hash(DOMAIN.event, content);
    const isHere = content.epoch === committee.epoch && content.shard === committee.shard;
    return isHere && audit.crypto.verify(member.publicKey, hash, signature) ? hash : null;
  });
  return one === null || other === null || one === other ? null : member.node;
}

/** Credit may be given away by its owner's signature, never made (SEED A2). */
export function auditCreditTransfer(audit: Audit, shard: ShardAudit, transaction: unknown): Verdict {
  if (!fits(CREDIT_TRANSFER, transaction)) return refused('malformed');
  const { content, signature } = transaction;
  const { credit } = shard.book;
  const owner = audit.participants.get(content.from);
  const total = content.each * content.to.length;
  const isKnown = (name: string): boolean => {
    const receiver = audit.participants.get(name);
    return receiver !== undefined && receiver.certificate !== null && receiver.shard === shard.shard;
  };
  if (content.each < 1) return refused('malformed');
  if (owner === undefined || !content.to.every(isKnown)) return refused('unknown-party');
  if (!audit.crypto.verify(owner.publicKey, audit.crypto.hash(DOMAIN.transfer, content), signature)) return refused('bad-signature');
  const held = credit.get(content.from) ?? 0;
  if (held < total) return refused('too-little-credit');
  credit.set(content.from, held - total);
  const changes: CreditChange[] = [{ change: -total, node: content.from, reason: 'transfer' }];
  for (const name of content.to) {
    credit.set(name, (credit.get(name) ?? 0) + content.each);
    changes.push({ change: content.each, node: name, reason: 'transfer' });
  }
  return accepted(changes);
}
