import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Lower-case hexadecimal text. Keys, hashes, proofs and signatures are `Hex` in every state and message. */
export type Hex = string;

export { bytesToHex, hexToBytes, utf8ToBytes };
