import { generateKeyPairSync, randomBytes, sign, verify } from 'node:crypto';
import { advance, createGraph, insertEvent } from '../src/core/consensus/hashgraph/graph.js';
import type { BenchRow } from './row.js';

const COMMITTEES = [4, 8, 16, 32, 64];
const VERIFICATIONS = 500;

/**
 * Virtual voting, all stages, in microseconds per event, beside what verifying that event's Ed25519 signature takes
 * with `node:crypto` on the same machine in the same run. Uniform random gossip, every event with an other-parent.
 */
export function benchHashgraph(): BenchRow[] {
  const reference = verificationUs();
  // Warms the compiler up, on the sizes it then meets first.
  gossip(8, 10_000);
  gossip(4, 10_000);
  return COMMITTEES.map((members) => {
    const measured = votingUs(members);
    return {
      name: `hashgraph, committee of ${members}: virtual voting against verifying the same events' signatures`,
      measured: `${measured.toFixed(1)} us/event`,
      reference: `${reference.toFixed(1)} us/event`,
      ratio: measured / reference,
    };
  });
}

function votingUs(members: number): number {
  const events = Math.max(5_000, members * 150);
  const started = process.hrtime.bigint();
  const ordered = gossip(members, events);
  const elapsedUs = Number(process.hrtime.bigint() - started) / 1_000;
  if (ordered < events / 2) throw new Error(`only ${ordered} of ${events} events were ordered: the bench measures too little`);
  return elapsedUs / events;
}

/** Random gossip of a committee into one graph; how many events it ordered. */
function gossip(members: number, events: number): number {
  const state = createGraph({ members, weights: Array.from({ length: members }, () => 1) });
  const heads: number[] = [];
  const signature = new Uint8Array(64);
  let random = 1;
  const below = (bound: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((random / 2 ** 32) * bound);
  };
  let ordered = 0;
  for (let k = 0; k < events; k++) {
    const creator = k < members ? k : below(members);
    const otherParent = k < members ? -1 : heads[(creator + 1 + below(members - 1)) % members]!;
    signature[32] = below(256);
    heads[creator] = insertEvent(state, { creator, selfParent: heads[creator] ?? -1, otherParent, timestampUs: k, signature });
    ordered += advance(state).length;
  }
  return ordered;
}

function verificationUs(): number {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const message = randomBytes(200);
  const signature = sign(null, message, privateKey);
  const started = process.hrtime.bigint();
  for (let k = 0; k < VERIFICATIONS; k++) {
    if (!verify(null, message, publicKey, signature)) throw new Error('a valid signature was refused');
  }
  return Number(process.hrtime.bigint() - started) / 1_000 / VERIFICATIONS;
}
