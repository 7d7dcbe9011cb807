import test from 'ava';
import type { AttackDetail } from '../../../src/core/inspect/attack.js';
import type { ChannelBlockDetail, CommitteeBlockDetail } from '../../../src/core/inspect/block.js';
import type { EventDetail } from '../../../src/core/inspect/event.js';
import type { NetworkDetail } from '../../../src/core/inspect/network.js';
import type { NodeDetail } from '../../../src/core/inspect/node.js';
import type { NodesDetail } from '../../../src/core/inspect/nodes.js';
import type { Query } from '../../../src/core/inspect/registry.js';
import type { TransactionDetail } from '../../../src/core/inspect/transaction.js';
import type { StageName } from '../../../src/core/metrics/fold-stages.js';
import { startRun } from '../../../src/nodes/coordinator.js';
import type { RunHandle } from '../../../src/nodes/run.js';
import { world } from '../../../src/core/scenario/world.js';
import type { World } from '../../../src/core/scenario/world-state.js';
import { labOptions } from '../../conformance/lab.js';

// One run that all tests look into, one after the other, because half a minute of a campus costs more than all looks together.

const OFTEN = { share: 0.5, gapMsMin: 0, windowsMin: 10, memoryBytes: Infinity };
const worlds: World[] = [];
const program = {
  ...world,
  shard: {
    ...world.shard,
    create(...given: Parameters<typeof world.shard.create>): World {
      const made = world.shard.create(...given) as World;
      worlds[made.shard] = made;
      return made;
    },
  },
};
const options = labOptions('tiny', ['market.awayWalletPermille=500'], { rounds: 2, attacks: [{ name: 'consumer', level: 4, fromUs: 0, toUs: null }] });
const run: RunHandle = startRun({ ...options, program, paused: true, checkpoints: OFTEN });
const NETWORK: Query = { kind: 'network', shard: 0 };
let early: NetworkDetail;

async function ask<Detail>(query: Query): Promise<Detail> {
  return (await run.ask(query)) as Detail;
}

function messagesOf({ traffic }: NetworkDetail): number {
  return traffic.reduce((sum, { messages }) => sum + messages, 0);
}

test.serial('every kind of node shows what it is, holds, waits for and does', async (t) => {
  await run.rewind(48_000_000);
  early = await ask<NetworkDetail>(NETWORK);
  const { nodes } = await ask<NodesDetail>({ kind: 'nodes', shard: 0 });
  const details = new Map<string, NodeDetail>();
  for (const { name } of nodes) details.set(name, await ask<NodeDetail>({ kind: 'node', shard: 0, name }));
  const works = new Set([...details.values()].map(({ work }) => work?.kind));
  t.deepEqual([...works].toSorted(), ['charging-point', 'consumer', 'control-system', 'ev', 'exchange', undefined]);
  const seated = details.get(nodes.find(({ seats }) => seats > 0)!.name)!;
  t.is(seated.role, 'ev');
  t.true(seated.credit! > 0 && seated.seat!.own!.events > 0 && seated.chains.some(({ chain }) => chain === 'committee'));
  t.true(seated.timers.length > 0 && seated.timers.every(({ atUs }, at, all) => at === 0 || atUs >= all[at - 1]!.atUs));
  t.deepEqual(seated.offered, ['fork', 'silent', 'tamper', 'sybil-split', 'poisoning']);
  t.regex(seated.certificate!.serial, /^[0-9a-f]{16}$/);
  t.like(details.get('c1/sybil-01')!, { status: 'asleep', certificate: null, offered: ['sybil'] });
  t.true(details.get('c1/consumer-1')!.wallet!.unspentMilli > 0);
  const carriers = [...details.values()].filter(({ attacks }) => attacks.includes('consumer')).map(({ name }) => name);
  const attack = await ask<AttackDetail>({ kind: 'attack', shard: 0, name: 'consumer' });
  t.deepEqual(attack.carriers.map(({ name }) => name), carriers);
  t.true(carriers.length > 0 && attack.moments.some(({ what }) => what === 'tried'));
  t.is(await ask({ kind: 'node', shard: 1, name: 'c1/cs' }), null);
  t.false(JSON.stringify([...details.values()]).toLowerCase().includes('secret'));
});

test.serial('an event is shown as a member sees it', async (t) => {
  const seats = [...worlds[0]!.actors.values()].flatMap((actor) => (actor.kind === 'ev' && actor.holder.seat ? [actor.holder.seat] : []));
  const { ids, graph } = seats[0]!.graph.durable;
  const first = await ask<EventDetail>({ kind: 'event', shard: 0, id: ids[0]! });
  t.is(first.id, ids[0]!);
  t.true(first.isWitness && first.selfParent === null && first.roundReceived !== null && first.consensusTimestampUs !== null);
  t.is(first.knownBy.length + first.unknownTo.length, graph.members);
  t.deepEqual(await ask({ kind: 'event', shard: 0, id: ids[0]!.slice(0, 10) }), first);
  t.is(await ask({ kind: 'event', shard: 0, id: 'deadbeef' }), null);
});

test.serial('blocks and transactions are found by what names them', async (t) => {
  const block = await ask<CommitteeBlockDetail>({ kind: 'block', shard: 0, id: '4' });
  t.is(block.height, 4);
  t.true(block.isCertified && 3 * block.votedSeats > 2 * block.totalSeats && block.entries.length > 0);
  t.deepEqual(await ask({ kind: 'block', shard: 0, id: block.hash!.slice(0, 12) }), block);
  const entry = block.entries[0]!;
  const transaction = await ask<TransactionDetail>({ kind: 'transaction', shard: 0, id: entry.transaction });
  t.like(transaction.block, { height: 4, code: entry.code, isCertified: true });
  t.is(transaction.what, entry.kind);
  const boe = await ask<ChannelBlockDetail>({ kind: 'block', shard: 0, id: 'boe/0' });
  t.true(boe.isWhole && boe.transactions.every(({ code }) => code === 'VALID'));
  for (const id of ['99999', 'boe/77', 'deadbeefdeadbeef']) t.is(await ask({ kind: 'block', shard: 0, id }), null);
  t.is(await ask({ kind: 'transaction', shard: 0, id: 'deadbeef' }), null);
});

test.serial('the network tells what was sent and how long trades take; a rewound run tells the same again', async (t) => {
  await run.rewind(58_000_000);
  const later = await ask<NetworkDetail>(NETWORK);
  t.true(messagesOf(later) > messagesOf(early) && messagesOf(early) > 1000);
  t.true(later.traffic.some(({ link }) => link === 'wideArea'));
  const stages = new Map(later.stages.map((stage) => [stage.stage, stage]));
  const median = (stage: StageName): number => stages.get(stage)!.p50Us!;
  t.true(later.stages.every(({ p50Us, p99Us }) => (p50Us ?? 0) <= (p99Us ?? 0)));
  t.true(median('request-list') > 0 && median('list-match') > 0 && median('match-task') > 0);
  t.true(median('task-reading') > 20_000_000, 'the execution of a round lies between them');
  t.true(median('request-final') > median('task-reading') + median('reading-final'));
  // The round before is closed, of this one the notices have just come.
  t.deepEqual([early, later].map(({ response }) => response.map(({ round }) => round)), [[0], [0, 1]]);
  t.true(later.response.every(({ stages: { rows, total } }) => rows.length === 5 && total.ratio! > 0.5));
  await run.rewind(48_000_000);
  t.deepEqual(await ask<NetworkDetail>(NETWORK), early);
  run.stop();
  await run.done;
});
