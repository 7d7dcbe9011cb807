import test from 'ava';
import { entriesRoot, verifyEntryProof, proveEntry } from '../../../../src/core/consensus/committee/block.js';
import { executeBlock, type ExecutedBlock } from '../../../../src/core/consensus/committee/execute.js';
import { copyShardState, shardStateRoot, type ShardState } from '../../../../src/core/consensus/committee/shard-state.js';
import { verifyShardProof } from '../../../../src/core/consensus/committee/apply.js';
import { TRANSACTION_DOMAIN, type CreditTransfer, type LedgerTransaction } from '../../../../src/core/consensus/committee/transactions.js';
import { nextSeed } from '../../../../src/core/consensus/sortition/election.js';
import { CREDIT, EVS, GENESIS, TOTAL_CREDIT, certificateOf, certify, committeeOf, cutoffOf, drawOf, genesisState, headerOf, keyOf, member, port, rules, sign } from './consortium.js';

const members = GENESIS.members.map((one) => one.node);

function execute(state: ShardState, transactions: readonly LedgerTransaction[], creators: readonly string[] = ['ev-1']): ExecutedBlock | null {
  return executeBlock(state, { transactions, creators, roundReceived: 3, timestampUs: 7 }, port, rules);
}

const codes = (block: ExecutedBlock | null): string[] => block!.entries.map((one) => one.code);
const draws = (state: ShardState, names: readonly string[]) => names.map((name) => drawOf(state.election.lottery, name));
const cutoffs = (state: ShardState, names: readonly string[]) => names.map((name) => cutoffOf(state.election.lottery, name));

test('draws ordered before the cut-off elect; the block ends with the cut-off that closes', (t) => {
  const state = genesisState();
  const winners = ['ev-5', 'ev-6', 'ev-7', 'ev-8'];
  const late = drawOf(state.election.lottery, 'ev-9');
  const block = execute(state, [...draws(state, winners), ...cutoffs(state, ['ev-1', 'ev-2']), late, ...cutoffs(state, ['ev-3'])])!;
  t.is(block.entries.length, 6);
  t.deepEqual(block.transactions.at(-1), cutoffOf({ ...state.election.lottery, epoch: 1 }, 'ev-2'));
  t.deepEqual(block.header.handover!.committee.members.map((one) => one.node).toSorted(), winners);
  t.is(block.header.handover!.outcome, 'elected');
  t.deepEqual([block.header.epoch, state.committee.epoch, state.election.lottery.epoch], [0, 1, 2]);
  t.deepEqual(state.election.ordered, [], 'the late draw counts nowhere');
});

test('the next lottery is over the new seed, with credit as it stands at the handover', (t) => {
  const state = genesisState();
  const { lottery } = state.election;
  const winners = ['ev-5', 'ev-6', 'ev-7', 'ev-8'];
  const proofs = winners.map((name) => drawOf(lottery, name).proof);
  const block = execute(state, [...draws(state, winners), ...cutoffs(state, ['ev-1', 'ev-2'])], ['ev-1', 'ev-3'])!;
  t.is(state.committee.seed, nextSeed(GENESIS.seed, proofs, port.hash));
  t.is(state.election.lottery.seed, state.committee.seed);
  // Those whose events were ordered in the epoch have served.
  t.deepEqual(block.entries.at(-1)!.credits, ['ev-1', 'ev-3'].map((node) => ({ node, change: 2, reason: 'served' as const })));
  t.is(state.election.lottery.credits['ev-1'], CREDIT + 2);
  t.is(state.election.lottery.totalCredit, TOTAL_CREDIT + 4);
  t.is(state.served.size, 0);
  t.is(block.header.handover!.stateRoot, shardStateRoot(state, port));
});

test('too few members call a new draw, three times; then the old committee stays and the block says so', (t) => {
  const state = genesisState();
  for (const attempt of [2, 3]) {
    const block = execute(state, [...draws(state, ['ev-5', 'ev-6', 'ev-7']), ...cutoffs(state, ['ev-1', 'ev-2'])])!;
    t.deepEqual([block.redraw, block.header.handover, state.election.lottery.attempt], [attempt, null, attempt]);
  }
  const block = execute(state, cutoffs(state, ['ev-3', 'ev-4']))!;
  t.is(block.redraw, null);
  t.is(block.header.handover!.outcome, 'kept');
  t.deepEqual(state.committee.members, GENESIS.members);
  t.is(state.committee.epoch, 1);
});

test('after a redraw what stood behind the cut-off still runs, and old draws are refused', (t) => {
  const state = genesisState();
  const old = drawOf(state.election.lottery, 'ev-5');
  const block = execute(state, [...cutoffs(state, ['ev-1', 'ev-2']), old])!;
  t.deepEqual(codes(block), ['accepted', 'accepted', 'other-lottery']);
});

test('what was accepted in this epoch is left out, what was refused is looked at again', (t) => {
  const state = genesisState();
  const draw = drawOf(state.election.lottery, 'ev-5');
  const wrong = { ...draw, node: 'ev-6', publicKey: keyOf('ev-6').publicKey, certificate: certificateOf('ev-6') };
  t.deepEqual(codes(execute(state, [draw, draw, wrong])), ['accepted', 'proof-invalid']);
  t.is(execute(state, [draw]), null);
  t.deepEqual(codes(execute(state, [draw, wrong])), ['proof-invalid']);
  t.deepEqual(codes(execute(state, [{ ...draw, attempt: 1, hash: draw.hash.toUpperCase() }])), ['drawn-before']);
});

test('who is not admitted does not draw: no certificate, another’s, one of nobody, a key of low order', (t) => {
  const state = genesisState();
  const { lottery } = state.election;
  const draw = drawOf(lottery, 'ev-5');
  const sybil = drawOf(lottery, 'sybil-1');
  const lowOrder = '01'.padEnd(64, '0');
  const refused: LedgerTransaction[] = [
    sybil,
    { ...draw, certificate: null },
    { ...draw, node: 'ev-6' },
    { ...sybil, certificate: certificateOf('ev-6') },
    { ...sybil, certificate: { ...certificateOf('sybil-1'), signature: sign('sybil-1', port.hash('test/forged', 1)) } },
    { ...draw, publicKey: lowOrder, certificate: { ...certificateOf('ev-5'), publicKey: lowOrder } },
  ];
  t.deepEqual(codes(execute(state, refused)), refused.map(() => 'not-admitted'));
  t.deepEqual(state.election.ordered, []);
});

test('with the defence off a name that no ledger lists draws like a newcomer', (t) => {
  const state = genesisState();
  const open = { ...rules, switches: { ...rules.switches, certificates: false } };
  const stretch = { transactions: [drawOf(state.election.lottery, 'sybil-1')], creators: [], roundReceived: 1, timestampUs: 1 };
  t.deepEqual(codes(executeBlock(state, stretch, port, open)), ['accepted']);
});

test('a stretch that says nothing new makes no block; a member’s first event does', (t) => {
  const state = genesisState();
  t.deepEqual(execute(state, [], ['ev-2', 'ev-1'])!.header.served, ['ev-1', 'ev-2']);
  t.is(execute(state, [], ['ev-1']), null);
  t.is(state.height, 1);
});

test('blocks form a chain, and every entry can be proven under the quorum’s votes', (t) => {
  const state = genesisState();
  const first = execute(state, draws(state, ['ev-5', 'ev-6']))!;
  const second = execute(state, draws(state, ['ev-7']))!;
  t.deepEqual([first.header.previous, second.header.previous, state.previous], [GENESIS.seed, first.hash, second.hash]);
  t.deepEqual([first.header.height, second.header.height], [0, 1]);
  const certificate = certify(first.header, members);
  t.deepEqual(first.entries.map((one) => one.transaction), first.transactions.map((one) => port.hash(TRANSACTION_DOMAIN, one)));
  for (const index of [0, 1]) t.true(verifyEntryProof(GENESIS, proveEntry(certificate, first.entries, index, port.sha256), port, port.sha256));
});

test('the same stretch on a copy gives the same block, and the copy changes alone', (t) => {
  const state = genesisState();
  execute(state, draws(state, ['ev-5']));
  const copy = copyShardState(state);
  const before = structuredClone(state);
  const rest = [...draws(state, ['ev-6', 'ev-7', 'ev-8']), ...cutoffs(state, ['ev-1', 'ev-2'])];
  const there = execute(copy, rest)!;
  t.deepEqual(state, before);
  t.is(execute(state, rest)!.hash, there.hash);
});

test('credit is given away and never made', (t) => {
  const transfer = (changes: Partial<CreditTransfer['content']> = {}, signer = 'ev-5'): CreditTransfer => {
    const content = { from: 'ev-5', to: ['ev-6', 'ev-7'], each: 2, number: 1, ...changes };
    return { kind: 'credit-transfer', content, signature: sign(signer, port.hash('credit/transfer', content)) };
  };
  const state = genesisState();
  const refused = [transfer({}, 'ev-6'), transfer({ each: 3 }), transfer({ each: 0 }), transfer({ each: 0.5 }), transfer({ each: -1 }), transfer({ to: ['nobody'] }), transfer({ to: ['sybil-1'] })];
  t.deepEqual(codes(execute(state, refused)), ['bad-signature', 'too-little-credit', 'malformed', 'malformed', 'malformed', 'unknown-party', 'unknown-party']);
  t.is(state.ledger.credit.get('ev-5'), CREDIT);
  t.deepEqual(codes(execute(state, [transfer()])), ['accepted']);
  t.deepEqual(['ev-5', 'ev-6', 'ev-7'].map((name) => state.ledger.credit.get(name)), [1, 7, 7]);
  t.is([...state.ledger.credit.values()].reduce((sum, one) => sum + one, 0), TOTAL_CREDIT);
});

test('a convicted forker loses credit, once for one piece of evidence', (t) => {
  const state = genesisState();
  const event = (timestampUs: number) => {
    const content = { epoch: 0, shard: 0, creator: 1, selfParent: null, otherParent: null, timestampUs, payload: [] };
    return { content, signature: sign('ev-2', port.hash('hashgraph-event', content)) };
  };
  const evidence: LedgerTransaction = { kind: 'fork-evidence', epoch: 0, first: event(1), second: event(2) };
  const block = execute(state, [evidence, evidence, { ...evidence, second: event(1) }])!;
  t.deepEqual(codes(block), ['accepted', 'not-a-fork']);
  t.deepEqual(block.entries[0]!.credits, [{ node: 'ev-2', change: -3, reason: 'misdeed' }]);
  t.is(state.ledger.credit.get('ev-2'), CREDIT - 3);
});

test('another shard’s committee is believed once its predecessor’s handover was ordered', (t) => {
  const there = committeeOf(EVS.slice(5, 9).map((name) => member(name)), 0, 1);
  const next = committeeOf(EVS.slice(3, 7).map((name) => member(name)), 1, 1);
  const handover = { committee: next, outcome: 'elected' as const, stateRoot: 'aa'.repeat(32) };
  const end = headerOf({ shard: 1, handover });
  const announce = (header = end, names = EVS.slice(5, 9)): LedgerTransaction => ({ kind: 'announce', certificate: certify(header, names) });
  const state = genesisState(GENESIS, [there]);
  const wrong = [
    announce(end, EVS.slice(3, 7)),
    announce({ ...end, epoch: 1 }),
    announce({ ...end, handover: null }),
    announce({ ...end, handover: { ...handover, committee: { ...next, epoch: 2 } } }),
    announce({ ...end, shard: 0 }, members),
  ];
  t.deepEqual(codes(execute(state, wrong)), ['uncertified', 'unknown-epoch', 'malformed', 'malformed', 'malformed']);
  const content = port.hash('test/content', 1);
  const proofOf = (epoch: number, names: readonly string[]) => {
    const entries = [{ transaction: content, kind: 'lock', code: 'accepted', attests: content, credits: [] }];
    return proveEntry(certify(headerOf({ shard: 1, epoch, entries: 1, root: entriesRoot(entries, port.sha256) }), names), entries, 0, port.sha256);
  };
  t.true(verifyShardProof(state, 1, 0, content, proofOf(0, EVS.slice(5, 9)), port));
  t.false(verifyShardProof(state, 1, 1, content, proofOf(1, EVS.slice(3, 7)), port), 'not announced yet');
  t.deepEqual(codes(execute(state, [announce()])), ['accepted']);
  t.true(verifyShardProof(state, 1, 1, content, proofOf(1, EVS.slice(3, 7)), port));
  t.false(verifyShardProof(state, 1, 1, port.hash('test/content', 2), proofOf(1, EVS.slice(3, 7)), port));
});
