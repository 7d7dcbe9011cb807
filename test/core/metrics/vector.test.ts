import test from 'ava';
import { METRICS } from '../../../src/core/metrics/registry.js';
import { summarise } from '../../../src/core/metrics/summary.js';
import { changesSince, VECTOR, vectorOf } from '../../../src/core/metrics/vector.js';
import type { Parameters } from '../../../src/core/actors/parameters.js';
import { loadScenario } from '../../../src/nodes/scenario-file.js';
import { shardView } from '../../tui/states.js';

test('every number of the vector is one of the registry, with its unit', (t) => {
  for (const { name, metric, unit } of VECTOR) {
    t.is(METRICS.find((entry) => entry.name === metric)?.unit, unit, name);
  }
  t.is(new Set(VECTOR.map(({ name }) => name)).size, VECTOR.length);
});

test('for rounds that are over, the vector is what run --json prints', (t) => {
  const loaded = loadScenario('tiny', []);
  if (!loaded.ok) return t.fail();
  const views = [0, 1, 2].map((shard) => ({ ...shardView(shard), rounds: shardView(shard).rounds.filter(({ phase }) => phase === 'final') }));
  const parameters: Parameters = loaded.parameters;
  const summary = summarise(parameters, { version: '', seed: 1, digest: '', nowUs: 0, views, checks: 0, violations: [], wallSeconds: 1, events: 1, threads: 1, rounds: null }) as unknown as Record<string, unknown>;
  const vector = vectorOf(views);
  for (const [at, { name, fold }] of VECTOR.entries()) {
    if (fold === 'attack') continue;
    const value = name.split('.').reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], summary);
    t.is(vector[at], value as number, name);
  }
  const consumer = VECTOR.findIndex(({ name }) => name === 'attacks[consumer].costMoney');
  t.is(vector[consumer], 41.5);
});

test('changes are what has changed, and the median follows a list that grows', (t) => {
  const view = shardView(0);
  const last = vectorOf([view]);
  const changes: number[] = [];
  changesSince(last, [view], 5, changes);
  t.deepEqual(changes, []);
  view.consensus.pending += 3;
  for (let at = 0; at < 100; at++) {
    view.consensus.finalityUs.push(((at * 7919) % 1000) * 1000);
    changesSince(last, [view], at, changes);
  }
  const sorted = view.consensus.finalityUs.toSorted((a, b) => a - b);
  const p50 = VECTOR.findIndex(({ name }) => name === 'consensus.finalityMs.p50');
  t.is(last[p50], sorted[Math.ceil(sorted.length / 2) - 1]! / 1000);
  t.deepEqual(last, vectorOf([structuredClone(view)]));
  t.is(changes[2], view.consensus.pending);
});
