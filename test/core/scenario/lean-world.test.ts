import { deserialize, serialize } from 'node:v8';
import test from 'ava';
import type { EvState } from '../../../src/core/actors/ev/ev.js';
import { leanWorld as lean, wholeWorld, type LeanWorld } from '../../../src/core/scenario/lean-world.js';
import type { ShardLedger } from '../../../src/core/ledger/individual-chains/shard-ledger.js';
import type { World } from '../../../src/core/scenario/world-state.js';
import { isSameData } from '../../../src/core/units/same-data.js';
import { createParts, unpackOnce } from '../../../src/nodes/packed-once.js';
import { labOptions, observe } from '../../conformance/lab.js';
import { withoutSpareRoom } from '../consensus/hashgraph/spare-room.js';

// A campus that has traded, elected again and matched across, so that seats, past seats and all chains hold something.
const { worlds } = await observe(labOptions('neighbours', [], { rounds: 2 }));

const seatedOf = (world: World): EvState[] => [...world.actors.values()].filter((actor): actor is EvState => actor.kind === 'ev' && actor.holder.seat !== null);
const recordsOf = (ledger: ShardLedger): unknown[] => [ledger.origins, ledger.spent, ledger.readings, ledger.transactions, ledger.numbers, ledger.atomix].flatMap((records) => [...(records as Map<string, unknown>).values()]);
const leanWorld = (world: World): LeanWorld => lean(world, createParts().leaveOut);

function throughBytes(world: World): World {
  const parts = createParts();
  const bytes = serialize(lean(world, parts.leaveOut));
  return wholeWorld(deserialize(bytes) as LeanWorld, (place) => unpackOnce(parts.all[place]!));
}

/** Hashgraphs come back without their room to spare. */
function trimmed(world: World): World {
  const copy = deserialize(serialize(world)) as World;
  for (const actor of copy.actors.values()) {
    if (actor.kind !== 'ev') continue;
    for (const seat of [actor.holder.seat, actor.holder.past]) if (seat !== null) seat.graph.durable.graph = withoutSpareRoom(seat.graph.durable.graph);
  }
  return copy;
}

test('a world comes back the same, to the order of its entries', (t) => {
  for (const world of worlds) t.true([...world.actors.values()].some((actor) => actor.kind === 'ev' && actor.holder.past !== null), 'has past seats');
  for (const world of worlds) t.true(isSameData(throughBytes(world), trimmed(world)));
});

test('members with the same ledger are kept as one, and come back with one each', (t) => {
  for (const world of worlds) {
    const seats = seatedOf(world).length;
    t.true(seats > 1);
    t.true(leanWorld(world).states.length < seats);
    const ledgers = seatedOf(throughBytes(world)).map(({ holder }) => holder.seat!.state.ledger);
    t.is(new Set(ledgers).size, seats);
    t.is(new Set(ledgers.map(({ origins }) => origins)).size, seats);
  }
});

test('a member whose ledger differs keeps its own', (t) => {
  const world = structuredClone(worlds[0]!);
  const before = leanWorld(world).states.length;
  const [first, second] = seatedOf(world);
  const { ledger } = first!.holder.seat!.state;
  const [origin] = ledger.origins.keys();
  ledger.origins.delete(origin!);
  t.is(leanWorld(world).states.length, before + 1);
  const [back, other] = seatedOf(throughBytes(world));
  t.false(back!.holder.seat!.state.ledger.origins.has(origin!));
  t.is(other!.holder.seat!.state.ledger.origins.has(origin!), second!.holder.seat!.state.ledger.origins.has(origin!));
});

test('members with the same ledger hold the same records afterwards, each in maps of its own', (t) => {
  const world = structuredClone(worlds[0]!);
  // Members' own records, as they come about when each executes its blocks.
  for (const { holder } of seatedOf(world)) (holder.seat!.state as { ledger: ShardLedger }).ledger = structuredClone(holder.seat!.state.ledger);
  const [first, ...others] = seatedOf(world).map(({ holder }) => holder.seat!.state.ledger);
  // A member that is a block behind has another one.
  const same = [first!, ...others.filter((ledger) => isSameData(ledger, first))];
  t.true(same.length > 1);
  const distinct = (): number => new Set(same.flatMap(recordsOf)).size;
  const before = distinct();
  leanWorld(world);
  t.is(distinct(), before / same.length);
  t.is(new Set(same.map(({ origins }) => origins)).size, same.length);
  t.true(recordsOf(first!).every((record) => recordsOf(same[1]!).includes(record)));
});

test('making it lean changes nothing of the world', (t) => {
  for (const world of worlds) {
    const before = structuredClone(world);
    leanWorld(world);
    t.true(isSameData(world, before));
  }
});
