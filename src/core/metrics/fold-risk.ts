import { controlledMembers } from '../attacks/committee-targets.js';
import { reachesBound } from '../consensus/sortition/committee-risk.js';
import type { EpochBegan, LabNote } from '../kernel/notes.js';
import type { ShardMetrics } from './shard-metrics.js';

/** Shares of the EVs that the risk is computed and counted for, as if they were one adversary's. */
export const ADVERSARY_SHARES: readonly number[] = [0.1, 0.2, 0.3];

/** How many of a shard's EVs an adversary of this share holds, rounded down. */
export function adversaryNodes(share: number, evs: number): number {
  // The shares are tenths; whole numbers keep 0.3 × 10 from falling short of 3.
  return Math.floor((Math.round(share * 10) * evs) / 10);
}

/** Attacks whose nodes sit in the committee by position. */
const BY_POSITION = ['fork', 'silent', 'tamper'] as const;

/** Counts the epochs in which an adversary, imagined or real, held a third of the seats or more. */
export function foldRisk(metrics: ShardMetrics, note: LabNote): void {
  if (note.kind === 'attack/attempt' && (note.name === 'sybil' || note.name === 'sybil-split')) {
    for (const subject of note.subjects) metrics.identities.add(subject);
  } else if (note.kind === 'epoch/began') {
    if (note.outcome !== 'genesis') foldShares(metrics, note);
    foldAttackers(metrics);
  } else if (note.kind === 'attack/switched') {
    foldAttackers(metrics);
  }
}

function foldShares({ view: { risk } }: ShardMetrics, { members }: EpochBegan): void {
  risk.epochs += 1;
  const seats = members.reduce((sum, member) => sum + member.seats, 0);
  ADVERSARY_SHARES.forEach((share, index) => {
    const last = adversaryNodes(share, risk.evs);
    const own = members.reduce((sum, member) => (evNumber(member.node) <= last ? sum + member.seats : sum), 0);
    if (reachesBound('third', own, seats)) risk.reached[index] = risk.reached[index]! + 1;
  });
}

/** EVs are numbered from 1 in their names; whoever is none is in nobody's share. */
function evNumber(node: string): number {
  const digits = /\/ev-(\d+)$/.exec(node)?.[1];
  return digits === undefined ? Infinity : Number(digits);
}

/** What attackers hold of the committee in office; an epoch counts once, whenever it happens in it. */
function foldAttackers({ view, identities, attacked }: ShardMetrics): void {
  const { epoch, risk } = view;
  if (epoch.number === 0) return;
  const controlled = new Set<number>();
  for (const name of BY_POSITION) {
    const attack = view.attacks[name];
    if (attack?.active) for (const at of controlledMembers({ members: epoch.committee }, name, attack.level, attack.nodes)) controlled.add(at);
  }
  epoch.committee.forEach((member, at) => {
    if (identities.has(member.node)) controlled.add(at);
  });
  if (controlled.size === 0) return;
  if (attacked.epoch !== epoch.number) risk.attacked.epochs += 1;
  attacked.epoch = epoch.number;
  const own = [...controlled].reduce((sum, at) => sum + epoch.committee[at]!.seats, 0);
  if (!reachesBound('third', own, epoch.seats) || attacked.reachedEpoch === epoch.number) return;
  attacked.reachedEpoch = epoch.number;
  risk.attacked.reached += 1;
}
