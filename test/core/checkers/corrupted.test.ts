import test from 'ava';
import type { ActorState } from '../../../src/core/actors/actor.js';
import type { ControlSystemState } from '../../../src/core/actors/control-system/control-system.js';
import type { StoredBlock } from '../../../src/core/actors/control-system/storing-node.js';
import { CHECKERS } from '../../../src/core/checkers/registry.js';
import type { LedgerTransaction, MicroTransaction } from '../../../src/core/consensus/committee/transactions.js';
import { contentHash } from '../../../src/core/crypto/encoding.js';
import { deriveSecretKey } from '../../../src/core/crypto/keys.js';
import type { Violation } from '../../../src/core/kernel/program.js';
import { DOMAINS } from '../../../src/core/ledger/individual-chains/ports.js';
import type { SignedTransaction, Transaction } from '../../../src/core/ledger/individual-chains/types.js';
import { world as program } from '../../../src/core/scenario/world.js';
import type { World } from '../../../src/core/scenario/world-state.js';
import { bytesToHex, hexToBytes } from '../../../src/core/units/hex.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';
import { labOptions, observe, type ObservedRun } from '../../conformance/lab.js';

// Each checker of the registry against a finished honest run in which one thing is changed by hand: exactly that
// checker reports it. State is plain data, so a run is done once and cloned for each corruption.

const SEED = 7;
/** Past the first round's end, so that what one campus has committed the other has too; before the second one executes. */
const run = observe(labOptions('tiny', [], { untilUs: 56_000_000, seed: SEED }));

/** The shards' states as the run left them, to be changed at will; whole checks and the claims of both shards. */
function check(done: ObservedRun, corrupt: (worlds: World[]) => void): string[] {
  const worlds = done.worlds.map((one) => {
    const copy = structuredClone(one);
    program.shard.attach!(copy, nodeSuite);
    return copy;
  });
  corrupt(worlds);
  const { nowUs } = done.outcome;
  const reports = worlds.map((one) => program.shard.check(one, nowUs, true));
  const claims = program.claims.create(done.options.specification);
  const folded = program.claims.fold(claims, nowUs, reports.map((report) => report.claims));
  const found: Violation[] = [...reports.flatMap((report) => report.violations), ...folded];
  return [...new Set(found.map((one) => one.checker))];
}

const actorsOf = <Kind extends ActorState['kind']>(world: World, kind: Kind): Extract<ActorState, { kind: Kind }>[] =>
  [...world.actors.values()].filter((one): one is Extract<ActorState, { kind: Kind }> => one.kind === kind);
const storingOf = (world: World): ControlSystemState['storing'] => actorsOf(world, 'control-system')[0]!.storing;
/** What tests change although the code that owns it never would. */
const writable = <Value extends object>(value: Value): { -readonly [Key in keyof Value]: Value[Key] } => value as never;

/** An EV that has traded: its battery has given energy. */
const traded = (world: World) => actorsOf(world, 'ev').find((one) => one.trading.takenWh > 0)!;

const isSettling = (transaction: LedgerTransaction): transaction is MicroTransaction =>
  transaction.kind === 'micro' && transaction.submission.proof.own.blocks.some(({ block }) => block.kind === 'energy');

/** Stores one more block in which an accepted micro block's first transaction is another one. */
function storeAltered(world: World, alter: (signed: SignedTransaction) => SignedTransaction): void {
  const storing = storingOf(world);
  const [block, index] = storing.recent.flatMap((stored): [StoredBlock, number][] => {
    const at = stored.transactions.findIndex((one, position) => isSettling(one) && stored.entries[position]!.code === 'accepted');
    return at < 0 ? [] : [[stored, at]];
  })[0]!;
  const copy = structuredClone(block.transactions[index]!) as MicroTransaction;
  const energy = copy.submission.proof.own.blocks.find(({ block: { kind } }) => kind === 'energy')!.block;
  if (energy.kind !== 'energy') throw new Error('no energy block');
  writable(energy).identifications = [alter(energy.identifications[0]!)];
  storing.recent.push({ height: storing.state.height, entries: [block.entries[index]!], transactions: [copy] });
}

/** Changes the content and signs it with the buyer's own key. */
function signedAgain({ transaction }: SignedTransaction, changes: Partial<Transaction>): SignedTransaction {
  const content = { ...transaction, ...changes };
  const hash = contentHash(nodeSuite, DOMAINS.transaction, content);
  const signature = bytesToHex(nodeSuite.sign(deriveSecretKey(nodeSuite, SEED, content.buyer), hexToBytes(hash)));
  return { transaction: content, signature };
}

const fresh = (label: string): string => contentHash(nodeSuite, 'test/fresh', label);
const otherOrigins = ({ transaction }: SignedTransaction) => transaction.origins.map((one, at) => ({ ...one, origin: fresh(`origin ${at}`) }));

/** A cross-shard transaction that was committed at both shards. */
function committed([one, other]: World[]): string {
  const there = storingOf(other!).state.ledger.atomix;
  return [...storingOf(one!).state.ledger.atomix].find(([hash, entry]) => entry.phase === 'committed' && there.get(hash)?.phase === 'committed')![0];
}

const CORRUPTIONS: Readonly<Record<string, Readonly<Record<string, (worlds: World[]) => void>>>> = {
  agreement: {
    'a member has executed another block': ([world]) => {
      const ev = actorsOf(world!, 'ev').find((one) => one.holder.seat !== null && one.holder.seat.blocks.size > 0)!;
      const seat = ev.holder.seat!;
      world!.checkers.agreedHeight.clear();
      const block = seat.blocks.get(seat.firstHeight)!;
      seat.blocks.set(seat.firstHeight, { ...block, executed: { ...block.executed, hash: fresh('block') } });
    },
    'the storing node’s replica has come to another block': ([world]) => void storingOf(world!).differing.push(2),
  },
  validity: {
    'a transaction pays another price than is due': ([world]) =>
      storeAltered(world!, (signed) => signedAgain(signed, {
        origins: otherOrigins(signed), paidMilli: signed.transaction.paidMilli + 1, changeMilli: signed.transaction.changeMilli - 1, reading: fresh('reading'),
      })),
    'spent and change are not the sum of the origins': ([world]) =>
      storeAltered(world!, (signed) => signedAgain(signed, { origins: otherOrigins(signed), changeMilli: signed.transaction.changeMilli + 1, reading: fresh('reading') })),
  },
  membership: {
    'a name without a certificate holds a seat': ([world]) => {
      const { state } = storingOf(world!);
      world!.checkers.checkedEpoch = -1;
      state.committee = { ...state.committee, members: [...state.committee.members, { node: 'c1/sybil-01', publicKey: fresh('key'), role: 'P', seats: 1 }] };
    },
    'a member sits under another key than its certificate’s': ([world]) => {
      const { state } = storingOf(world!);
      world!.checkers.checkedEpoch = -1;
      state.committee = { ...state.committee, members: state.committee.members.map((one, at) => (at === 0 ? { ...one, publicKey: fresh('key') } : one)) };
    },
  },
  'signed-content': {
    'a stored transaction is not what its buyer signed': ([world]) =>
      storeAltered(world!, (signed) => ({
        ...signed, transaction: { ...signed.transaction, number: signed.transaction.number + 1000, origins: otherOrigins(signed), reading: fresh('reading') },
      })),
  },
  'no-double-spending': {
    'an origin is spent by a second transaction': ([world]) => storeAltered(world!, (signed) => signedAgain(signed, { number: signed.transaction.number + 1000, reading: fresh('reading') })),
  },
  atomicity: {
    'a transaction is committed here and aborted there': (worlds) => {
      const hash = committed(worlds);
      const { atomix } = storingOf(worlds[1]!).state.ledger;
      atomix.set(hash, { ...atomix.get(hash)!, phase: 'aborted' });
      for (const world of worlds) reclaim(world);
    },
    'a transaction is committed here and aborted there in a later run': (worlds) => {
      const hash = committed(worlds);
      const { atomix } = storingOf(worlds[1]!).state.ledger;
      const entry = atomix.get(hash)!;
      atomix.set(hash, { ...entry, phase: 'aborted', run: entry.run + 1 });
      for (const world of worlds) reclaim(world);
    },
  },
  'no-orphaned-lock': {
    'an origin is locked by nothing that is open': ([world]) => {
      const { origins } = storingOf(world!).state.ledger;
      const [id, origin] = [...origins][0]!;
      origins.set(id, { ...origin, lock: { transaction: 'ab'.repeat(32), run: 1 } });
    },
    'a lock stays although its transaction was decided': (worlds) => {
      const hash = committed(worlds);
      const { state } = storingOf(worlds[1]!);
      const { atomix } = state.ledger;
      atomix.set(hash, { ...atomix.get(hash)!, phase: 'accepted', sinceEpoch: state.committee.epoch - 3 });
      for (const world of worlds) reclaim(world);
    },
  },
  'money-conserved': {
    'a milli-unit appears': ([world]) => {
      const { origins } = storingOf(world!).state.ledger;
      const [id, origin] = [...origins][0]!;
      origins.set(id, { ...origin, amountMilli: origin.amountMilli + 1 });
    },
    'an origin is lost': ([world]) => {
      const { origins } = storingOf(world!).state.ledger;
      origins.delete([...origins.keys()][0]!);
    },
  },
  'energy-conserved': {
    'a battery holds a Wh that never went in': ([world]) => void (traded(world!).trading.chargedWh -= 1),
    'a meter has read a Wh that nobody delivered': ([world]) => void (actorsOf(world!, 'charging-point')[0]!.meteredWh += 1),
    'a consumer got a Wh that no meter has read': ([world]) => void (actorsOf(world!, 'consumer')[0]!.receivedWh += 1),
  },
  'state-of-charge': {
    'a battery holds more than its capacity': ([world]) => {
      const { trading } = traded(world!);
      trading.battery = { ...trading.battery, capacityWh: trading.battery.energyWh - 1 };
    },
  },
  'no-energy-sold-twice': {
    'a reading is paid by a second transaction': ([world]) => storeAltered(world!, (signed) => signedAgain(signed, { number: signed.transaction.number + 1000, origins: otherOrigins(signed) })),
  },
  'owner-reserve': {
    'trading has gone below what the owner keeps': ([world]) => {
      const { trading } = traded(world!);
      trading.battery = { ...trading.battery, reserveWh: trading.battery.energyWh + 1 };
    },
  },
  liveness: {
    'a transaction was given up': ([world]) => void (actorsOf(world!, 'consumer')[0]!.client.abandoned += 1),
  },
};

/** Lets a shard say all its decisions anew, as the fold of a test has not heard them. */
function reclaim(world: World): void {
  world.checkers.claimedPhase.clear();
  storingOf(world).changed = true;
}

test('an honest run has no violations, and neither has a clone of its end', async (t) => {
  const done = await run;
  t.deepEqual(done.outcome.violations, []);
  t.deepEqual(check(done, () => undefined), []);
  t.deepEqual(check(done, (worlds) => worlds.forEach(reclaim)), []);
});

test('the corruptions cover every checker of the registry, and no name that it lacks', (t) => {
  t.deepEqual(Object.keys(CORRUPTIONS).toSorted(), CHECKERS.map((checker) => checker.name).toSorted());
});

for (const [checker, corruptions] of Object.entries(CORRUPTIONS)) {
  for (const [what, corrupt] of Object.entries(corruptions)) {
    test(`${checker}: ${what}`, async (t) => {
      const done = await run;
      t.deepEqual(check(done, corrupt), [checker]);
    });
  }
}

test('a violation ends the run and says when, where and what', async (t) => {
  // The second campus loses a Wh in flight; the whole check at the next epoch must find it.
  let changed = false;
  const options = labOptions('tiny', [], { rounds: 1, seed: SEED });
  const worlds: World[] = [];
  const broken = await observe(options, {
    onStep({ shard, node, nowUs, event }) {
      if (changed || shard !== 1 || nowUs < 1_000_000 || event.type === 'start') return;
      const actor = worlds[1]?.actors.get(node);
      if (actor?.kind !== 'ev') return;
      actor.trading.chargedWh += 1;
      changed = true;
    },
  }, worlds);
  t.true(changed);
  t.is(broken.outcome.ended, 'violation');
  const [first] = broken.outcome.violations;
  t.is(first!.checker, 'energy-conserved');
  t.is(first!.shard, 1);
  t.true(first!.timeUs <= broken.outcome.nowUs && broken.outcome.nowUs < 60_000_000);
});
