import type { Certificate } from '../../crypto/certificate.js';
import { selectedUnits } from '../../crypto/sortition.js';
import type { Context } from '../../kernel/contract.js';
import { bytesToHex, hexToBytes, utf8ToBytes, type Hex } from '../../units/hex.js';

/** P and CP are separate draws of one lottery (SEED A2): primaries and candidate primaries. */
export type DrawRole = 'P' | 'CP';

/** An EV's claim to seats in the next committee; a ledger transaction that the outgoing committee orders. */
export interface Draw {
  readonly kind: 'draw';
  readonly shard: number;
  /** The epoch that the seats are for. */
  readonly epoch: number;
  readonly attempt: number;
  readonly role: DrawRole;
  readonly node: string;
  readonly publicKey: Hex;
  readonly certificate: Certificate | null;
  /** The VRF output, 64 bytes, and the proof that the node's key gives it for this seed, role and attempt. */
  readonly hash: Hex;
  readonly proof: Hex;
}

/** What the lottery is played over: the seed in force, credit by name, R, and θ of both roles. */
export interface Lottery {
  readonly shard: number;
  readonly epoch: number;
  readonly attempt: number;
  readonly seed: Hex;
  readonly credits: Readonly<Record<string, number>>;
  readonly totalCredit: number;
  readonly thetaP: number;
  readonly thetaCP: number;
}

/** What a handover tells a drawer of the credits: its own, if it has any. */
export function ownCredit(credits: Readonly<Record<string, number>>, name: string): Record<string, number> {
  return Object.hasOwn(credits, name) ? { [name]: credits[name] } : {};
}

/** The lottery's question: `seed || role`, and the attempt behind it when a draw is repeated (SEED A2). */
export function drawAlpha(seed: Hex, role: DrawRole, attempt: number): Hex {
  const question = seed + bytesToHex(utf8ToBytes(role));
  return attempt === 1 ? question : question + attempt.toString(16).padStart(2, '0');
}

/** θ of a role, lowered to R where the credit of all is less: the chance of one unit is at most one. */
export function theta(lottery: Lottery, role: DrawRole): number {
  return Math.min(role === 'P' ? lottery.thetaP : lottery.thetaCP, lottery.totalCredit);
}

/** The number of units that a VRF output selects for a credit (SEED A2, Algorithm 1). */
export function unitsOf(lottery: Lottery, role: DrawRole, credit: number, hash: Hex): number {
  if (credit === 0 || lottery.totalCredit === 0) return 0;
  return selectedUnits(hexToBytes(hash), credit, theta(lottery, role), lottery.totalCredit);
}

/** Draws for a role with this node's own key (Algorithm 1). `draw` is null when nothing was won: no proof is made then. */
export function drawFor(
  lottery: Lottery,
  role: DrawRole,
  own: { readonly name: string; readonly publicKey: Hex; readonly certificate: Certificate | null },
  credit: number,
  context: Context,
): { readonly draw: Draw | null; readonly hash: Hex; readonly units: number } {
  const alpha = drawAlpha(lottery.seed, role, lottery.attempt);
  const hash = context.vrfHash(alpha);
  const units = unitsOf(lottery, role, credit, hash);
  if (units === 0) return { draw: null, hash, units };
  const { proof } = context.vrfProve(alpha);
  const { shard, epoch, attempt } = lottery;
  const { name: node, publicKey, certificate } = own;
  return { draw: { kind: 'draw', attempt, certificate, epoch, hash, node, proof, publicKey, role, shard }, hash, units };
}

export type DrawRefusal =
  | 'other-lottery'
  | 'not-admitted'
  | 'proof-invalid'
  | 'hash-differs'
  | 'nothing-selected'
  | 'drawn-before';

/**
 * Verifies a draw (SEED A2, Algorithm 2, which returns the number of units): the proof, that it gives the claimed
 * hash, and what the hash selects for the node's credit. Admission is checked by the caller.
 */
export function verifyDraw(
  lottery: Lottery,
  draw: Draw,
  credit: number,
  context: Pick<Context, 'vrfVerify'>,
): { readonly ok: true; readonly units: number } | { readonly ok: false; readonly code: DrawRefusal } {
  if (draw.shard !== lottery.shard || draw.epoch !== lottery.epoch || draw.attempt !== lottery.attempt) {
    return { ok: false, code: 'other-lottery' };
  }
  if (draw.role !== 'P' && draw.role !== 'CP') return { ok: false, code: 'other-lottery' };
  const hash = context.vrfVerify(draw.publicKey, drawAlpha(lottery.seed, draw.role, draw.attempt), draw.proof);
  if (hash === null) return { ok: false, code: 'proof-invalid' };
  if (hash !== draw.hash) return { ok: false, code: 'hash-differs' };
  const units = unitsOf(lottery, draw.role, credit, hash);
  return units > 0 ? { ok: true, units } : { ok: false, code: 'nothing-selected' };
}
