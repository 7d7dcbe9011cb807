import test from 'ava';
import { applyMicroBlock } from '../../../../src/core/ledger/individual-chains/apply-micro-block.js';
import {
  type IndividualChain,
  abandonUnvalidated,
  appendEnergyBlock,
  buildSubmission,
  closeMicroBlock,
  createChain,
  draftTransaction,
  markValidated,
  segmentUpTo,
  signTransaction,
} from '../../../../src/core/ledger/individual-chains/chain.js';
import { blockDigest, genesisSource, originId, transactionHash } from '../../../../src/core/ledger/individual-chains/hashes.js';
import { type ShardLedger, copyShardLedger, genesisLedger, ledgerRoot, moneyClaims, unspentOf } from '../../../../src/core/ledger/individual-chains/shard-ledger.js';
import type { MicroBlockResult, MicroBlockSubmission, OriginEvidence, OriginRef, SignedReading, SignedTransaction, Transaction } from '../../../../src/core/ledger/individual-chains/types.js';
import { ALL_DEFENCES, directoryOf, port, readingOf, signerOf } from './parties.js';

const directory = directoryOf({
  buyer: { role: 'consumer', homeShard: 0 },
  ev: { role: 'ev', homeShard: 0 },
  other: { role: 'ev', homeShard: 0 },
  away: { role: 'ev', homeShard: 1 },
  cp: { role: 'charging-point', homeShard: 0 },
});

/** One shard, one buyer with two origins of 10,000 milli, two sellers. */
interface Campus {
  readonly ledger: ShardLedger;
  readonly buyer: IndividualChain;
  readonly ev: IndividualChain;
  readonly other: IndividualChain;
}

function createCampus(): Campus {
  const origins = [10_000, 10_000].map((amountMilli) => ({ owner: 'buyer', amountMilli }));
  const ledger = genesisLedger({ shard: 0, origins, credit: [{ name: 'ev', credit: 10 }] }, port);
  return { ledger, buyer: createChain('buyer'), ev: createChain('ev'), other: createChain('other') };
}

const GENESIS = [0, 1].map((position): OriginEvidence => ({ source: genesisSource(port, 0, 'buyer'), position }));
const ORIGINS = GENESIS.map(({ source, position }): OriginRef => ({ origin: originId(port, source, position), amountMilli: 10_000 }));

interface Deal {
  readonly signed: SignedTransaction;
  readonly reading: SignedReading;
}

function deal(number: number, origins: readonly OriginRef[] = [ORIGINS[0]!], seller = 'ev', id = `r${number}`, change: Partial<Transaction> = {}): Deal {
  const reading = readingOf('cp', seller, 'buyer', id, 5_000);
  const transaction = draftTransaction({ number, priceMilliPerKWh: 400, energyWh: 5_000, reading }, origins, port)!;
  return { signed: signTransaction({ ...transaction, ...change }, port, signerOf('buyer')), reading };
}

/** Both parties identify the deals, the buyer closes its micro block and makes the submission. */
function submissionOf(campus: Campus, deals: readonly Deal[], sold: readonly Deal[] = deals, evidence: readonly OriginEvidence[] = GENESIS): MicroBlockSubmission {
  const identifications = deals.map(({ signed }) => signed);
  appendEnergyBlock(campus.buyer, identifications, port, signerOf('buyer'));
  const counterparties = (['ev', 'other'] as const).flatMap((seller) => {
    const theirs = sold.filter(({ signed }) => signed.transaction.seller === seller).map(({ signed }) => signed);
    if (theirs.length === 0) return [];
    const block = appendEnergyBlock(campus[seller], theirs, port, signerOf(seller));
    return [segmentUpTo(campus[seller], block.block.index)];
  });
  const micro = closeMicroBlock(campus.buyer, port, signerOf('buyer'))!;
  return buildSubmission(campus.buyer, micro.block.index, counterparties, evidence, deals.map(({ reading }) => reading))!;
}

function submit(campus: Campus, submission: unknown, switches = ALL_DEFENCES): MicroBlockResult {
  return applyMicroBlock(campus.ledger, submission, port, directory, switches);
}

function outcome(result: MicroBlockResult): string {
  return 'check' in result ? `${result.check} ${result.code}` : result.code;
}

test('a sale with identical identifications on two chains is validated, once', (t) => {
  const campus = createCampus();
  const submission = submissionOf(campus, [deal(1)]);
  const result = submit(campus, submission);
  t.is(result.code, 'validated');
  if (result.code !== 'validated') return;
  t.deepEqual(result.created.map(({ owner, amountMilli }) => [owner, amountMilli]), [['ev', 2_000], ['buyer', 8_000]]);
  t.deepEqual(result.pinned.map(({ owner, index }) => [owner, index]), [['ev', 0], ['buyer', 0], ['buyer', 1]]);
  const root = ledgerRoot(campus.ledger, port);
  t.is(submit(campus, submission).code, 'already-validated', 'misdeed 2: sent again because the answer was withheld');
  t.is(ledgerRoot(campus.ledger, port), root);
  t.is(moneyClaims(campus.ledger).freeMilli, 20_000);
  t.false(markValidated(campus.buyer, 1, '00', port));
  t.true(markValidated(campus.buyer, 1, result.micro, port));
  t.is(campus.buyer.blocks.length, 0);
});

test('the chain goes on after validation, paying with its own change', (t) => {
  const campus = createCampus();
  const first = deal(1);
  const result = submit(campus, submissionOf(campus, [first]));
  if (result.code !== 'validated') return t.fail(result.code);
  markValidated(campus.buyer, result.index, result.micro, port);
  const change = unspentOf(campus.ledger, 'buyer').find(({ amountMilli }) => amountMilli === 8_000)!;
  const evidence = [{ source: transactionHash(port, first.signed.transaction), position: 1 }];
  t.is(outcome(submit(campus, submissionOf(campus, [deal(2, [change])], undefined, evidence))), 'validated');
  t.is(campus.ledger.chains.get('buyer')!.digests.length, 4);
  t.is(campus.ledger.chains.get('ev')!.digests.length, 2);
});

test('one micro block may spend the change of an earlier transaction in it, not of a later one', (t) => {
  const first = deal(1);
  const source = transactionHash(port, first.signed.transaction);
  const second = deal(2, [{ origin: originId(port, source, 1), amountMilli: 8_000 }], 'other');
  const evidence = [...GENESIS, { source, position: 1 }];
  const campus = createCampus();
  t.is(outcome(submit(campus, submissionOf(campus, [first, second], undefined, evidence))), 'validated');
  const reversed = createCampus();
  t.is(outcome(submit(reversed, submissionOf(reversed, [second, first], undefined, evidence))), '4 origin-unvalidated');
});

test('check 1: an identification on one chain only, different, or twice', (t) => {
  const missing = createCampus();
  t.is(outcome(submit(missing, submissionOf(missing, [deal(1)], [deal(2)]))), '1 identification-missing');
  const differs = createCampus();
  t.is(outcome(submit(differs, submissionOf(differs, [deal(1)], [deal(1, [ORIGINS[0]!], 'ev', 'r1', { surplusWh: 1 })]))), '1 identification-differs');
  for (const [deals, sold] of [
    [[deal(1), deal(1)], [deal(1)]],
    [[deal(1)], [deal(1), deal(1)]],
  ]) {
    const twice = createCampus();
    t.is(outcome(submit(twice, submissionOf(twice, deals!, sold))), '1 identified-twice');
  }
});

test('check 1: a transaction is not identified again after it took effect', (t) => {
  const campus = createCampus();
  submit(campus, submissionOf(campus, [deal(1)]));
  t.is(outcome(submit(campus, submissionOf(campus, [deal(1)]))), '1 identified-twice');
});

test('check 1: a sale to another shard waits for Atomix', (t) => {
  const campus = createCampus();
  t.is(outcome(submit(campus, submissionOf(campus, [deal(1, [ORIGINS[0]!], 'away')]))), '1 unsettled');
});

test('check 2: the primary tampers with M_k(f) (misdeed 1)', (t) => {
  const campus = createCampus();
  const honest = submissionOf(campus, [deal(1)]);
  const root = ledgerRoot(campus.ledger, port);
  const { micro, proof } = honest;
  t.is(outcome(submit(campus, { micro: { ...micro, block: { ...micro.block, transactions: [] } }, proof })), '1 covered-transactions-differ');
  // The primary makes everything fit: another payment, new digests, all but the signatures.
  const block = proof.own.blocks[0]!.block;
  if (block.kind !== 'energy') return t.fail();
  const [identification] = block.identifications;
  const transaction = { ...identification!.transaction, priceMilliPerKWh: 800, paidMilli: 4_000, changeMilli: 6_000 };
  const forged = { transaction, signature: identification!.signature };
  const tampered = (owner: 'buyer' | 'ev', sign: boolean) => {
    const changed = { block: { ...block, owner, identifications: [forged] }, signature: identification!.signature };
    return sign ? { ...changed, signature: signerOf(owner)(blockDigest(port, changed)) } : changed;
  };
  const consistent = (sign: boolean): MicroBlockSubmission => {
    const own = tampered('buyer', sign);
    const digest = blockDigest(port, own);
    const changed = { block: { ...micro.block, previous: digest, energyBlocks: [digest], transactions: [transactionHash(port, transaction)] }, signature: micro.signature };
    const signed = sign ? { ...changed, signature: signerOf('buyer')(blockDigest(port, changed)) } : changed;
    return { micro: signed, proof: { ...proof, own: { owner: 'buyer', blocks: [own] }, counterparties: [{ owner: 'ev', blocks: [tampered('ev', sign)] }] } };
  };
  t.is(outcome(submit(campus, consistent(false))), '2 bad-signature');
  t.is(outcome(submit(campus, consistent(true))), '2 bad-signature', 'the buyer did not sign that transaction');
  t.is(ledgerRoot(campus.ledger, port), root);
  const undefended = { ...campus, ledger: copyShardLedger(campus.ledger) };
  t.is(outcome(submit(undefended, consistent(false), { ...ALL_DEFENCES, signatures: false })), 'validated');
  t.is(outcome(submit(campus, honest)), 'validated');
});

test('check 2: price and number', (t) => {
  const cheap = createCampus();
  t.is(outcome(submit(cheap, submissionOf(cheap, [deal(1, undefined, 'ev', 'r1', { paidMilli: 1_999, changeMilli: 8_001 })]))), '2 wrong-price');
  const campus = createCampus();
  t.is(outcome(submit(campus, submissionOf(campus, [deal(1), deal(1, [ORIGINS[1]!], 'ev', 'r2')]))), '3 number-reused');
});

test('check 3: an origin is spent once, within a micro block and across them, unless the defence is off', (t) => {
  const within = createCampus();
  t.is(outcome(submit(within, submissionOf(within, [deal(1), deal(2, undefined, 'other')]))), '3 double-spend');
  const across = createCampus();
  submit(across, submissionOf(across, [deal(1)]));
  const second = submissionOf(across, [deal(2, undefined, 'other')]);
  t.is(outcome(submit(across, second)), '3 double-spend');
  t.is(outcome(submit(across, second, { ...ALL_DEFENCES, doubleSpending: false })), 'validated');
  t.is(moneyClaims(across.ledger).freeMilli, 30_000, 'money made of nothing, for the checkers to see');
});

test('check 3: a forked chain, of the buyer and of the seller', (t) => {
  const campus = createCampus();
  const fork = { ...campus, buyer: createChain('buyer'), other: createChain('other') };
  t.is(outcome(submit(campus, submissionOf(campus, [deal(1)]))), 'validated');
  t.is(outcome(submit(campus, submissionOf(fork, [deal(2, [ORIGINS[1]!], 'other')]))), '3 forked-chain');
  const seller = createCampus();
  submit(seller, submissionOf(seller, [deal(1)]));
  t.is(outcome(submit(seller, submissionOf({ ...seller, ev: createChain('ev') }, [deal(2, [ORIGINS[1]!])]))), '3 forked-chain');
});

test('check 4: after collusion nothing of that chain is validated any more (misdeed 3)', (t) => {
  const campus = createCampus();
  // The primary hands its accomplice a word for a micro block that the committee never validated.
  const invented = { origin: originId(port, 'ff', 0), amountMilli: 50_000 };
  const colluded = submissionOf(campus, [deal(1, [invented])], undefined, [{ source: 'ff', position: 0 }]);
  t.true(markValidated(campus.buyer, colluded.micro.block.index, blockDigest(port, colluded.micro), port));
  const next = submissionOf(campus, [deal(2)]);
  t.is(outcome(submit(campus, next)), '1 broken-chain', 'the committee lacks what came before');
  const honest = { ...next, proof: { ...next.proof, own: { owner: 'buyer', blocks: [...colluded.proof.own.blocks, colluded.micro, ...next.proof.own.blocks] } } };
  t.is(outcome(submit(campus, honest)), '1 previous-unvalidated');
  t.is(outcome(submit(campus, colluded)), '4 origin-unvalidated');
  const spends = { origin: originId(port, transactionHash(port, deal(1, [invented]).signed.transaction), 1), amountMilli: 48_000 };
  const fresh = createCampus();
  const evidence = [{ source: transactionHash(port, deal(1, [invented]).signed.transaction), position: 1 }];
  t.is(outcome(submit(fresh, submissionOf(fresh, [deal(2, [spends])], undefined, evidence))), '4 origin-unvalidated');
});

test('check 4: origins of others, inflated, or not shown; readings reused, of others, forged, of other Wh', (t) => {
  const cases: [Deal, OriginEvidence[], string][] = [
    [deal(1, [{ ...ORIGINS[0]!, amountMilli: 20_000 }]), GENESIS, '4 wrong-amount'],
    [deal(1), [GENESIS[1]!], '4 origin-unvalidated'],
    [deal(1, undefined, 'ev', 'r1', { request: 'another' }), GENESIS, '4 reading-mismatch'],
    [deal(1, undefined, 'ev', 'r1', { surplusWh: 1 }), GENESIS, '4 reading-mismatch'],
    [deal(1, undefined, 'ev', 'r1', { reading: 'ff' }), GENESIS, '4 reading-missing'],
  ];
  for (const [each, evidence, expected] of cases) {
    const campus = createCampus();
    t.is(outcome(submit(campus, submissionOf(campus, [each], undefined, evidence))), expected);
  }
  const reused = createCampus();
  submit(reused, submissionOf(reused, [deal(1)]));
  t.is(outcome(submit(reused, submissionOf(reused, [deal(2, [ORIGINS[1]!], 'ev', 'r1')]))), '4 reading-reused');
  const forged = createCampus();
  const honest = deal(1);
  const reading = { ...honest.reading, signature: honest.signed.signature };
  const transaction = draftTransaction({ number: 1, priceMilliPerKWh: 400, energyWh: 5_000, reading }, ORIGINS, port)!;
  const lie = { signed: signTransaction(transaction, port, signerOf('buyer')), reading };
  t.is(outcome(submit(forged, submissionOf(forged, [lie]))), '4 reading-bad-signature');
});

test('check 5: wrong sums, and a buyer without funds', (t) => {
  const wrong = createCampus();
  t.is(outcome(submit(wrong, submissionOf(wrong, [deal(1, undefined, 'ev', 'r1', { changeMilli: 8_001 })]))), '5 wrong-sum');
  const poor = createCampus();
  t.is(outcome(submit(poor, submissionOf(poor, [deal(1, undefined, 'ev', 'r1', { origins: [], changeMilli: 0 })]))), '5 pending-funds');
  const reading = readingOf('cp', 'ev', 'buyer', 'r2', 60_000);
  t.is(draftTransaction({ number: 2, priceMilliPerKWh: 400, energyWh: 60_000, reading }, ORIGINS, port), null);
});

test('blocks that failed for good are given up and their sales identified anew', (t) => {
  const campus = createCampus();
  t.is(outcome(submit(campus, submissionOf(campus, [deal(1)], [deal(9)]))), '1 identification-missing');
  t.is(abandonUnvalidated(campus.buyer).length, 1);
  t.is(outcome(submit(campus, submissionOf(campus, [deal(1)]))), 'validated');
});

test('any data is answered with a code, and what fails leaves the ledger as it was', (t) => {
  const campus = createCampus();
  const submission = submissionOf(campus, [deal(1)]);
  const root = ledgerRoot(campus.ledger, port);
  for (const value of [null, 1, {}, [], { ...submission, more: 1 }, { micro: submission.micro, proof: { ...submission.proof, own: null } }]) {
    t.is(outcome(submit(campus, value)), '1 malformed');
  }
  t.is(outcome(submit(campus, { ...submission, proof: { ...submission.proof, counterparties: [] } })), '1 identification-missing');
  t.is(ledgerRoot(campus.ledger, port), root);
});

test('the root tells content and not insertion order', (t) => {
  const { ledger } = createCampus();
  const reversed = copyShardLedger(ledger);
  const entries = [...ledger.origins];
  entries.reverse();
  reversed.origins.clear();
  for (const [id, origin] of entries) reversed.origins.set(id, origin);
  t.is(ledgerRoot(reversed, port), ledgerRoot(ledger, port));
  reversed.credit.set('ev', 11);
  t.not(ledgerRoot(reversed, port), ledgerRoot(ledger, port));
  t.is(ledger.credit.get('ev'), 10);
});
