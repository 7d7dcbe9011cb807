import { contentHash } from '../../../../src/core/crypto/encoding.js';
import { type KeyPair, keyPair } from '../../../../src/core/crypto/keys.js';
import { nobleSuite } from '../../../../src/core/crypto/noble-suite.js';
import { signReading } from '../../../../src/core/ledger/individual-chains/chain.js';
import type { CryptoPort, Directory, LedgerSwitches, Sign } from '../../../../src/core/ledger/individual-chains/ports.js';
import type { SignedReading } from '../../../../src/core/ledger/individual-chains/types.js';
import { bytesToHex, hexToBytes } from '../../../../src/core/units/hex.js';

/** Real hashes and real signatures; equal questions are answered from memory, because properties ask them often. */
const verdicts = new Map<string, boolean>();
const signatures = new Map<string, string>();
const keys = new Map<string, KeyPair>();

export const port: CryptoPort = {
  hash: (domain, content) => contentHash(nobleSuite, domain, content),
  verify(publicKey, hash, signature) {
    const question = `${publicKey} ${hash} ${signature}`;
    let verdict = verdicts.get(question);
    if (verdict === undefined) {
      verdict = /^[0-9a-f]{128}$/.test(signature) && nobleSuite.verify(hexToBytes(publicKey), hexToBytes(hash), hexToBytes(signature));
      verdicts.set(question, verdict);
    }
    return verdict;
  },
};

export function keyOf(name: string): KeyPair {
  let key = keys.get(name);
  if (key === undefined) {
    key = keyPair(nobleSuite, 7, name);
    keys.set(name, key);
  }
  return key;
}

export function signerOf(name: string): Sign {
  return (hash) => {
    const question = `${name} ${hash}`;
    let signature = signatures.get(question);
    if (signature === undefined) {
      signature = bytesToHex(nobleSuite.sign(keyOf(name).secretKey, hexToBytes(hash)));
      signatures.set(question, signature);
    }
    return signature;
  };
}

export interface Party {
  readonly role: string;
  readonly homeShard: number;
}

export function directoryOf(parties: Readonly<Record<string, Party>>): Directory {
  return {
    publicKeyOf: (name) => (Object.hasOwn(parties, name) ? keyOf(name).publicKey : null),
    roleOf: (name) => (Object.hasOwn(parties, name) ? parties[name]!.role : null),
    homeShardOf: (name) => (Object.hasOwn(parties, name) ? parties[name]!.homeShard : null),
  };
}

export const ALL_DEFENCES: LedgerSwitches = { doubleSpending: true, signatures: true };

/** A reading of a charging point for a delivery of `energyWh` in round 1. */
export function readingOf(chargingPoint: string, ev: string, consumer: string, id: string, energyWh: number): SignedReading {
  const reading = { id, chargingPoint, ev, consumer, round: 1, request: `request-${id}`, promisedWh: energyWh, readyWh: energyWh, energyWh, shortfallMilliPerKWh: 0, beganUs: 1_000_000, endedUs: 2_000_000 };
  return signReading(reading, port, signerOf(chargingPoint));
}
