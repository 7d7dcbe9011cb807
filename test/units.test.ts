import test from 'ava';
import { bytesToHex, hexToBytes } from '../src/core/units/hex.js';

test('hexadecimal text and bytes are each other’s inverse', (t) => {
  t.is(bytesToHex(hexToBytes('00ff10')), '00ff10');
});
