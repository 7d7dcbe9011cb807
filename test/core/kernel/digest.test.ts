import test from 'ava';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { chainWindow, createDigest, mixEvent, runDigest, type DigestParts } from '../../../src/core/kernel/digest.js';
import type { TraceRecord } from '../../../src/core/kernel/program.js';

const noteAt = (timeUs: number, kind: string): TraceRecord => ({ node: 1, note: { kind }, timeUs, type: 'note' });

function chained(...windows: (readonly TraceRecord[])[]): string {
  const digest = createDigest(nobleSuite, 1, 0);
  for (const records of windows) chainWindow(nobleSuite, digest, records);
  return digest.value;
}

test('the chain tells records, their order and their window apart', (t) => {
  const [a, b] = [noteAt(1, 'a'), noteAt(2, 'b')];
  const values = [chained([a, b]), chained([b, a]), chained([a], [b]), chained([a]), chained([], [a, b]), chained()];
  t.is(new Set(values).size, values.length);
  t.is(chained([a], [b]), chained([a], [b]));
});

test('shards and seeds begin with different values', (t) => {
  const begins = [createDigest(nobleSuite, 1, 0), createDigest(nobleSuite, 1, 1), createDigest(nobleSuite, 2, 0)];
  t.is(new Set(begins.map(({ value }) => value)).size, 3);
});

test('a change in any part of any event’s key changes the chain, records or none', (t) => {
  const keys: (readonly [number, number, number, number])[] = [
    [1000, 2, 3, 4],
    [1001, 2, 3, 4],
    [1000 + 2 ** 32, 2, 3, 4],
    [1000, 3, 3, 4],
    [1000, 2, 4, 4],
    [1000, 2, 3, 5],
  ];
  const values = keys.map((key) => {
    const digest = createDigest(nobleSuite, 1, 0);
    mixEvent(digest.mix, ...key);
    mixEvent(digest.mix, 5000, 1, 1, 1);
    chainWindow(nobleSuite, digest, []);
    return digest.value;
  });
  t.is(new Set(values).size, keys.length);
});

function mixOf(...keys: (readonly [number, number, number, number])[]): number[] {
  const mix = Int32Array.of(0, 0);
  for (const key of keys) mixEvent(mix, ...key);
  return [...mix];
}

test('two events that change places change the mix', (t) => {
  t.notDeepEqual(mixOf([1, 2, 3, 4], [1, 3, 3, 5]), mixOf([1, 3, 3, 5], [1, 2, 3, 4]));
});

test('the value is kept at epochs, with the time of the note', (t) => {
  const digest = createDigest(nobleSuite, 1, 0);
  chainWindow(nobleSuite, digest, [noteAt(1, 'a')]);
  chainWindow(nobleSuite, digest, [noteAt(30, 'epoch/began'), noteAt(31, 'b')]);
  const kept = digest.value;
  chainWindow(nobleSuite, digest, [noteAt(60, 'c')]);
  t.deepEqual(digest.epochs, [[30, kept]]);
});

test('the run’s digest covers every part', (t) => {
  const parts: DigestParts = {
    version: '1',
    specification: { a: 1 },
    seed: 1,
    shardDigests: ['aa', 'bb'],
    finalStateHashes: ['cc'],
    journal: [],
  };
  const changes: Partial<DigestParts>[] = [
    {},
    { version: '2' },
    { specification: { a: 2 } },
    { seed: 2 },
    { shardDigests: ['bb', 'aa'] },
    { finalStateHashes: ['dd'] },
    { journal: [{ atUs: 0, sequence: 0, shards: null, command: { kind: 'x' } }] },
  ];
  t.is(new Set(changes.map((change) => runDigest(nobleSuite, { ...parts, ...change }))).size, changes.length);
});
