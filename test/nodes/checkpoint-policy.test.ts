import test from 'ava';
import type { RunCheckpoint } from '../../src/nodes/checkpoint.js';
import { checkpointDue, createHistory, type CheckpointOptions, type SinceCheckpoint } from '../../src/nodes/checkpoint-policy.js';

const options: CheckpointOptions = { share: 0.1, gapMsMin: 1000, windowsMin: 8, memoryBytes: 0 };
/** A minute in which twenty checkpoints took 100 ms each, and a second since. */
const since: SinceCheckpoint = { busyMs: 1000, windows: 8, lastTookMs: [100, 100, 100, 100, 100], allBusyMs: 60_000, allTookMs: 2_000, recordedBytes: 0, keepableGapMs: 0 };

test('a checkpoint is due when enough has been executed and all of them take no more than their share', (t) => {
  t.true(checkpointDue(options, since));
  t.false(checkpointDue(options, { ...since, busyMs: 999 }));
  t.false(checkpointDue(options, { ...since, windows: 7 }));
  t.false(checkpointDue(options, { ...since, allTookMs: 6_600 }));
  t.true(checkpointDue(options, { ...since, allTookMs: 6_500 }));
});

test('the first one is due however short the run is', (t) => {
  t.true(checkpointDue(options, { ...since, lastTookMs: [], allTookMs: 0, allBusyMs: 1000 }));
});

test('one checkpoint that the machine held up does not put off the next', (t) => {
  const spent = { ...since, allTookMs: 6_000 };
  t.true(checkpointDue(options, { ...spent, lastTookMs: [100, 100, 100, 100, 2_000] }));
  t.false(checkpointDue(options, { ...spent, lastTookMs: [100, 100, 2_000, 2_000, 2_000] }), 'three of five have become dear');
});

test('none is taken that memory could not keep for an hour', (t) => {
  t.false(checkpointDue(options, { ...since, busyMs: 2_400, keepableGapMs: 2_500 }));
  t.true(checkpointDue(options, { ...since, busyMs: 2_500, keepableGapMs: 2_500 }));
  t.false(checkpointDue(options, { ...since, busyMs: 900, keepableGapMs: 500 }), 'the least gap holds as well');
});

test('recorded requests that have grown large make one due at once', (t) => {
  t.true(checkpointDue(options, { ...since, busyMs: 0, windows: 1, allTookMs: 60_000, recordedBytes: 64 * 1024 * 1024 }));
});

const checkpointAt = (busyMs: number): RunCheckpoint => ({ atUs: busyMs * 1000, busyMs, shards: [], underWay: [], claims: new Uint8Array() }) as unknown as RunCheckpoint;

test('the longest gap counts from the beginning and to where the run stands', (t) => {
  const history = createHistory(1e9);
  t.is(history.longestGapMs(700), 700);
  for (const busyMs of [600, 1500, 1900]) history.add(checkpointAt(busyMs));
  t.is(history.longestGapMs(2000), 900);
  t.is(history.longestGapMs(4000), 2100);
  const late = createHistory(1e9);
  late.add(checkpointAt(3000));
  t.is(late.longestGapMs(3100), 3000);
});

const holding = (busyMs: number, ownBytes: number, parts: readonly (readonly [string, number])[]): RunCheckpoint =>
  ({ ...checkpointAt(busyMs), shards: [{ state: new Uint8Array(ownBytes), parts: parts.map(([name, byteLength]) => ({ name, bytes: new Uint8Array(byteLength) })), digest: '' }] }) as unknown as RunCheckpoint;

test('what checkpoints share counts once, until the last that has it goes', (t) => {
  const history = createHistory(1e9);
  history.add(holding(1000, 100, [['a', 10], ['b', 20]]));
  history.add(holding(2000, 100, [['b', 20], ['c', 40]]));
  t.is(history.bytes, 270);
  history.dropAfter(1_500_000);
  t.is(history.bytes, 130);
  history.add(holding(2500, 100, [['b', 20]]));
  t.is(history.bytes, 230);
});

test('memory for an hour of checkpoints says how far they lie apart', (t) => {
  const history = createHistory(1000);
  t.is(history.keepableGapMs(60_000, 3_600_000_000), 0);
  for (const busyMs of [10_000, 20_000]) history.add(holding(busyMs, 40, [['shared', 20]]));
  // 50 bytes each: twenty of them fit, for an hour that takes a minute, or two minutes when half an hour has taken one.
  t.is(history.keepableGapMs(60_000, 3_600_000_000), 3_000);
  t.is(history.keepableGapMs(60_000, 1_800_000_000), 6_000);
});
