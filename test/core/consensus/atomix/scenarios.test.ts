import test from 'ava';
import { lock, openLocks, unlockToAbort, unlockToCommit } from '../../../../src/core/consensus/atomix/shard-side.js';
import type { CrossTransaction } from '../../../../src/core/consensus/atomix/types.js';
import { applyMicroBlock } from '../../../../src/core/ledger/individual-chains/apply-micro-block.js';
import { appendEnergyBlock, buildSubmission, closeMicroBlock, createChain } from '../../../../src/core/ledger/individual-chains/chain.js';
import { copyShardLedger, ledgerRoot, moneyClaims } from '../../../../src/core/ledger/individual-chains/shard-ledger.js';
import { ALL_DEFENCES, port, readingOf, signerOf } from '../../ledger/individual-chains/parties.js';
import { createWatch, observe, quiescenceFault, stateFault } from './invariants.js';
import { type World, apply, certify, contextOf, createWorld, crossOf, directory, driverOf, hashOf, inputOf, lockAt, originsOf, runToEnd, sale, step } from './world.js';

/** Scenarios of vectors/atomix.md. Shard 0 keeps the buyers' wallets, shard 1 the readings and `ev`, shard 2 `roamer`. */

function commitAt(world: World, cross: CrossTransaction, shard: number, proofs: unknown, run = 1) {
  return unlockToCommit(world.ledgers.get(shard)!, cross, run, proofs, contextOf(world));
}

function abortAt(world: World, cross: CrossTransaction, shard: number, proof: unknown, run = 1) {
  return unlockToAbort(world.ledgers.get(shard)!, cross, run, proof, contextOf(world));
}

function reasonOf(answer: { code: string }): string {
  return answer.code === 'refused' ? (answer as { reason: string } & typeof answer).reason : answer.code;
}

function balance(world: World, owner: string): number {
  return originsOf(world, owner).reduce((sum, { amountMilli }) => sum + amountMilli, 0);
}

function phases(world: World, cross: CrossTransaction): string[] {
  return [...world.ledgers.values()].map((ledger) => ledger.atomix.get(hashOf(cross))?.phase ?? 'none');
}

function isSound(world: World): boolean {
  return stateFault(createWatch(), world) === null;
}

/** Two sales that want the same reading; the rival pays from another origin. */
function rivals(world: World): [CrossTransaction, CrossTransaction] {
  const reading = readingOf('cp-1', 'ev', 'alice', 'r1', 5_000);
  const [first, second] = originsOf(world, 'alice');
  return [crossOf(reading, [first!], 1), crossOf(reading, [second!], 2)];
}

/** Run 1 of a sale ends in abort: shard 1 says no while a rival holds the reading, then the rival is aborted too. */
function abortedByContention(world: World) {
  const [cross, rival] = rivals(world);
  lockAt(world, rival, 1);
  const accept = lockAt(world, cross, 0);
  const reject = lockAt(world, cross, 1);
  return { cross, rival, accept, reject };
}

test('X1: two input shards, one output shard, nothing in the way', (t) => {
  const world = createWorld();
  const cross = sale(world, 'ev', 'r1', 25_000);
  const driver = driverOf(cross);
  t.deepEqual([driver.inputShards, driver.outputShards], [[0, 1], [1]]);
  const answers = runToEnd(world, driver);
  t.is(answers.length, 4, 'two requests, two unlocks');
  t.deepEqual(driver.outcome, { result: 'committed', run: 1 });
  t.is(balance(world, 'ev'), 10_000);
  t.is(balance(world, 'alice'), 10_000);
  t.true(isSound(world));
});

test('X2: an input that is spent already', (t) => {
  const world = createWorld();
  const [origin] = originsOf(world, 'alice');
  runToEnd(world, driverOf(sale(world)));
  const cross = crossOf(readingOf('cp-1', 'ev', 'alice', 'r2', 4_000), [origin!], 2);
  const driver = driverOf(cross);
  runToEnd(world, driver);
  t.deepEqual(driver.outcome, { result: 'aborted', run: 1, reason: 'origin-spent' });
  t.is(world.ledgers.get(1)!.readings.size, 1, 'the other input, the reading, came back');
  t.deepEqual(openLocks(world.ledgers.get(1)!), []);
  t.is(balance(world, 'ev'), 2_000);
});

test('X3: a silent shard decides nothing, and the client ends when it is back', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const driver = driverOf(cross);
  runToEnd(world, driver, [1], 10);
  t.is(driver.phase, 'locking');
  t.deepEqual(phases(world, cross), ['accepted', 'none', 'none']);
  runToEnd(world, driver);
  t.is(driver.outcome?.result, 'committed');
});

test('X4: the client crashes after locking and anybody finishes', (t) => {
  const world = createWorld();
  const cross = sale(world);
  for (const action of step(world, driverOf(cross), { type: 'start' })) if (action.type !== 'done') apply(world, action);
  t.is(openLocks(world.ledgers.get(0)!).length, 1);
  world.epoch += 5;
  const rescuer = driverOf(cross, 1);
  runToEnd(world, rescuer);
  t.deepEqual(rescuer.outcome, { result: 'committed', run: 1 });
  t.deepEqual(openLocks(world.ledgers.get(0)!), []);
});

test('X4: a rescuer takes up a later run of which it was not told', (t) => {
  const world = createWorld();
  const { cross, rival, reject } = abortedByContention(world);
  abortAt(world, rival, 1, certify({ kind: 'invalidity', transaction: hashOf(rival), run: 1, shard: 0, epoch: 3, reason: 'origin-spent' }));
  lockAt(world, cross, 1, 2, reject);
  t.deepEqual(world.ledgers.get(0)!.atomix.get(hashOf(cross))!.run, 1, 'the client crashes between the two shards');
  world.epoch += 5;
  const rescuer = driverOf(cross, 1);
  runToEnd(world, rescuer);
  t.deepEqual(rescuer.outcome, { result: 'committed', run: 2 });
});

test('X5: two clients lock the same pair in opposite order', (t) => {
  const world = createWorld();
  const [origin] = originsOf(world, 'alice');
  const reading = readingOf('cp-1', 'ev', 'alice', 'r1', 5_000);
  const first = crossOf(reading, [origin!], 1);
  const second = crossOf(reading, [origin!], 2);
  const accepted = [lockAt(world, first, 0), lockAt(world, second, 1)];
  const rejected = [lockAt(world, second, 0), lockAt(world, first, 1)];
  t.deepEqual([...accepted, ...rejected].map(({ content }) => content.kind), ['validity', 'validity', 'invalidity', 'invalidity']);
  const drivers = [driverOf(first, 6), driverOf(second, 6)];
  for (const driver of drivers) runToEnd(world, driver);
  t.deepEqual(drivers.map(({ outcome }) => outcome!.result).filter((result) => result === 'committed').length, 1);
  t.is(moneyClaims(world.ledgers.get(0)!).lockedMilli, 0);
  t.is(balance(world, 'ev'), 2_000);
});

test('X6: commit and abort of one run are never both honoured', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const proofs = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  t.is(lockAt(world, cross, 1).content.kind, 'validity', 'asked again, a shard gives the same kind');
  t.is(reasonOf(abortAt(world, cross, 0, proofs[1])), 'proof-of-another-kind');
  t.is(reasonOf(commitAt(world, cross, 1, proofs)), 'committed');
  const forged = certify({ kind: 'invalidity', transaction: hashOf(cross), run: 1, shard: 1, epoch: 3, reason: 'origin-spent' }, 2);
  t.is(reasonOf(abortAt(world, cross, 0, forged)), 'proof-uncertified');
  t.is(reasonOf(commitAt(world, cross, 0, proofs)), 'committed');
  t.is(reasonOf(abortAt(world, cross, 0, forged)), 'already-committed');
});

test('X7: an old abort does not end a later run', (t) => {
  const world = createWorld();
  const { cross, rival, reject } = abortedByContention(world);
  const release = certify({ kind: 'invalidity', transaction: hashOf(rival), run: 1, shard: 0, epoch: 3, reason: 'origin-locked' });
  abortAt(world, rival, 1, release);
  const proofs = [lockAt(world, cross, 0, 2, reject), lockAt(world, cross, 1, 2, reject)];
  t.is(reasonOf(abortAt(world, cross, 0, reject)), 'old-run');
  t.is(reasonOf(abortAt(world, cross, 0, reject, 2)), 'proof-of-another-run');
  t.is(reasonOf(commitAt(world, cross, 1, proofs, 2)), 'committed');
  t.is(reasonOf(abortAt(world, cross, 0, reject)), 'old-run', 'the origin is not free again');
  t.is(reasonOf(commitAt(world, cross, 0, proofs, 2)), 'committed');
});

test('X8: an old acceptance does not commit a later run', (t) => {
  const world = createWorld();
  const { cross, rival, accept, reject } = abortedByContention(world);
  // Run 2: now shard 0 refuses, because the origin went elsewhere in between, and shard 1 accepts.
  abortAt(world, cross, 0, reject);
  const release = certify({ kind: 'invalidity', transaction: hashOf(rival), run: 1, shard: 0, epoch: 3, reason: 'origin-locked' });
  abortAt(world, rival, 1, release);
  const elsewhere = crossOf(readingOf('cp-1', 'ev', 'alice', 'r7', 5_000), cross.signed.transaction.origins, 7);
  runToEnd(world, driverOf(elsewhere));
  const rejected = lockAt(world, cross, 0, 2, reject);
  const accepted = lockAt(world, cross, 1, 2, reject);
  t.deepEqual([rejected.content.kind, accepted.content.kind], ['invalidity', 'validity']);
  t.is(reasonOf(commitAt(world, cross, 1, [accept, accepted], 2)), 'proof-of-another-run');
  t.is(reasonOf(commitAt(world, cross, 1, [accept, accepted], 1)), 'proof-of-another-run');
  t.is(reasonOf(abortAt(world, cross, 1, rejected, 2)), 'aborted');
  t.true(isSound(world));
});

test('X9: an old rejection does not reclaim an input after a commit', (t) => {
  const world = createWorld();
  const { cross, rival, reject } = abortedByContention(world);
  abortAt(world, rival, 1, certify({ kind: 'invalidity', transaction: hashOf(rival), run: 1, shard: 0, epoch: 3, reason: 'origin-locked' }));
  const driver = driverOf(cross);
  runToEnd(world, driver);
  t.deepEqual(driver.outcome, { result: 'committed', run: 2 });
  t.is(reasonOf(abortAt(world, cross, 0, reject)), 'already-committed');
  t.is(moneyClaims(world.ledgers.get(0)!).freeMilli, 28_000);
});

for (const [name, spend, restart] of [
  ['X10: a commit replayed while the output is unspent', false, false],
  ['X11: the same after the output was spent', true, false],
  ['X12: the same after a checkpoint and a restart', true, true],
] as const) {
  test(`${name} changes nothing`, (t) => {
    const world = createWorld();
    const cross = sale(world, 'roamer');
    const proofs = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
    for (const shard of [0, 1, 2]) t.is(reasonOf(commitAt(world, cross, shard, proofs)), 'committed');
    const home = world.ledgers.get(2)!;
    const [payment] = originsOf(world, 'roamer');
    t.is(payment!.amountMilli, 2_000);
    if (spend) {
      home.origins.delete(payment!.origin);
      home.spent.set(payment!.origin, { owner: 'roamer', amountMilli: 2_000, transaction: 'ff' });
    }
    if (restart) world.ledgers.set(2, copyShardLedger(structuredClone(home)));
    const root = ledgerRoot(world.ledgers.get(2)!, port);
    const answer = commitAt(world, cross, 2, proofs);
    t.true(answer.code === 'committed' && answer.repeated && answer.created.length === 0);
    t.is(ledgerRoot(world.ledgers.get(2)!, port), root);
  });
}

test('X13: an honest client that sends everything twice does not split the shards', (t) => {
  const world = createWorld();
  const watch = createWatch();
  const cross = sale(world);
  const drivers = [driverOf(cross), driverOf(cross)];
  const queue = drivers.flatMap((driver) => step(world, driver, { type: 'start' }).flatMap((action) => [{ driver, action }, { driver, action }]));
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { driver, action } = next;
    if (action.type === 'done') continue;
    const answer = apply(world, action);
    t.is(observe(watch, world, action, answer), null);
    for (const each of step(world, driver, inputOf(answer))) queue.push({ driver, action: each }, { driver, action: each });
  }
  t.is(quiescenceFault(watch, world), null);
  t.is(balance(world, 'ev'), 2_000);
});

test('X14: proofs of something else, or of too few', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const [wallet, reading] = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  const other = crossOf(cross.reading, cross.signed.transaction.origins, 2);
  const dearer = { ...wallet.content, transaction: hashOf(other) };
  const cases: [unknown[], string][] = [
    [[wallet, certify({ ...reading.content, shard: 2 })], 'proof-of-another-shard'],
    [[certify(dearer), reading], 'proof-of-another-transaction'],
    [[certify(wallet.content, 2), reading], 'proof-uncertified'],
    [[certify(wallet.content, 4, 3, 2), reading], 'proof-uncertified'],
    [[{ ...wallet, content: { ...wallet.content, epoch: 2 } }, reading], 'proof-uncertified'],
    [[{ content: wallet.content }, reading], 'malformed'],
  ];
  for (const [proofs, reason] of cases) t.is(reasonOf(commitAt(world, cross, 1, proofs)), reason);
  t.is(reasonOf(commitAt(world, other, 1, [wallet, reading])), 'proof-of-another-transaction');
  t.deepEqual(phases(world, cross), ['accepted', 'accepted', 'none']);
});

test('X15: a committee of an old epoch', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const [wallet, reading] = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  const early = certify({ ...reading.content, epoch: 2 });
  t.is(reasonOf(commitAt(world, cross, 1, [wallet, early])), 'proof-of-another-epoch', 'no lock of that epoch here');
  world.epoch = 5;
  t.is(reasonOf(commitAt(world, cross, 1, [wallet, reading])), 'proof-uncertified');
  const again = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  t.deepEqual(again.map(({ content }) => [content.kind, content.epoch]), [['validity', 5], ['validity', 5]]);
  t.is(reasonOf(commitAt(world, cross, 1, again)), 'committed');
  const forged = certify({ kind: 'invalidity', transaction: hashOf(cross), run: 1, shard: 0, epoch: 5, reason: 'origin-spent' });
  t.is(reasonOf(abortAt(world, cross, 0, forged)), 'proof-contradicted', 'a shard knows what it said itself');
});

test('X16: proofs of some inputs only, or one of them twice', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const [wallet, reading] = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  t.is(reasonOf(commitAt(world, cross, 1, [wallet])), 'proofs-missing');
  t.is(reasonOf(commitAt(world, cross, 1, [])), 'proofs-missing');
  t.is(reasonOf(commitAt(world, cross, 1, [reading, reading])), 'proof-repeated');
  t.is(reasonOf(commitAt(world, cross, 1, [wallet, reading, reading])), 'proof-repeated');
});

test('X17: malformed transactions are refused before any lock, everywhere alike', (t) => {
  const world = createWorld();
  const reading = readingOf('cp-1', 'ev', 'alice', 'r1', 5_000);
  const [origin, second] = originsOf(world, 'alice');
  const good = crossOf(reading, [origin!], 1);
  const cases: [unknown, string][] = [
    [crossOf(reading, [origin!], 1, { origins: [origin!, origin!], changeMilli: 18_000 }), 'same-input-twice'],
    [crossOf(reading, [origin!], 1, { origins: [] }), 'zero-inputs'],
    [crossOf(reading, [origin!], 1, { changeMilli: 8_001 }), 'outputs-exceed-inputs'],
    [crossOf(reading, [origin!, second!], 1, { changeMilli: 7_999 }), 'inputs-exceed-outputs'],
    [crossOf(reading, [origin!], 1, { paidMilli: 1_000, changeMilli: 9_000 }), 'wrong-price'],
    [crossOf(reading, [origin!], 1, { energyWh: 4_000, paidMilli: 1_600, changeMilli: 8_400 }), 'bad-reading'],
    [{ ...good, signed: { ...good.signed, signature: good.acceptance.signature } }, 'bad-signature'],
    [{ ...good, acceptance: { ...good.acceptance, signature: good.signed.signature } }, 'bad-acceptance'],
    [{ ...good, signed: { ...good.signed, transaction: { ...good.signed.transaction, changeMilli: 0.5 } } }, 'malformed'],
    [{ ...good, extra: 1 }, 'malformed'],
  ];
  for (const [value, reason] of cases) {
    for (const shard of [0, 1]) t.is(reasonOf(lock(world.ledgers.get(shard)!, value, 1, null, contextOf(world))), reason);
  }
  t.is(world.ledgers.get(0)!.atomix.size, 0);
  const inflated = crossOf(reading, [{ origin: origin!.origin, amountMilli: 20_000 }], 1);
  const driver = driverOf(inflated);
  runToEnd(world, driver);
  t.deepEqual(driver.outcome, { result: 'aborted', run: 1, reason: 'wrong-amount' }, 'what an origin is worth, its shard knows');
});

test('X18: an abort that comes before its lock', (t) => {
  const world = createWorld();
  const [cross, rival] = rivals(world);
  lockAt(world, rival, 1);
  const reject = lockAt(world, cross, 1);
  const answer = abortAt(world, cross, 0, reject);
  t.true(answer.code === 'aborted' && !answer.released);
  t.is(lockAt(world, cross, 0).content.kind, 'aborted', 'the late request of that run locks nothing');
  t.is(moneyClaims(world.ledgers.get(0)!).lockedMilli, 0);
  t.is(lockAt(world, cross, 0, 2, reject).content.kind, 'validity', 'a later run is not hindered');
});

test('X19: a proof needs a quorum of its shard, and a new leader gives the same one', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const driver = driverOf(cross);
  step(world, driver, { type: 'start' });
  const [wallet, reading] = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  step(world, driver, { type: 'proof', proof: wallet });
  const equivocation = { kind: 'invalidity', transaction: hashOf(cross), run: 1, shard: 1, epoch: 3, reason: 'reading-consumed' } as const;
  t.deepEqual(step(world, driver, { type: 'proof', proof: certify(equivocation, 1) }), []);
  t.is(driver.phase, 'locking', 'one member of four cannot decide, and its silence only delays');
  t.deepEqual(step(world, driver, { type: 'tick' }).map((action) => action.type), ['request-lock']);
  t.is(step(world, driver, { type: 'proof', proof: reading }).length, 2);
});

// X20 to X22 are told of RapidChain and of yanking, which this ledger is not. What they ask for is asked of Atomix here.

test('X20: one input is held, the other fails: the first is its payer’s again, to spend exactly once, and the failure is reported', (t) => {
  const world = createWorld();
  const { cross, rival, reject } = abortedByContention(world);
  runToEnd(world, driverOf(rival));
  t.is(reasonOf(abortAt(world, cross, 0, reject)), 'aborted');
  const driver = driverOf(cross, 1);
  runToEnd(world, driver);
  t.is(driver.outcome?.result, 'aborted');
  t.is(balance(world, 'alice'), 18_000, 'what the failed transaction held is there again');
  const [origin] = cross.signed.transaction.origins;
  const results = ['r8', 'r9'].map((id, at) => {
    const again = driverOf(crossOf(readingOf('cp-1', 'ev', 'alice', id, 5_000), [origin!], 10 + at), 1);
    runToEnd(world, again);
    return again.outcome?.result;
  });
  t.deepEqual(results, ['committed', 'aborted']);
  t.true(isSound(world));
});

test('X21: a commit replayed to a shard that it is not for, or after what it made was moved on, is refused or changes nothing', (t) => {
  const world = createWorld();
  const cross = sale(world, 'ev');
  const proofs = [lockAt(world, cross, 0), lockAt(world, cross, 1)];
  for (const shard of [0, 1]) t.is(reasonOf(commitAt(world, cross, shard, proofs)), 'committed');
  const before = [0, 1, 2].map((shard) => ledgerRoot(world.ledgers.get(shard)!, port));
  t.is(commitAt(world, cross, 2, proofs).code, 'refused');
  // The seller's payment moves on: spent at home, where a replay must not make it anew.
  const home = world.ledgers.get(1)!;
  const [payment] = originsOf(world, 'ev');
  home.origins.delete(payment!.origin);
  home.spent.set(payment!.origin, { owner: 'ev', amountMilli: payment!.amountMilli, transaction: 'ff' });
  const moved = ledgerRoot(home, port);
  const answer = commitAt(world, cross, 1, proofs);
  t.true(answer.code === 'committed' && answer.repeated && answer.created.length === 0);
  t.deepEqual([0, 1, 2].map((shard) => ledgerRoot(world.ledgers.get(shard)!, port)), [before[0], moved, before[2]]);
});

test('X22: an input that moves while a request for its lock is under way is not locked, and leaves no copy', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const home = world.ledgers.get(0)!;
  const [origin] = cross.signed.transaction.origins;
  const { amountMilli } = home.origins.get(origin!.origin)!;
  home.origins.delete(origin!.origin);
  home.spent.set(origin!.origin, { owner: 'alice', amountMilli, transaction: 'ff' });
  const driver = driverOf(cross);
  runToEnd(world, driver);
  t.deepEqual(driver.outcome, { result: 'aborted', run: 1, reason: 'origin-spent' });
  t.false(home.origins.has(origin!.origin), 'no ghost at the old home');
  t.deepEqual([0, 1, 2].flatMap((shard) => openLocks(world.ledgers.get(shard)!)), []);
  t.is(balance(world, 'ev'), 0);
});

test('X23: two of three shards committed, the third is down and catches up from proofs', (t) => {
  const world = createWorld();
  const cross = sale(world, 'roamer');
  const driver = driverOf(cross);
  runToEnd(world, driver, [2], 5);
  t.deepEqual(phases(world, cross), ['committed', 'committed', 'none']);
  t.is(driver.phase, 'committing');
  const claims = [...world.ledgers.values()].map(moneyClaims);
  t.is(claims.reduce((sum, claim) => sum + claim.freeMilli, 0), 28_000, 'the payment is in flight');
  world.epoch += 9;
  const rescuer = driverOf(cross, 1);
  runToEnd(world, rescuer);
  t.deepEqual(phases(world, cross), ['committed', 'committed', 'committed']);
  t.is(balance(world, 'roamer'), 2_000);
});

test('X24: the energy is sold and paid, or neither', (t) => {
  for (const spoiled of [false, true]) {
    const world = createWorld();
    const [cross, rival] = rivals(world);
    if (spoiled) runToEnd(world, driverOf(rival));
    const driver = driverOf(cross);
    runToEnd(world, driver);
    const sold = [...world.ledgers.get(1)!.readings.values()];
    t.deepEqual(sold.map(({ state, transaction }) => [state, transaction]), [['consumed', hashOf(spoiled ? rival : cross)]]);
    t.is(balance(world, 'ev'), 2_000);
    t.is(balance(world, 'alice'), 18_000);
    t.is(driver.outcome!.result, spoiled ? 'aborted' : 'committed');
  }
});

test('both parties put a committed transaction on their chains; before, it is unsettled', (t) => {
  const world = createWorld();
  const cross = sale(world);
  const record = (owner: string, shard: number) => {
    const chain = createChain(owner);
    appendEnergyBlock(chain, [cross.signed], port, signerOf(owner));
    const micro = closeMicroBlock(chain, port, signerOf(owner))!;
    const submission = buildSubmission(chain, micro.block.index, [], [], [])!;
    return applyMicroBlock(world.ledgers.get(shard)!, submission, port, directory, ALL_DEFENCES);
  };
  t.deepEqual([record('alice', 0).code, record('ev', 1).code], ['unsettled', 'unsettled']);
  runToEnd(world, driverOf(cross));
  for (const [owner, shard] of [['alice', 0], ['ev', 1]] as const) {
    const result = record(owner, shard);
    t.true(result.code === 'validated' && result.spent.length === 0 && result.created.length === 0);
  }
  t.true(isSound(world));
});

test('a run cannot be jumped to: nobody strands a lock by asking for run 9', (t) => {
  const world = createWorld();
  const { cross, accept, reject } = abortedByContention(world);
  const ask = (run: number, proof: unknown) => reasonOf(lock(world.ledgers.get(0)!, cross, run, proof, contextOf(world)));
  t.is(ask(9, null), 'run-unproven');
  t.is(ask(9, reject), 'run-unproven');
  t.is(ask(2, accept), 'run-unproven');
  t.is(ask(2, reject), 'proof');
});

test('with the defence off, one origin pays twice and money is made of nothing', (t) => {
  const world = createWorld({ doubleSpending: false, signatures: true });
  const [origin] = originsOf(world, 'alice');
  for (const number of [1, 2]) {
    const driver = driverOf(crossOf(readingOf('cp-1', 'ev', 'alice', `r${number}`, 5_000), [origin!], number));
    runToEnd(world, driver);
    t.is(driver.outcome?.result, 'committed');
  }
  t.is(balance(world, 'alice') + balance(world, 'bob') + balance(world, 'ev'), 40_000);
});
