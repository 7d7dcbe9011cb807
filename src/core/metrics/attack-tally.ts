import type { AttackTally, AttackView, ShardView } from './view.js';

/** One thing that came of an attack, or several alike in a row. Plain data. */
export interface AttackMomentLine {
  timeUs: number;
  readonly what: 'on' | 'off' | 'tried' | 'blocked' | 'succeeded';
  count: number;
  /** What the last of them was about: a request, a transaction, a node. */
  subject: string;
}

/** How many moments of each attack are kept; the oldest go. */
export const ATTACK_MOMENTS = 12;
/** What is alike and so close together is one line. */
const ONE_LINE_US = 1_000_000;

export function attackView(view: ShardView, name: string): AttackView {
  view.attacks[name] ??= { level: 0, active: false, nodes: null, ...nothing(), defended: nothing(), undefended: nothing() };
  return view.attacks[name];
}

/** Counts for an attack and for the side of its defence on which it happened. */
export function countFor(attack: AttackView, isDefended: boolean, what: keyof AttackTally, amount: number): void {
  attack[what] += amount;
  (isDefended ? attack.defended : attack.undefended)[what] += amount;
}

/** Takes an attempt from the side on which it was counted to the other one. */
export function moveAttempt(attack: AttackView, fromDefended: boolean): void {
  const [from, to] = fromDefended ? [attack.defended, attack.undefended] : [attack.undefended, attack.defended];
  from.attempts -= 1;
  to.attempts += 1;
}

export function remember(moments: Map<string, AttackMomentLine[]>, name: string, line: AttackMomentLine): void {
  let lines = moments.get(name);
  if (!lines) moments.set(name, (lines = []));
  const last = lines[lines.length - 1];
  if (last?.what === line.what && line.timeUs - last.timeUs < ONE_LINE_US) {
    last.timeUs = line.timeUs;
    last.count += line.count;
    last.subject = line.subject;
    return;
  }
  lines.push(line);
  if (lines.length > ATTACK_MOMENTS) lines.shift();
}

function nothing(): AttackTally {
  return { attempts: 0, blocked: 0, succeeded: 0, costMilli: 0, lostWh: 0 };
}
