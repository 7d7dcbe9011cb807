import test from 'ava';
import type { Context, Effect, NodeEvent } from '../../../src/core/kernel/contract.js';
import { advanceShard, assembleShard, type Shard } from '../../../src/core/kernel/shard.js';
import { advanceAll, command, createScriptedShards, note, seen, send, timer, type Log } from './scripted.js';

const isMessage = (event: NodeEvent, kind: string): boolean => event.type === 'message' && event.message.kind === kind;

test('a busy node’s events wait in its FIFO and begin when it is free', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0, 0, 0],
    step(node, event, context) {
      if (event.type === 'start') return node === 0 ? [] : [send(0, 'a'), send(0, 'b')];
      context.charge('verify', 1);
      return [];
    },
  });
  advanceAll([shard!], 25_000);
  // Each takes 200 µs; those of one time come by source, then by sequence.
  t.deepEqual(seen(shard!).slice(3), ['1000 0 a from 1', '1200 0 b from 1', '1400 0 a from 2', '1600 0 b from 2']);
});

test('what arrives when a node becomes free comes after what waits', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0],
    step(_node, event, context) {
      if (event.type === 'start') return [timer(0, 'first'), timer(100, 'waits'), timer(200, 'due when free')];
      context.charge('verify', 1);
      return [];
    },
  });
  advanceAll([shard!], 25_000);
  t.deepEqual(seen(shard!), ['0 0 start', '0 0 first', '200 0 waits', '400 0 due when free']);
});

test('effects leave when the step’s cost has elapsed; rows cost nanoseconds, rounded up once', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0, 0],
    step(node, event, context) {
      if (node === 1 || event.type !== 'start') return [];
      context.sign(context.hash('test', { a: 1 }));
      context.charge('match', 5);
      return [send(1, 'late'), timer(7, 'own'), note('done')];
    },
  });
  const { records } = advanceShard(shard!, 25_000);
  // 100 for signing, 10 for hashing, 5 rows of 250 ns.
  t.deepEqual(records, [{ node: 0, note: { kind: 'done' }, timeUs: 112, type: 'note' }]);
  t.deepEqual(seen(shard!).slice(2), ['119 0 own', '1112 1 late from 0']);
});

test('signatures and proofs made with a context are accepted by another node’s, and only those', (t) => {
  const found: boolean[] = [];
  const made: Record<string, string> = {};
  const publicKey = '8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c';
  const check = (context: Context): Effect[] => {
    const hash = context.hash('test', { a: 1 });
    found.push(context.verify(publicKey, hash, made['signature']!));
    found.push(context.verify(publicKey, context.hash('other', { a: 1 }), made['signature']!));
    found.push(context.vrfVerify(publicKey, hash, made['proof']!) === made['output']);
    found.push(context.vrfVerify(publicKey, made['output']!, made['proof']!) === null);
    return [];
  };
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0, 0],
    step(node, event, context) {
      if (event.type === 'message') return check(context);
      if (node === 1) return [];
      const hash = context.hash('test', { a: 1 });
      const { proof, hash: output } = context.vrfProve(hash);
      Object.assign(made, { signature: context.sign(hash), proof, output });
      return [send(1, 'check')];
    },
  });
  advanceAll([shard!], 25_000);
  t.deepEqual(found, [true, false, true, true]);
});

test('messages cross shards over the wide area and arrive in total order', (t) => {
  const shards = createScriptedShards({
    shards: 3,
    shardOf: [2, 1, 0],
    step: (node, event) => (event.type === 'start' && node < 2 ? [send(2, 'x'), send(2, 'y')] : []),
  });
  advanceAll(shards, 50_000);
  t.deepEqual(seen(shards[0]!), ['0 2 start', '25000 2 x from 0', '25000 2 y from 0', '25000 2 x from 1', '25000 2 y from 1']);
});

test('a cut link drops what is sent, one way, until it is healed', (t) => {
  const shards = createScriptedShards({
    shards: 2,
    shardOf: [0, 1],
    step: (node, event) => (event.type === 'start' || event.type === 'timer' ? [send(1 - node, `ping`), timer(30_000, 'again')] : []),
    operator: ({ kind }, control) => control.setLinkToShard(1, kind === 'heal'),
  });
  command(shards[0]!, 10_000, 'cut');
  command(shards[0]!, 50_000, 'heal');
  advanceAll(shards, 100_000);
  const pings = (index: number): string[] => seen(shards[index]!).filter((line) => line.includes('ping'));
  t.deepEqual(pings(1), ['25000 1 ping from 0', '85000 1 ping from 0']);
  t.deepEqual(pings(0), ['25000 0 ping from 1', '55000 0 ping from 1', '85000 0 ping from 1']);
});

test('a crash loses timers and what waits; a restart begins anew', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0, 0],
    step(node, event, context) {
      if (node === 1) return event.type === 'start' ? [send(0, 'busy'), send(0, 'waits'), timer(5000, 'tell')] : [send(0, 'after')];
      if (isMessage(event, 'busy')) context.charge('verify', 10);
      return event.type === 'start' ? [timer(10_000, 'tick')] : [];
    },
    operator: ({ kind }, control) => (kind === 'stop' ? control.stopNode(0) : control.startNode(0)),
  });
  command(shard!, 2000, 'stop', 0);
  command(shard!, 5500, 'start', 1);
  advanceAll([shard!], 25_000);
  t.deepEqual((shard!.state.world as Log).crashed, [0]);
  t.deepEqual(seen(shard!).slice(2), [
    '1000 0 busy from 1',
    '2000 -1 stop',
    '5000 1 tell',
    '5500 -1 start',
    '5500 0 restart',
    '6000 0 after from 1',
    '15500 0 tick',
  ]);
});

test('messages to a stopped node are lost', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0, 0],
    step: (node, event) => (node === 1 && event.type === 'start' ? [send(0, 'lost')] : []),
    operator: (_command, control) => control.stopNode(0),
  });
  command(shard!, 500, 'stop');
  advanceAll([shard!], 25_000);
  t.deepEqual(seen(shard!), ['0 0 start', '0 1 start', '500 -1 stop']);
});

test('a sleeping node comes up when it is woken', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0, 0],
    asleep: [1],
    step: (node, event) => (node === 0 && event.type === 'start' ? [send(1, 'early')] : []),
    operator: (_command, control) => control.startNode(1),
  });
  command(shard!, 3000, 'wake');
  advanceAll([shard!], 25_000);
  t.deepEqual(seen(shard!), ['0 0 start', '3000 -1 wake', '3000 1 start']);
});

test('a journal entry comes before all others at its time, entries by sequence; what it delivers comes last', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0],
    step: (_node, event) => (event.type === 'start' ? [timer(700, 'tick'), timer(700, 'tock')] : []),
    operator(given, control) {
      if (given.kind === 'second') control.deliver(0, { type: 'submit', request: { kind: 'delivered' } });
    },
  });
  command(shard!, 700, 'second', 2);
  command(shard!, 700, 'first', 1);
  advanceAll([shard!], 25_000);
  t.deepEqual(seen(shard!), ['0 0 start', '700 -1 first', '700 -1 second', '700 0 tick', '700 0 tock', '700 0 delivered']);
});

test('a window executes what is strictly before its end, and is checked when it executed something', (t) => {
  const [shard] = createScriptedShards({
    shards: 1,
    shardOf: [0],
    step: (_node, event) => (event.type === 'start' ? [timer(30_000, 'at the end')] : [note('epoch/began')]),
  });
  t.is(advanceShard(shard!, 30_000).nextEventUs, 30_000);
  t.is(advanceShard(shard!, 30_000).report, null);
  t.is(advanceShard(shard!, 30_001).eventCount, 1);
  t.is(advanceShard(shard!, 60_000).nextEventUs, Infinity);
  t.deepEqual((shard!.state.world as Log).checks, [
    { nowUs: 30_000, whole: false },
    { nowUs: 30_001, whole: true },
  ]);
  t.is(shard!.state.kernel.digest!.epochs.length, 1);
  t.is(shard!.state.kernel.digest!.epochs[0]![0], 30_000);
});

test('a copied state goes on exactly as the original does', (t) => {
  const script = {
    shards: 1,
    shardOf: [0, 0, 0],
    step(node: number, event: NodeEvent, context: Context): Effect[] {
      context.charge('verify', context.random('work', 40));
      return [send((node + 1) % 3, 'go'), timer(context.random('wait', 9000), event.type)].slice(0, event.type === 'message' ? 1 : 2);
    },
  };
  const [shard] = createScriptedShards(script);
  advanceShard(shard!, 50_000);
  const { program, topology, environment } = shard!;
  const copy = assembleShard(program, 0, topology, environment, structuredClone(shard!.state));
  advanceShard(shard!, 200_000);
  advanceShard(copy, 200_000);
  t.true(seen(copy).length > 100);
  t.deepEqual(copy.state, shard!.state);
});

function shardWith(effect: Effect): Shard {
  return createScriptedShards({ shards: 1, shardOf: [0], step: () => [effect] })[0]!;
}

test('a message to nobody, and a timer in the past, are programming errors', (t) => {
  t.throws(() => advanceShard(shardWith(send(5, 'x')), 1), { message: /node 5/ });
  t.throws(() => advanceShard(shardWith(timer(-1, 'x')), 1), { message: /-1/ });
  t.throws(() => advanceShard(shardWith(timer(0.5, 'x')), 1), { message: /0\.5/ });
});
