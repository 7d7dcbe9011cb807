import type { BocsDischarged, BocsPlanWon } from '../kernel/notes-bocs.js';
import type { MarketCleared, MarketDelivered } from '../kernel/notes-market.js';
import type { AttackAttempt, AttackSwitched, ElectionOrdered, LabNote } from '../kernel/notes.js';
import { attackView, countFor, moveAttempt, remember, type AttackMomentLine } from './attack-tally.js';
import { rmseOf } from './fold-forecast.js';
import { say } from './log.js';
import type { ShardView } from './view.js';

/**
 * What became of each deed. The attack says only what it did (`attack/attempt` names the subjects); whether it came
 * through is read off the notes of the nodes that met it, so a number here is never the attack's own word.
 */
export interface AttackLedger {
  /** Subjects that nothing was heard of yet, by attack, and whether the defence was on when they were tried. */
  readonly outstanding: Map<string, Map<string, boolean>>;
  /** Requests of malicious consumers and exchanges that were matched, with what an EV would have earned. */
  readonly matched: Map<string, { readonly name: string; readonly priceMilliPerKWh: number; readonly isDefended: boolean }>;
  /** Fake requests of the last clearing that their campus had nothing for, with their attack: another campus may have. */
  readonly passedOver: Map<string, string>;
  /** Credit that a false identity may fairly draw with. */
  readonly fairCredit: Map<string, number>;
  /** Cross-shard transactions that began while a link was cut, with what they pay, milli-units. */
  readonly stalled: Map<string, { readonly amountMilli: number; readonly isDefended: boolean }>;
  /** Settlements that spend an origin a second time. */
  readonly secondSpends: Set<string>;
  /** Attacks whose defence is off. What comes of a deed counts for the side that was on when it came. */
  readonly undefended: Set<string>;
  /** What each attack has come to last. */
  readonly moments: Map<string, AttackMomentLine[]>;
}

export function createAttackLedger(undefended: readonly string[]): AttackLedger {
  return {
    outstanding: new Map(),
    matched: new Map(),
    passedOver: new Map(),
    fairCredit: new Map(),
    stalled: new Map(),
    secondSpends: new Set(),
    undefended: new Set(undefended),
    moments: new Map(),
  };
}

export function foldAttack(view: ShardView, ledger: AttackLedger, timeUs: number, note: LabNote): void {
  const at: At = { ledger, timeUs, view };
  if (note.kind === 'attack/switched') {
    foldSwitched(at, note);
  } else if (note.kind === 'defence/switched') {
    if (note.on) ledger.undefended.delete(note.attack);
    else ledger.undefended.add(note.attack);
  } else if (note.kind === 'attack/attempt') {
    foldAttempt(at, note);
  } else if (note.kind === 'attack/moment') {
    tried(at, note.name, note.count, '');
  } else if (note.kind === 'market/cleared') {
    foldCleared(at, note);
  } else if (note.kind === 'bocs/plan-won') {
    foldPlan(at, note);
  } else if (note.kind === 'market/delivered' || note.kind === 'bocs/discharged') {
    foldDelivered(at, note);
  } else if (note.kind === 'forecast/aggregated') {
    foldPoison(at, note.round);
  } else if (note.kind === 'election/ordered') {
    foldSybils(at, note);
  } else {
    foldDefences(at, note);
  }
}

/** A note's moment, and what it is folded into. */
interface At {
  readonly view: ShardView;
  readonly ledger: AttackLedger;
  readonly timeUs: number;
}

function foldSwitched({ view, ledger, timeUs }: At, { name, level, on, nodes }: AttackSwitched): void {
  const attack = attackView(view, name);
  attack.level = level;
  attack.active = on;
  attack.nodes = nodes === undefined ? null : [...nodes];
  const whom = nodes === undefined ? `:${level}` : ` by ${nodes.join(', ')}`;
  remember(ledger.moments, name, { timeUs, what: on ? 'on' : 'off', count: level, subject: nodes?.join(', ') ?? '' });
  say(view, timeUs, on ? 'bad' : 'good', `attack ${name}${on ? whom : ''} ${on ? 'on' : 'off'}`);
}

function foldAttempt(at: At, note: AttackAttempt): void {
  const { ledger } = at;
  tried(at, note.name, note.subjects.length, note.subjects[note.subjects.length - 1] ?? '');
  for (const subject of note.subjects) {
    outstanding(ledger, note.name).set(subject, isDefended(ledger, note.name));
    if (note.fairCredit !== undefined) ledger.fairCredit.set(subject, note.fairCredit);
    if (note.name === 'double-spend') ledger.secondSpends.add(subject);
  }
}

function tried({ view, ledger, timeUs }: At, name: string, count: number, subject: string): void {
  countFor(attackView(view, name), isDefended(ledger, name), 'attempts', count);
  remember(ledger.moments, name, { timeUs, what: 'tried', count, subject });
}

function isDefended(ledger: AttackLedger, name: string): boolean {
  return !ledger.undefended.has(name);
}

/** A fake request that was matched has succeeded; one that was not is blocked. Altered bids that got here passed. */
function foldCleared(at: At, note: MarketCleared): void {
  const { ledger } = at;
  const matched = new Map(note.allocations.map((one) => [one.request, one]));
  ledger.passedOver.clear();
  for (const name of ['consumer', 'exchange']) {
    for (const request of outstanding(ledger, name).keys()) {
      const allocation = matched.get(request);
      settle(at, name, request, allocation ? 'succeeded' : 'blocked');
      if (!allocation) ledger.passedOver.set(request, name);
      if (allocation) ledger.matched.set(request, { name, priceMilliPerKWh: allocation.priceMilliPerKWh, isDefended: isDefended(ledger, name) });
    }
  }
  for (const request of outstanding(ledger, 'tamper').keys()) {
    const allocation = matched.get(request);
    if (!allocation) continue;
    settle(at, 'tamper', request, 'succeeded');
    ledger.matched.set(request, { name: 'tamper', priceMilliPerKWh: allocation.priceMilliPerKWh, isDefended: isDefended(ledger, 'tamper') });
  }
}

/**
 * Energy that was promised to a fake request and not taken is lost for the round, and so is its price. Energy that was
 * delivered at an altered bid is not paid: its consumer never agreed to that price.
 */
function foldDelivered({ view, ledger }: At, note: MarketDelivered | BocsDischarged): void {
  const matched = ledger.matched.get(matchKey(note.request, note.ev)) ?? ledger.matched.get(note.request);
  if (!matched) return;
  const lostWh = matched.name === 'tamper' ? note.deliveredWh : note.allocatedWh - note.deliveredWh;
  const attack = attackView(view, matched.name);
  countFor(attack, matched.isDefended, 'lostWh', lostWh);
  countFor(attack, matched.isDefended, 'costMilli', Math.floor((matched.priceMilliPerKWh * lostWh) / 1000));
}

/**
 * Poisoned updates have succeeded when the model that was made of them is off by more than a tenth above the best one before
 * it, on the held-out trips of honest EVs; else they are blocked. That is known once the new model's own round is closed. What
 * is lost is by how much its forecasts of all those segments are further off than the best model's.
 */
function foldPoison(at: At, closed: number): void {
  const { view, ledger } = at;
  const subjects = [...outstanding(ledger, 'poisoning').keys()].filter((subject) => subject.endsWith(`/f${closed - 1}`));
  const after = view.forecast.findLast((one) => one.round === closed);
  const earlier = view.forecast.filter((one) => one.round < closed && one.segments > 0);
  if (subjects.length === 0 || after === undefined || after.segments === 0 || earlier.length === 0) return;
  const best = earlier.reduce((least, one) => (rmseOf(one)! < rmseOf(least)! ? one : least));
  const spoilt = rmseOf(after)! > SPOILT * rmseOf(best)!;
  for (const subject of subjects) settle(at, 'poisoning', subject, spoilt ? 'succeeded' : 'blocked');
  const lostWh = Math.round(after.absoluteWh - (best.absoluteWh * after.segments) / best.segments);
  if (spoilt && lostWh > 0) countFor(attackView(view, 'poisoning'), isDefended(ledger, 'poisoning'), 'lostWh', lostWh);
}

const SPOILT = 1.1;

/**
 * What a campus has invented has succeeded when the plan gives it something, and what it gave away twice when the plan
 * takes it; the rest of its lies is blocked, as nothing came of it. Fakes that their own campus had no energy for may find some here.
 */
function foldPlan(at: At, { round, bought, sold }: BocsPlanWon): void {
  const { ledger } = at;
  for (const subject of outstanding(ledger, 'leftovers').keys()) {
    // `<control system>/r<round>/<what the lie is about>`: a request's own id has the round in it too.
    const from = subject.indexOf(`/r${round}/`);
    if (from < 0) continue;
    const lie = subject.slice(from + `/r${round}/`.length);
    const taken = [...bought.filter(({ request }) => request === lie), ...sold.filter(({ ev }) => ev === lie)];
    settle(at, 'leftovers', subject, taken.length > 0 ? 'succeeded' : 'blocked');
    for (const { request, ev, priceMilliPerKWh } of taken) ledger.matched.set(matchKey(request, ev), { name: 'leftovers', priceMilliPerKWh, isDefended: isDefended(ledger, 'leftovers') });
  }
  for (const { request, priceMilliPerKWh } of bought) {
    const name = ledger.passedOver.get(request);
    if (name === undefined) continue;
    ledger.passedOver.delete(request);
    const attack = attackView(at.view, name);
    countFor(attack, isDefended(ledger, name), 'blocked', -1);
    came(at, name, request, 'succeeded');
    ledger.matched.set(request, { name, priceMilliPerKWh, isDefended: isDefended(ledger, name) });
  }
}

/** An allocation that a lie concerns, where the request alone does not tell. */
function matchKey(request: string, ev: string): string {
  return `${request}|${ev}`;
}

function foldSybils(at: At, note: ElectionOrdered): void {
  const { ledger } = at;
  if (outstanding(ledger, 'sybil').has(note.node)) {
    settle(at, 'sybil', note.node, note.code === 'accepted' ? 'succeeded' : 'blocked');
  }
  const fair = ledger.fairCredit.get(note.node);
  if (fair !== undefined && outstanding(ledger, 'sybil-split').has(note.node)) {
    settle(at, 'sybil-split', note.node, (note.credit ?? 0) > fair ? 'succeeded' : 'blocked');
  }
}

function foldDefences(at: At, note: LabNote): void {
  const { view, ledger } = at;
  if (note.kind === 'guard/refused') {
    settle(at, 'tamper', note.subject, 'blocked');
    settle(at, 'sybil', note.subject, 'blocked');
    if (note.what === 'leftovers') for (const lie of outstanding(ledger, 'leftovers').keys()) if (lie.startsWith(`${note.subject}/`)) settle(at, 'leftovers', lie, 'blocked');
  } else if (note.kind === 'committee/fork-seen') {
    settle(at, 'fork', `${note.epoch}/${note.member}`, 'blocked');
  } else if (note.kind === 'epoch/began') {
    for (const fork of outstanding(ledger, 'fork').keys()) settle(at, 'fork', fork, 'succeeded');
  } else if (note.kind === 'settlement/final') {
    settleSpend(at, note.transaction, note.outcome === 'committed', note.amountMilli);
  } else if (note.kind === 'ledger/final') {
    foldSilence(at, note.transaction, note.submissions, note.code);
  } else if (note.kind === 'atomix/began') {
    if (view.attacks['cut']?.active) stall(at, note.transaction, note.amountMilli);
  } else if (note.kind === 'atomix/state' && (note.state === 'committed' || note.state === 'aborted')) {
    release(at, note.transaction, note.state === 'committed');
  }
}

function settleSpend(at: At, transaction: string, committed: boolean, amountMilli: number): void {
  const { view, ledger } = at;
  if (!ledger.secondSpends.delete(transaction)) return;
  settle(at, 'double-spend', transaction, committed ? 'succeeded' : 'blocked');
  if (committed) countFor(attackView(view, 'double-spend'), isDefended(ledger, 'double-spend'), 'costMilli', amountMilli);
}

/** Where a primary is silent, a transaction that went through on a later try was saved by sending again. */
function foldSilence(at: At, transaction: string, submissions: number, code: string): void {
  if (!at.view.attacks['silent']) return;
  if (code === 'abandoned') came(at, 'silent', transaction, 'succeeded');
  else if (submissions > 1) came(at, 'silent', transaction, 'blocked');
}

/** What a cut link costs is the money that it holds up, for as long as it does. */
function stall(at: At, transaction: string, amountMilli: number): void {
  const { view, ledger } = at;
  const stalled = { amountMilli, isDefended: isDefended(ledger, 'cut') };
  ledger.stalled.set(transaction, stalled);
  tried(at, 'cut', 1, transaction);
  countFor(attackView(view, 'cut'), stalled.isDefended, 'costMilli', amountMilli);
}

function release(at: At, transaction: string, committed: boolean): void {
  const { view, ledger } = at;
  const stalled = ledger.stalled.get(transaction);
  if (stalled === undefined) return;
  ledger.stalled.delete(transaction);
  countFor(attackView(view, 'cut'), stalled.isDefended, 'costMilli', -stalled.amountMilli);
  came(at, 'cut', transaction, committed ? 'blocked' : 'succeeded', stalled.isDefended);
}

function settle(at: At, name: string, subject: string, outcome: 'blocked' | 'succeeded'): void {
  const { ledger, view } = at;
  const wasDefended = outstanding(ledger, name).get(subject);
  if (wasDefended === undefined) return;
  outstanding(ledger, name).delete(subject);
  // An attempt belongs to the side on which it was decided, so that each side's numbers are about the same deeds.
  if (wasDefended !== isDefended(ledger, name)) moveAttempt(attackView(view, name), wasDefended);
  came(at, name, subject, outcome);
}

/** What a deed came to. */
function came({ view, ledger, timeUs }: At, name: string, subject: string, outcome: 'blocked' | 'succeeded', onSide = isDefended(ledger, name)): void {
  countFor(attackView(view, name), onSide, outcome, 1);
  remember(ledger.moments, name, { timeUs, what: outcome, count: 1, subject });
}

function outstanding(ledger: AttackLedger, name: string): Map<string, boolean> {
  let subjects = ledger.outstanding.get(name);
  if (!subjects) ledger.outstanding.set(name, (subjects = new Map()));
  return subjects;
}
