import type { CryptoSuite } from '../crypto/suite.js';
import { below, createStream } from '../kernel/random.js';

/** A stream of draws of its own. */
export interface Dice {
  /** A whole number from `min` to `max`, both included, each as likely. */
  readonly between: (min: number, max: number) => number;
}

/** The draws of (seed, label): equal ones are equal everywhere. */
export function rollDice(suite: CryptoSuite, seed: number, label: string): Dice {
  const stream = createStream(suite, seed, label);
  return { between: (min, max) => min + below(max - min + 1, stream) };
}
