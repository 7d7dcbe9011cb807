import fc from 'fast-check';
import test from 'ava';
import type { NodeEvent } from '../../../src/core/kernel/contract.js';
import { clockOf, createFaults, timerUs, type FaultState, type LinkFault } from '../../../src/core/kernel/faults.js';
import type { Control } from '../../../src/core/kernel/program.js';
import { advanceShard, assembleShard, type Shard } from '../../../src/core/kernel/shard.js';
import { advanceAll, command, createScriptedShards, seen, send, timer, wideAreaUs } from './scripted.js';

/** Nodes 0 and 1 on the first shard, 2 on the second; node 0 says `tick` to both others every millisecond. */
function tickers(operator: (kind: string, control: Control) => void): Shard[] {
  return createScriptedShards({
    shards: 2,
    shardOf: [0, 0, 1],
    step(node, event: NodeEvent) {
      if (node !== 0 || event.type === 'message') return [];
      return [send(1, 'tick'), send(2, 'tick'), timer(10_000, 'again')];
    },
    operator: ({ kind }, control) => operator(kind, control),
  });
}

const side = (...nodes: number[]): Uint8Array => Uint8Array.from([0, 1, 2], (node) => (nodes.includes(node) ? 1 : 0));
const fault = (effect: LinkFault['effect'], left = side(0), right = side(1, 2)): LinkFault => ({ id: 'f', effect, left, right });
const arrivals = (shard: Shard, node: number): number[] =>
  seen(shard).flatMap((line) => (line.endsWith(`${node} tick from 0`) ? [Number(line.split(' ')[0])] : []));

function withFault(effect: LinkFault['effect'], left?: Uint8Array, right?: Uint8Array): Shard[] {
  const shards = tickers((kind, control) => (kind === 'begin' ? control.beginLinkFault(fault(effect, left, right)) : control.endFault('f')));
  for (const shard of shards) {
    command(shard, 15_000, 'begin', 0);
    command(shard, 45_000, 'end', 1);
  }
  advanceAll(shards, 125_000);
  return shards;
}

test('without a fault a message is there after its latency', (t) => {
  const shards = tickers(() => undefined);
  advanceAll(shards, 75_000);
  t.deepEqual(arrivals(shards[0]!, 1).slice(0, 3), [1_000, 11_000, 21_000]);
  t.deepEqual(arrivals(shards[1]!, 2).slice(0, 3), [25_000, 35_000, 45_000]);
});

test('stopped: what is sent meanwhile is lost, within a shard and between shards; what was under way arrives', (t) => {
  const [home, away] = withFault({ kind: 'stopped' });
  t.deepEqual(arrivals(home!, 1).slice(0, 4), [1_000, 11_000, 51_000, 61_000]);
  t.deepEqual(arrivals(away!, 2).slice(0, 4), [25_000, 35_000, 75_000, 85_000]);
});

test('links that an operator changes hold for what is sent from then on, in this shard', (t) => {
  const link = { baseUs: 1_000, jitterUs: 0, bandwidthBytesPerS: 1e12, lossPerMillion: 0 };
  const deaf = { ...link, lossPerMillion: 1_000_000 };
  const wideArea = { ...link, baseUs: wideAreaUs };
  const shards = tickers((kind, control) => control.setNetwork({ vehicleVehicle: kind === 'begin' ? deaf : link, vehicleChargingPoint: link, campus: kind === 'begin' ? deaf : link, wideArea }));
  command(shards[0]!, 15_000, 'begin', 0);
  command(shards[0]!, 45_000, 'end', 1);
  advanceAll(shards, 125_000);
  t.deepEqual(arrivals(shards[0]!, 1).slice(0, 4), [1_000, 11_000, 51_000, 61_000]);
  t.deepEqual(arrivals(shards[1]!, 2).slice(0, 3), [25_000, 35_000, 45_000]);
  const faster = tickers((_, control) => control.setNetwork({ vehicleVehicle: link, vehicleChargingPoint: link, campus: link, wideArea: { ...link, baseUs: wideAreaUs - 1 } }));
  command(faster[0]!, 15_000, 'begin', 0);
  t.throws(() => advanceAll(faster, 50_000), { instanceOf: RangeError });
});

test('slowed: latency is added while it lasts', (t) => {
  const [home, away] = withFault({ kind: 'slowed', extraUs: 3_000 });
  t.deepEqual(arrivals(home!, 1).slice(0, 6), [1_000, 11_000, 24_000, 34_000, 44_000, 51_000]);
  t.deepEqual(arrivals(away!, 2).slice(0, 3), [25_000, 35_000, 48_000]);
});

test('jammed: what is held leaves when the fault ends, in the order in which it was sent', (t) => {
  const [home, away] = withFault({ kind: 'jammed' });
  t.deepEqual(arrivals(home!, 1).slice(0, 6), [1_000, 11_000, 46_000, 46_000, 46_000, 51_000]);
  t.deepEqual(arrivals(away!, 2).slice(0, 6), [25_000, 35_000, 70_000, 70_000, 70_000, 75_000]);
});

test('lossy: about the share that it says is lost, and a millionth of a million is all', (t) => {
  const [home] = withFault({ kind: 'lossy', lossPerMillion: 1_000_000 });
  t.deepEqual(arrivals(home!, 1).slice(0, 3), [1_000, 11_000, 51_000]);
  const half = tickers((_, control) => control.beginLinkFault(fault({ kind: 'lossy', lossPerMillion: 500_000 })));
  command(half[0]!, 0, 'begin');
  advanceAll(half, 4_000_000);
  const share = arrivals(half[0]!, 1).length / 400;
  t.true(share > 0.4 && share < 0.6, `${share}`);
});

test('a rule concerns the links between its sides alone', (t) => {
  const [home, away] = withFault({ kind: 'stopped' }, side(1), side(0));
  t.deepEqual(arrivals(home!, 1).slice(0, 3), [1_000, 11_000, 51_000]);
  t.deepEqual(arrivals(away!, 2).slice(0, 4), [25_000, 35_000, 45_000, 55_000]);
});

test('two jams: a message leaves when the last of them has ended', (t) => {
  const shards = tickers((kind, control) => {
    if (kind.startsWith('end')) control.endFault(kind.slice(4));
    else control.beginLinkFault({ ...fault({ kind: 'jammed' }), id: kind });
  });
  command(shards[0]!, 15_000, 'first');
  command(shards[0]!, 16_000, 'second');
  command(shards[0]!, 25_000, 'end first');
  command(shards[0]!, 35_000, 'end second');
  advanceAll(shards, 75_000);
  t.deepEqual(arrivals(shards[0]!, 1).slice(0, 6), [1_000, 11_000, 36_000, 36_000, 41_000, 51_000]);
});

test('held messages are in a checkpoint: restored they leave all the same', (t) => {
  const shards = tickers((kind, control) => (kind === 'begin' ? control.beginLinkFault(fault({ kind: 'jammed' })) : control.endFault('f')));
  command(shards[0]!, 15_000, 'begin', 0);
  command(shards[0]!, 60_000, 'end', 1);
  advanceAll(shards, 50_000);
  const [first] = shards as [Shard];
  const restored = assembleShard(first.program, 0, first.topology, first.environment, structuredClone(first.state));
  const outboxes = [first, restored].map((shard) => advanceShard(shard, 75_000).outbox);
  t.deepEqual(outboxes[1], outboxes[0]);
  t.deepEqual(seen(restored), seen(first));
  t.is(arrivals(restored, 1).filter((atUs) => atUs === 61_000).length, 5);
});

function clockRun(offsetUs: number, driftPpm: number): string[] {
  const shards = createScriptedShards({
    shards: 1,
    shardOf: [0],
    step: (_, event) => (event.type === 'message' ? [] : [timer(10_000, 'tick')]),
    operator: ({ kind }, control) =>
      kind === 'begin' ? control.beginClockFault({ id: 'c', node: 0, offsetUs, driftPpm, sinceUs: control.nowUs }) : control.endFault('c'),
  });
  command(shards[0]!, 5_000, 'begin', 0);
  command(shards[0]!, 45_000, 'end', 1);
  advanceAll(shards, 3 * wideAreaUs);
  return seen(shards[0]!).filter((line) => line.endsWith('tick'));
}

test('a clock that is ahead or behind shows another time, its timers take as long as before', (t) => {
  t.deepEqual(clockRun(2_000, 0).slice(0, 6), ['12000 0 tick', '22000 0 tick', '32000 0 tick', '42000 0 tick', '50000 0 tick', '60000 0 tick']);
  t.deepEqual(clockRun(-20_000, 0).slice(0, 3), ['0 0 tick', '0 0 tick', '10000 0 tick']);
});

test('a clock that drifts: it goes faster and its timers come sooner', (t) => {
  // Set before the fault for 10 ms; then 10 ms on a clock that goes half as fast again take 6,667 µs.
  t.deepEqual(clockRun(0, 500_000).slice(0, 4), ['12500 0 tick', '22500 0 tick', '32501 0 tick', '42501 0 tick']);
});

test('a clock that would stand still is refused', (t) => {
  t.throws(() => clockRun(0, -1_000_000), { instanceOf: RangeError });
});

test('a timer never fires before its own clock says so, however the clock drifts', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 200_000 }), fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 0, max: 100_000_000 }), fc.integer({ min: 0, max: 50_000_000 }), (driftPpm, afterUs, sinceUs, agoUs) => {
      const faults: FaultState = { ...createFaults(), clocks: [{ id: 'c', node: 0, offsetUs: 0, driftPpm, sinceUs }] };
      const nowUs = sinceUs + agoUs;
      const firesUs = nowUs + timerUs(faults, 0, afterUs, nowUs);
      t.true(clockOf(faults, 0, firesUs) >= clockOf(faults, 0, nowUs) + afterUs);
    }),
  );
});
