import test from 'ava';
import { lookAtKernel } from '../../../src/core/kernel/look.js';
import { countLost, countSent, createTraffic, trafficLines } from '../../../src/core/kernel/traffic.js';
import { assembleShard } from '../../../src/core/kernel/shard.js';
import { advanceAll, command, createScriptedShards, send } from './scripted.js';

test('messages are counted by kind and link class where they are sent, lost ones too; those to oneself are not', (t) => {
  const shards = createScriptedShards({
    shards: 2,
    shardOf: [0, 0, 1],
    step: (node, event) => (event.type === 'start' && node === 0 ? [send(1, 'near'), send(1, 'near'), send(2, 'far'), send(0, 'self')] : event.type === 'message' && node === 1 ? [send(2, 'far')] : []),
    operator: (_, control) => control.setLinkToShard(1, false),
  });
  command(shards[0]!, 500, 'cut');
  advanceAll(shards, 75_000);
  const { traffic, cutTo } = lookAtKernel(shards[0]!).network();
  t.deepEqual(traffic, [
    { kind: 'near', link: 'campus', messages: 2, bytes: traffic[0]!.bytes, lost: 0 },
    { kind: 'far', link: 'wideArea', messages: 3, bytes: traffic[1]!.bytes, lost: 2 },
  ]);
  t.deepEqual(cutTo, [1]);
  t.deepEqual(lookAtKernel(shards[1]!).network().traffic, []);
});

test('the table grows with the kinds, whatever their number, and comes back with a checkpoint', (t) => {
  const traffic = createTraffic();
  for (let round = 1; round <= 2; round++) {
    for (let kind = 0; kind < 200; kind++) countSent(traffic, `kind ${kind}`, kind % 4, 10);
  }
  countLost(traffic, 'kind 7', 3);
  const lines = trafficLines(traffic);
  t.is(lines.length, 200);
  t.true(lines.every(({ messages, bytes }) => messages === 2 && bytes === 20));
  t.deepEqual(lines.filter(({ lost }) => lost > 0), [{ kind: 'kind 7', link: 'wideArea', messages: 2, bytes: 20, lost: 1 }]);
  const [shard] = createScriptedShards({ shards: 1, shardOf: [0, 0], step: (node, event) => (event.type === 'start' ? [send(1 - node, 'hello')] : []) });
  advanceAll([shard!], 25_000);
  const restored = assembleShard(shard!.program, 0, shard!.topology, shard!.environment, structuredClone(shard!.state));
  t.deepEqual(lookAtKernel(restored).network(), lookAtKernel(shard!).network());
  t.is(lookAtKernel(restored).network().traffic[0]!.messages, 2);
});
