import { canonicalText } from '../crypto/encoding.js';
import { auditAbort, auditCommit, auditLock } from './atomix.js';
import { auditVotes, meetReferences, rootOfEntries } from './committees.js';
import { DOMAIN } from './crypto.js';
import { auditCutoff, auditDraw } from './elections.js';
import { expect } from './fault.js';
import { auditMicroBlock } from './micro-blocks.js';
import { auditAnnouncement, auditCreditTransfer, auditForkEvidence } from './orders.js';
import type { Block, Header } from './records.js';
import type { Audit, ShardAudit } from './state.js';
import { noteBlock } from './trail.js';
import { refused, type Verdict } from './verdict.js';

/**
 * A block of a shard's committee (SEED A2, A3, A5): its place in the shard's chain, the votes of a quorum, and every
 * entry, which is worked out anew from genesis and the transactions before it.
 */
export function auditBlock(audit: Audit, shard: ShardAudit, block: Block): void {
  const { certificate, entries, transactions } = block;
  const { header } = certificate;
  const { committee } = shard;
  expect(header.shard === shard.shard, 'order', `a block of campus ${header.shard + 1} stands among those of campus ${shard.shard + 1}`);
  expect(header.height === shard.height, 'order', `block ${header.height} stands where block ${shard.height} should`);
  expect(header.previous === shard.previous, 'chain', `block ${header.height} does not name the block before it`);
  expect(header.epoch === committee.epoch, 'committee', `block ${header.height} is of epoch ${header.epoch}, and the committee of epoch ${committee.epoch} is in office`);
  auditVotes(audit, committee, certificate);
  expect(header.entries === entries.length && entries.length === transactions.length, 'entry', `block ${header.height} says ${header.entries} entries, and has ${entries.length} for ${transactions.length} transactions`);
  expect(rootOfEntries(entries, audit.crypto) === header.root, 'merkle-root', `the entries of block ${header.height} do not have its Merkle root`);
  expect(header.roundReceived > shard.round, 'order', `block ${header.height} is of round ${header.roundReceived} and follows round ${shard.round}`);
  auditServed(shard, header);
  shard.round = header.roundReceived;
  auditEntries(audit, shard, block);
  const hash = audit.crypto.hash(DOMAIN.header, header);
  meetReferences(shard, header.height, hash);
  shard.height += 1;
  shard.previous = hash;
  noteBlock(audit, shard, committee, block);
  audit.counts.blocks += 1;
  audit.counts.transactions += transactions.length;
}

/** Members whose events were ordered here for the first time in the epoch: what credit for service comes from. */
function auditServed({ committee, served }: ShardAudit, { served: names, height }: Header): void {
  let before = '';
  for (const name of names) {
    expect(name > before, 'credit', `block ${height} names those who served out of order: ${name} after ${before}`);
    expect(committee.members.some(({ node }) => node === name), 'credit', `block ${height} says that ${name} served, who is no member`);
    expect(!served.has(name), 'credit', `block ${height} says for the second time in its epoch that ${name} served`);
    served.add(name);
    before = name;
  }
}

function auditEntries(audit: Audit, shard: ShardAudit, { certificate: { header }, entries, transactions }: Block): void {
  let handover: Header['handover'] = null;
  for (const [index, transaction] of transactions.entries()) {
    expect(handover === null, 'order', `block ${header.height} goes on behind the cut-off that ended its epoch`);
    const id = audit.crypto.hash(DOMAIN.transaction, transaction);
    expect(!shard.accepted.has(id), 'order', `transaction ${id} was accepted before in this epoch and stands in block ${header.height} again`);
    const kind = kindOf(transaction);
    const verdict = judge(audit, shard, kind, transaction);
    if ('handover' in verdict) handover = verdict.handover as Header['handover'];
    const { attests, code, credits } = verdict;
    const isKnown = KINDS.has(kind);
    const entry = { attests, code, credits, kind: isKnown ? kind : 'unknown', transaction: id };
    const recorded = entries[index]!;
    if (canonicalText(entry) !== canonicalText(recorded)) {
      const what = code === recorded.code ? (attests === recorded.attests ? 'credit' : 'atomicity') : 'entry';
      expect(false, what, `${kind} ${id} in block ${header.height} is recorded as ${wordsOf(recorded)}, and the rules give ${wordsOf(entry)}`);
    }
    if (code === 'accepted' && handover === null) shard.accepted.add(id);
    if (code !== 'accepted') audit.counts.refused += 1;
    audit.counts.creditChanges += credits.length;
  }
  auditHandover(header, handover);
}

/** What the epoch's last block hands over must be what its draws and its books give. */
function auditHandover(header: Header, handover: Header['handover']): void {
  if (canonicalText(handover) === canonicalText(header.handover)) return;
  expect(handover !== null, 'committee', `block ${header.height} hands over to a new committee, and the election is not closed`);
  expect(header.handover !== null, 'committee', `the election closes in block ${header.height}, which does not hand over`);
  const isSame = canonicalText(handover.committee) === canonicalText(header.handover.committee) && handover.outcome === header.handover.outcome;
  expect(isSame, 'committee', `block ${header.height} names another committee for epoch ${header.epoch + 1} than the draws elect`);
  expect(false, 'state-root', `block ${header.height} hands over another state than the ledger gives`);
}

type Judge = (audit: Audit, shard: ShardAudit, transaction: any) => Verdict;

const KINDS: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['micro', (audit, shard, { submission }) => auditMicroBlock(audit, shard, submission)],
  ['lock', auditLock],
  ['unlock-to-commit', auditCommit],
  ['unlock-to-abort', auditAbort],
  ['announce', auditAnnouncement],
  ['fork-evidence', auditForkEvidence],
  ['credit-transfer', auditCreditTransfer],
  ['draw', auditDraw],
  ['cutoff', auditCutoff],
]);

function judge(audit: Audit, shard: ShardAudit, kind: string, transaction: unknown): Verdict {
  return KINDS.get(kind)?.(audit, shard, transaction) ?? refused('malformed');
}

function kindOf(transaction: unknown): string {
  const kind = (transaction as { readonly kind?: unknown } | null)?.kind;
  return typeof kind === 'string' ? kind : 'unknown';
}

function wordsOf({ code, attests, credits }: Verdict): string {
  const changes = credits.map(({ node, change }) => `${change > 0 ? '+' : ''}${change} for ${node}`).join(', ');
  return `${code}${attests === null ? '' : `, attesting ${attests.slice(0, 12)}…`}${changes === '' ? '' : ` with credit ${changes}`}`;
}
