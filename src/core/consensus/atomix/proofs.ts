import { shardProofHash } from '../../ledger/individual-chains/hashes.js';
import type { CryptoPort } from '../../ledger/individual-chains/ports.js';
import { hasExactly, isAmount, isHex, isListOf } from '../../ledger/individual-chains/shapes.js';
import type { Hex } from '../../units/hex.js';
import type { AbortedContent, CertificatePort, InvalidityContent, RefusalCode, ShardProof, ValidityContent } from './types.js';

/** What a proof must be about to count (vectors/atomix.md, I6). */
export interface ProofSubject {
  readonly transaction: Hex;
  readonly run: number;
  readonly inputShards: readonly number[];
}

/** Whether data is a proof in shape; its certificate is judged by the certificate port. */
export function isShardProof(value: unknown): value is ShardProof {
  return hasExactly(value, ['content', 'certificate']) && (isValidity(value.content) || isInvalidity(value.content) || isAborted(value.content));
}

/** Why a proof of validity, or of what aborts a run, does not count for the subject (X14), or null when it does. */
export function proofFault(
  value: unknown,
  kind: 'validity' | 'abort',
  subject: ProofSubject,
  port: CryptoPort,
  certificates: CertificatePort,
): RefusalCode | null {
  if (!isShardProof(value)) return 'malformed';
  const { content, certificate } = value;
  if (content.transaction !== subject.transaction) return 'proof-of-another-transaction';
  if (content.run !== subject.run) return 'proof-of-another-run';
  if (!subject.inputShards.includes(content.shard)) return 'proof-of-another-shard';
  if ((content.kind === 'validity') !== (kind === 'validity')) return 'proof-of-another-kind';
  const hash = shardProofHash(port, content);
  return certificates.verifyShardCertificate(content.shard, content.epoch, hash, certificate) ? null : 'proof-uncertified';
}

/** Why these are not exactly one proof of validity from each input shard (X16), or null when they are. */
export function commitProofsFault(value: unknown, subject: ProofSubject, port: CryptoPort, certificates: CertificatePort): RefusalCode | null {
  if (!isListOf(value, isShardProof)) return 'malformed';
  const shards = new Set<number>();
  for (const proof of value) {
    const fault = proofFault(proof, 'validity', subject, port, certificates);
    if (fault !== null) return fault;
    if (shards.has(proof.content.shard)) return 'proof-repeated';
    shards.add(proof.content.shard);
  }
  return shards.size === subject.inputShards.length ? null : 'proofs-missing';
}

function isValidity(value: unknown): value is ValidityContent {
  return hasExactly(value, ['kind', 'transaction', 'run', 'shard', 'epoch']) && value.kind === 'validity' && hasBindings(value);
}

function isInvalidity(value: unknown): value is InvalidityContent {
  return (
    hasExactly(value, ['kind', 'transaction', 'run', 'shard', 'epoch', 'reason']) &&
    value.kind === 'invalidity' &&
    typeof value.reason === 'string' &&
    hasBindings(value)
  );
}

function isAborted(value: unknown): value is AbortedContent {
  return (
    hasExactly(value, ['kind', 'transaction', 'run', 'shard', 'epoch', 'reason', 'laterRun']) &&
    value.kind === 'aborted' &&
    (value.reason === null || typeof value.reason === 'string') &&
    (value.laterRun === null || isAmount(value.laterRun)) &&
    hasBindings(value)
  );
}

function hasBindings(value: Record<'transaction' | 'run' | 'shard' | 'epoch', unknown>): boolean {
  return isHex(value.transaction) && isAmount(value.run) && isAmount(value.shard) && isAmount(value.epoch);
}
