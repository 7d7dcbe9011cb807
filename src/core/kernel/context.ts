import { contentHash } from '../crypto/encoding.js';
import type { CryptoSuite } from '../crypto/suite.js';
import { createKeptResults, type KeptResults } from '../crypto/kept-results.js';
import { createVerificationCache, type VerificationCache } from '../crypto/verification-cache.js';
import { deriveVrfKey, vrfHash, vrfProve, type VrfKey } from '../crypto/vrf.js';
import { bytesToHex, hexToBytes, type Hex } from '../units/hex.js';
import type { Context, NodeId, Work } from './contract.js';
import type { ProcessorCosts } from './models.js';
import { below, createStream, type StreamState } from './random.js';

/**
 * What the shards of one thread share beside their state: functions, kept verifications, derived keys. Nothing here
 * influences a result; all of it can be made anew from the specification.
 */
export interface Environment {
  readonly suite: CryptoSuite;
  readonly seed: number;
  readonly verifications: VerificationCache;
  readonly secretKeys: Map<NodeId, Uint8Array>;
  readonly vrfKeys: Map<NodeId, VrfKey>;
  /** What nodes signed and proved, for a run that is rewound and does it again: Ed25519 and the VRF always give the same. */
  readonly signatures: KeptResults<Hex>;
  readonly proofs: KeptResults<VrfResult>;
  /** VRF hashes, most of which lose and are never proved. */
  readonly draws: KeptResults<Hex>;
}

interface VrfResult {
  readonly proof: Hex;
  readonly hash: Hex;
}

/** Results kept of each kind, verified or made; some tens of megabytes when full. */
const resultsKept = 65_536;

export function createEnvironment(suite: CryptoSuite, seed: number): Environment {
  return {
    suite,
    seed,
    verifications: createVerificationCache(suite, resultsKept),
    secretKeys: new Map(),
    vrfKeys: new Map(),
    signatures: createKeptResults(resultsKept),
    proofs: createKeptResults(resultsKept),
    draws: createKeptResults(resultsKept),
  };
}

/**
 * The context of the step that is running; one object per shard, set anew before each step by `begin`. A protocol must
 * not keep it beyond its step.
 */
export class StepContext implements Context {
  nowUs = 0;
  self: NodeId = -1;
  #costUs = 0;
  #costNs = 0;
  #costs!: ProcessorCosts;
  #local = -1;
  readonly #environment: Environment;
  readonly #secretKeyOf: (node: NodeId) => Uint8Array;
  readonly #streamsOf: (local: number) => Map<string, StreamState>;

  constructor(
    environment: Environment,
    secretKeyOf: (node: NodeId) => Uint8Array,
    streamsOf: (local: number) => Map<string, StreamState>,
  ) {
    this.#environment = environment;
    this.#secretKeyOf = secretKeyOf;
    this.#streamsOf = streamsOf;
  }

  begin(nowUs: number, self: NodeId, local: number, costs: ProcessorCosts): void {
    this.nowUs = nowUs;
    this.self = self;
    this.#local = local;
    this.#costs = costs;
    this.#costUs = 0;
    this.#costNs = 0;
  }

  /** In whole µs, rounded up. */
  spentUs(): number {
    return this.#costUs + Math.ceil(this.#costNs / 1000);
  }

  hash(domain: string, content: unknown): Hex {
    this.#costUs += this.#costs.hashUs;
    return contentHash(this.#environment.suite, domain, content);
  }

  sign(hash: Hex): Hex {
    this.#costUs += this.#costs.signUs;
    const { signatures, suite } = this.#environment;
    return signatures.get(`${this.self} ${hash}`, () => bytesToHex(suite.sign(this.#secretKey(), hexToBytes(hash))));
  }

  verify(publicKey: Hex, hash: Hex, signature: Hex): boolean {
    this.#costUs += this.#costs.verifyUs;
    return this.#environment.verifications.verify(publicKey, hash, signature);
  }

  vrfProve(alpha: Hex): VrfResult {
    this.#costUs += this.#costs.vrfProveUs;
    const { proofs, suite } = this.#environment;
    return proofs.get(`${this.self} ${alpha}`, () => {
      const output = vrfProve(this.#vrfKey(), hexToBytes(alpha), suite);
      return { proof: bytesToHex(output.proof), hash: bytesToHex(output.hash) };
    });
  }

  vrfVerify(publicKey: Hex, alpha: Hex, proof: Hex): Hex | null {
    this.#costUs += this.#costs.vrfVerifyUs;
    return this.#environment.verifications.vrfVerify(publicKey, alpha, proof);
  }

  vrfHash(alpha: Hex): Hex {
    this.#costUs += this.#costs.vrfProveUs;
    const { draws, suite } = this.#environment;
    return draws.get(`${this.self} ${alpha}`, () => bytesToHex(vrfHash(this.#vrfKey(), hexToBytes(alpha), suite)));
  }

  sha256(bytes: Uint8Array): Uint8Array {
    this.#costUs += this.#costs.hashUs;
    return this.#environment.suite.sha256(bytes);
  }

  random(purpose: string, limit: number): number {
    const streams = this.#streamsOf(this.#local);
    let stream = streams.get(purpose);
    if (stream === undefined) {
      const { suite, seed } = this.#environment;
      stream = createStream(suite, seed, `node/${this.self}/${purpose}`);
      streams.set(purpose, stream);
    }
    return below(limit, stream);
  }

  charge(work: Work, count: number): void {
    if (!(count >= 0 && Number.isSafeInteger(count))) throw new RangeError(`Charged ${count} times ${work}`);
    if (work === 'match') this.#costNs += this.#costs.matchNs * count;
    else this.#costUs += this.#costs[`${work}Us`] * count;
  }

  #vrfKey(): VrfKey {
    const { suite, vrfKeys } = this.#environment;
    let key = vrfKeys.get(this.self);
    if (key === undefined) {
      key = deriveVrfKey(this.#secretKey(), suite);
      vrfKeys.set(this.self, key);
    }
    return key;
  }

  #secretKey(): Uint8Array {
    const { secretKeys } = this.#environment;
    let key = secretKeys.get(this.self);
    if (key === undefined) {
      key = this.#secretKeyOf(this.self);
      secretKeys.set(this.self, key);
    }
    return key;
  }
}
