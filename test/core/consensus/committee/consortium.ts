import { issueCertificate } from '../../../../src/core/crypto/certificate.js';
import { contentHash } from '../../../../src/core/crypto/encoding.js';
import { keyPair, type KeyPair } from '../../../../src/core/crypto/keys.js';
import { createVerificationCache } from '../../../../src/core/crypto/verification-cache.js';
import { deriveVrfKey, vrfHash, vrfProve } from '../../../../src/core/crypto/vrf.js';
import type { Context } from '../../../../src/core/kernel/contract.js';
import { HEADER_DOMAIN, type BlockCertificate, type BlockHeader } from '../../../../src/core/consensus/committee/block.js';
import type { Committee, CommitteeMember } from '../../../../src/core/consensus/committee/committee.js';
import { createShardState, type ShardPort, type ShardRules, type ShardState } from '../../../../src/core/consensus/committee/shard-state.js';
import type { Directory, Participant } from '../../../../src/core/consensus/membership/directory.js';
import { drawFor, type Draw, type DrawRole, type Lottery } from '../../../../src/core/consensus/sortition/draw.js';
import type { Cutoff } from '../../../../src/core/consensus/sortition/election.js';
import { genesisLedger } from '../../../../src/core/ledger/individual-chains/shard-ledger.js';
import { bytesToHex, hexToBytes } from '../../../../src/core/units/hex.js';
import { nodeSuite } from '../../../../src/nodes/crypto/node-suite.js';

// A small consortium with real keys, certificates, draws and votes, for tests of the committee's rules.

const cache = createVerificationCache(nodeSuite, 4096);

export const port: ShardPort = {
  hash: (domain, content) => contentHash(nodeSuite, domain, content),
  verify: (publicKey, hash, signature) => cache.verify(publicKey, hash, signature),
  vrfVerify: (publicKey, alpha, proof) => cache.vrfVerify(publicKey, alpha, proof),
  sha256: (bytes) => nodeSuite.sha256(bytes),
};

const ca = keyPair(nodeSuite, 11, 'ca');
const keys = new Map<string, KeyPair>();

export function keyOf(name: string): KeyPair {
  let key = keys.get(name);
  if (!key) keys.set(name, (key = keyPair(nodeSuite, 11, name)));
  return key;
}

export function sign(name: string, hash: string): string {
  return bytesToHex(nodeSuite.sign(keyOf(name).secretKey, hexToBytes(hash)));
}

export function certificateOf(name: string, role = 'ev') {
  return issueCertificate(nodeSuite, ca.secretKey, { subject: name, role, publicKey: keyOf(name).publicKey, issuer: 'ca' });
}

export const EVS = Array.from({ length: 9 }, (_, at) => `ev-${at + 1}`);

function participantOf(name: string, id: number, role: Participant['role']): Participant {
  const certificate = role === 'sybil' ? null : certificateOf(name, role);
  return { id, name, role, shard: 0, site: 'vehicle', publicKey: keyOf(name).publicKey, certificate, walletShard: 0 };
}

const participants = [...EVS.map((name, id) => participantOf(name, id, 'ev')), participantOf('sybil-1', EVS.length, 'sybil')];

export const directory: Directory = {
  caPublicKey: ca.publicKey,
  participants,
  byName: new Map(participants.map((one) => [one.name, one])),
  shards: [],
};

export const CREDIT = 5;
export const TOTAL_CREDIT = CREDIT * EVS.length;

/** θ_P = R: whoever draws as a primary wins its whole credit, so that tests choose the winners by who draws. */
export const rules: ShardRules = {
  directory,
  ledgerDirectory: {
    publicKeyOf: (name) => (directory.byName.get(name)?.certificate ? keyOf(name).publicKey : null),
    roleOf: (name) => directory.byName.get(name)?.role ?? null,
    homeShardOf: (name) => directory.byName.get(name)?.walletShard ?? null,
  },
  election: { minimumMembers: 4, maxAttempts: 3 },
  thetaP: TOTAL_CREDIT,
  thetaCP: TOTAL_CREDIT,
  credit: { initial: CREDIT, maximum: 2 * CREDIT, perDelivery: 1, perEpochServed: 2, misdeed: 3 },
  switches: { certificates: true, creditSortition: true, doubleSpending: true, signatures: true },
};

export function member(node: string, seats = 1, role: CommitteeMember['role'] = 'genesis'): CommitteeMember {
  return { node, publicKey: keyOf(node).publicKey, role, seats };
}

export function committeeOf(members: readonly CommitteeMember[], epoch = 0, shard = 0): Committee {
  return { shard, epoch, seed: port.hash('test/seed', { epoch, shard }), members };
}

/** The genesis committee: the first four EVs, one seat each. */
export const GENESIS = committeeOf(EVS.slice(0, 4).map((name) => member(name)));

export function genesisState(committee = GENESIS, others: readonly Committee[] = []): ShardState {
  const credit = EVS.map((name) => ({ name, credit: CREDIT }));
  return createShardState(committee, genesisLedger({ shard: 0, origins: [], credit }, port), [committee, ...others], rules);
}

/** What drawing needs of a node's context. */
function drawContext(name: string): Context {
  const key = deriveVrfKey(keyOf(name).secretKey, nodeSuite);
  return {
    vrfHash: (alpha: string) => bytesToHex(vrfHash(key, hexToBytes(alpha), nodeSuite)),
    vrfProve: (alpha: string) => {
      const { hash, proof } = vrfProve(key, hexToBytes(alpha), nodeSuite);
      return { hash: bytesToHex(hash), proof: bytesToHex(proof) };
    },
  } as unknown as Context;
}

/** The winning draw of a node, by its own key. */
export function drawOf(lottery: Lottery, name: string, role: DrawRole = 'P', credit = CREDIT): Draw {
  const { publicKey } = keyOf(name);
  const certificate = directory.byName.get(name)?.certificate ?? null;
  const { draw } = drawFor(lottery, role, { name, publicKey, certificate }, credit, drawContext(name));
  if (draw === null) throw new Error(`${name} has won nothing`);
  return draw;
}

export function cutoffOf(lottery: Lottery, name: string): Cutoff {
  const { shard, epoch, attempt } = lottery;
  return { kind: 'cutoff', shard, epoch, attempt, member: name };
}

export function headerOf(changes: Partial<BlockHeader> = {}): BlockHeader {
  const root = port.hash('test/root', 0);
  return { shard: 0, epoch: 0, height: 0, previous: root, root, entries: 0, roundReceived: 1, timestampUs: 1, served: [], handover: null, ...changes };
}

/** A certificate that these names have really signed. */
export function certify(header: BlockHeader, names: readonly string[]): BlockCertificate {
  const hash = port.hash(HEADER_DOMAIN, header);
  return { header, votes: names.map((name) => ({ member: name, signature: sign(name, hash) })) };
}
