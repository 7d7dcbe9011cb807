import test from 'ava';
import { hexToBytes, utf8ToBytes, bytesToHex } from '../../../../src/core/units/hex.js';
import { selectedUnits } from '../../../../src/core/crypto/sortition.js';
import { drawAlpha, theta, unitsOf, verifyDraw, type Draw, type Lottery } from '../../../../src/core/consensus/sortition/draw.js';
import { closeElection, copyElection, nextSeed, openElection, orderCutoff, orderDraw, type Election } from '../../../../src/core/consensus/sortition/election.js';
import { CREDIT, EVS, GENESIS, TOTAL_CREDIT, cutoffOf, committeeOf, drawOf, keyOf, member, port, rules } from '../committee/consortium.js';

const lottery: Lottery = {
  shard: 0, epoch: 1, attempt: 1, seed: GENESIS.seed, credits: Object.fromEntries(EVS.map((name) => [name, CREDIT])), totalCredit: TOTAL_CREDIT,
  thetaP: TOTAL_CREDIT, thetaCP: TOTAL_CREDIT,
};
const opened = (): Election => openElection(lottery);
const order = (election: Election, draw: Draw, credit: number | null = CREDIT) => orderDraw(election, draw, credit, port);
const close = (election: Election, outgoing = GENESIS) => closeElection(election, outgoing, rules.election, port.hash);

test('the question is seed || role, with the attempt behind it from the second on (SEED A2)', (t) => {
  const role = bytesToHex(utf8ToBytes('CP'));
  t.is(drawAlpha('ab', 'CP', 1), `ab${role}`);
  t.is(drawAlpha('ab', 'CP', 2), `ab${role}02`);
  t.not(drawAlpha('ab', 'P', 1), drawAlpha('ab', 'CP', 1));
});

test('an honest draw counts with the units that its hash selects for the credit', (t) => {
  const half = { ...lottery, thetaP: TOTAL_CREDIT - 1 };
  const draw = drawOf(half, 'ev-5');
  const units = selectedUnits(hexToBytes(draw.hash), CREDIT, TOTAL_CREDIT - 1, TOTAL_CREDIT);
  t.deepEqual(verifyDraw(half, draw, CREDIT, port), { ok: true, units });
  t.deepEqual(order(opened(), drawOf(lottery, 'ev-5')), { ok: true, units: CREDIT });
});

test('θ is lowered to R, and no credit selects nothing', (t) => {
  t.is(theta({ ...lottery, thetaP: 10 * TOTAL_CREDIT }, 'P'), TOTAL_CREDIT);
  const { hash } = drawOf(lottery, 'ev-1');
  t.is(unitsOf(lottery, 'P', 0, hash), 0);
  t.is(unitsOf({ ...lottery, totalCredit: 0 }, 'P', 3, hash), 0);
});

const refusals: [string, (draw: Draw) => Draw, string][] = [
  ['of another shard', (draw) => ({ ...draw, shard: 1 }), 'other-lottery'],
  ['of another epoch', (draw) => ({ ...draw, epoch: 2 }), 'other-lottery'],
  ['of another attempt', (draw) => ({ ...draw, attempt: 2 }), 'other-lottery'],
  ['of a role that there is not', (draw) => ({ ...draw, role: 'CS' as never }), 'other-lottery'],
  ['with the proof of another role', (draw) => ({ ...draw, role: 'CP' }), 'proof-invalid'],
  ['with the proof of another key', (draw) => ({ ...draw, publicKey: keyOf('ev-6').publicKey }), 'proof-invalid'],
  ['with a proof of the wrong length', (draw) => ({ ...draw, proof: draw.proof.slice(2) }), 'proof-invalid'],
  ['with a proof whose last byte is another', (draw) => ({ ...draw, proof: draw.proof.slice(0, -2) + (draw.proof.endsWith('00') ? '01' : '00') }), 'proof-invalid'],
  ['over another seed', (draw) => ({ ...drawOf({ ...lottery, seed: 'ff'.repeat(32) }, draw.node) }), 'proof-invalid'],
  ['that claims another hash', (draw) => ({ ...draw, hash: '00'.repeat(64) }), 'hash-differs'],
];

for (const [what, change, code] of refusals) {
  test(`a draw ${what} is refused as ${code} and leaves nothing behind`, (t) => {
    const election = opened();
    t.deepEqual(order(election, change(drawOf(lottery, 'ev-5'))), { ok: false, code } as never);
    t.deepEqual(election, opened());
  });
}

test('who was not admitted, who has no credit and who has drawn before is refused', (t) => {
  const election = opened();
  t.deepEqual(order(election, drawOf(lottery, 'ev-5'), null), { ok: false, code: 'not-admitted' });
  t.deepEqual(order(election, drawOf(lottery, 'ev-5'), 0), { ok: false, code: 'nothing-selected' });
  t.true(order(election, drawOf(lottery, 'ev-5')).ok);
  t.deepEqual(order(election, drawOf(lottery, 'ev-5')), { ok: false, code: 'drawn-before' });
  t.true(order(election, drawOf(lottery, 'ev-5', 'CP')).ok, 'P and CP are separate draws');
  t.is(election.ordered.length, 2);
});

test('the time for draws is over when more than a third of the seats say so, each member once', (t) => {
  const election = opened();
  t.false(orderCutoff(election, cutoffOf(lottery, 'ev-1'), GENESIS));
  t.false(orderCutoff(election, cutoffOf(lottery, 'ev-1'), GENESIS), 'said twice counts once');
  t.false(orderCutoff(election, cutoffOf(lottery, 'ev-9'), GENESIS), 'no member');
  t.false(orderCutoff(election, cutoffOf({ ...lottery, attempt: 2 }, 'ev-2'), GENESIS), 'another attempt');
  t.false(orderCutoff(election, cutoffOf({ ...lottery, epoch: 2 }, 'ev-2'), GENESIS), 'another epoch');
  t.true(orderCutoff(election, cutoffOf(lottery, 'ev-2'), GENESIS));
});

test('a cut-off weighs seats, not heads', (t) => {
  const heavy = committeeOf([member('ev-1', 5), member('ev-2', 3), member('ev-3', 1)]);
  t.false(orderCutoff(opened(), cutoffOf(lottery, 'ev-2'), heavy), '3 of 9 is not more than a third');
  t.true(orderCutoff(opened(), cutoffOf(lottery, 'ev-1'), heavy));
});

function electionOf(names: readonly string[]): Election {
  const election = opened();
  for (const name of names) order(election, drawOf(lottery, name));
  return election;
}

test('four members are enough; their seats are the units they won', (t) => {
  const closing = close(electionOf(['ev-4', 'ev-5', 'ev-6', 'ev-7']));
  t.is(closing.outcome, 'elected');
  if (closing.outcome === 'redraw') return;
  t.deepEqual(closing.committee.members.map((one) => one.node).toSorted(), ['ev-4', 'ev-5', 'ev-6', 'ev-7']);
  t.true(closing.committee.members.every((one) => one.seats === CREDIT && one.publicKey === keyOf(one.node).publicKey));
  t.deepEqual([closing.committee.epoch, closing.committee.shard], [1, 0]);
});

test('members are counted, not draws: two draws of one node are one member', (t) => {
  const election = electionOf(['ev-4', 'ev-5', 'ev-6']);
  order(election, drawOf(lottery, 'ev-4', 'CP'));
  t.deepEqual(close(election), { outcome: 'redraw' });
});

test('below four the draw repeats; what was drawn and said before does not count then', (t) => {
  const election = electionOf(['ev-4', 'ev-5', 'ev-6']);
  orderCutoff(election, cutoffOf(lottery, 'ev-1'), GENESIS);
  t.deepEqual(close(election), { outcome: 'redraw' });
  t.deepEqual(election, { lottery: { ...lottery, attempt: 2 }, ordered: [], cutoffs: [] });
  t.deepEqual(order(election, drawOf(lottery, 'ev-4')), { ok: false, code: 'other-lottery' });
  t.true(order(election, drawOf(election.lottery, 'ev-4')).ok);
  t.false(orderCutoff(election, cutoffOf(lottery, 'ev-2'), GENESIS));
});

test('after three attempts the old committee stays, in a new epoch and over a new seed', (t) => {
  const election = electionOf(['ev-4']);
  t.deepEqual([close(election).outcome, close(election).outcome], ['redraw', 'redraw']);
  const closing = close(election);
  t.is(closing.outcome, 'kept');
  if (closing.outcome === 'redraw') return;
  t.deepEqual(closing.committee.members, GENESIS.members);
  t.is(closing.committee.epoch, 1);
  t.is(closing.committee.seed, nextSeed(GENESIS.seed, [], port.hash));
  t.not(closing.committee.seed, GENESIS.seed);
});

test('the third attempt can still elect', (t) => {
  const election = opened();
  close(election);
  close(election);
  for (const name of EVS.slice(0, 4)) t.true(order(election, drawOf(election.lottery, name)).ok);
  t.is(close(election).outcome, 'elected');
});

test('primaries rank before candidates, each by hash; who won both is a P with both seats', (t) => {
  const election = opened();
  for (const name of ['ev-8', 'ev-3']) order(election, drawOf(lottery, name, 'CP'));
  for (const name of ['ev-6', 'ev-3', 'ev-7']) order(election, drawOf(lottery, name));
  const closing = close(election);
  if (closing.outcome === 'redraw') return t.fail();
  const byHash = (names: string[], role: 'P' | 'CP') =>
    names.map((name) => ({ name, hash: drawOf(lottery, name, role).hash })).toSorted((a, b) => (a.hash < b.hash ? -1 : 1)).map(({ name }) => name);
  const primaries = byHash(['ev-6', 'ev-3', 'ev-7'], 'P');
  t.deepEqual(closing.committee.members.map((one) => one.node), [...primaries, 'ev-8']);
  t.deepEqual(closing.committee.members.map((one) => one.role), ['P', 'P', 'P', 'CP']);
  t.is(closing.committee.members.find((one) => one.node === 'ev-3')!.seats, 2 * CREDIT);
});

test('the order of the draws decides nothing but the seed', (t) => {
  const names = ['ev-4', 'ev-5', 'ev-6', 'ev-7'];
  const [one, other] = [names, names.toReversed()].map((order_) => close(electionOf(order_)));
  if (one!.outcome === 'redraw' || other!.outcome === 'redraw') return t.fail();
  t.deepEqual(one!.committee.members, other!.committee.members);
});

test('the new seed is the hash of the old one and of the elected committee’s proofs', (t) => {
  const names = ['ev-4', 'ev-5', 'ev-6', 'ev-7'];
  const closing = close(electionOf(names));
  if (closing.outcome === 'redraw') return t.fail();
  const proofs = names.map((name) => drawOf(lottery, name).proof);
  t.is(closing.committee.seed, port.hash('sortition/seed', { seed: GENESIS.seed, proofs }));
  t.not(closing.committee.seed, nextSeed(GENESIS.seed, proofs.slice(1), port.hash));
});

test('a copied election changes alone', (t) => {
  const election = electionOf(['ev-4']);
  const copy = copyElection(election);
  order(copy, drawOf(lottery, 'ev-5'));
  orderCutoff(copy, cutoffOf(lottery, 'ev-1'), GENESIS);
  t.deepEqual([election.ordered.length, election.cutoffs.length, copy.ordered.length], [1, 0, 2]);
});
