import { createEnvironment } from '../../../src/core/kernel/context.js';
import type { Context, Effect, NodeEvent, NodeId, OperatorCommand } from '../../../src/core/kernel/contract.js';
import type { LinkParameters, ProcessorCosts } from '../../../src/core/kernel/models.js';
import type { Control, ShardProgram } from '../../../src/core/kernel/program.js';
import { advanceShard, createShard, receiveBatch, receiveJournalEntry, type Shard } from '../../../src/core/kernel/shard.js';
import { createTopology } from '../../../src/core/kernel/topology.js';
import { nodeSuite } from '../../../src/nodes/crypto/node-suite.js';

/** What the nodes of a test do; the world is the log of what they saw. */
export interface Script {
  readonly shards: number;
  /** Shard of each node. */
  readonly shardOf: readonly number[];
  readonly asleep?: readonly NodeId[];
  step(node: NodeId, event: NodeEvent, context: Context): readonly Effect[];
  operator?(command: OperatorCommand, control: Control): void;
}

export interface Log {
  readonly seen: { node: NodeId; atUs: number; what: string }[];
  readonly checks: { nowUs: number; whole: boolean }[];
  readonly crashed: NodeId[];
}

export const costs: ProcessorCosts = { signUs: 100, verifyUs: 200, vrfProveUs: 300, vrfVerifyUs: 400, hashUs: 10, matchNs: 250 };
export const campusUs = 1000;
export const wideAreaUs = 25_000;
const campus: LinkParameters = { baseUs: campusUs, jitterUs: 0, bandwidthBytesPerS: 1e9, lossPerMillion: 0 };

function scriptedProgram(script: Script): ShardProgram<Log, null> {
  return {
    placements: () =>
      script.shardOf.map((shard, id) => ({ id, name: `n${id}`, shard, site: 'campus', asleep: script.asleep?.includes(id) ?? false })),
    network: () => ({
      vehicleVehicle: campus,
      vehicleChargingPoint: campus,
      campus,
      wideArea: { ...campus, baseUs: wideAreaUs },
    }),
    processors: () => ({ vehicle: costs, chargingPoint: costs, campus: costs }),
    create: () => ({ seen: [], checks: [], crashed: [] }),
    secretKey: (_world, node) => new Uint8Array(32).fill(node + 1),
    step(world, node, event, context) {
      world.seen.push({ node, atUs: context.nowUs, what: nameOf(event) });
      return script.step(node, event, context);
    },
    crash: (world, node) => void world.crashed.push(node),
    operator: (world, command, control) => {
      world.seen.push({ node: -1, atUs: control.nowUs, what: command.kind });
      script.operator?.(command, control);
    },
    observe: () => undefined,
    check(world, nowUs, whole) {
      world.checks.push({ nowUs, whole });
      return { checks: 1, violations: [], claims: [] };
    },
    progress: () => ({ finalRounds: 0 }),
    view: (world) => world,
    finalState: (world) => world,
  };
}

function nameOf(event: NodeEvent): string {
  switch (event.type) {
    case 'start':
      return event.restarted ? 'restart' : 'start';
    case 'message':
      return `${event.message.kind} from ${event.from}`;
    case 'timer':
      return event.timer.kind;
    case 'submit':
      return event.request.kind;
    case 'operator':
      return event.command.kind;
  }
}

export function createScriptedShards(script: Script): Shard[] {
  const program = scriptedProgram(script);
  const environment = createEnvironment(nodeSuite, 1);
  const topology = createTopology(program, null, 1, script.shards);
  return topology.nodesOf.map((_, index) => createShard(program, null, index, topology, environment, { digest: true }));
}

/** Advances all shards in windows of the wide-area latency, messages between them included, until `endUs`. */
export function advanceAll(shards: readonly Shard[], endUs: number): void {
  for (let windowEndUs = wideAreaUs; windowEndUs <= endUs; windowEndUs += wideAreaUs) {
    const outboxes = shards.map((shard) => advanceShard(shard, windowEndUs).outbox);
    for (const outbox of outboxes) {
      outbox.forEach((batch, target) => {
        if (batch !== null) receiveBatch(shards[target]!, batch);
      });
    }
  }
}

/** What was seen, one line each: `time node what`. */
export function seen(shard: Shard): string[] {
  return (shard.state.world as Log).seen.map(({ node, atUs, what }) => `${atUs} ${node} ${what}`);
}

export function command(shard: Shard, atUs: number, kind: string, sequence = 0): void {
  receiveJournalEntry(shard, { atUs, sequence, shards: null, command: { kind } });
}

export const send = (to: NodeId, kind: string): Effect => ({ type: 'send', to, message: { kind }, sizeBytes: 0 });
export const timer = (afterUs: number, kind: string): Effect => ({ type: 'set-timer', afterUs, timer: { kind } });
export const note = (kind: string): Effect => ({ type: 'note', note: { kind } });
