import type { CryptoSuite } from '../crypto/suite.js';
import { utf8ToBytes } from '../units/hex.js';

/**
 * Named random streams. A stream's state is four 32-bit words (xoshiro128**, Blackman and Vigna 2018), derived once
 * from (seed, label) by SHA-256; it is plain data, so a checkpoint keeps it. Not for secrets: keys have their own
 * derivation.
 */
export type StreamState = Uint32Array;

/** Words of state of one stream, for those who keep many streams in one array. */
export const streamWords = 4;

/** A stream of its own for the label. `seed` is an integer; equal (seed, label) give equal streams. */
export function createStream(suite: CryptoSuite, seed: number, label: string): StreamState {
  const state = new Uint32Array(streamWords);
  seedStream(suite, seed, label, state, 0);
  return state;
}

/** Writes the first state of stream (seed, label) into four words of `states` at `offset`. */
export function seedStream(suite: CryptoSuite, seed: number, label: string, states: Uint32Array, offset: number): void {
  const digest = suite.sha256(utf8ToBytes(`v2g-tui/random/1\n${seed}\n${label}`));
  for (let word = 0; word < streamWords; word++) {
    const at = word * 4;
    states[offset + word] = (digest[at]! << 24) | (digest[at + 1]! << 16) | (digest[at + 2]! << 8) | digest[at + 3]!;
  }
  // The all-zero state is the one from which xoshiro never leaves.
  if ((states[offset]! | states[offset + 1]! | states[offset + 2]! | states[offset + 3]!) === 0) states[offset] = 1;
}

/** The next 32 bits of the stream that lies at `offset`. */
export function nextUint32(states: Uint32Array, offset = 0): number {
  const s1 = states[offset + 1]!;
  const scaled = Math.imul(s1, 5);
  const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0;
  const s2 = states[offset + 2]! ^ states[offset]!;
  const s3 = states[offset + 3]! ^ s1;
  states[offset + 1] = s1 ^ s2;
  states[offset] = states[offset]! ^ s3;
  states[offset + 2] = s2 ^ (s1 << 9);
  states[offset + 3] = (s3 << 11) | (s3 >>> 21);
  return result;
}

const twoTo32 = 0x100000000;
const twoTo53 = 0x20000000000000;

/**
 * A uniform integer in `[0, limit)`, without bias: draws in the incomplete last stretch are thrown away.
 * `limit` is an integer from 1 to 2^53.
 */
export function below(limit: number, states: Uint32Array, offset = 0): number {
  if (!(limit >= 1 && limit <= twoTo53 && Math.floor(limit) === limit)) throw new RangeError(`Random limit ${limit} is not an integer in 1…2^53`);
  if (limit <= twoTo32) {
    const whole = twoTo32 - (twoTo32 % limit);
    for (;;) {
      const draw = nextUint32(states, offset);
      if (draw < whole) return draw % limit;
    }
  }
  const whole = twoTo53 - (twoTo53 % limit);
  for (;;) {
    const draw = (nextUint32(states, offset) >>> 11) * twoTo32 + nextUint32(states, offset);
    if (draw < whole) return draw % limit;
  }
}
