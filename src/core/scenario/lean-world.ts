import type { ActorState } from '../actors/actor.js';
import type { ChannelNode } from '../actors/channels/channel.js';
import type { BocsDesk } from '../actors/control-system/bocs-state.js';
import type { ControlSystemState } from '../actors/control-system/control-system.js';
import type { StoringNode } from '../actors/control-system/storing-node.js';
import type { EvState } from '../actors/ev/ev.js';
import type { ExchangeState } from '../actors/exchange/exchange.js';
import type { ExecutedBlock } from '../consensus/committee/execute.js';
import type { Seat, SeatBlock } from '../consensus/committee/seat.js';
import { copyShardState, type ShardState } from '../consensus/committee/shard-state.js';
import type { MemberDurable, MemberState, SignedEvent } from '../consensus/hashgraph/member-state.js';
import { readGraph, writtenGraph, type EventFacts, type WrittenGraph } from '../consensus/hashgraph/written.js';
import type { NodeId } from '../kernel/contract.js';
import type { Lean, PartPlace, Whole } from '../kernel/program.js';
import { shareRecords } from '../ledger/individual-chains/shard-ledger.js';
import type { Block } from '../ledger/endorse-order-validate/types.js';
import { hexToBytes, type Hex } from '../units/hex.js';
import { isSameData } from '../units/same-data.js';
import type { World } from './world-state.js';

/**
 * A world as a checkpoint keeps it: with once what it holds many times. The members of a committee have a ledger each, and each
 * has executed the same blocks; their hashgraphs name the same events; peers keep channel blocks that never change.
 */
export interface LeanWorld extends Omit<World, 'actors'>, Once {
  readonly actors: ReadonlyMap<NodeId, ActorIn<LeanForm>>;
}

/** What is kept once for all who hold it. */
interface Once {
  readonly states: readonly ShardState[];
  readonly executed: readonly ExecutedBlock[];
  /** Hashgraph events, and their ids beside them. */
  readonly events: readonly SignedEvent[];
  readonly ids: readonly Hex[];
}

/** Where something stands in the world's lists. */
type Place = number;
type LeanPeer = Omit<NonNullable<ChannelNode['peer']>, 'blocks'> & { readonly blocks: ReadonlyMap<number, PartPlace> };
/** By graph index, the places of events stand for the events. */
type LeanGraph = Pick<MemberState, 'volatile'> & { readonly durable: Omit<MemberDurable, 'graph' | 'events' | 'ids' | 'indexOf'>; readonly graph: WrittenGraph; readonly events: Int32Array };
type LeanSeatBlock = Omit<SeatBlock, 'executed'> & { readonly executed: Place };

/** What is written differently in a world and in a lean one. */
interface Form {
  readonly channel: unknown;
  readonly seat: unknown;
  readonly state: unknown;
}

interface WholeForm extends Form {
  readonly channel: ChannelNode;
  readonly seat: Seat;
  readonly state: ShardState;
}

interface LeanForm extends Form {
  readonly channel: Omit<ChannelNode, 'peer'> & { readonly peer: LeanPeer | null };
  readonly seat: Omit<Seat, 'graph' | 'state' | 'blocks'> & { readonly graph: LeanGraph; readonly state: Place; readonly blocks: ReadonlyMap<number, LeanSeatBlock> };
  readonly state: Place;
}

type EvIn<In extends Form> = Omit<EvState, 'boev' | 'holder'> & { readonly boev: In['channel']; readonly holder: Omit<EvState['holder'], 'seat' | 'past'> & { readonly seat: In['seat'] | null; readonly past: In['seat'] | null } };
type ExchangeIn<In extends Form> = Omit<ExchangeState, 'boe'> & { readonly boe: In['channel'] };
type ControlSystemIn<In extends Form> = Omit<ControlSystemState, 'boe' | 'boev' | 'bocs' | 'storing'> & {
  readonly boe: In['channel'];
  readonly boev: In['channel'];
  readonly bocs: (Omit<BocsDesk, 'channel'> & { readonly channel: In['channel'] }) | null;
  readonly storing: Omit<StoringNode, 'state' | 'snapshot'> & { readonly state: In['state']; readonly snapshot: In['state'] };
};
type ActorIn<In extends Form> = Exclude<ActorState, EvState | ExchangeState | ControlSystemState> | EvIn<In> | ExchangeIn<In> | ControlSystemIn<In>;

/** From one form to the other. */
interface Translation<From extends Form, To extends Form> {
  channel(node: From['channel']): To['channel'];
  seat(seat: From['seat']): To['seat'];
  state(state: From['state']): To['state'];
}

function translated<From extends Form, To extends Form>(actor: ActorIn<From>, to: Translation<From, To>): ActorIn<To> {
  switch (actor.kind) {
    case 'ev': {
      const { seat, past } = actor.holder;
      return { ...actor, boev: to.channel(actor.boev), holder: { ...actor.holder, seat: seat === null ? null : to.seat(seat), past: past === null ? null : to.seat(past) } };
    }
    case 'exchange':
      return { ...actor, boe: to.channel(actor.boe) };
    case 'control-system': {
      const { boe, boev, bocs, storing } = actor;
      const replica = { ...storing, state: to.state(storing.state), snapshot: to.state(storing.snapshot) };
      return { ...actor, boe: to.channel(boe), boev: to.channel(boev), bocs: bocs && { ...bocs, channel: to.channel(bocs.channel) }, storing: replica };
    }
    default:
      return actor;
  }
}

/** Changes nothing that can be told of the world, and shares with it what is not written shorter. */
export function leanWorld(world: World, leaveOut: Lean): LeanWorld {
  const writer = new LeanWriter(leaveOut);
  const actors = mapped(world.actors, (actor) => translated<WholeForm, LeanForm>(actor, writer));
  const { states, executed, events } = writer;
  return { ...world, actors, states: states.all, executed: executed.all, events: events.all, ids: events.names };
}

/** The world again: every member has a ledger of its own. */
export function wholeWorld({ states, executed, events, ids, ...lean }: LeanWorld, partAt: Whole): World {
  const reader = new LeanReader({ states, executed, events, ids }, partAt);
  return { ...lean, actors: mapped(lean.actors, (actor): ActorState => translated<LeanForm, WholeForm>(actor, reader)) };
}

/** Executed blocks never change: what was found the same once need not be compared again. */
const twins = new WeakMap<ExecutedBlock, ExecutedBlock>();

class LeanWriter implements Translation<WholeForm, LeanForm> {
  /** Members that have executed the same blocks have the same state, unless one of them lies or errs: then it stands apart. */
  readonly states = new Distinct<ShardState>();
  readonly executed = new Distinct<ExecutedBlock>();
  readonly events = new Distinct<SignedEvent>();
  readonly #leaveOut: Lean;

  constructor(leaveOut: Lean) {
    this.#leaveOut = leaveOut;
  }

  channel(node: ChannelNode): LeanForm['channel'] {
    return { ...node, peer: node.peer && { ...node.peer, blocks: mapped(node.peer.blocks, (block) => this.#leaveOut(block)) } };
  }

  seat(seat: Seat): LeanForm['seat'] {
    return { ...seat, graph: this.#graph(seat.graph), state: this.state(seat.state), blocks: mapped(seat.blocks, (block) => ({ ...block, executed: this.#executed(block.executed) })) };
  }

  state(state: ShardState): Place {
    const place = this.states.placeOf(state.previous, state);
    shareRecords(state.ledger, this.states.all[place]!.ledger);
    return place;
  }

  #executed(block: ExecutedBlock): Place {
    const place = this.executed.placeOf(block.hash, twins.get(block) ?? block);
    twins.set(block, this.executed.all[place]!);
    return place;
  }

  #graph({ durable, volatile }: MemberState): LeanGraph {
    const { config, graph, events, ids, heads, pending, unordered, spreading, unaware, spreadRounds, reportedForkers, checkedForkPairs } = durable;
    return {
      durable: { config, heads, pending, unordered, spreading, unaware, spreadRounds, reportedForkers, checkedForkPairs },
      volatile,
      graph: writtenGraph(graph),
      events: this.#places(ids, events),
    };
  }

  #places(ids: readonly Hex[], events: readonly SignedEvent[]): Int32Array {
    const places = new Int32Array(ids.length);
    for (let index = 0; index < ids.length; index++) places[index] = this.events.placeOf(ids[index]!, events[index]!);
    return places;
  }
}

class LeanReader implements Translation<LeanForm, WholeForm> {
  readonly #once: Once;
  readonly #facts: readonly EventFacts[];
  readonly #partAt: Whole;

  constructor(once: Once, partAt: Whole) {
    this.#once = once;
    this.#partAt = partAt;
    this.#facts = once.events.map(({ content: { creator, timestampUs }, signature }) => ({ creator, timestampUs, signature: hexToBytes(signature) }));
  }

  channel(node: LeanForm['channel']): ChannelNode {
    return { ...node, peer: node.peer && { ...node.peer, blocks: mapped(node.peer.blocks, (place) => this.#partAt(place) as Block) } };
  }

  seat(seat: LeanForm['seat']): Seat {
    const blocks = mapped(seat.blocks, (block): SeatBlock => ({ ...block, executed: this.#once.executed[block.executed]! }));
    return { ...seat, graph: this.#graph(seat.graph), state: this.state(seat.state), blocks };
  }

  #graph({ durable, volatile, graph, events: places }: LeanGraph): MemberState {
    const { config, heads, pending, unordered, spreading, unaware, spreadRounds, reportedForkers, checkedForkPairs } = durable;
    const read = readGraph(graph, atPlaces(this.#facts, places));
    const events = atPlaces(this.#once.events, places);
    const ids = atPlaces(this.#once.ids, places);
    const indexOf = new Map(ids.map((id, index) => [id, index]));
    // In the order of `createMember`, so that to the engine both are of one kind.
    return { durable: { config, graph: read, events, ids, indexOf, heads, pending, unordered, spreading, unaware, spreadRounds, reportedForkers, checkedForkPairs }, volatile };
  }

  state(place: Place): ShardState {
    return copyShardState(this.#once.states[place]!);
  }
}

/** A list without doubles: what has the same name is compared, and stands there once if it is the same. */
class Distinct<Value> {
  readonly all: Value[] = [];
  /** Of each value. */
  readonly names: string[] = [];
  readonly #byName = new Map<string, Place[]>();

  placeOf(name: string, value: Value): Place {
    const places = this.#byName.get(name) ?? [];
    for (const place of places) if (isSameData(this.all[place], value)) return place;
    const place = this.all.push(value) - 1;
    this.names.push(name);
    this.#byName.set(name, [...places, place]);
    return place;
  }
}

function atPlaces<Value>(all: readonly Value[], places: Int32Array): Value[] {
  return Array.from(places, (place) => all[place]!);
}

function mapped<Key, From, To>(map: ReadonlyMap<Key, From>, change: (value: From) => To): Map<Key, To> {
  return new Map(Array.from(map, ([key, value]) => [key, change(value)]));
}
