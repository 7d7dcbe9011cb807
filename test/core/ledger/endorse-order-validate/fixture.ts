import { contentHash } from '../../../../src/core/crypto/encoding.js';
import { nobleSuite } from '../../../../src/core/crypto/noble-suite.js';
import { type ClientState, collect, createClient, propose } from '../../../../src/core/ledger/endorse-order-validate/client.js';
import { endorse } from '../../../../src/core/ledger/endorse-order-validate/endorser.js';
import { envelopeHash, resultHash, resultParts } from '../../../../src/core/ledger/endorse-order-validate/hashes.js';
import { type OrdererState, createOrderer } from '../../../../src/core/ledger/endorse-order-validate/orderer.js';
import { type PeerState, createPeer, setRound } from '../../../../src/core/ledger/endorse-order-validate/peer.js';
import type {
  ChannelConfig,
  CryptoPort,
  EndorsedTransaction,
  PlainObject,
  Policy,
  Proposal,
  ReadWriteSet,
  Role,
} from '../../../../src/core/ledger/endorse-order-validate/types.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '../../../../src/core/units/hex.js';

/** Mallory has a key, but the CA does not know it. */
export const UNKNOWN = 'Mallory';

const verdicts = new Map<string, boolean>();
const publicKeys = new Map<string, string>();

/** A node's port with real keys, each derived from its holder's name. */
export function portOf(self: string): CryptoPort {
  return {
    sha256: nobleSuite.sha256,
    hash: (domain, content) => contentHash(nobleSuite, domain, content),
    sign: (hash) => bytesToHex(nobleSuite.sign(secretKeyOf(self), hexToBytes(hash))),
    verify: (publicKey, hash, signature) => {
      // As in a run, each distinct signature is really verified once.
      const key = `${publicKey} ${hash} ${signature}`;
      const known = verdicts.get(key) ?? nobleSuite.verify(hexToBytes(publicKey), hexToBytes(hash), hexToBytes(signature));
      verdicts.set(key, known);
      return known;
    },
    publicKeyOf: (name) => {
      if (name === UNKNOWN) return null;
      const key = publicKeys.get(name) ?? bytesToHex(nobleSuite.publicKey(secretKeyOf(name)));
      publicKeys.set(name, key);
      return key;
    },
    roleOf,
  };
}

function secretKeyOf(name: string): Uint8Array {
  return nobleSuite.sha256(utf8ToBytes(`secret key of ${name}`));
}

function roleOf(name: string): Role | null {
  if (name === UNKNOWN) return null;
  if (name.startsWith('cs')) return 'cs';
  return name.startsWith('exchange') ? 'exchange' : 'ev';
}

export const BOE: ChannelConfig = {
  channel: 'boe/0',
  contract: 'boe',
  orderer: 'cs',
  peers: ['cs', 'exchange-1', 'exchange-2', 'exchange-3'],
  endorsers: ['exchange-1', 'exchange-2', 'exchange-3'],
  policy: { outOf: 2, of: ['exchange-1', 'exchange-2', 'exchange-3'] },
  checkRequestSignatures: true,
};

export const BOEV: ChannelConfig = {
  channel: 'boev/0',
  contract: 'boev',
  orderer: 'cs',
  peers: ['cs', 'ev-1', 'ev-2', 'ev-3'],
  endorsers: ['ev-1', 'ev-2', 'ev-3'],
  policy: { outOf: 2, of: ['ev-1', 'ev-2', 'ev-3'] },
  checkRequestSignatures: true,
};

/** A channel whose transactions the tests write themselves. */
export function channelWith(policy: Policy): ChannelConfig {
  return { ...BOEV, channel: 'plain', orderer: 'cs', policy };
}

export interface Network {
  readonly config: ChannelConfig;
  readonly peers: readonly PeerState[];
  readonly orderer: OrdererState;
  readonly clients: Map<string, ClientState>;
}

/** A channel with round 1 open. */
export function createNetwork(config: ChannelConfig, maxTransactions = 10, retainedBlocks = 8): Network {
  const peers = config.peers.map((name) => createPeer(name, config, retainedBlocks));
  for (const peer of peers) setRound(peer, { number: 1, uploadsOpen: true });
  return { config, peers, orderer: createOrderer(config, { maxTransactions, timeoutUs: 1000 }, portOf(config.orderer)), clients: new Map() };
}

/** Proposes as `creator`, has the channel's endorsers answer in order, and returns what the client made of it. */
export function transact(network: Network, creator: string, operation: string, args: PlainObject): EndorsedTransaction | readonly string[] {
  const client = network.clients.get(creator) ?? createClient(creator, network.config);
  network.clients.set(creator, client);
  const signed = propose(client, operation, args, portOf(creator));
  for (const peer of network.peers.filter(({ name }) => network.config.endorsers.includes(name))) {
    const collected = collect(client, endorse(peer, signed, portOf(peer.name)), portOf(creator));
    if (collected.status === 'assembled') return collected.transaction;
    if (collected.status === 'failed') return collected.refusals.map(({ code }) => code);
  }
  throw new Error('the policy was neither met nor out of reach');
}

/** `transact` where nothing but a transaction will do. */
export function mustTransact(network: Network, creator: string, operation: string, args: PlainObject): EndorsedTransaction {
  const outcome = transact(network, creator, operation, args);
  if ('proposal' in outcome) return outcome;
  throw new Error(`refused: ${outcome.join(', ')}`);
}

/** A transaction with any read-write set, endorsed over `endorsed` (its own set unless another is given). */
export function forge(
  config: ChannelConfig,
  nonce: string,
  readWriteSet: ReadWriteSet,
  endorsers: readonly { readonly name: string; readonly over?: ReadWriteSet }[],
  creator = 'ev-9',
): EndorsedTransaction {
  const proposal: Proposal = { channel: config.channel, id: `${creator}:${nonce}`, creator, operation: 'test', args: {} };
  const endorsements = endorsers.map(({ name, over }) => {
    const port = portOf(name);
    return { endorser: name, signature: port.sign(resultHash(resultParts(proposal, over ?? readWriteSet, port), port)) };
  });
  return resign({ proposal, readWriteSet, endorsements, signature: '' });
}

/** The same content signed anew by its creator, as only the creator can. */
export function resign(transaction: EndorsedTransaction): EndorsedTransaction {
  const { proposal, readWriteSet, endorsements } = transaction;
  const port = portOf(proposal.creator);
  const result = resultHash(resultParts(proposal, readWriteSet, port), port);
  return { proposal, readWriteSet, endorsements, signature: port.sign(envelopeHash(result, endorsements, port)) };
}

/** What replicas must agree on. */
export function replicaOf(peer: PeerState): unknown {
  const world = [...peer.world];
  world.sort(([a], [b]) => (a < b ? -1 : 1));
  return { world, chain: peer.chain, ids: [...peer.ids] };
}
