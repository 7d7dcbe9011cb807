import test from 'ava';
import fc from 'fast-check';
import { entriesRoot, proveEntry, verifyCertificate, verifyEntryProof, type Entry, type EntryProof } from '../../../../src/core/consensus/committee/block.js';
import { checkEntryProof, checkShardProof, committeeOf as bookCommittee, createBook, currentCommittee, learnEpoch } from '../../../../src/core/consensus/committee/book.js';
import { hasHonest, isQuorum, totalSeats, type Committee } from '../../../../src/core/consensus/committee/committee.js';
import { EVS, GENESIS, certify, committeeOf, headerOf, member, port } from './consortium.js';

const names = GENESIS.members.map((one) => one.node);

test('a certificate needs votes of more than two thirds of the seats', (t) => {
  t.false(verifyCertificate(GENESIS, certify(headerOf(), names.slice(0, 2)), port));
  t.true(verifyCertificate(GENESIS, certify(headerOf(), names.slice(0, 3)), port));
});

test('seats weigh, not heads', (t) => {
  const heavy = committeeOf([member('ev-1', 9), member('ev-2'), member('ev-3'), member('ev-4')]);
  t.true(verifyCertificate(heavy, certify(headerOf(), ['ev-1']), port));
  t.false(verifyCertificate(heavy, certify(headerOf(), ['ev-2', 'ev-3', 'ev-4']), port));
});

test('a vote counted twice does not help', (t) => {
  t.false(verifyCertificate(GENESIS, certify(headerOf(), ['ev-1', 'ev-2', 'ev-2', 'ev-1', 'ev-2']), port));
});

test('votes of strangers, of other headers and in others’ names do not count', (t) => {
  const good = certify(headerOf(), ['ev-1', 'ev-2']);
  const stranger = certify(headerOf(), ['ev-9']).votes;
  const other = certify(headerOf({ height: 1 }), ['ev-3']).votes;
  const inName = certify(headerOf(), ['ev-9']).votes.map((vote) => ({ ...vote, member: 'ev-3' }));
  for (const votes of [stranger, other, inName]) t.false(verifyCertificate(GENESIS, { ...good, votes: [...good.votes, ...votes] }, port));
  t.true(verifyCertificate(GENESIS, { ...good, votes: [...stranger, ...inName, ...certify(headerOf(), ['ev-4', 'ev-1', 'ev-2']).votes] }, port));
});

test('a header of another epoch or shard is refused, whoever signed it', (t) => {
  for (const changes of [{ epoch: 1 }, { shard: 1 }]) t.false(verifyCertificate(GENESIS, certify(headerOf(changes), names), port));
});

test('every field of the header is under the votes', (t) => {
  const certificate = certify(headerOf(), names);
  const changes = [{ height: 9 }, { previous: 'ff'.repeat(32) }, { root: 'ff'.repeat(32) }, { entries: 3 }, { roundReceived: 2 }, { timestampUs: 2 }, { served: ['ev-1'] }];
  for (const change of changes) t.false(verifyCertificate(GENESIS, { ...certificate, header: { ...certificate.header, ...change } }, port));
});

test('whatever the seats and the voters, the bounds are exactly two thirds and one third', (t) => {
  const seats = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
  fc.assert(
    fc.property(seats, fc.nat(511), (weights, mask) => {
      const committee = committeeOf(weights.map((weight, at) => member(EVS[at]!, weight)));
      const voters = committee.members.filter((_, at) => (mask >> at) & 1);
      const won = voters.reduce((sum, one) => sum + one.seats, 0);
      const votes = voters.map((one) => ({ member: one.node, signature: 'valid' }));
      const trusting = { hash: port.hash, verify: () => true };
      t.is(verifyCertificate(committee, { header: headerOf(), votes }, trusting), 3 * won > 2 * totalSeats(committee));
      // Two quorums share more than a third, so at least one honest member where fewer than a third are not.
      t.true(!isQuorum(committee, won) || hasHonest(committee, 2 * won - totalSeats(committee)));
    }),
    { numRuns: 300 },
  );
});

function entry(at: number): Entry {
  return { transaction: port.hash('test/transaction', at), kind: 'micro', code: at % 2 ? 'accepted' : 'double-spend', attests: at === 3 ? port.hash('test/content', 3) : null, credits: [] };
}

function blockOf(count: number, epoch = 0): { entries: Entry[]; proofs: EntryProof[] } {
  const entries = Array.from({ length: count }, (_, at) => entry(at));
  const certificate = certify(headerOf({ entries: count, epoch, root: entriesRoot(entries, port.sha256) }), names);
  return { entries, proofs: entries.map((_, at) => proveEntry(certificate, entries, at, port.sha256)) };
}

test('every entry of a block of any size can be proven', (t) => {
  for (const count of [1, 2, 3, 5, 8, 9]) {
    for (const proof of blockOf(count).proofs) t.true(verifyEntryProof(GENESIS, proof, port, port.sha256), `${proof.index} of ${count}`);
  }
});

test('another entry, index, path, count or block is no proof', (t) => {
  const { proofs } = blockOf(5);
  const [, proof] = proofs as [EntryProof, EntryProof];
  const broken: EntryProof[] = [
    { ...proof, entry: { ...proof.entry, code: 'accepted-not' } },
    { ...proof, entry: { ...proof.entry, credits: [{ node: 'ev-1', change: 1, reason: 'served' }] } },
    { ...proof, index: 2 },
    { ...proof, index: -1 },
    { ...proof, path: proof.path.slice(1) },
    { ...proof, path: [...proof.path, proof.path[0]!] },
    { ...proof, certificate: certify({ ...proof.certificate.header, entries: 4 }, names) },
    { ...proof, certificate: blockOf(4).proofs[1]!.certificate },
    { ...proof, certificate: certify(proof.certificate.header, names.slice(0, 2)) },
  ];
  for (const one of broken) t.false(verifyEntryProof(GENESIS, one, port, port.sha256));
});

const epochOne: Committee = committeeOf(EVS.slice(4, 8).map((name) => member(name, 2, 'P')), 1);
const epochTwo: Committee = committeeOf(EVS.slice(2, 6).map((name) => member(name, 1, 'CP')), 2);
const handover = (committee: Committee) => ({ committee, outcome: 'elected' as const, stateRoot: 'aa'.repeat(32) });
const endOfZero = certify(headerOf({ handover: handover(epochOne) }), names);
const endOfOne = certify(headerOf({ epoch: 1, handover: handover(epochTwo) }), EVS.slice(4, 8));

test('a book learns epoch by epoch, each from the one before it', (t) => {
  const book = createBook([GENESIS]);
  t.is(learnEpoch(book, endOfOne, port), 'gap');
  t.is(learnEpoch(book, endOfZero, port), 'learned');
  t.is(learnEpoch(book, endOfZero, port), 'known');
  t.is(learnEpoch(book, endOfOne, port), 'learned');
  t.deepEqual(currentCommittee(book, 0), epochTwo);
  t.deepEqual(bookCommittee(book, 0, 1), epochOne);
});

test('a handover that its committee did not sign, or that is none, is refused', (t) => {
  const refused = [
    certify(headerOf({ handover: handover(epochOne) }), names.slice(0, 2)),
    certify(headerOf({ handover: handover(epochOne) }), EVS.slice(4, 8)),
    certify(headerOf(), names),
    certify(headerOf({ handover: handover(epochTwo) }), names),
    certify(headerOf({ handover: handover({ ...epochOne, shard: 1 }) }), names),
  ];
  for (const certificate of refused) {
    const book = createBook([GENESIS]);
    t.is(learnEpoch(book, certificate, port), 'refused');
    t.is(currentCommittee(book, 0), GENESIS);
  }
});

test('a proof of an epoch to come cannot be judged yet, one of a forgotten epoch is refused', (t) => {
  const book = createBook([GENESIS]);
  const [, proof] = blockOf(3).proofs as [EntryProof, EntryProof];
  t.true(checkEntryProof(book, proof, port));
  const late = { ...proof, certificate: certify({ ...proof.certificate.header, epoch: 1 }, EVS.slice(4, 8)) };
  t.is(checkEntryProof(book, late, port), null);
  learnEpoch(book, endOfZero, port);
  t.true(checkEntryProof(book, late, port));
  let previous = epochOne;
  for (let epoch = 1; epoch < 7; epoch++) {
    const next = committeeOf(previous.members, epoch + 1);
    t.is(learnEpoch(book, certify(headerOf({ epoch, handover: handover(next) }), EVS.slice(4, 8)), port), 'learned');
    previous = next;
  }
  t.is(checkEntryProof(book, proof, port), false);
});

test('a shard’s proof holds for the content, shard and epoch that were certified, and no other', (t) => {
  const book = createBook([GENESIS]);
  const { proofs } = blockOf(5);
  const content = port.hash('test/content', 3);
  t.true(checkShardProof(book, 0, 0, content, proofs[3], port));
  t.false(checkShardProof(book, 0, 0, port.hash('test/content', 4), proofs[3], port));
  t.false(checkShardProof(book, 1, 0, content, proofs[3], port));
  t.false(checkShardProof(book, 0, 1, content, proofs[3], port));
  t.false(checkShardProof(book, 0, 0, content, proofs[2], port), 'an entry that attests to nothing');
});
