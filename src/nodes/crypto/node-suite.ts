import { type KeyObject, createPrivateKey, createPublicKey, hash, sign, verify } from 'node:crypto';
import { passesCheapChecks } from '../../core/crypto/ed25519-rule.js';
import type { CryptoSuite } from '../../core/crypto/suite.js';
import { sodiumGroup } from './sodium-group.js';

/**
 * The fast suite, over OpenSSL, with libsodium's points for the VRF. OpenSSL decides the equation without the cofactor and compares R by its encoding, as
 * the project's rule asks, but decodes A leniently and knows no low-order keys: those are checked before it is asked.
 */
export const nodeSuite: CryptoSuite = {
  sha256: (bytes) => digest('sha256', bytes),
  sha512: (bytes) => digest('sha512', bytes),
  sha256Text: (text) => hash('sha256', text, 'hex'),
  publicKey: (secretKey) => new Uint8Array(Buffer.from(privateKeyObject(secretKey).export({ format: 'jwk' }).x!, 'base64url')),
  sign: (secretKey, message) => new Uint8Array(sign(null, message, privateKeyObject(secretKey))),
  verify: (publicKey, message, signature) =>
    passesCheapChecks(publicKey, signature) && verify(null, message, publicKeyObject(publicKey), signature),
  group: sodiumGroup,
};

/** Key objects kept, of each kind: more than the nodes of the largest scenario, a few megabytes at most. */
const KEY_OBJECTS_MAX = 16384;
/** RFC 8037. OpenSSL takes the bytes of such a key as they are, where its decoder of DER costs as much as a few signatures. */
const JWK = { kty: 'OKP', crv: 'Ed25519' };
/** A private JWK must name a public key; Node derives its own from `d` and does not look at this one. */
const UNREAD_X = 'A'.repeat(43);

const publicKeys = new Map<string, KeyObject>();
const privateKeys = new Map<string, KeyObject>();

function publicKeyObject(publicKey: Uint8Array): KeyObject {
  return cached(publicKeys, publicKey, () =>
    createPublicKey({ key: { ...JWK, x: base64url(publicKey) }, format: 'jwk' }),
  );
}

function privateKeyObject(secretKey: Uint8Array): KeyObject {
  if (secretKey.length !== 32) throw new RangeError(`an Ed25519 secret key has 32 bytes, not ${secretKey.length}`);
  return cached(privateKeys, secretKey, () =>
    createPrivateKey({ key: { ...JWK, d: base64url(secretKey), x: UNREAD_X }, format: 'jwk' }),
  );
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}

/** Building a key object costs about as much as verifying with it. The oldest entry makes room for a new one. */
function cached(objects: Map<string, KeyObject>, key: Uint8Array, create: () => KeyObject): KeyObject {
  const name = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
  const known = objects.get(name);
  if (known) return known;
  if (objects.size >= KEY_OBJECTS_MAX) objects.delete(objects.keys().next().value!);
  const created = create();
  objects.set(name, created);
  return created;
}

/** A plain array and not a Buffer, so that state copied across threads stays what it was. */
function digest(algorithm: 'sha256' | 'sha512', bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash(algorithm, bytes, 'buffer'));
}
