import { numberToBytesLE } from '@noble/curves/utils.js';
import sodium from 'libsodium-wrappers-sumo';
import { equalBytes } from '../../core/crypto/bytes.js';
import { hasCanonicalY, isLowOrderEncoding } from '../../core/crypto/ed25519-rule.js';
import type { Group } from '../../core/crypto/group.js';
import { nobleGroup } from '../../core/crypto/noble-group.js';

await sodium.ready;

/** A point by its canonical encoding, with that of its double where it is at hand. */
interface EncodedPoint {
  readonly encoding: Uint8Array;
  readonly double?: Uint8Array;
}

const IDENTITY = Uint8Array.of(1, ...new Uint8Array(31));

/**
 * The fast group, over libsodium's WebAssembly: about a third of noble's time. libsodium adds any points of the curve
 * but multiplies only those of the prime order's subgroup, and refuses to give the identity; and it decodes leniently.
 * What it refuses, and what it would decode differently, is given to noble: an attacker's points, in practice.
 */
export const sodiumGroup: Group<EncodedPoint> = {
  decode(encoding) {
    if (encoding.length !== 32 || !hasCanonicalY(encoding)) return null;
    // x = 0 with a sign bit is refused by strict decoding only; such points are of low order.
    if (isLowOrderEncoding(encoding)) return nobleGroup.decode(encoding) === null ? null : { encoding };
    const double = orNull(() => sodium.crypto_core_ed25519_add(encoding, encoding));
    return double === null ? null : { encoding, double };
  },
  encode: (points) => points.map(({ encoding }) => encoding),
  isIdentity: ({ encoding }) => equalBytes(encoding, IDENTITY),
  timesCofactor(point) {
    const double = point.double ?? add(point.encoding, point.encoding);
    const quadruple = add(double, double);
    return { encoding: add(quadruple, quadruple) };
  },
  multiplyBase: (n) => ({
    encoding: orNull(() => sodium.crypto_scalarmult_ed25519_base_noclamp(scalarBytes(n))) ?? nobleEncoding(nobleGroup.multiplyBase(n)),
  }),
  multiply,
  multiplyTwice: (point, a, b) => [multiply(a, point), multiply(b, point)],
  subtract,
  multiplySubtract: (a, p, b, q) => subtract(multiply(a, p), multiply(b, q)),
};

function multiply(n: bigint, { encoding }: EncodedPoint): EncodedPoint {
  const product = orNull(() => sodium.crypto_scalarmult_ed25519_noclamp(scalarBytes(n), encoding));
  return { encoding: product ?? nobleEncoding(nobleGroup.multiply(n, nobleGroup.decode(encoding)!)) };
}

function add(p: Uint8Array, q: Uint8Array): Uint8Array {
  return sodium.crypto_core_ed25519_add(p, q);
}

function subtract(p: EncodedPoint, q: EncodedPoint): EncodedPoint {
  return { encoding: sodium.crypto_core_ed25519_sub(p.encoding, q.encoding) };
}

type NoblePoint = NonNullable<ReturnType<typeof nobleGroup.decode>>;

function nobleEncoding(point: NoblePoint): Uint8Array {
  return nobleGroup.encode([point])[0]!;
}

function scalarBytes(n: bigint): Uint8Array {
  return numberToBytesLE(n, 32);
}

/** libsodium's wrapper says no by throwing. */
function orNull(work: () => Uint8Array): Uint8Array | null {
  try {
    return work();
  } catch {
    return null;
  }
}
