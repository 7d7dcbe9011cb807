import { currentCommittee } from '../../consensus/committee/book.js';
import type { EpochMessage, RedrawMessage } from '../../consensus/committee/messages.js';
import { drawFor, type DrawRole, type Lottery } from '../../consensus/sortition/draw.js';
import type { Timer } from '../../kernel/contract.js';
import { submitTransaction, type LedgerClient } from '../ledger-client/ledger-client.js';
import { note, setTimer, setTimerAt, type Step } from '../step.js';

/**
 * How an EV takes part in the lottery (SEED A2): when the draw window opens it draws once for each role, and submits
 * what wins to the outgoing committee. All of it is durable.
 */
export interface Drawing {
  /** The lottery for the next epoch, as the last handover described it. */
  lottery: Lottery;
  /** `epoch/attempt` that was drawn already. */
  drawn: string;
}

export interface DrawTimer extends Timer {
  readonly kind: 'sortition/draw';
  readonly epoch: number;
  readonly attempt: number;
}

export function createDrawing(step: Step): Drawing {
  const { genesis, shard, parameters, members } = step.lab;
  const totalCredit = members.evs.length * parameters.credit.initial;
  const drawing: Drawing = { lottery: lotteryOf(step, 0, genesis.committees[shard].seed, genesis.credits[shard], totalCredit), drawn: '' };
  awaitDraw(step, drawing);
  return drawing;
}

/** After a crash: the draw for the lottery that is known, unless it was drawn. */
export function recoverDrawing(step: Step, drawing: Drawing): void {
  const { epoch, attempt } = drawing.lottery;
  if (drawing.drawn === `${epoch - 1}/${attempt}`) return;
  if (attempt === 1) awaitDraw(step, drawing);
  else setTimer(step, 0, { kind: 'sortition/draw', epoch: epoch - 1, attempt } as DrawTimer);
}

/** A new committee is in office: the next lottery is over its seed and the credit it started from. */
export function onNewEpoch(step: Step, drawing: Drawing, client: LedgerClient, message: EpochMessage): void {
  const { epoch, seed } = currentCommittee(client.book, step.lab.shard);
  drawing.lottery = lotteryOf(step, epoch, seed, message.credits, message.totalCredit);
  awaitDraw(step, drawing);
}

export function onRedraw(step: Step, drawing: Drawing, { epoch, attempt }: RedrawMessage): void {
  if (drawing.lottery.epoch !== epoch + 1 || attempt <= drawing.lottery.attempt) return;
  drawing.lottery = { ...drawing.lottery, attempt };
  const { drawWindowUs } = step.lab.parameters.epoch;
  setTimer(step, spread(step, drawWindowUs), { kind: 'sortition/draw', epoch, attempt } as DrawTimer);
}

export function onDrawTimer(step: Step, drawing: Drawing, client: LedgerClient, { epoch, attempt }: DrawTimer): void {
  const { lottery } = drawing;
  const key = `${epoch}/${attempt}`;
  if (lottery.epoch !== epoch + 1 || lottery.attempt !== attempt || drawing.drawn === key) return;
  drawing.drawn = key;
  for (const role of ['P', 'CP'] as const) drawOnce(step, drawing, client, role);
}

function drawOnce(step: Step, { lottery }: Drawing, client: LedgerClient, role: DrawRole): void {
  const { name, publicKey, certificate, shard } = step.self;
  const { parameters } = step.lab;
  // An identity that no handover lists claims what newcomers start with; the committee decides what it counts.
  const credit = lottery.credits[name] ?? parameters.credit.initial;
  if (credit === 0) return;
  const { draw, hash, units } = drawFor(lottery, role, { name, publicKey, certificate }, credit, step.context);
  const { epoch: forEpoch, attempt } = lottery;
  note(step, { kind: 'election/drawn', forEpoch, attempt, node: name, role, credit, hashHead: hash.slice(0, 13), units });
  if (draw !== null) submitTransaction(step, client, shard, draw);
}

function lotteryOf(step: Step, epoch: number, seed: string, credits: Readonly<Record<string, number>>, totalCredit: number): Lottery {
  const { thetaP, thetaCP } = step.lab.parameters.committee;
  return { shard: step.lab.shard, epoch: epoch + 1, attempt: 1, seed, credits, totalCredit, thetaP, thetaCP };
}

function awaitDraw(step: Step, { lottery }: Drawing): void {
  const { lengthUs, drawWindowUs } = step.lab.parameters.epoch;
  const epoch = lottery.epoch - 1;
  const opensUs = (epoch + 1) * lengthUs - drawWindowUs;
  setTimerAt(step, opensUs + spread(step, drawWindowUs), { kind: 'sortition/draw', epoch, attempt: 1 } as DrawTimer);
}

/** Draws are spread over the first quarter of the window, so that the campus does not speak at once. */
function spread(step: Step, drawWindowUs: number): number {
  return step.context.random('draw', Math.max(1, Math.floor(drawWindowUs / 4)));
}
