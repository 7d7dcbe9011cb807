import { selectedUnits } from '../crypto/sortition.js';
import { bytesToHex, hexToBytes, utf8ToBytes, type Hex } from '../units/hex.js';
import { isMoreThanThird, seatsOf } from './committees.js';
import { DOMAIN, isSoundKey } from './crypto.js';
import { changeCredit, accepted, refused, type Verdict } from './verdict.js';
import { CUTOFF, DRAW, type Committee, type CreditChange, type Draw, type Header, type Member } from './records.js';
import { stateRoot } from './state-root.js';
import { fits } from './shapes.js';
import { epochKey, type Audit, type Lottery, type OrderedDraw, type ShardAudit } from './state.js';

/** A draw (SEED A2, Algorithm 2): the drawer is admitted, its VRF proof is good, and its hash selects some of its credit. */
export function auditDraw(audit: Audit, shard: ShardAudit, transaction: unknown): Verdict {
  if (!fits(DRAW, transaction)) return refused('malformed');
  const credit = creditOf(audit, shard, transaction);
  if (credit === null) return refused('not-admitted');
  const { lottery, drawn } = shard;
  const { node, role, publicKey, attempt, proof, hash } = transaction;
  if (drawn.some(({ draw }) => draw.node === node && draw.role === role)) return refused('drawn-before');
  const isThis = transaction.shard === lottery.shard && transaction.epoch === lottery.epoch && attempt === lottery.attempt;
  if (!isThis || (role !== 'P' && role !== 'CP')) return refused('other-lottery');
  const output = audit.crypto.vrf(publicKey, question(lottery.seed, role, attempt), proof);
  if (output === null) return refused('proof-invalid');
  if (output !== hash) return refused('hash-differs');
  const units = unitsWon(lottery, role, credit, hash);
  if (units === 0) return refused('nothing-selected');
  drawn.push({ draw: transaction, units });
  audit.counts.draws += 1;
  return accepted();
}

/** What a cut-off did: nothing yet, a new attempt, or a new committee. */
export interface Closing extends Verdict {
  readonly handover: Header['handover'];
}

/** A member's word that the draws are over; with more than a third of the seats it closes the attempt (SEED A2). */
export function auditCutoff(audit: Audit, shard: ShardAudit, transaction: unknown): Closing {
  const open = { ...accepted(), handover: null };
  if (!fits(CUTOFF, transaction)) return open;
  const { lottery, cutoffs, committee } = shard;
  const isThis = transaction.shard === lottery.shard && transaction.epoch === lottery.epoch && transaction.attempt === lottery.attempt;
  const isMember = committee.members.some(({ node }) => node === transaction.member);
  if (!isThis || !isMember || cutoffs.includes(transaction.member)) return open;
  cutoffs.push(transaction.member);
  return isMoreThanThird(committee, seatsOf(committee, cutoffs)) ? close(audit, shard) : open;
}

/** The lottery for the epoch after this committee's. */
export function lotteryAfter(shard: Pick<ShardAudit, 'rules' | 'book'>, { epoch, seed, shard: index }: Committee): Lottery {
  const { thetaP, thetaCP, switches, credit: rule } = shard.rules;
  const credits: Record<string, number> = {};
  let totalCredit = 0;
  for (const [name, credit] of shard.book.credit) {
    credits[name] = switches.creditSortition ? credit : rule.initial;
    totalCredit += credit;
  }
  return { attempt: 1, credits, epoch: epoch + 1, seed, shard: index, thetaCP, thetaP, totalCredit };
}

function close(audit: Audit, shard: ShardAudit): Closing {
  const { lottery, drawn, rules, committee: outgoing } = shard;
  const members = rank(drawn);
  const isElected = members.length >= rules.election.minimumMembers;
  if (!isElected && lottery.attempt < rules.election.maxAttempts) {
    shard.lottery = { ...lottery, attempt: lottery.attempt + 1 };
    shard.drawn = [];
    shard.cutoffs = [];
    return { ...accepted(), handover: null };
  }
  const seed = audit.crypto.hash(DOMAIN.seed, { proofs: isElected ? drawn.map(({ draw }) => draw.proof) : [], seed: lottery.seed });
  const committee: Committee = { epoch: lottery.epoch, members: isElected ? members : outgoing.members, seed, shard: shard.shard };
  const credits: CreditChange[] = [...shard.served].toSorted().flatMap((node) => changeCredit(shard, node, rules.credit.perEpochServed, 'served') ?? []);
  shard.foreign.set(epochKey(shard.shard, outgoing.epoch), outgoing);
  shard.committee = committee;
  shard.lottery = lotteryAfter(shard, committee);
  shard.drawn = [];
  shard.cutoffs = [];
  shard.round = -1;
  for (const set of [shard.served, shard.convicted, shard.accepted]) set.clear();
  audit.counts.elections += 1;
  return { ...accepted(credits), handover: { committee, outcome: isElected ? 'elected' : 'kept', stateRoot: stateRoot(audit, shard) } };
}

/** Primaries before candidates, each by VRF hash; who won both draws is a primary with the seats of both. */
function rank(drawn: readonly OrderedDraw[]): Member[] {
  const byRank = drawn.toSorted((a, b) => Number(a.draw.role === 'CP') - Number(b.draw.role === 'CP') || (a.draw.hash < b.draw.hash ? -1 : Number(a.draw.hash > b.draw.hash)));
  const members = new Map<string, Member>();
  for (const { draw, units } of byRank) {
    const seated = members.get(draw.node);
    const role = seated?.role ?? (draw.role as Member['role']);
    members.set(draw.node, { node: draw.node, publicKey: draw.publicKey, role, seats: units + (seated?.seats ?? 0) });
  }
  return [...members.values()];
}

/** The credit that counts, or null for who has none to count: not listed, or without a certificate of the CA (SEED A1). */
function creditOf(audit: Audit, shard: ShardAudit, draw: Draw): number | null {
  const { credits } = shard.lottery;
  const listed = Object.hasOwn(credits, draw.node) ? credits[draw.node]! : null;
  if (!shard.rules.switches.certificates) return listed ?? shard.rules.credit.initial;
  return isAdmitted(audit, draw) ? listed : null;
}

function isAdmitted(audit: Audit, { certificate, node, publicKey }: Draw): boolean {
  if (certificate === null || certificate.subject !== node || certificate.publicKey !== publicKey || !isSoundKey(publicKey)) return false;
  const { issuer, role, subject, signature } = certificate;
  return audit.crypto.verify(audit.genesis!.caPublicKey, audit.crypto.hash(DOMAIN.certificate, { issuer, publicKey, role, subject }), signature);
}

/** `seed || role`, with the attempt behind it when a draw is repeated. */
function question(seed: Hex, role: string, attempt: number): Hex {
  const alpha = seed + bytesToHex(utf8ToBytes(role));
  return attempt === 1 ? alpha : alpha + attempt.toString(16).padStart(2, '0');
}

/** Algorithm 1 on the credit, with θ at most R. */
function unitsWon(lottery: Lottery, role: string, credit: number, hash: Hex): number {
  if (credit === 0 || lottery.totalCredit === 0) return 0;
  const theta = Math.min(role === 'P' ? lottery.thetaP : lottery.thetaCP, lottery.totalCredit);
  return selectedUnits(hexToBytes(hash), credit, theta, lottery.totalCredit);
}
