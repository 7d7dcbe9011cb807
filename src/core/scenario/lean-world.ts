import type { ActorState } from '../actors/actor.js';
import type { ChannelNode } from '../actors/channels/channel.js';
import type { ControlSystemState } from '../actors/control-system/control-system.js';
import type { EvState } from '../actors/ev/ev.js';
import type { ExecutedBlock } from '../consensus/committee/execute.js';
import type { Seat, SeatBlock } from '../consensus/committee/seat.js';
import { copyShardState, type ShardState } from '../consensus/committee/shard-state.js';
import type { MemberState } from '../consensus/hashgraph/member-state.js';
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
  readonly actors: ReadonlyMap<NodeId, LeanActor>;
  readonly states: readonly ShardState[];
  readonly executed: readonly ExecutedBlock[];
  /** Ids of hashgraph events. */
  readonly ids: readonly string[];
}

/** Where something stands in the world's lists. */
type Place = number;
type LeanBlocks = ReadonlyMap<number, Uint8Array>;
type LeanChannel = Omit<ChannelNode, 'peer'> & { readonly peer: (Omit<NonNullable<ChannelNode['peer']>, 'blocks'> & { readonly blocks: LeanBlocks }) | null };
/** `durable` without its ids, and the ids' places. */
type LeanGraph = MemberState & { readonly ids: Int32Array };
type LeanSeat = Omit<Seat, 'graph' | 'state' | 'blocks'> & { readonly graph: LeanGraph; readonly state: Place; readonly blocks: ReadonlyMap<number, Omit<SeatBlock, 'executed'> & { readonly executed: Place }> };
type LeanEv = Omit<EvState, 'boev' | 'holder'> & { readonly boev: LeanChannel; readonly holder: Omit<EvState['holder'], 'seat' | 'past'> & { readonly seat: LeanSeat | null; readonly past: LeanSeat | null } };
type LeanExchange = Omit<Extract<ActorState, { kind: 'exchange' }>, 'boe'> & { readonly boe: LeanChannel };
type LeanControlSystem = Omit<ControlSystemState, 'boe' | 'boev' | 'bocs' | 'storing'> & {
  readonly boe: LeanChannel;
  readonly boev: LeanChannel;
  readonly bocs: (Omit<NonNullable<ControlSystemState['bocs']>, 'channel'> & { readonly channel: LeanChannel }) | null;
  readonly storing: Omit<ControlSystemState['storing'], 'state' | 'snapshot'> & { readonly state: Place; readonly snapshot: Place };
};
type LeanActor = Extract<ActorState, { kind: 'consumer' | 'charging-point' }> | LeanEv | LeanExchange | LeanControlSystem;

/** Changes nothing of the world, and shares with it what is not written shorter. */
export function leanWorld(world: World, pack: Lean): LeanWorld {
  const writer = new LeanWriter(pack);
  const actors = mapped(world.actors, (actor) => writer.actor(actor));
  const { states, executed, ids } = writer;
  return { ...world, actors, states: states.all, executed: executed.all, ids: [...ids.keys()] };
}

/** The world again: every member has a ledger of its own. */
export function wholeWorld({ states, executed, ids, ...lean }: LeanWorld, unpack: Whole): World {
  const reader = new LeanReader(states, executed, ids, unpack);
  return { ...lean, actors: mapped(lean.actors, (actor) => reader.actor(actor)) };
}

class LeanWriter {
  /** Members that have executed the same blocks have the same state, unless one of them lies or errs: then it stands apart. */
  readonly states = new Distinct<ShardState>(({ previous }) => previous);
  readonly executed = new Distinct<ExecutedBlock>(({ hash }) => hash);
  readonly ids = new Map<string, Place>();
  readonly #pack: Lean;

  constructor(pack: Lean) {
    this.#pack = pack;
  }

  actor(actor: ActorState): LeanActor {
    switch (actor.kind) {
      case 'ev': {
        const { seat, past } = actor.holder;
        return { ...actor, boev: this.#channel(actor.boev), holder: { ...actor.holder, seat: seat && this.#seat(seat), past: past && this.#seat(past) } };
      }
      case 'exchange':
        return { ...actor, boe: this.#channel(actor.boe) };
      case 'control-system': {
        const { boe, boev, bocs, storing } = actor;
        const replica = { ...storing, state: this.states.placeOf(storing.state), snapshot: this.states.placeOf(storing.snapshot) };
        return { ...actor, boe: this.#channel(boe), boev: this.#channel(boev), bocs: bocs && { ...bocs, channel: this.#channel(bocs.channel) }, storing: replica };
      }
      default:
        return actor;
    }
  }

  #channel(node: ChannelNode): LeanChannel {
    return { ...node, peer: node.peer && { ...node.peer, blocks: mapped(node.peer.blocks, (block) => this.#pack(block)) } };
  }

  #seat(seat: Seat): LeanSeat {
    const blocks = mapped(seat.blocks, (block) => ({ ...block, executed: this.executed.placeOf(block.executed) }));
    return { ...seat, graph: this.#graph(seat.graph), state: this.states.placeOf(seat.state), blocks };
  }

  #graph({ durable, volatile }: MemberState): LeanGraph {
    return { durable: { ...durable, ids: [], indexOf: new Map() }, volatile, ids: Int32Array.from(durable.ids, (id) => this.#idPlace(id)) };
  }

  #idPlace(id: string): Place {
    const known = this.ids.get(id);
    if (known !== undefined) return known;
    this.ids.set(id, this.ids.size);
    return this.ids.size - 1;
  }
}

class LeanReader {
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

  actor(actor: LeanActor): ActorState {
    switch (actor.kind) {
      case 'ev': {
        const { seat, past } = actor.holder;
        return { ...actor, boev: this.#channel(actor.boev), holder: { ...actor.holder, seat: seat && this.#seat(seat), past: past && this.#seat(past) } };
      }
      case 'exchange':
        return { ...actor, boe: this.#channel(actor.boe) };
      case 'control-system': {
        const { boe, boev, bocs, storing } = actor;
        const replica = { ...storing, state: this.#state(storing.state), snapshot: this.#state(storing.snapshot) };
        return { ...actor, boe: this.#channel(boe), boev: this.#channel(boev), bocs: bocs && { ...bocs, channel: this.#channel(bocs.channel) }, storing: replica };
      }
      default:
        return actor;
    }
  }

  #channel(node: LeanChannel): ChannelNode {
    return { ...node, peer: node.peer && { ...node.peer, blocks: mapped(node.peer.blocks, (bytes) => this.#unpack(bytes) as Block) } };
  }

  #seat(seat: LeanSeat): Seat {
    const blocks = mapped(seat.blocks, (block): SeatBlock => ({ ...block, executed: this.#executed[block.executed]! }));
    return { ...seat, graph: this.#graph(seat.graph), state: this.#state(seat.state), blocks };
  }

  #graph({ durable, ids: places, volatile }: LeanGraph): MemberState {
    const ids = Array.from(places, (place) => this.#ids[place]!);
    return { durable: { ...durable, ids, indexOf: new Map(ids.map((id, index) => [id, index])) }, volatile };
  }

  #state(place: Place): ShardState {
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
