import type { StoringNode, StoredAnswer } from '../actors/control-system/storing-node.js';
import { leafHash, verifyInclusion } from '../crypto/merkle.js';
import { canonicalText } from '../crypto/encoding.js';
import type { EntryProof } from '../consensus/committee/block.js';
import type { ShardProof } from '../consensus/atomix/types.js';
import { blockDigest, shardProofHash } from '../ledger/individual-chains/hashes.js';
import type { ShardProofContent } from '../ledger/individual-chains/cross-shard.js';
import type { CheckFailure, MicroBlockSubmission, SignedEnergyBlock } from '../ledger/individual-chains/types.js';
import type { SaidRecord } from '../metrics/trade-records.js';
import { hexToBytes, utf8ToBytes, type Hex } from '../units/hex.js';
import { campusOf, certificateProofs, entryProof, gone, pathTo, proof, short, type Proof, type Prover } from './proving.js';
import type { TradeStep } from './trade.js';

/** What this shard's committee said of a transaction, entry by entry (SEED A5, A6), each with its quorum certificate. */
export function saidSteps(prover: Prover, storing: StoringNode, hash: Hex): TradeStep[] {
  return (prover.looked.metrics.trades.said.get(hash) ?? []).map((said) => saidStep(prover, storing, hash, said));
}

/** Codes of an entry that changed nothing, because somebody else was first. */
const TOO_LATE = new Set(['already-committed', 'already-validated', 'old-run']);

function saidStep(prover: Prover, storing: StoringNode, hash: Hex, said: SaidRecord): TradeStep {
  const { looked } = prover;
  const { id, kind, code, run, owner, storedUs, height } = said;
  const answer = storing.answers.get(id);
  // The same transaction may have been ordered again in a later block, which is what is kept of it then.
  const kept = answer?.certificate.header.height === height ? answer : undefined;
  const campus = campusOf(looked, looked.shard);
  const accepted = code === 'accepted';
  const valid = kind === 'lock' && accepted ? (kept ? (kept.result as { content: ShardProofContent }).content : null) : undefined;
  return {
    key: `${kind}/${looked.shard}/${run ?? 0}/${id}`,
    step: kind === 'micro' ? 'committee' : 'atomix',
    state: accepted && valid?.kind !== 'invalidity' ? 'done' : TOO_LATE.has(code) ? 'void' : 'failed',
    atUs: storedUs,
    who: `committee of ${campus}`,
    says: `the committee of ${campus} ${saysOf(said, owner, valid)}${faultOf(kept, hash)}`,
    proofs: kept === undefined ? [gone(`what block ${height} was given is not kept any more; the ledger file has it`)] : knownProofs(prover, storing, hash, kept),
  };
}

const verified = new WeakMap<StoredAnswer, Map<Hex, readonly Proof[]>>();

/** What was verified of an answer stays so; only what was not known here may be known later. */
function knownProofs(prover: Prover, storing: StoringNode, hash: Hex, answer: StoredAnswer): readonly Proof[] {
  const known = verified.get(answer) ?? new Map<Hex, readonly Proof[]>();
  const before = known.get(hash);
  if (before !== undefined) return before;
  const proofs = saidProofs(prover, storing, hash, answer);
  if (proofs.every(({ verdict }) => verdict !== 'gone')) verified.set(answer, known.set(hash, proofs));
  return proofs;
}

/** Which of the five checks failed, and for whose sake: a micro block is refused whole. */
function faultOf(answer: StoredAnswer | undefined, hash: Hex): string {
  if (answer?.transaction.kind !== 'micro' || answer.entries[answer.index]!.code === 'accepted') return '';
  const { check, transaction } = answer.result as Partial<CheckFailure>;
  const other = transaction && transaction !== hash ? `, because of transaction ${short(transaction)} in the same micro block` : '';
  return `${check === undefined ? '' : ` (check ${check})`}${other}`;
}

function saysOf({ kind, code, run, height }: SaidRecord, owner: string | null, valid: ShardProofContent | null | undefined): string {
  const refused = code === 'accepted' ? null : `refuses it: ${code}`;
  if (kind === 'micro') return refused ?? `validates the micro block of ${owner} in block ${height}`;
  if (kind === 'lock') {
    const word = valid === null || valid === undefined ? 'answers the request to lock' : valid.kind === 'validity' ? 'locks its part: valid' : `does not lock its part: ${valid.kind === 'invalidity' ? valid.reason : valid.kind}`;
    return `${refused ?? word} (run ${run}, block ${height})`;
  }
  const word = kind === 'unlock-to-commit' ? 'commits its part' : 'gives its part back';
  return `${refused ?? word} (run ${run}, block ${height})`;
}

function saidProofs(prover: Prover, storing: StoringNode, hash: Hex, { certificate, entries, index, transaction }: StoredAnswer): Proof[] {
  const own: Proof[] = [];
  if (transaction.kind === 'micro' && entries[index]!.code === 'accepted') own.push(...identificationProofs(prover, transaction.submission, hash));
  if (transaction.kind === 'unlock-to-commit') own.push(...transaction.proofs.flatMap((one) => shardProof(prover, storing, one)));
  if (transaction.kind === 'unlock-to-abort') own.push(...shardProof(prover, storing, transaction.proof));
  return [entryProof(prover, certificate, entries, index), ...certificateProofs(prover, storing.state, certificate, storing.handovers), ...own];
}

/** Another campus's certified word that its part is locked, or that it is not: what an unlock carries. */
function shardProof(prover: Prover, storing: StoringNode, { content, certificate }: ShardProof): Proof[] {
  const { looked, port } = prover;
  const { kind, shard, run } = content;
  const campus = campusOf(looked, shard);
  const { entry, index, path, certificate: block } = certificate as EntryProof;
  const leaf = leafHash(utf8ToBytes(canonicalText(entry)), port.sha256);
  const isInside = verifyInclusion(hexToBytes(block.header.root), leaf, index, block.header.entries, path.map(hexToBytes), port.sha256);
  const attests = entry.attests === shardProofHash(port, content);
  const [votes] = certificateProofs(prover, storing.state, block, storing.handovers);
  const word = kind === 'validity' ? 'validity: its part is locked' : kind;
  const says = `proof of ${campus} of ${word} for run ${run}: ${pathTo(path.length)} its block ${block.header.height}`;
  return [proof(isInside && attests, says), votes!];
}

/** That both parties identified the transaction on their chains, and that the micro block covers it (SEED A5, check 1). */
export function identificationProofs(prover: Prover, { micro, proof: shown }: MicroBlockSubmission, hash: Hex): Proof[] {
  const own = energyBlockWith(prover, shown.own.blocks, hash);
  const others = shown.counterparties.flatMap(({ blocks }) => energyBlockWith(prover, blocks, hash) ?? []);
  const covers = own !== null && micro.block.energyBlocks.includes(blockDigest(prover.port, own)) && micro.block.transactions.includes(hash);
  return [...(own === null ? [] : [blockSignature(prover, own)]), ...others.map((block) => blockSignature(prover, block)), microProof(prover, micro, covers)];
}

function microProof({ port, isSignedBy }: Prover, micro: MicroBlockSubmission['micro'], covers: boolean): Proof {
  const { owner, index } = micro.block;
  const digest = blockDigest(port, micro);
  return proof(covers && isSignedBy(owner, digest, micro.signature), `signature of ${owner} over its micro block ${index} (${short(digest)}), which covers that energy block and this transaction`);
}

export function blockSignature({ port, isSignedBy }: Prover, signed: SignedEnergyBlock): Proof {
  const { owner, index } = signed.block;
  const digest = blockDigest(port, signed);
  return proof(isSignedBy(owner, digest, signed.signature), `identification on the chain of ${owner}: its signature over energy block ${index} (${short(digest)})`);
}

/** The energy block that identifies the transaction. */
export function energyBlockWith({ port }: Prover, blocks: MicroBlockSubmission['proof']['own']['blocks'], hash: Hex): SignedEnergyBlock | null {
  for (const signed of blocks) {
    if (signed.block.kind !== 'energy') continue;
    const isIn = signed.block.identifications.some(({ transaction }) => port.hash('v2g-tui/individual-chains/transaction', transaction) === hash);
    if (isIn) return signed as SignedEnergyBlock;
  }
  return null;
}
