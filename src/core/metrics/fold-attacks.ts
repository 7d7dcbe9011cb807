import type { AttackAttempt, ElectionOrdered, LabNote, MarketCleared, MarketDelivered } from '../kernel/notes.js';
import { say } from './log.js';
import type { AttackView, ShardView } from './view.js';

/**
 * What became of each deed. The attack says only what it did (`attack/attempt` names the subjects); whether it came
 * through is read off the notes of the nodes that met it, so a number here is never the attack's own word.
 */
export interface AttackLedger {
  /** Subjects that nothing was heard of yet, by attack. */
  readonly outstanding: Map<string, Set<string>>;
  /** Requests of malicious consumers and exchanges that were matched, with what an EV would have earned. */
  readonly matched: Map<string, { readonly name: string; readonly bidMilliPerKWh: number }>;
  /** Credit that a false identity may fairly draw with. */
  readonly fairCredit: Map<string, number>;
  /** Cross-shard transactions that began while a link was cut, with what they pay, milli-units. */
  readonly stalled: Map<string, number>;
  /** Settlements that spend an origin a second time. */
  readonly secondSpends: Set<string>;
}

export function createAttackLedger(): AttackLedger {
  return {
    outstanding: new Map(),
    matched: new Map(),
    fairCredit: new Map(),
    stalled: new Map(),
    secondSpends: new Set(),
  };
}

export function foldAttack(view: ShardView, ledger: AttackLedger, timeUs: number, note: LabNote): void {
  if (note.kind === 'attack/switched') {
    const attack = attackView(view, note.name);
    attack.level = note.level;
    attack.active = note.on;
    say(view, timeUs, note.on ? 'bad' : 'good', `attack ${note.name}${note.on ? `:${note.level}` : ''} ${note.on ? 'on' : 'off'}`);
  } else if (note.kind === 'attack/attempt') {
    foldAttempt(view, ledger, note);
  } else if (note.kind === 'attack/moment') {
    attackView(view, note.name).attempts += note.count;
  } else if (note.kind === 'market/cleared') {
    foldCleared(view, ledger, note);
  } else if (note.kind === 'market/delivered') {
    foldDelivered(view, ledger, note);
  } else if (note.kind === 'election/ordered') {
    foldSybils(view, ledger, note);
  } else {
    foldDefences(view, ledger, note);
  }
}

function foldAttempt(view: ShardView, ledger: AttackLedger, note: AttackAttempt): void {
  const attack = attackView(view, note.name);
  attack.attempts += note.subjects.length;
  for (const subject of note.subjects) {
    outstanding(ledger, note.name).add(subject);
    if (note.fairCredit !== undefined) ledger.fairCredit.set(subject, note.fairCredit);
    if (note.name === 'double-spend') ledger.secondSpends.add(subject);
  }
}

/** A fake request that was matched has succeeded; one that was not is blocked. Altered bids that got here passed. */
function foldCleared(view: ShardView, ledger: AttackLedger, note: MarketCleared): void {
  const matched = new Map(note.allocations.map((one) => [one.request, one]));
  for (const name of ['consumer', 'exchange']) {
    for (const request of outstanding(ledger, name)) {
      const allocation = matched.get(request);
      settle(view, ledger, name, request, allocation ? 'succeeded' : 'blocked');
      if (allocation) ledger.matched.set(request, { name, bidMilliPerKWh: allocation.bidMilliPerKWh });
    }
  }
  for (const request of outstanding(ledger, 'tamper')) {
    const allocation = matched.get(request);
    if (!allocation) continue;
    settle(view, ledger, 'tamper', request, 'succeeded');
    ledger.matched.set(request, { name: 'tamper', bidMilliPerKWh: allocation.bidMilliPerKWh });
  }
}

/**
 * Energy that was promised to a fake request and not taken is lost for the round, and so is its price. Energy that was
 * delivered at an altered bid is not paid: its consumer never agreed to that price.
 */
function foldDelivered(view: ShardView, ledger: AttackLedger, note: MarketDelivered): void {
  const matched = ledger.matched.get(note.request);
  if (!matched) return;
  const lostWh = matched.name === 'tamper' ? note.deliveredWh : note.allocatedWh - note.deliveredWh;
  const attack = attackView(view, matched.name);
  attack.lostWh += lostWh;
  attack.costMilli += Math.floor((matched.bidMilliPerKWh * lostWh) / 1000);
}

function foldSybils(view: ShardView, ledger: AttackLedger, note: ElectionOrdered): void {
  if (outstanding(ledger, 'sybil').has(note.node)) {
    settle(view, ledger, 'sybil', note.node, note.code === 'accepted' ? 'succeeded' : 'blocked');
  }
  const fair = ledger.fairCredit.get(note.node);
  if (fair !== undefined && outstanding(ledger, 'sybil-split').has(note.node)) {
    settle(view, ledger, 'sybil-split', note.node, (note.credit ?? 0) > fair ? 'succeeded' : 'blocked');
  }
}

function foldDefences(view: ShardView, ledger: AttackLedger, note: LabNote): void {
  if (note.kind === 'guard/refused') {
    settle(view, ledger, 'tamper', note.subject, 'blocked');
    settle(view, ledger, 'sybil', note.subject, 'blocked');
  } else if (note.kind === 'committee/fork-seen') {
    settle(view, ledger, 'fork', `${note.epoch}/${note.member}`, 'blocked');
  } else if (note.kind === 'epoch/began') {
    for (const fork of outstanding(ledger, 'fork')) settle(view, ledger, 'fork', fork, 'succeeded');
  } else if (note.kind === 'settlement/final') {
    settleSpend(view, ledger, note.transaction, note.outcome === 'committed', note.amountMilli);
  } else if (note.kind === 'ledger/final') {
    foldSilence(view, note.submissions, note.code);
  } else if (note.kind === 'atomix/began') {
    if (view.attacks['cut']?.active) stall(view, ledger, note.transaction, note.amountMilli);
  } else if (note.kind === 'atomix/state' && (note.state === 'committed' || note.state === 'aborted')) {
    release(view, ledger, note.transaction, note.state === 'committed');
  }
}

function settleSpend(view: ShardView, ledger: AttackLedger, transaction: string, committed: boolean, amountMilli: number): void {
  if (!ledger.secondSpends.delete(transaction)) return;
  settle(view, ledger, 'double-spend', transaction, committed ? 'succeeded' : 'blocked');
  if (committed) attackView(view, 'double-spend').costMilli += amountMilli;
}

/** Where a primary is silent, a transaction that went through on a later try was saved by sending again. */
function foldSilence(view: ShardView, submissions: number, code: string): void {
  const attack = view.attacks['silent'];
  if (!attack) return;
  if (code === 'abandoned') attack.succeeded += 1;
  else if (submissions > 1) attack.blocked += 1;
}

/** What a cut link costs is the money that it holds up, for as long as it does. */
function stall(view: ShardView, ledger: AttackLedger, transaction: string, amountMilli: number): void {
  ledger.stalled.set(transaction, amountMilli);
  const attack = attackView(view, 'cut');
  attack.attempts += 1;
  attack.costMilli += amountMilli;
}

function release(view: ShardView, ledger: AttackLedger, transaction: string, committed: boolean): void {
  const amountMilli = ledger.stalled.get(transaction);
  if (amountMilli === undefined) return;
  ledger.stalled.delete(transaction);
  const attack = attackView(view, 'cut');
  attack.costMilli -= amountMilli;
  if (committed) attack.blocked += 1;
  else attack.succeeded += 1;
}

function settle(view: ShardView, ledger: AttackLedger, name: string, subject: string, outcome: 'blocked' | 'succeeded'): void {
  if (!outstanding(ledger, name).delete(subject)) return;
  attackView(view, name)[outcome] += 1;
}

function outstanding(ledger: AttackLedger, name: string): Set<string> {
  let subjects = ledger.outstanding.get(name);
  if (!subjects) ledger.outstanding.set(name, (subjects = new Set()));
  return subjects;
}

function attackView(view: ShardView, name: string): AttackView {
  view.attacks[name] ??= { level: 0, active: false, attempts: 0, blocked: 0, succeeded: 0, costMilli: 0, lostWh: 0 };
  return view.attacks[name];
}
