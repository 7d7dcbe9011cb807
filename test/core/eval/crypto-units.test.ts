import test from 'ava';
import { nobleSuite } from '../../../src/core/crypto/noble-suite.js';
import { evalEd25519Verify, evalMerkle, evalSortition, evalVrfProve, evalVrfVerify } from '../../../src/core/eval/crypto-units.js';
import { EvalInputError, nearestWord } from '../../../src/core/eval/input-error.js';
import { readVectors } from '../crypto/vectors.js';

const { examples, rejected } = readVectors<{
  examples: { secretKey: string; publicKey: string; alpha: string; proof: string; hash: string }[];
  rejected: { publicKey: string; alpha: string; proof: string }[];
}>('rfc9381/vrf.json');
const sortition = readVectors<{ vectors: { hash: string; credit: number; theta: number; total: number; selected: number }[] }>('sortition/sortition.json');
const ed25519 = readVectors<{ vectors: { publicKey: string; message: string; signature: string }[] }>('rfc8032/ed25519.json');

test('vrf-prove and vrf-verify answer the published examples, every key present', (t) => {
  for (const { secretKey, publicKey, alpha, proof, hash } of examples) {
    t.deepEqual(evalVrfProve(nobleSuite, { secretKey, alpha }), { publicKey, proof, hash });
    t.deepEqual(evalVrfVerify(nobleSuite, { publicKey, alpha, proof }), { valid: true, hash });
    t.deepEqual(evalVrfVerify(nobleSuite, { publicKey: publicKey.toUpperCase(), alpha, proof }), { valid: true, hash });
  }
  for (const { publicKey, alpha, proof } of rejected) t.deepEqual(evalVrfVerify(nobleSuite, { publicKey, alpha, proof }), { valid: false, hash: null });
});

test('sortition answers the vectors', (t) => {
  for (const { hash, credit, theta, total, selected } of sortition.vectors) t.deepEqual(evalSortition(nobleSuite, { hash, credit, theta, total }), { selected });
});

test('ed25519-verify answers the published vectors', (t) => {
  for (const { publicKey, message, signature } of ed25519.vectors) {
    t.deepEqual(evalEd25519Verify(nobleSuite, { publicKey, message, signature }), { valid: true });
    t.deepEqual(evalEd25519Verify(nobleSuite, { publicKey, message: `${message}00`, signature }), { valid: false });
  }
});

test('merkle answers a root, and a path exactly when asked', (t) => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  t.deepEqual(evalMerkle(nobleSuite, { leaves: [] }), { root: empty });
  const root = 'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125';
  t.deepEqual(evalMerkle(nobleSuite, { leaves: ['', '00'] }), { root });
  t.deepEqual(evalMerkle(nobleSuite, { leaves: ['', '00'], index: 1 }), { root, path: ['6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d'] });
});

test('bytes of a wrong length are an invalid key, proof or signature and no input error', (t) => {
  t.deepEqual(evalVrfVerify(nobleSuite, { publicKey: '', alpha: '', proof: '' }), { valid: false, hash: null });
  t.deepEqual(evalEd25519Verify(nobleSuite, { publicKey: '00', message: '', signature: 'ff' }), { valid: false });
  t.deepEqual(evalVrfProve(nobleSuite, { secretKey: '00', alpha: '' }), { publicKey: null, proof: null, hash: null });
});

test('a wrong input is named by its path, with the remedy', (t) => {
  const hash = 'ab'.repeat(64);
  const refused: [() => unknown, string, RegExp][] = [
    [() => evalVrfProve(nobleSuite, { secretKey: 'zz', alpha: '' }), '$.secretKey', /hexadecimal/],
    [() => evalVrfProve(nobleSuite, { secretKey: 'abc', alpha: '' }), '$.secretKey', /odd/],
    [() => evalVrfProve(nobleSuite, { secretKey: '00' }), '$.alpha', /missing/],
    [() => evalVrfProve(nobleSuite, { secretKey: '00', alpha: '', alhpa: '' }), '$.alhpa', /did you mean "alpha"/],
    [() => evalVrfProve(nobleSuite, { secretKey: '00', alpha: '', colour: 1 }), '$.colour', /valid: secretKey, alpha/],
    [() => evalVrfProve(nobleSuite, { secretKey: 5, alpha: '' }), '$.secretKey', /expected text, found 5/],
    [() => evalVrfProve(nobleSuite, null), '$', /expected an object, found null/],
    [() => evalVrfVerify(nobleSuite, [], '$[3]'), '$[3]', /found an array/],
    [() => evalSortition(nobleSuite, { hash: 'ab', credit: 1, theta: 1, total: 2 }), '$.hash', /64 bytes, found 1/],
    [() => evalSortition(nobleSuite, { hash, credit: 1, theta: 3, total: 2 }), '$.theta', /at most total, 2, found 3/],
    [() => evalSortition(nobleSuite, { hash, credit: 1, theta: 0, total: 0 }), '$.total', /at least 1/],
    [() => evalSortition(nobleSuite, { hash, credit: -1, theta: 0, total: 1 }), '$.credit', /at least 0/],
    [() => evalSortition(nobleSuite, { hash, credit: 1.5, theta: 0, total: 1 }), '$.credit', /integer/],
    [() => evalSortition(nobleSuite, { hash, credit: '1', theta: 0, total: 1 }), '$.credit', /found "1"/],
    [() => evalMerkle(nobleSuite, { leaves: ['00', 'x'] }), '$.leaves[1]', /hexadecimal/],
    [() => evalMerkle(nobleSuite, { leaves: ['00'], index: 1 }), '$.index', /one of 1 leaves/],
    [() => evalMerkle(nobleSuite, { leaves: '00' }), '$.leaves', /array/],
    [() => evalMerkle(nobleSuite, { leaves: [], index: null }), '$.index', /integer, found null/],
    [() => evalEd25519Verify(nobleSuite, { publicKey: '', message: '', signature: '', 'odd key': 1 }), '$["odd key"]', /unknown key/],
  ];
  for (const [run, path, reason] of refused) {
    const error = t.throws(run, { instanceOf: EvalInputError });
    t.is(error?.path, path);
    t.regex(error?.reason ?? '', reason);
  }
});

test('the nearest word is near or not there at all', (t) => {
  const words = ['campus-4', 'v2gnet', 'metro-2000', 'tiny'];
  t.is(nearestWord('campus4', words), 'campus-4');
  t.is(nearestWord('V2GNet', words), 'v2gnet');
  t.is(nearestWord('tyni', words), null);
  t.is(nearestWord('tinny', words), 'tiny');
  t.is(nearestWord('zebra', words), null);
  t.is(nearestWord('x'.repeat(100000), words), null);
});
