import { keyPair } from '../src/core/crypto/keys.js';
import type { Effect, Message } from '../src/core/kernel/contract.js';
import type { LinkParameters, ProcessorCosts } from '../src/core/kernel/models.js';
import type { Program, ShardProgram } from '../src/core/kernel/program.js';
import type { Hex } from '../src/core/units/hex.js';

/**
 * Programs for measuring the kernel and the hosting: tokens that hop from node to node. In `tokens` a hop does
 * nothing else; in `signedTokens` the node that gets one verifies it and signs it anew, which is real work.
 */
export interface TokenSpecification {
  readonly shards: number;
  readonly nodesPerShard: number;
  /** Tokens that each node starts. */
  readonly tokensPerNode: number;
  /** Of a hundred hops, how many leave the shard. */
  readonly crossPercent: number;
}

interface TokenWorld {
  readonly specification: TokenSpecification;
  readonly seed: number;
  readonly shard: number;
  readonly publicKeys: readonly Hex[];
  hops: number;
  refused: number;
}

interface Token extends Message {
  readonly kind: 'token/hop';
  readonly number: number;
  readonly holder: number;
  readonly signature: Hex;
}

const cost: ProcessorCosts = { signUs: 30, verifyUs: 70, vrfProveUs: 150, vrfVerifyUs: 200, hashUs: 2, matchNs: 25 };
const link: LinkParameters = { baseUs: 2000, jitterUs: 3000, bandwidthBytesPerS: 10_000_000, lossPerMillion: 0 };
const wideArea: LinkParameters = { ...link, baseUs: 25_000, jitterUs: 10_000 };

/** The next holder: one of the shard's nodes or, now and then, one of any shard's. */
function nextHolder({ specification, shard }: TokenWorld, random: (purpose: string, limit: number) => number): number {
  const { shards, nodesPerShard, crossPercent } = specification;
  const leaves = shards > 1 && random('leave', 100) < crossPercent;
  return (leaves ? random('shard', shards) : shard) * nodesPerShard + random('node', nodesPerShard);
}

const common: Omit<ShardProgram<TokenWorld, TokenSpecification>, 'step' | 'create'> = {
  placements: ({ shards, nodesPerShard }) =>
    Array.from({ length: shards * nodesPerShard }, (_, id) => ({
      id,
      name: `node-${id}`,
      shard: Math.floor(id / nodesPerShard),
      site: 'campus',
      asleep: false,
    })),
  network: () => ({ vehicleVehicle: link, vehicleChargingPoint: link, campus: link, wideArea }),
  processors: () => ({ vehicle: cost, chargingPoint: cost, campus: cost }),
  secretKey: (world, node, suite) => keyPair(suite, world.seed, `node-${node}`).secretKey,
  crash: () => undefined,
  operator: () => undefined,
  observe: () => undefined,
  check: () => ({ checks: 0, violations: [], claims: [] }),
  progress: () => ({ finalRounds: 0 }),
  view: ({ hops }) => hops,
  finalState: ({ hops, refused }) => [hops, refused],
};

const claims: Program['claims'] = { create: () => null, fold: () => [], finish: () => [], checks: () => 0 };
const shardCount = (specification: unknown): number => (specification as TokenSpecification).shards;
const emptyWorld = { publicKeys: [], hops: 0, refused: 0 };

export const tokens: Program = {
  claims,
  shardCount,
  shard: {
    ...common,
    create: (specification, seed, shard) => ({ specification, seed, shard, ...emptyWorld }),
    step(world, node, event, context) {
      if (event.type !== 'start') world.hops++;
      const count = event.type === 'start' ? world.specification.tokensPerNode : 1;
      const effects: Effect[] = [];
      for (let number = 0; number < count; number++) {
        const message: Message = event.type === 'message' ? event.message : { kind: 'token/hop' };
        const to = nextHolder(world, (purpose, limit) => context.random(purpose, limit));
        effects.push({ type: 'send', to, message, sizeBytes: 100 });
      }
      return effects;
    },
  } satisfies ShardProgram<TokenWorld, TokenSpecification>,
};

export const signedTokens: Program = {
  claims,
  shardCount,
  shard: {
    ...common,
    create: (specification, seed, shard, suite) => ({
      specification,
      seed,
      shard,
      ...emptyWorld,
      publicKeys: common.placements(specification, seed).map(({ name }) => keyPair(suite, seed, name).publicKey),
    }),
    step(world, node, event, context) {
      const count = event.type === 'start' ? world.specification.tokensPerNode : 1;
      const effects: Effect[] = [];
      for (let index = 0; index < count; index++) {
        let number = node * 1000 + index;
        if (event.type === 'message') {
          const token = event.message as Token;
          const hash = context.hash('token', [token.number, token.holder]);
          if (!context.verify(world.publicKeys[token.holder]!, hash, token.signature)) world.refused++;
          number = token.number + 1;
          world.hops++;
        }
        const signature = context.sign(context.hash('token', [number, node]));
        const message: Token = { kind: 'token/hop', number, holder: node, signature };
        const to = nextHolder(world, (purpose, limit) => context.random(purpose, limit));
        effects.push({ type: 'send', to, message, sizeBytes: 200 });
      }
      return effects;
    },
  } satisfies ShardProgram<TokenWorld, TokenSpecification>,
};

export const programsUrl = import.meta.url;
