/** The bytes with one bit turned over; `at` counts bits from the first byte and wraps around. */
export function flipBit(bytes: Uint8Array, at: number): Uint8Array {
  const changed = bytes.slice();
  changed[Math.floor(at / 8) % bytes.length]! ^= 1 << (at % 8);
  return changed;
}

/** The integer that little-endian bytes stand for. */
export function littleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
}

/** An integer as 32 little-endian bytes; higher bits are cut off. */
export function toLittleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number((value >> BigInt(8 * index)) & 255n));
}
