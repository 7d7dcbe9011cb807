/**
 * The attacks a person can switch on (issue's names, SEED B10, A10), with what their level counts, the defence each
 * meets and the checkers' properties it may break when that defence is off. The command line's choices, the
 * interface's toggles and the reference pages are made from this list.
 */
export interface AttackEntry {
  readonly name: AttackName;
  /** One line for lists. */
  readonly summary: string;
  /** What a level of N means. */
  readonly levelUnit: string;
  readonly defaultLevel: number;
  /** The level is a share, above 0 and up to 1; without it, a whole number from 1 on. */
  readonly isShare?: true;
  /** Path of the scenario field that switches its defence. */
  readonly defence: string;
  /** Names of checkers whose breach counts as the attack's success while the defence is off. */
  readonly mayBreak: readonly string[];
  /** Path of the field that must be on for the attack to find anything; `--attack` switches it on. */
  readonly needs?: string;
  readonly source: string;
  /** The one key that toggles it in the interface. */
  readonly key: string;
  /** The one key that toggles its defence; the capital of `key` where left out. */
  readonly defenceKey?: string;
}

export function defenceKeyOf({ key, defenceKey }: AttackEntry): string {
  return defenceKey ?? key.toUpperCase();
}

/** What is wrong with a level that was asked for, or null: counts are whole from 1 on, shares above 0 and up to 1. */
export function levelMistake({ isShare, levelUnit }: AttackEntry, level: number): string | null {
  if (isShare) return level > 0 && level <= 1 ? null : `expected a level above 0 and up to 1 (${levelUnit})`;
  return Number.isSafeInteger(level) && level >= 1 ? null : `expected a level from 1 on (${levelUnit})`;
}

/** The level that a person gets who asks for a step more or less: one, or a tenth of a share. */
export function levelBeside({ isShare }: AttackEntry, level: number, by: 1 | -1): number {
  return isShare ? Math.max(1, Math.min(10, Math.floor(level * 10 + 0.5) + by)) / 10 : Math.max(1, level + by);
}

export type AttackName = 'consumer' | 'exchange' | 'sybil' | 'sybil-split' | 'double-spend' | 'fork' | 'tamper' | 'silent' | 'cut' | 'leftovers' | 'poisoning';

export const ATTACKS: readonly AttackEntry[] = [
  {
    name: 'consumer',
    summary: 'Malicious consumers send 1 to 10 fake requests each and take no energy',
    levelUnit: 'consumers turned malicious',
    defaultLevel: 20,
    defence: 'market.defence',
    mayBreak: [],
    source: 'SEED B10, thesis 4.2.1',
    key: 'a',
  },
  {
    name: 'exchange',
    summary: 'Malicious exchanges forge the requests of half their consumers',
    levelUnit: 'exchanges turned malicious',
    defaultLevel: 1,
    defence: 'market.defence',
    mayBreak: [],
    source: 'SEED B10, thesis 4.2.2',
    key: 'e',
  },
  {
    name: 'sybil',
    summary: 'Identities without a certificate of the CA draw for the committee',
    levelUnit: 'false identities in each shard',
    defaultLevel: 10,
    defence: 'defences.certificates',
    mayBreak: ['membership'],
    source: 'SEED A1, A10',
    key: 'y',
  },
  {
    name: 'sybil-split',
    summary: 'One EV of each shard splits its credit over certified false identities',
    levelUnit: 'identities the credit is split over, in each shard',
    defaultLevel: 8,
    defence: 'defences.creditSortition',
    mayBreak: [],
    source: 'SEED A2',
    key: 'p',
  },
  {
    name: 'double-spend',
    summary: 'Consumers pay two sellers from one origin',
    levelUnit: 'consumers that spend twice',
    defaultLevel: 5,
    defence: 'defences.doubleSpending',
    mayBreak: ['no-double-spending', 'money-conserved'],
    source: 'SEED A5 check 3, A10',
    key: 'd',
  },
  {
    name: 'fork',
    summary: 'Committee members sign two events on one self-parent',
    levelUnit: 'forking members in each committee, those with the fewest seats',
    defaultLevel: 1,
    defence: 'defences.forkDetection',
    mayBreak: ['agreement', 'liveness'],
    source: 'SEED A3',
    key: 'o',
  },
  {
    name: 'tamper',
    summary: 'Relays alter what others have signed: bids at exchanges, payments at committee members',
    levelUnit: 'tampering exchanges and members in each shard',
    defaultLevel: 1,
    defence: 'defences.signatures',
    mayBreak: ['money-conserved', 'signed-content'],
    source: 'SEED A5 (misdeed 1 of a primary), A10',
    key: 't',
  },
  {
    name: 'silent',
    summary: 'Committee members, the primary first, say nothing',
    levelUnit: 'silent members in each committee, the primary first',
    defaultLevel: 1,
    defence: 'defences.resubmission',
    mayBreak: ['liveness'],
    source: 'SEED A5 (misdeed 2 of a primary), A10',
    key: 'x',
  },
  {
    name: 'cut',
    summary: 'Links between campuses are cut, in both directions',
    levelUnit: 'links between two campuses that are cut',
    defaultLevel: 1,
    defence: 'defences.rescue',
    mayBreak: ['liveness', 'no-orphaned-lock'],
    source: 'SEED A10, vectors/atomix X3',
    key: 'u',
  },
  {
    name: 'leftovers',
    summary: 'Campuses say that they have requests left which nobody made, and EVs which they have given a task',
    levelUnit: 'campuses that lie to the BoCS',
    defaultLevel: 1,
    defence: 'defences.leftovers',
    mayBreak: ['no-energy-sold-twice'],
    source: 'SEED B5',
    // No letter is free in both cases.
    key: '(',
    defenceKey: ')',
  },
  {
    name: 'poisoning',
    summary: 'EVs send poisoned updates of the forecast’s model; `forecast.poison` says how',
    levelUnit: 'share of each campus’s EVs, above 0 and up to 1',
    defaultLevel: 0.4,
    isShare: true,
    needs: 'forecast.enabled',
    defence: 'defences.robustAggregation',
    mayBreak: [],
    source: 'SEED B7, thesis 6.3',
    key: '#',
    defenceKey: '$',
  },
];
