import type { ElectionDrawn, ElectionOrdered, EpochBegan, LabNote } from '../kernel/notes.js';
import { pow } from '../numeric/elementary.js';
import { say } from './log.js';
import type { DrawView, ShardView } from './view.js';

/** Draws, what the committee made of them, and who took office. */
export function foldElection(view: ShardView, timeUs: number, note: LabNote): void {
  if (note.kind === 'election/opened') {
    const { forEpoch, attempt, thetaP, thetaCP, totalCredit } = note;
    view.election = { forEpoch, attempt, phase: 'waiting', thetaP, thetaCP, totalCredit, drawn: 0, draws: [] };
    if (attempt > 1) say(view, timeUs, 'warn', `epoch ${forEpoch}: too few members, draw ${attempt}`);
  } else if (note.kind === 'election/drawn') {
    foldDrawn(view, note);
  } else if (note.kind === 'election/ordered') {
    foldOrdered(view, note);
  } else if (note.kind === 'epoch/began') {
    foldEpoch(view, timeUs, note);
  }
}

function foldDrawn(view: ShardView, note: ElectionDrawn): void {
  const { election } = view;
  if (note.forEpoch !== election.forEpoch || note.attempt !== election.attempt) return;
  election.phase = 'drawing';
  election.drawn += 1;
  const theta = Math.min(note.role === 'P' ? election.thetaP : election.thetaCP, election.totalCredit);
  const draw: DrawView = {
    node: note.node,
    role: note.role,
    credit: note.credit,
    fraction: parseInt(note.hashHead, 16) / 2 ** 52,
    threshold: pow(1 - theta / election.totalCredit, note.credit),
    units: note.units,
    proof: 'sent',
    reason: null,
  };
  if (note.units > 0) election.draws.push(draw);
}

function foldOrdered(view: ShardView, note: ElectionOrdered): void {
  const draw = view.election.draws.find((one) => one.node === note.node && one.role === note.role);
  if (!draw || note.forEpoch !== view.election.forEpoch) return;
  draw.proof = note.code === 'accepted' ? 'valid' : 'refused';
  draw.reason = note.code === 'accepted' ? null : note.code;
}

function foldEpoch(view: ShardView, timeUs: number, note: EpochBegan): void {
  const committee = note.members.map((member, at) => ({ ...member, primary: at === 0 }));
  const seats = committee.reduce((sum, member) => sum + member.seats, 0);
  view.epoch = { number: note.epoch, beganUs: timeUs, seed: note.seed, committee, seats };
  if (note.outcome === 'genesis') return;
  view.consensus.elections += 1;
  if (note.outcome === 'kept') view.consensus.electionsKept += 1;
  view.election.phase = note.outcome;
  const primary = committee[0].node;
  const text = `epoch ${note.epoch}: ${committee.length} members, ${seats} seats, primary ${primary}`;
  say(view, timeUs, note.outcome === 'kept' ? 'warn' : 'good', note.outcome === 'kept' ? `${text} (kept)` : text);
}
