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
import type { MemberState } from '../consensus/hashgraph/member-state.js';
import { withoutSpareRoom } from '../consensus/hashgraph/state.js';
import type { NodeId } from '../kernel/contract.js';
import type { Lean, Whole } from '../kernel/program.js';
import type { Block } from '../ledger/endorse-order-validate/types.js';
import { isSameData } from '../units/same-data.js';
import type { World } from './world-state.js';

/**
 * A world as a checkpoint keeps it: with once what it holds many times. The members of a committee have a ledger each, and each
 * has executed the same blocks; their hashgraphs name the same events; peers keep channel blocks that never change.
 */
export interface LeanWorld extends Omit<World, 'actors'> {
  readonly actors: ReadonlyMap<NodeId, ActorIn<LeanForm>>;
  readonly states: readonly ShardState[];
  readonly executed: readonly ExecutedBlock[];
  /** Ids of hashgraph events. */
  readonly ids: readonly string[];
}

/** Where something stands in the world's lists. */
type Place = number;
type LeanPeer = Omit<NonNullable<ChannelNode['peer']>, 'blocks'> & { readonly blocks: ReadonlyMap<number, Uint8Array> };
/** `durable` without its ids, and the ids' places. */
type LeanGraph = MemberState & { readonly ids: Int32Array };
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

/** Changes nothing of the world, and shares with it what is not written shorter. */
export function leanWorld(world: World, pack: Lean): LeanWorld {
  const writer = new LeanWriter(pack);
  const actors = mapped(world.actors, (actor) => translated<WholeForm, LeanForm>(actor, writer));
  const { states, executed, ids } = writer;
  return { ...world, actors, states: states.all, executed: executed.all, ids: [...ids.keys()] };
}

/** The world again: every member has a ledger of its own. */
export function wholeWorld({ states, executed, ids, ...lean }: LeanWorld, unpack: Whole): World {
  const reader = new LeanReader(states, executed, ids, unpack);
  return { ...lean, actors: mapped(lean.actors, (actor): ActorState => translated<LeanForm, WholeForm>(actor, reader)) };
}

class LeanWriter implements Translation<WholeForm, LeanForm> {
  /** Members that have executed the same blocks have the same state, unless one of them lies or errs: then it stands apart. */
  readonly states = new Distinct<ShardState>(({ previous }) => previous);
  readonly executed = new Distinct<ExecutedBlock>(({ hash }) => hash);
  readonly ids = new Map<string, Place>();
  readonly #pack: Lean;

  constructor(pack: Lean) {
    this.#pack = pack;
  }

  channel(node: ChannelNode): LeanForm['channel'] {
    return { ...node, peer: node.peer && { ...node.peer, blocks: mapped(node.peer.blocks, (block) => this.#pack(block)) } };
  }

  seat(seat: Seat): LeanForm['seat'] {
    const blocks = mapped(seat.blocks, (block) => ({ ...block, executed: this.executed.placeOf(block.executed) }));
    return { ...seat, graph: this.#graph(seat.graph), state: this.state(seat.state), blocks };
  }

  state(state: ShardState): Place {
    return this.states.placeOf(state);
  }

  #graph({ durable, volatile }: MemberState): LeanGraph {
    return { durable: { ...durable, graph: withoutSpareRoom(durable.graph), ids: [], indexOf: new Map() }, volatile, ids: Int32Array.from(durable.ids, (id) => this.#idPlace(id)) };
  }

  #idPlace(id: string): Place {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    this.ids.set(id, this.ids.size);
    return this.ids.size - 1;
  }
}

class LeanReader implements Translation<LeanForm, WholeForm> {
  readonly #states: readonly ShardState[];
  readonly #executed: readonly ExecutedBlock[];
  readonly #ids: readonly string[];
  readonly #unpack: Whole;

  constructor(states: readonly ShardState[], executed: readonly ExecutedBlock[], ids: readonly string[], unpack: Whole) {
    this.#states = states;
    this.#executed = executed;
    this.#ids = ids;
    this.#unpack = unpack;
  }

  channel(node: LeanForm['channel']): ChannelNode {
    return { ...node, peer: node.peer && { ...node.peer, blocks: mapped(node.peer.blocks, (bytes) => this.#unpack(bytes) as Block) } };
  }

  seat(seat: LeanForm['seat']): Seat {
    const blocks = mapped(seat.blocks, (block): SeatBlock => ({ ...block, executed: this.#executed[block.executed]! }));
    return { ...seat, graph: this.#graph(seat.graph), state: this.state(seat.state), blocks };
  }

  #graph({ durable, ids: places, volatile }: LeanGraph): MemberState {
    const ids = Array.from(places, (place) => this.#ids[place]!);
    return { durable: { ...durable, ids, indexOf: new Map(ids.map((id, index) => [id, index])) }, volatile };
  }

  state(place: Place): ShardState {
    return copyShardState(this.#states[place]!);
  }
}

/** A list without doubles: who has the same name is compared, and stands there once if it is the same. */
class Distinct<Value> {
  readonly all: Value[] = [];
  readonly #byName = new Map<string, Place[]>();
  readonly #nameOf: (value: Value) => string;

  constructor(nameOf: (value: Value) => string) {
    this.#nameOf = nameOf;
  }

  placeOf(value: Value): Place {
    const name = this.#nameOf(value);
    const places = this.#byName.get(name) ?? [];
    const known = places.find((place) => isSameData(this.all[place], value));
    if (known !== undefined) return known;
    const place = this.all.push(value) - 1;
    this.#byName.set(name, [...places, place]);
    return place;
  }
}

function mapped<Key, From, To>(map: ReadonlyMap<Key, From>, change: (value: From) => To): Map<Key, To> {
  return new Map(Array.from(map, ([key, value]) => [key, change(value)]));
}
