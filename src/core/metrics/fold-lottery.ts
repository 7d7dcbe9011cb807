import type { CreditChange } from '../consensus/committee/block.js';
import type { ElectionDrawn, ElectionOrdered, LabNote } from '../kernel/notes.js';
import type { TraceRecord } from '../kernel/program.js';
import type { ShardMetrics } from './shard-metrics.js';

/** Every draw of the last lotteries and how credit went: what a closer look at elections shows beside the view. */
export interface LotteryLedger {
  /** At most `LOTTERIES_KEPT`, oldest first; a draw that is repeated is a lottery of its own. */
  readonly lotteries: LotteryRecord[];
  /** By name, those whose credit has changed: how far it is now from what genesis gave. */
  readonly creditChange: Map<string, number>;
  /** By name: epoch, change since genesis, epoch, change, … at the beginnings of epochs before which it changed. */
  readonly creditHistory: Map<string, number[]>;
}

export interface LotteryRecord {
  readonly forEpoch: number;
  readonly attempt: number;
  readonly thetaP: number;
  readonly thetaCP: number;
  readonly totalCredit: number;
  outcome: 'open' | 'elected' | 'kept' | 'repeated';
  /** By role and name. */
  readonly draws: Map<string, LotteryDraw>;
}

/** One EV's draw for one role, winning or not. */
export interface LotteryDraw {
  readonly node: string;
  readonly role: 'P' | 'CP';
  readonly credit: number;
  /** hash/2^512 as a fraction, for drawing only. */
  readonly fraction: number;
  readonly units: number;
  /** `none` for a draw that won nothing: it is not sent, so there is no proof to check. */
  proof: 'none' | 'sent' | 'valid' | 'refused';
  reason: string | null;
}

export const LOTTERIES_KEPT = 4;
/** Points of one node's credit history. */
export const CREDIT_POINTS = 48;

export function createLotteryLedger(): LotteryLedger {
  return { lotteries: [], creditChange: new Map(), creditHistory: new Map() };
}

/** The key of a draw in `LotteryRecord.draws`. */
export function drawKey(role: 'P' | 'CP', node: string): string {
  return `${role} ${node}`;
}

/** Folds draws, what the committee made of them, and the credit changes that stored blocks hold. */
export function foldLottery(metrics: ShardMetrics, record: TraceRecord): void {
  const { lottery } = metrics;
  if (record.type === 'commit') {
    if (record.record.kind === 'ledger/block') foldCredits(lottery, (record.record as unknown as StoredEntries).entries);
    return;
  }
  const note = record.note as LabNote;
  if (note.kind === 'election/drawn') foldDrawn(metrics, note);
  else if (note.kind === 'election/ordered') foldOrdered(lottery, note);
  else if (note.kind === 'election/opened' && note.attempt > 1) close(lottery, note.forEpoch, 'repeated');
  else if (note.kind === 'epoch/began' && note.outcome !== 'genesis') {
    close(lottery, note.epoch, note.outcome);
    keepCredits(lottery, note.epoch);
  }
}

interface StoredEntries {
  readonly entries: readonly { readonly credits: readonly CreditChange[] }[];
}

function foldCredits({ creditChange }: LotteryLedger, entries: StoredEntries['entries']): void {
  for (const { credits } of entries) {
    for (const { node, change } of credits) creditChange.set(node, (creditChange.get(node) ?? 0) + change);
  }
}

function keepCredits({ creditChange, creditHistory }: LotteryLedger, epoch: number): void {
  for (const [node, change] of creditChange) {
    const points = creditHistory.get(node) ?? [];
    if (points.at(-1) === change) continue;
    points.push(epoch, change);
    if (points.length > 2 * CREDIT_POINTS) points.splice(0, 2);
    creditHistory.set(node, points);
  }
}

function foldDrawn({ lottery: { lotteries }, view }: ShardMetrics, note: ElectionDrawn): void {
  const { forEpoch, attempt, node, role, credit, hashHead, units } = note;
  const { thetaP, thetaCP, totalCredit } = view.election;
  // The view has taken over the lottery that the first draw opened; a late draw of another one is not counted there either.
  if (forEpoch !== view.election.forEpoch || attempt !== view.election.attempt) return;
  let last = lotteries.at(-1);
  if (last?.forEpoch !== forEpoch || last.attempt !== attempt) {
    last = { forEpoch, attempt, thetaP, thetaCP, totalCredit, outcome: 'open', draws: new Map() };
    lotteries.push(last);
    if (lotteries.length > LOTTERIES_KEPT) lotteries.shift();
  }
  const fraction = parseInt(hashHead, 16) / 2 ** 52;
  last.draws.set(drawKey(role, node), { node, role, credit, fraction, units, proof: units > 0 ? 'sent' : 'none', reason: null });
}

function foldOrdered({ lotteries }: LotteryLedger, { forEpoch, attempt, node, role, code }: ElectionOrdered): void {
  const draw = lotteries.findLast((one) => one.forEpoch === forEpoch && one.attempt === attempt)?.draws.get(drawKey(role, node));
  if (draw === undefined) return;
  // A second copy of a draw that counted is refused and changes nothing about the first.
  if (draw.proof === 'valid') return;
  draw.proof = code === 'accepted' ? 'valid' : 'refused';
  draw.reason = code === 'accepted' ? null : code;
}

function close({ lotteries }: LotteryLedger, forEpoch: number, outcome: LotteryRecord['outcome']): void {
  const last = lotteries.at(-1);
  if (last?.forEpoch === forEpoch && last.outcome === 'open') last.outcome = outcome;
}
