import test from 'ava';
import { ed25519 } from '@noble/curves/ed25519.js';
import { type Certificate, checkCertificate, issueCertificate } from '../../../src/core/crypto/certificate.js';
import { deriveSecretKey, keyPair } from '../../../src/core/crypto/keys.js';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { signContent, verifyContent } from '../../../src/core/crypto/signing.js';
import { bytesToHex } from '../../../src/core/units/hex.js';
import { readVectors } from './vectors.js';

const authority = keyPair(nobleSuite, 7, 'ca');
const vehicle = keyPair(nobleSuite, 7, 'ev-1');
const statement = { subject: 'ev-1', role: 'ev', publicKey: vehicle.publicKey, issuer: 'ca' };
const certificate = issueCertificate(nobleSuite, authority.secretKey, statement);

function codeOf(candidate: unknown, ca = authority.publicKey): string {
  const check = checkCertificate(nobleSuite, ca, candidate);
  return check.ok ? 'ok' : check.code;
}

/** What becomes of a certificate that the authority did sign for this key. */
function codeFor(publicKey: string): string {
  return codeOf(issueCertificate(nobleSuite, authority.secretKey, { ...statement, publicKey }));
}

test('SEED A1: a certificate of the authority is admitted as it was issued', (t) => {
  const check = checkCertificate(nobleSuite, authority.publicKey, certificate);
  t.true(check.ok);
  if (check.ok) t.deepEqual({ ...check.certificate } as Certificate, { ...statement, signature: certificate.signature });
});

test('SEED A1: no field of a certificate may change, and no other key may issue', (t) => {
  t.is(codeOf({ ...certificate, subject: 'ev-2' }), 'signature-invalid');
  t.is(codeOf({ ...certificate, role: 'exchange' }), 'signature-invalid');
  t.is(codeOf({ ...certificate, issuer: 'other' }), 'signature-invalid');
  t.is(codeOf({ ...certificate, publicKey: keyPair(nobleSuite, 7, 'ev-2').publicKey }), 'signature-invalid');
  t.is(codeOf({ ...certificate, signature: certificate.signature.toUpperCase() }), 'signature-invalid');
  t.is(codeOf(certificate, vehicle.publicKey), 'signature-invalid');
  t.is(codeOf(issueCertificate(nobleSuite, vehicle.secretKey, statement)), 'signature-invalid');
});

test('low-order, non-canonical and impossible keys are refused at admission though the authority signed them', (t) => {
  const { lowOrderKeys } = readVectors<{ lowOrderKeys: { canonical: string[]; nonCanonical: string[] } }>('rfc9381/vrf.json');
  for (const key of [...lowOrderKeys.canonical, ...lowOrderKeys.nonCanonical]) t.is(codeFor(key), 'key-low-order', key);
  t.is(codeFor(`f0${'ff'.repeat(30)}7f`), 'key-not-canonical');
  const offCurve = Array.from({ length: 20 }, (_, y) => `${(y + 2).toString(16).padStart(2, '0')}${'00'.repeat(31)}`).filter((key) => !ed25519.utils.isValidPublicKey(Uint8Array.from(Buffer.from(key, 'hex')), false));
  t.true(offCurve.length > 3);
  for (const key of offCurve) t.is(codeFor(key), 'key-not-on-curve');
  t.is(codeFor(vehicle.publicKey.slice(2)), 'key-length');
  t.is(codeFor(vehicle.publicKey.toUpperCase()), 'malformed');
  t.is(codeFor('zz'), 'malformed');
});

test('what is no certificate at all is malformed, never an exception', (t) => {
  const { role: _role, ...withoutRole } = certificate;
  for (const candidate of [null, undefined, 5, 'ca', [], {}, withoutRole, { ...certificate, extra: 1 }, { ...certificate, role: 5 }, { ...certificate, role: '\ud800' }]) {
    t.is(codeOf(candidate), 'malformed');
  }
});

test('keys derive from seed and node id, and differ with either', (t) => {
  const keys = [deriveSecretKey(nobleSuite, 7, 'ev-1'), deriveSecretKey(nobleSuite, 8, 'ev-1'), deriveSecretKey(nobleSuite, 7, 'ev-2'), deriveSecretKey(nobleSuite, '7', 'ev-1')];
  t.is(new Set(keys.map(bytesToHex)).size, 4);
  t.deepEqual(deriveSecretKey(nobleSuite, 7, 'ev-1'), keys[0]);
  t.is(bytesToHex(keys[0]!), bytesToHex(vehicle.secretKey));
  t.is(vehicle.publicKey, bytesToHex(nobleSuite.publicKey(vehicle.secretKey)));
});

test('signed content verifies for its key, domain and content alone', (t) => {
  const content = { bid: 12, energyWh: 4000 };
  const signature = signContent(nobleSuite, vehicle.secretKey, 'test/request', content);
  const verify = verifyContent.bind(null, nobleSuite);
  t.true(verify(vehicle.publicKey, 'test/request', { energyWh: 4000, bid: 12 }, signature));
  t.false(verify(authority.publicKey, 'test/request', content, signature));
  t.false(verify(vehicle.publicKey, 'test/offer', content, signature));
  t.false(verify(vehicle.publicKey, 'test/request', { ...content, bid: 13 }, signature));
  t.false(verify(vehicle.publicKey, 'test/request', content, signature.toUpperCase()));
  t.false(verify(vehicle.publicKey, 'test/request', content, 'not hex'));
  t.false(verify('', 'test/request', content, signature));
});
