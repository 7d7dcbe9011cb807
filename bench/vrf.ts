import { deriveVrfKey, vrfHash, vrfProve, vrfVerify } from '../src/core/crypto/vrf.js';
import { nodeSuite } from '../src/nodes/crypto/node-suite.js';
import type { BenchRow } from './row.js';

const MEASURE_MS = 500;

/**
 * VRF hashes, proofs and verifications per second against bare scalar multiplications of the same group on the same
 * machine, in the same run (under 3 s). A proof by the letter of RFC 9381 takes two of an arbitrary point, one of the base point and
 * the search for a point, so a ratio of 0.5 would already be more than two plain multiplications allow.
 */
export function benchVrf(): BenchRow[] {
  const key = deriveVrfKey(new Uint8Array(32).fill(1), nodeSuite);
  const point = nodeSuite.group.decode(key.publicKey)!;
  const proofs = Array.from({ length: 16 }, (_, index) => vrfProve(key, Uint8Array.of(index), nodeSuite).proof);
  const rates = interleavedRates([
    (index) => void nodeSuite.group.multiply(key.x - BigInt(index), point),
    (index) => void vrfHash(key, alphaOf(index), nodeSuite),
    (index) => void vrfProve(key, alphaOf(index), nodeSuite),
    (index) => {
      const at = index % proofs.length;
      if (vrfVerify(key.publicKey, Uint8Array.of(at), proofs[at]!, nodeSuite) === null) throw new Error('a valid proof was refused');
    },
  ]);
  const [multiplications, hashes, made, verified] = rates as [number, number, number, number];
  const reference = `${Math.round(multiplications)} scalar multiplications/s`;
  const row = (name: string, rate: number, unit: string): BenchRow => ({ name, measured: `${Math.round(rate)} ${unit}/s`, reference, ratio: rate / multiplications });
  return [row('VRF draws (hash only)', hashes, 'hashes'), row('VRF proofs', made, 'proofs'), row('VRF verifications', verified, 'verifications')];
}

function alphaOf(index: number): Uint8Array {
  return Uint8Array.of(index & 0xff, (index >> 8) & 0xff);
}

/** Calls per second of each task, in turns of a tenth, so that a change in the machine's speed meets them all alike. */
function interleavedRates(tasks: readonly ((index: number) => void)[]): number[] {
  const calls = tasks.map(() => 0);
  const spentMs = tasks.map(() => 0);
  for (const task of tasks) for (let index = 0; index < 5; index += 1) task(index);
  while (spentMs.some((spent) => spent < MEASURE_MS)) {
    for (const [which, task] of tasks.entries()) {
      const from = performance.now();
      while (performance.now() - from < MEASURE_MS / 10) {
        task(calls[which]!);
        calls[which]! += 1;
      }
      spentMs[which]! += performance.now() - from;
    }
  }
  return calls.map((count, which) => (count / spentMs[which]!) * 1000);
}
