import type { Parameters } from '../actors/parameters.js';
import type { StoredBlock } from '../actors/control-system/storing-node.js';
import { FAULTS } from '../faults/catalogue.js';
import type { LabNote } from '../kernel/notes.js';
import type { TraceRecord } from '../kernel/program.js';

/** How often each rare state was reached, by name. */
export type Coverage = Record<string, number>;

/** A state that only some worlds reach; a world that reaches it tests more than one that does not. */
export interface RareState {
  readonly name: string;
  readonly summary: string;
  /** Whether a note tells of it. */
  readonly isSeen?: (note: LabNote) => boolean;
  /** Whether an entry of a stored block tells of it: its kind, its code, and the transaction. */
  readonly isStored?: (kind: string, code: string, transaction: StoredBlock['transactions'][number]) => boolean;
  /** How often a world was drawn so. */
  readonly drawn?: (parameters: Parameters) => number;
}

const refused = (codes: readonly string[], kinds?: readonly string[]): RareState['isStored'] => (kind, code) => codes.includes(code) && (kinds?.includes(kind) ?? true);
const restarted = (role: string): RareState['isSeen'] => (note) => note.kind === 'actor/restarted' && note.role === role;

/** The states that are counted, in the order of the table. */
export const RARE_STATES: readonly RareState[] = [
  { name: 'redraw', summary: 'Too few members were drawn, the draw repeats', isSeen: (note) => note.kind === 'election/opened' && note.attempt > 1 },
  { name: 'kept-committee', summary: 'After all attempts the old committee stays', isSeen: (note) => note.kind === 'epoch/began' && note.outcome === 'kept' },
  { name: 'heavy-member', summary: 'One member holds a third of the seats or more', isSeen: isHeavy },
  { name: 'draw-refused', summary: 'The committee refuses a draw', isSeen: (note) => note.kind === 'election/ordered' && note.code !== 'accepted' },
  { name: 'uncertified-draw', summary: 'A draw without a certificate of the CA is refused', isSeen: (note) => note.kind === 'election/ordered' && note.code === 'not-admitted' },
  { name: 'coin-vote', summary: 'A coin round in which the coin votes', isSeen: (note) => note.kind === 'committee/coin' },
  { name: 'fork-seen', summary: 'A member sees two events on one self-parent', isSeen: (note) => note.kind === 'committee/fork-seen' },
  { name: 'forker-convicted', summary: 'The committee takes credit from a forker', isStored: (kind, code) => kind === 'fork-evidence' && code === 'accepted' },
  { name: 'credit-split', summary: 'An EV has given its credit to others', isStored: (kind, code) => kind === 'credit-transfer' && code === 'accepted' },
  { name: 'voted-again', summary: 'A block lacks votes and a member votes again', isSeen: (note) => note.kind === 'committee/revoted' },
  { name: 'blocks-fetched', summary: 'The storing node asks for blocks that nobody brought', isSeen: (note) => note.kind === 'storing/asked' },
  { name: 'primary-replaced', summary: 'A transaction is answered after the primary was not', isSeen: (note) => note.kind === 'ledger/final' && note.submissions > 1 && note.code === 'accepted' },
  { name: 'patient-party', summary: 'A party has asked twelve times and is still answered', isSeen: (note) => note.kind === 'ledger/final' && note.submissions > 12 && note.code !== 'abandoned' },
  { name: 'given-up', summary: 'Without resubmission a party gives up', isSeen: (note) => note.kind === 'ledger/final' && note.code === 'abandoned' },
  { name: 'matched-across', summary: 'A plan of the BoCS gives a campus what another has left', isSeen: (note) => note.kind === 'bocs/plan-won' && note.bought.length > 0 },
  { name: 'plan-beaten', summary: 'A plan falls because another was first', isSeen: (note) => note.kind === 'bocs/plan-lost' && note.code === 'MVCC_READ_CONFLICT' },
  { name: 'leftovers-refused', summary: 'Campuses do not believe what another says it has left', isSeen: (note) => note.kind === 'guard/refused' && note.what === 'leftovers' },
  { name: 'cross-committed', summary: 'A payment across shards is committed', isSeen: (note) => note.kind === 'atomix/state' && note.state === 'committed' },
  { name: 'cross-aborted', summary: 'A payment across shards is aborted', isSeen: (note) => note.kind === 'atomix/state' && note.state === 'aborted' },
  { name: 'cross-rescued', summary: 'Somebody other than the buyer ends a stalled payment', isSeen: (note) => note.kind === 'atomix/state' && note.rescued },
  { name: 'proof-of-invalidity', summary: 'A shard proves that its inputs are invalid', isSeen: (note) => note.kind === 'atomix/proof' && note.decision === 'invalidity' },
  { name: 'second-run', summary: 'After an aborted run a transaction is tried again', isStored: (_, __, transaction) => transaction.kind === 'lock' && transaction.run > 1 },
  { name: 'unlock-to-abort', summary: 'Locks are released', isStored: (kind, code) => kind === 'unlock-to-abort' && code === 'accepted' },
  { name: 'proof-refused', summary: 'A shard refuses a proof of another', isStored: (kind, code) => kind.startsWith('unlock') && code !== 'accepted' },
  { name: 'announced-early', summary: 'A handover is announced before the one it rests on', isStored: refused(['unknown-epoch']) },
  { name: 'double-spend-refused', summary: 'Check 3 refuses a second spending', isStored: refused(['double-spend']) },
  { name: 'chain-forked', summary: 'A party’s own chain was found forked', isStored: refused(['forked-chain']) },
  { name: 'inputs-unsettled', summary: 'A micro block waits for what it rests on', isStored: refused(['origin-locked', 'reading-locked', 'origin-unvalidated', 'previous-unvalidated', 'cross-shard-unsettled', 'pending-funds'], ['micro']) },
  { name: 'micro-refused', summary: 'A micro block is refused', isStored: (kind, code) => kind === 'micro' && code !== 'accepted' },
  { name: 'tampering-refused', summary: 'Requests whose authors did not sign them so are refused', isSeen: (note) => note.kind === 'guard/refused' && note.what === 'request' },
  { name: 'payment-refused', summary: 'A payment ends without being made', isSeen: (note) => note.kind === 'settlement/final' && note.outcome === 'refused' },
  { name: 'unfunded', summary: 'A buyer waits for funds', isSeen: (note) => note.kind === 'settlement/unfunded' },
  { name: 'undelivered', summary: 'Less energy is delivered than was matched', isSeen: (note) => note.kind === 'market/delivered' && note.deliveredWh < note.allocatedWh },
  { name: 'penalised', summary: 'Somebody is punished for what was not delivered', isSeen: (note) => note.kind === 'market/penalties' && note.consumers + note.exchanges > 0 },
  { name: 'no-offers', summary: 'There are requests and nobody offers', isSeen: (note) => note.kind === 'market/offers' && note.requests > 0 && note.offers === 0 },
  { name: 'channel-gap', summary: 'A peer of BoE or BoEV has missed blocks', isSeen: (note) => note.kind === 'channel/gap' },
  { name: 'member-restarted', summary: 'A committee member restarts in office', isSeen: (note) => note.kind === 'actor/restarted' && note.seated },
  { name: 'control-system-restarted', summary: 'A control system restarts', isSeen: restarted('control-system') },
  { name: 'consumer-restarted', summary: 'A consumer restarts', isSeen: restarted('consumer') },
  { name: 'exchange-restarted', summary: 'An exchange restarts', isSeen: restarted('exchange') },
  { name: 'charging-point-restarted', summary: 'A charging point restarts', isSeen: restarted('charging-point') },
  ...FAULTS.map(({ name }): RareState => ({ name: `fault-${name}`, summary: `Fault \`${name}\``, drawn: ({ faults }) => faults.filter((fault) => fault.name === name).length })),
  { name: 'rules-changed', summary: 'A rule is changed while the run is under way', drawn: ({ changes }) => changes.length },
  { name: 'worker-restored', summary: 'A worker thread died and was brought back' },
];

export function createCoverage(parameters: Parameters): Coverage {
  return Object.fromEntries(RARE_STATES.map(({ name, drawn }) => [name, drawn?.(parameters) ?? 0]));
}

/** Folds a window's trace into the counts. */
export function foldCoverage(coverage: Coverage, records: readonly TraceRecord[]): void {
  for (const record of records) {
    if (record.type === 'note') {
      for (const { name, isSeen } of RARE_STATES) if (isSeen?.(record.note as LabNote) === true) coverage[name] += 1;
    } else if (record.record.kind === 'ledger/block') {
      foldBlock(coverage, record.record as unknown as StoredBlock);
    }
  }
}

/** The counts of many worlds, in the order of the table: in how many worlds each state was reached, and how often. */
export function mergeCoverage(coverages: readonly Coverage[]): { readonly state: RareState; readonly worlds: number; readonly times: number }[] {
  return RARE_STATES.map((state) => {
    const counts = coverages.map((coverage) => coverage[state.name] ?? 0);
    return { state, worlds: counts.filter((count) => count > 0).length, times: counts.reduce((sum, count) => sum + count, 0) };
  });
}

function foldBlock(coverage: Coverage, { entries, transactions }: Pick<StoredBlock, 'entries' | 'transactions'>): void {
  entries.forEach(({ kind, code }, index) => {
    for (const { name, isStored } of RARE_STATES) if (isStored?.(kind, code, transactions[index]) === true) coverage[name] += 1;
  });
}

function isHeavy(note: LabNote): boolean {
  if (note.kind !== 'epoch/began') return false;
  const seats = note.members.map((member) => member.seats);
  return 3 * Math.max(...seats) >= seats.reduce((sum, one) => sum + one, 0);
}
