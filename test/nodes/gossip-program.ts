import { contentHash } from '../../src/core/crypto/encoding.js';
import { keyPair } from '../../src/core/crypto/keys.js';
import type { CryptoSuite } from '../../src/core/crypto/suite.js';
import type { Context, Effect, Message, NodeEvent, NodeId, OperatorCommand, Timer } from '../../src/core/kernel/contract.js';
import type { LinkParameters, NetworkParameters, ProcessorCosts } from '../../src/core/kernel/models.js';
import type { NodePlacement, Program, ShardProgram } from '../../src/core/kernel/program.js';
import type { Hex } from '../../src/core/units/hex.js';

/**
 * A toy protocol that uses everything the kernel offers: every node gossips signed rumours to random peers of all
 * shards, draws by VRF now and then, commits what it hears first, and reports epochs. It exists to be executed in
 * every way that must not make a difference.
 */
export interface GossipSpecification {
  readonly shards: number;
  readonly nodesPerShard: number;
  /** Rumours each node starts; one every `everyUs`. */
  readonly rumours: number;
  readonly everyUs: number;
  /** A shard whose checker complains once it has heard so many rumours; null for none. */
  readonly complainAfter: number | null;
  /** Step number (over a shard) in which the program throws; null for none. */
  readonly throwAtStep: number | null;
}

export interface GossipWorld {
  readonly specification: GossipSpecification;
  readonly seed: number;
  readonly shard: number;
  readonly publicKeys: Map<NodeId, Hex>;
  readonly nodes: Map<NodeId, { durable: { started: number; restarts: number }; volatile: { heard: Map<string, number> } }>;
  heardCount: number;
  refused: number;
  observed: number;
  draws: number;
  steps: number;
}

interface Rumour extends Message {
  readonly kind: 'gossip/rumour';
  readonly content: { readonly origin: NodeId; readonly number: number };
  readonly signature: Hex;
  readonly hops: number;
}

interface Draw extends Message {
  readonly kind: 'gossip/draw';
  readonly alpha: Hex;
  readonly proof: Hex;
  readonly origin: NodeId;
}

const slow: ProcessorCosts = { signUs: 300, verifyUs: 700, vrfProveUs: 1500, vrfVerifyUs: 2000, hashUs: 5, matchNs: 250 };
const fast: ProcessorCosts = { signUs: 30, verifyUs: 70, vrfProveUs: 150, vrfVerifyUs: 200, hashUs: 1, matchNs: 25 };
const link = (baseUs: number, jitterUs: number, lossPerMillion: number): LinkParameters => ({
  baseUs,
  jitterUs,
  bandwidthBytesPerS: 1_000_000,
  lossPerMillion,
});
const network: NetworkParameters = {
  vehicleVehicle: link(2000, 3000, 10_000),
  vehicleChargingPoint: link(1000, 500, 0),
  campus: link(500, 200, 0),
  wideArea: link(25_000, 15_000, 5000),
};

const sites = ['campus', 'chargingPoint', 'vehicle'] as const;

function placements({ shards, nodesPerShard }: GossipSpecification): NodePlacement[] {
  return Array.from({ length: shards * nodesPerShard }, (_, id) => ({
    id,
    name: `node-${id}`,
    // Interleaved, so that a shard's node ids are not one stretch.
    shard: id % shards,
    site: sites[Math.floor(id / shards) % 3]!,
    asleep: id === shards * nodesPerShard - 1,
  }));
}

function create(specification: GossipSpecification, seed: number, shard: number, suite: CryptoSuite): GossipWorld {
  const all = placements(specification);
  return {
    specification,
    seed,
    shard,
    publicKeys: new Map(all.map(({ id, name }) => [id, keyPair(suite, seed, name).publicKey])),
    nodes: new Map(
      all
        .filter((placement) => placement.shard === shard)
        .map(({ id }) => [id, { durable: { started: 0, restarts: 0 }, volatile: { heard: new Map<string, number>() } }]),
    ),
    heardCount: 0,
    refused: 0,
    observed: 0,
    draws: 0,
    steps: 0,
  };
}

function step(world: GossipWorld, node: NodeId, event: NodeEvent, context: Context): readonly Effect[] {
  world.steps++;
  if (world.steps === world.specification.throwAtStep) throw new Error('The toy was told to throw');
  if (event.type === 'start') {
    const state = world.nodes.get(node)!;
    if (event.restarted) state.durable.restarts++;
    return [setTimer(1 + context.random('phase', world.specification.everyUs)), { type: 'note', note: { kind: 'gossip/started' } }];
  }
  if (event.type === 'timer') return startRumour(world, node, context);
  if (event.type !== 'message') return [];
  if (event.message.kind === 'gossip/rumour') return hear(world, node, event.message as Rumour, context);
  return hearDraw(world, event.message as Draw, context);
}

function setTimer(afterUs: number): Effect {
  return { type: 'set-timer', afterUs, timer: { kind: 'gossip/tick' } satisfies Timer };
}

function startRumour(world: GossipWorld, node: NodeId, context: Context): readonly Effect[] {
  const { durable } = world.nodes.get(node)!;
  if (durable.started >= world.specification.rumours) return [];
  const content = { origin: node, number: durable.started++ };
  const signature = context.sign(context.hash('gossip', content));
  const rumour: Rumour = { kind: 'gossip/rumour', content, signature, hops: 0 };
  const effects: Effect[] = [setTimer(world.specification.everyUs), spread(world, rumour, context)];
  if (content.number % 4 === 3 && node < world.specification.shards) {
    effects.push({ type: 'note', note: { kind: 'epoch/began', number: content.number } as never });
  }
  if (content.number % 8 === 7 && node < world.specification.shards * 2) {
    const alpha = context.hash('gossip-draw', content);
    const { proof } = context.vrfProve(alpha);
    const draw: Draw = { kind: 'gossip/draw', alpha, proof, origin: node };
    effects.push({ type: 'send', to: pick(world, context), message: draw, sizeBytes: 200 });
  }
  return effects;
}

function pick({ specification }: GossipWorld, context: Context): NodeId {
  return context.random('peer', specification.shards * specification.nodesPerShard);
}

function spread(world: GossipWorld, rumour: Rumour, context: Context): Effect {
  return { type: 'broadcast', to: [pick(world, context), pick(world, context)], message: rumour, sizeBytes: 150 };
}

function hear(world: GossipWorld, node: NodeId, rumour: Rumour, context: Context): readonly Effect[] {
  const { content, signature, hops } = rumour;
  const { volatile } = world.nodes.get(node)!;
  const name = `${content.origin}/${content.number}`;
  if (volatile.heard.has(name)) return [];
  if (!context.verify(world.publicKeys.get(content.origin)!, context.hash('gossip', content), signature)) {
    world.refused++;
    return [];
  }
  context.charge('match', 10);
  volatile.heard.set(name, context.nowUs);
  world.heardCount++;
  const commit: Effect = { type: 'commit', record: { kind: 'gossip/heard', name, hops } as never };
  return hops >= 3 ? [commit] : [commit, spread(world, { ...rumour, hops: hops + 1 }, context)];
}

function hearDraw(world: GossipWorld, draw: Draw, context: Context): readonly Effect[] {
  const hash = context.vrfVerify(world.publicKeys.get(draw.origin)!, draw.alpha, draw.proof);
  if (hash === null) world.refused++;
  else world.draws++;
  return [{ type: 'note', note: { kind: 'gossip/drawn', hash } as never }];
}

interface ToyCommand extends OperatorCommand {
  readonly node?: NodeId;
  readonly shard?: number;
}

const shardProgram: ShardProgram<GossipWorld, GossipSpecification> = {
  placements,
  network: () => network,
  processors: () => ({ vehicle: slow, chargingPoint: slow, campus: fast }),
  create,
  secretKey: (world, node, suite) => keyPair(suite, world.seed, `node-${node}`).secretKey,
  step,
  crash(world, node) {
    world.nodes.get(node)!.volatile = { heard: new Map() };
  },
  operator(_world, command: ToyCommand, control) {
    if (command.kind === 'stop') control.stopNode(command.node!);
    if (command.kind === 'start') control.startNode(command.node!);
    if (command.kind === 'cut') control.setLinkToShard(command.shard!, false);
    if (command.kind === 'heal') control.setLinkToShard(command.shard!, true);
    if (command.kind === 'tick') control.deliver(command.node!, { type: 'timer', timer: { kind: 'gossip/tick' } });
  },
  observe(world, records) {
    world.observed += records.length;
  },
  check(world, nowUs, whole) {
    const { complainAfter } = world.specification;
    const bad = complainAfter !== null && world.heardCount >= complainAfter;
    return {
      checks: whole ? world.nodes.size : 1,
      violations: bad ? [{ checker: 'toy', timeUs: nowUs, shard: world.shard, message: 'heard too much' }] : [],
      claims: [{ heard: world.heardCount }],
    };
  },
  progress: (world) => {
    const started = [...world.nodes.values()].map(({ durable }) => durable.started);
    return { finalRounds: Math.min(...started) };
  },
  view: ({ shard, heardCount, refused, observed, draws, steps }) => ({ shard, heardCount, refused, observed, draws, steps }),
  finalState: (world) =>
    [...world.nodes].map(([node, { durable, volatile }]) => [node, durable.started, durable.restarts, [...volatile.heard]]),
};

interface Fold {
  heard: number[];
  folds: number;
}

export const gossip: Program = {
  shard: shardProgram,
  claims: {
    create: (): Fold => ({ heard: [], folds: 0 }),
    fold(state: Fold, _nowUs, claimsByShard) {
      state.folds++;
      claimsByShard.forEach((claims, shard) => {
        const last = claims.at(-1) as { heard: number } | undefined;
        if (last !== undefined) state.heard[shard] = last.heard;
      });
      return [];
    },
    finish: () => [],
    checks: (state: Fold) => state.folds,
  },
  shardCount: (specification) => (specification as GossipSpecification).shards,
};

export const gossipReference = { url: import.meta.url, exportName: 'gossip' };

export const smallGossip: GossipSpecification = {
  shards: 4,
  nodesPerShard: 6,
  rumours: 8,
  everyUs: 200_000,
  complainAfter: null,
  throwAtStep: null,
};

/** The same hash that the toy signs, for tests that look at it. */
export function rumourHash(suite: CryptoSuite, origin: NodeId, number: number): Hex {
  return contentHash(suite, 'gossip', { origin, number });
}
