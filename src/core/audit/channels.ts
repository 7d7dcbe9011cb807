import { canonicalText } from '../crypto/encoding.js';
import { merkleRoot } from '../crypto/merkle.js';
import { bytesToHex, hexToBytes, utf8ToBytes, type Hex } from '../units/hex.js';
import { auditOperation } from './channel-operations.js';
import { DOMAIN, type AuditCrypto } from './crypto.js';
import { expect } from './fault.js';
import { ENDORSED, type Channel, type ChannelBlock, type Endorsed } from './records.js';
import { fits } from './shapes.js';
import { keyOf, type Audit, type ChannelAudit, type ShardAudit } from './state.js';

/** What a block 0 names as its predecessor. */
export function channelGenesis(config: Channel, crypto: AuditCrypto): Hex {
  return crypto.hash(DOMAIN.channel, config);
}

/** A block of the BoE, BoEV or BoCS (SEED B1, B5): its place, its orderer's signature, its root, and the verdict on each transaction. */
export function auditChannelBlock(audit: Audit, shard: ShardAudit, { header, signature, transactions, codes }: ChannelBlock): void {
  const own = [shard.boe, shard.boev, ...(audit.bocs?.shard === shard.shard ? [audit.bocs.channel] : [])];
  const channel = own.find(({ config }) => config.channel === header.channel);
  expect(channel !== undefined, 'channel', `${header.channel} is no channel that this campus records`);
  const named = `block ${header.number} of ${header.channel}`;
  expect(header.number === channel.next, 'order', `${named} stands where block ${channel.next} should`);
  expect(header.previous === channel.previous, 'channel', `${named} does not continue the block before`);
  expect(header.transactionCount === transactions.length && codes.length === transactions.length, 'channel', `${named} has ${transactions.length} transactions and says otherwise`);
  const hash = audit.crypto.hash(DOMAIN.channelHeader, header);
  const orderer = keyOf(audit, channel.config.orderer);
  expect(orderer !== null && audit.crypto.verify(orderer, hash, signature), 'signature', `${named} is not signed by ${channel.config.orderer}`);
  const digests = transactions.map((transaction) => digestOf(audit.crypto, transaction));
  const root = bytesToHex(merkleRoot(digests.map(({ leaf }) => leaf), audit.crypto.suite.sha256));
  expect(root === header.root, 'merkle-root', `the transactions of ${named} do not have its Merkle root`);
  for (const [index, digest] of digests.entries()) {
    const code = judge(audit, channel, digest);
    expect(code === codes[index], 'channel', `transaction ${index} of ${named} is recorded as ${codes[index]} and is ${code}`);
    if (digest.endorsed !== null && code !== 'BAD_PAYLOAD' && code !== 'BAD_CREATOR_SIGNATURE') channel.ids.add(digest.endorsed.proposal.id);
    if (code === 'VALID') {
      auditOperation(audit, shard, channel, digest.endorsed!, header.number);
      applyWrites(channel, digest.endorsed!, header.number, index);
    }
  }
  channel.next += 1;
  channel.previous = hash;
  audit.counts.channelBlocks += 1;
  audit.counts.channelTransactions += transactions.length;
}

interface Digest {
  readonly leaf: Uint8Array;
  /** Null for what is no transaction at all. */
  readonly endorsed: Endorsed | null;
  readonly result: Hex;
  readonly envelope: Hex;
}

/** What endorsers sign (the result), what the creator signs (the envelope), and the leaf. */
function digestOf(crypto: AuditCrypto, transaction: unknown): Digest {
  if (!isTransaction(transaction)) {
    return { endorsed: null, envelope: '', leaf: hexToBytes(crypto.hash(DOMAIN.malformed, transaction)), result: '' };
  }
  const { proposal, readWriteSet, endorsements, signature } = transaction;
  const { reads, rangeQueries, writes } = readWriteSet;
  const leaves = writes.map(({ key, value }) => utf8ToBytes(canonicalText({ key, value })));
  const parts = {
    proposal: crypto.hash(DOMAIN.proposal, proposal),
    reads: crypto.hash(DOMAIN.reads, { rangeQueries, reads }),
    writes: bytesToHex(merkleRoot(leaves, crypto.suite.sha256)),
  };
  const result = crypto.hash(DOMAIN.result, parts);
  const envelope = crypto.hash(DOMAIN.envelope, { endorsements, result });
  return { endorsed: transaction, envelope, leaf: hexToBytes(envelope + signature), result };
}

/** Fabric's order of checks: the first fault names the verdict. */
function judge(audit: Audit, { config, ids, world }: ChannelAudit, { endorsed, envelope, result }: Digest): string {
  if (endorsed === null || endorsed.proposal.channel !== config.channel) return 'BAD_PAYLOAD';
  const { proposal, signature, readWriteSet, endorsements } = endorsed;
  const key = keyOf(audit, proposal.creator);
  if (key === null || !audit.crypto.verify(key, envelope, signature)) return 'BAD_CREATOR_SIGNATURE';
  if (ids.has(proposal.id)) return 'DUPLICATE_TXID';
  const signers = new Set<string>();
  for (const one of endorsements) {
    const endorser = config.policy.of.includes(one.endorser) ? keyOf(audit, one.endorser) : null;
    if (endorser !== null && audit.crypto.verify(endorser, result, one.signature)) signers.add(one.endorser);
  }
  if (signers.size < config.policy.outOf) return 'ENDORSEMENT_POLICY_FAILURE';
  const isVersion = (name: string, version: { readonly block: number; readonly transaction: number } | null): boolean => {
    const known = world.get(name);
    return known === undefined || version === null ? known === undefined && version === null : known.block === version.block && known.transaction === version.transaction;
  };
  if (!readWriteSet.reads.every(({ key: name, version }) => isVersion(name, version))) return 'MVCC_READ_CONFLICT';
  for (const { start, end, results } of readWriteSet.rangeQueries) {
    const found = [...world.keys()].filter((name) => name >= start && name < end).toSorted();
    const isSame = found.length === results.length && results.every(({ key: name, version }, at) => name === found[at] && isVersion(name, version));
    if (!isSame) return 'PHANTOM_READ_CONFLICT';
  }
  return 'VALID';
}

function applyWrites({ world }: ChannelAudit, { readWriteSet }: Endorsed, block: number, transaction: number): void {
  for (const { key, value } of readWriteSet.writes) {
    if (value === null) world.delete(key);
    else world.set(key, { block, transaction, value });
  }
}

const ENDORSEMENTS_MAX = 64;

/** Shape, and what the engine asks besides: ids begin with their creator, sets are in order of keys. */
function isTransaction(value: unknown): value is Endorsed {
  if (!fits(ENDORSED, value)) return false;
  const { proposal, readWriteSet, endorsements } = value;
  const { args, id, creator } = proposal;
  const isObject = typeof args === 'object' && args !== null && !Array.isArray(args);
  const sets = [readWriteSet.reads, readWriteSet.writes, ...readWriteSet.rangeQueries.map(({ results }) => results)];
  return isObject && id.startsWith(`${creator}:`) && endorsements.length <= ENDORSEMENTS_MAX && sets.every(isAscending);
}

function isAscending(set: readonly { readonly key: string }[]): boolean {
  return set.every(({ key }, at) => at === 0 || set[at - 1]!.key < key);
}
