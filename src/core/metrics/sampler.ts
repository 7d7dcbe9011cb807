import type { Measured } from '../kernel/program.js';
import { changesSince, vectorOf } from './vector.js';
import type { ShardView } from './view.js';

/**
 * Watches a shard's fold note by note: what its vector was when the watching began, and every change since with the fold's
 * time. It reads the view and is no part of the state: a shard that is brought back gets a new one.
 */
export interface Sampler {
  /** The vector at the beginning, until it was handed out. */
  base: number[] | null;
  readonly last: number[];
  /** Time in µs, index in the vector and new value, one after the other. */
  changes: number[];
}

export function createSampler(view: ShardView): Sampler {
  const last = vectorOf([view]);
  return { base: [...last], last, changes: [] };
}

/** After a note was folded. */
export function sample(sampler: Sampler, view: ShardView): void {
  changesSince(sampler.last, [view], view.nowUs, sampler.changes);
}

/** Hands out what was seen since the last time. */
export function drain(sampler: Sampler): Measured {
  const { base, changes } = sampler;
  sampler.base = null;
  sampler.changes = [];
  return { base, changes };
}
