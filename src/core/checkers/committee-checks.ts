import { CERTIFICATE_DOMAIN, statementOf } from '../crypto/certificate.js';
import { contentHash } from '../crypto/encoding.js';
import { hexToBytes } from '../units/hex.js';
import { expect, type CheckedShard, type Findings } from './checked-shard.js';

/** No two members decide different blocks at one height, and the storing node's replica decides like them (SEED A3). */
export function checkAgreement(shard: CheckedShard, findings: Findings): void {
  const { storing, checkers, lab } = shard;
  expect(shard, findings, 'agreement', storing.differing.length === 0, () => `a quorum signed block ${storing.differing[0]}, which the replica does not give`);
  const names = new Set([storing.state.committee, ...storing.previousCommittees].flatMap((committee) => committee.members.map((member) => member.node)));
  for (const name of names) {
    const id = lab.directory.byName.get(name)?.id ?? -1;
    const actor = shard.actors.get(id);
    if (actor?.kind !== 'ev') continue;
    for (const seat of [actor.holder.past, actor.holder.seat]) {
      if (seat === null) continue;
      for (let height = Math.max(checkers.agreedHeight.get(id) ?? 0, seat.firstHeight); ; height++) {
        const block = seat.blocks.get(height);
        if (block === undefined) break;
        const decided = checkers.decided.get(height) ?? block.executed.hash;
        checkers.decided.set(height, decided);
        checkers.agreedHeight.set(id, height + 1);
        expect(shard, findings, 'agreement', decided === block.executed.hash, () => `${name} decides ${block.executed.hash} at height ${height}, others ${decided}`);
      }
    }
  }
}

/** Whoever holds a seat has a certificate that the CA really signed (SEED A1). */
export function checkMembership(shard: CheckedShard, findings: Findings): void {
  const { storing, checkers, lab, suite } = shard;
  const { committee } = storing.state;
  if (checkers.checkedEpoch === committee.epoch) return;
  checkers.checkedEpoch = committee.epoch;
  for (const { node, publicKey } of committee.members) {
    const certificate = lab.directory.byName.get(node)?.certificate ?? null;
    const statement = certificate && contentHash(suite, CERTIFICATE_DOMAIN, statementOf(certificate));
    const isMember =
      certificate !== null &&
      certificate.publicKey === publicKey &&
      suite.verify(hexToBytes(lab.directory.caPublicKey), hexToBytes(statement!), hexToBytes(certificate.signature));
    expect(shard, findings, 'membership', isMember, () => `${node} holds a seat in epoch ${committee.epoch} without a certificate of the CA`);
  }
}
