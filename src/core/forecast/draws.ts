import { nobleSuite } from '../crypto/noble-suite.js';
import type { CryptoSuite } from '../crypto/suite.js';
import type { RandomSource } from '../energy/draw.js';
import { below, createStream } from '../kernel/random.js';
import { log } from '../numeric/elementary.js';
import { cosTurns } from '../numeric/periodic.js';

const GRAIN = 0x100000000;

/** A stream of its own for the label, as something that draws. The object holds the stream: it is not state to keep. */
export function openStream(suite: CryptoSuite, seed: number, label: string): RandomSource {
  const state = createStream(suite, seed, label);
  return { below: (n) => below(n, state) };
}

/** A stream that follows from a text alone, for what every node of a run knows alike. */
export function streamOf(text: string): RandomSource {
  const state = createStream(nobleSuite, 0, text);
  return { below: (n) => below(n, state) };
}

/** Uniform in [0, 1), in steps of 2^-32. */
export function uniform(random: RandomSource): number {
  return random.below(GRAIN) / GRAIN;
}

/** Uniform in [min, max). */
export function between(min: number, max: number, random: RandomSource): number {
  return min + (max - min) * uniform(random);
}

/** Normal with mean 0 and deviation 1, cut at ±6.6 by the grain of the draw (Box and Muller 1958). */
export function normal(random: RandomSource): number {
  const radius = Math.sqrt(-2 * log((random.below(GRAIN) + 1) / GRAIN));
  return radius * cosTurns(uniform(random));
}

/** Exponential with mean 1 (cut at 22). */
export function exponential(random: RandomSource): number {
  return -log((random.below(GRAIN) + 1) / GRAIN);
}

/** The numbers 0…count-1 in a random order (Fisher and Yates). */
export function shuffled(count: number, random: RandomSource): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}
